"""Torchvision's CNNs, from their own files and from their prints: what PyTorch counts, in every number."""

import inspect
import sys
from collections import Counter

import pytest

from app.formats.pytorch.reader import read_pytorch
from tests.verify.ours import analysis_of
from tests.verify.torchvisions import NAMES, counted, models, without_drawing


def size_of(name):
    return 299 if name == "inception_v3" else 224


@pytest.fixture(scope="module")
def made():
    """Give a model and what PyTorch counts of it, each once; no weights are drawn."""
    known = {}
    with without_drawing():

        def make(name):
            if name not in known:
                model = models.get_model(name, weights=None).eval().to("meta")
                known[name] = model, counted(model, size_of(name))
            return known[name]

        yield make


def ours(reading):
    analysis = analysis_of({"input_shape": reading.input_shape, "layers": reading.nodes})
    operations = Counter(node["operation"] for node in reading.nodes)
    unused = (
        note.split(" parameters are not in")[0].split()[-1] for note in reading.notes if "not in the totals" in note
    )
    return {
        "parameters": analysis.count.total + sum(int(number.replace(",", "")) for number in unused),
        "output": analysis.nodes[-1].output_shape,
        "macs": analysis.macs,
        "add": operations["add"],
        "concat": operations["concat"],
        "multiply": operations["multiply"] + operations["layer_scale"],
    }


@pytest.mark.parametrize("kind", ["source", "print"])
@pytest.mark.parametrize("name", NAMES)
def test_a_cnn_of_torchvision(made, tally, name, kind):
    model, expected = made(name)
    shape = (3, size_of(name), size_of(name))
    if kind == "source":
        reading = read_pytorch(inspect.getsource(sys.modules[type(model).__module__]), name, shape)
    else:
        reading = read_pytorch(str(model), "", shape)
    tally.compared += len(expected)
    for what, number in ours(reading).items():
        if number != expected[what]:
            tally.differs(f"{name} ({kind}): {what} is {number}, not {expected[what]}")
    tally.check()


@pytest.mark.parametrize("name", ["vit_b_16", "swin_t", "maxvit_t"])
def test_a_transformer_is_refused_with_the_reason(name):
    with pytest.raises(ValueError, match=r"line \d+: "):
        read_pytorch(str(models.get_model(name, weights=None)), "", (3, 224, 224))
