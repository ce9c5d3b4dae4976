"""Torchvision's CNNs, from their own files and from their prints: what PyTorch counts, in every number."""

import inspect
import sys
import warnings
from collections import Counter

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from app.formats.pytorch.reader import read_pytorch
from tests.verify.ours import analysis_of
from tests.verify.torchvisions import models

#: Attention is none of our layers.
TRANSFORMERS = ("vit_", "swin_", "maxvit")
NAMES = [name for name in models.list_models(module=models) if not name.startswith(TRANSFORMERS)]
FILTERED = (nn.Linear, nn.modules.conv._ConvNd)


class Operations(TorchDispatchMode):  # type: ignore[misc]  # PyTorch is not installed where types are checked
    """Counts what PyTorch computes, by name."""

    def __init__(self):
        super().__init__()
        self.counts: Counter[str] = Counter()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        """Count an operation, unless it joins a single tensor."""
        name = function.overloadpacket._qualified_op_name.removeprefix("aten::").rstrip("_")
        self.counts[name] += name != "cat" or len(args[0]) > 1
        return function(*args, **(kwargs or {}))


def size_of(name):
    return 299 if name == "inception_v3" else 224


@pytest.fixture(scope="module")
def made():
    """Give a model and what PyTorch counts of it, each once; no weights are drawn."""
    known = {}
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for kind in (nn.Linear, nn.modules.conv._ConvNd):
            patch.setattr(kind, "reset_parameters", lambda _: None)
        for init in (name for name in dir(nn.init) if name.endswith("_") and not name.startswith("_")):
            patch.setattr(nn.init, init, lambda tensor, *_, **__: tensor)

        def make(name):
            if name not in known:
                model = models.get_model(name, weights=None).eval().to("meta")
                known[name] = model, counted(model, size_of(name))
            return known[name]

        yield make


def counted(model, size):
    macs = []

    def count(module, _, output):
        each = module.in_features if isinstance(module, nn.Linear) else module.weight[0].numel()
        macs.append(output.numel() * each)

    for module in model.modules():
        if isinstance(module, FILTERED):
            module.register_forward_hook(count)
    with torch.no_grad(), Operations() as operations:
        output = model(torch.empty(1, 3, size, size, device="meta"))
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "output": tuple(output.shape[1:]),
        "macs": sum(macs),
        "add": operations.counts["add"],
        "concat": operations.counts["cat"],
        "multiply": operations.counts["mul"],
    }


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
