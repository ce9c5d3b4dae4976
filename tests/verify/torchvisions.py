"""Torchvision's models, beside a PyTorch that its compiled part was not made for as well, and what PyTorch counts."""

import sys
import warnings
from collections import Counter
from contextlib import contextmanager

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

#: Operators of detection, which no classifier uses: importing torchvision registers shapes for them.
_DETECTION = ("nms", "qnms")


def _imported():
    try:
        from torchvision import models  # noqa: PLC0415, tried first
    except RuntimeError as error:
        if "torchvision::nms does not exist" not in str(error):
            raise
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
            del sys.modules[name]
        for name in _DETECTION:
            LIBRARY.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        from torchvision import models  # noqa: PLC0415, once its operators are declared
    return models


LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
models = _imported()

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


@contextmanager
def without_drawing():
    """Make models without drawing their weights."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for kind in FILTERED:
            patch.setattr(kind, "reset_parameters", lambda _: None)
        for init in (name for name in dir(nn.init) if name.endswith("_") and not name.startswith("_")):
            patch.setattr(nn.init, init, lambda tensor, *_, **__: tensor)
        yield


def counted(model, size):
    """Count parameters, multiply-accumulates and joints of a model on ``meta``."""
    macs, biases = [], []

    def count(module, _, output):
        each = module.in_features if isinstance(module, nn.Linear) else module.weight[0].numel()
        macs.append(output.numel() * each)
        biases.append(0 if module.bias is None else output.numel())

    hooks = [module.register_forward_hook(count) for module in model.modules() if isinstance(module, FILTERED)]
    with torch.no_grad(), Operations() as operations:
        output = model(torch.empty(1, 3, size, size, device="meta"))
    for hook in hooks:
        hook.remove()
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "output": tuple((output["out"] if isinstance(output, dict) else output).shape[1:]),
        "macs": sum(macs),
        "bias_additions": sum(biases),
        "add": operations.counts["add"],
        "concat": operations.counts["cat"],
        "multiply": operations.counts["mul"],
    }
