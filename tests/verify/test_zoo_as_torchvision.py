"""The networks that we share with torchvision: published figures, PyTorch's counts, names of state files, values."""

from collections import Counter
from functools import cache

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from app.networks.analysis import analyze
from app.networks.state_names import state_names
from app.networks.weights import weight_shapes
from app.networks.zoo import ZOO
from tests.verify.ours import output_of, random_weights
from tests.verify.torchvisions import NAMES, counted, models, without_drawing

#: Heads that only training uses: they are in state files, and not in our networks.
AUXILIARY = ("AuxLogits.", "aux1.", "aux2.", "aux_classifier.")
SEGMENTATION = {
    "fcn_resnet50": models.segmentation.FCN_ResNet50_Weights,
    "deeplabv3_resnet50": models.segmentation.DeepLabV3_ResNet50_Weights,
}
#: Values are compared of networks up to this many parameters; the others are of the same families.
MOST_PARAMETERS = 70_000_000


def model_of(name, **options):
    """Make the model, without the heads that only training uses where it can be."""
    if name in SEGMENTATION:
        options |= {"weights_backbone": None}
    return models.get_model(name, weights=None, **options).eval()


@cache
def held(name):
    """Give the shapes of a state file, and the counts at a size."""
    with without_drawing():
        auxiliary = {"aux_logits": True} if name in ("googlenet", "inception_v3") else {}
        if name in SEGMENTATION:
            auxiliary = {"aux_loss": True}
        model = model_of(name, **auxiliary)
    return {key: tuple(value.shape) for key, value in model.state_dict().items()}


def test_every_cnn_of_torchvision_is_in_the_zoo():
    assert len(NAMES) == 68
    assert set(NAMES) | set(SEGMENTATION) <= set(ZOO)


@pytest.mark.parametrize("name", [*NAMES, *SEGMENTATION])
def test_counts(name, tally):
    entry = ZOO[name]
    with without_drawing():
        model = model_of(name).to("meta")
    sizes = {entry.input_size, entry.input_size + 43}
    for size in sizes:
        expected = counted(model, size)
        with torch.no_grad(), FlopCounterMode(display=False) as flops:
            model(torch.empty(1, 3, size, size, device="meta"))
        if name in ("googlenet", "inception_v3"):
            unused = sum(p.numel() for key, p in model.named_parameters() if key.startswith(AUXILIARY))
            expected["parameters"] -= unused
        analysis = analyze(entry.build(size))
        operations = Counter(node.operation for node in analysis.network.nodes)
        found = {
            "parameters": analysis.count.total,
            "output": analysis.nodes[-1].output_shape,
            "macs": analysis.macs,
            "bias_additions": analysis.flops(biases=True) - analysis.flops(),
            "add": operations["add"],
            "concat": operations["concat"],
            "multiply": operations["multiply"] + operations["layer_scale"],
        }
        expected["flops"], found["flops"] = flops.get_total_flops(), analysis.flops()
        tally.compared += len(expected)
        for what, number in expected.items():
            if found[what] != number:
                tally.differs(f"{name} at {size}: {what} is {found[what]}, not {number}")
    tally.check()


@pytest.mark.parametrize("name", NAMES)
def test_published_figures_of_all_its_weights(name, tally):
    entry = ZOO[name]
    sizes = []
    for weights in models.get_model_weights(name):
        (crop,) = weights.transforms().crop_size
        sizes.append(crop)
        analysis = analyze(entry.build(crop))
        parameters = analysis.count.total
        if name == "inception_v3":
            parameters += 3_326_696
        tally.compared += 2
        if parameters != weights.meta["num_params"]:
            tally.differs(f"{name}: {parameters:,} parameters, not {weights.meta['num_params']:,}")
        if round(analysis.macs / 1e9, 3) != weights.meta["_ops"]:
            tally.differs(f"{name} at {crop}: {analysis.macs / 1e9} thousand million, not {weights.meta['_ops']}")
    assert entry.input_size in sizes
    tally.check()


@pytest.mark.parametrize("name", SEGMENTATION)
def test_published_figures_of_segmentation_are_with_the_auxiliary_head(name):
    (weights,) = SEGMENTATION[name]
    analysis = analyze(ZOO[name].build())
    (size,) = weights.transforms().resize_size
    assert ZOO[name].input_size == size
    # a 3×3 convolution to 256 channels with its batch norm, and a 1×1 one to the classes, at an eighth of the size
    head = 9 * 1024 * 256, 256 * 21
    assert analysis.count.total + sum(head) + 2 * 256 + 21 == weights.meta["num_params"]
    assert round((analysis.macs + sum(head) * (size // 8) ** 2) / 1e9, 3) == weights.meta["_ops"]


def same_but_for_ones(a, b):
    return [size for size in a if size != 1] == [size for size in b if size != 1]


@pytest.mark.parametrize("name", [*NAMES, *SEGMENTATION])
def test_every_array_has_its_name_in_the_state_file(name):
    network = ZOO[name].build()
    names, shapes = state_names(network), weight_shapes(network)
    theirs = {key: shape for key, shape in held(name).items() if not key.startswith(AUXILIARY)}
    assert set(names) == set(theirs)
    assert sorted(names.values()) == sorted((node, array) for node, arrays in shapes.items() for array in arrays)
    for key, (node, array) in names.items():
        assert same_but_for_ones(shapes[node][array], theirs[key]), key


@pytest.mark.parametrize(
    "name", [name for name in [*NAMES, *SEGMENTATION] if analyze(ZOO[name].build()).count.total <= MOST_PARAMETERS]
)
def test_values_with_weights_put_by_name(name, tally):
    size = {"inception_v3": 75, "alexnet": 63}.get(name, 64)
    analysis = analyze(ZOO[name].build(size))
    rng = np.random.default_rng(len(name))
    weights, x = random_weights(analysis, rng), rng.normal(size=(3, size, size))
    with without_drawing():
        model = model_of(name).double()
    state, names = model.state_dict(), state_names(analysis.network)
    assert all(key in names or key.startswith(AUXILIARY) for key in state)
    for key, (node, array) in names.items():
        state[key] = torch.from_numpy(np.asarray(weights[node][array])).reshape(state[key].shape)
    model.load_state_dict(state)
    with torch.no_grad():
        output = model(torch.from_numpy(x)[None])
    expected = (output["out"] if isinstance(output, dict) else output)[0].numpy()
    expected = expected / np.abs(expected).max()
    found = output_of(analysis, x, weights)
    tally.compared += 1
    tally.same(name, found / np.abs(found).max(), expected, tolerance=1e-6)
    tally.check()
