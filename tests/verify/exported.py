"""PyTorch models with random weights, and the ONNX files that PyTorch's exporters write of them."""

import io
import warnings
from contextlib import contextmanager

import pytest
import torch
from torch import nn
from torch.onnx import TrainingMode

#: What keeps batch norms as they are, and what folds them into the convolutions before them.
MODES = {"folded": TrainingMode.EVAL, "preserved": TrainingMode.PRESERVE}
NORMS = nn.modules.batchnorm._BatchNorm


@contextmanager
def undrawn():
    """Make models without drawing their weights, which `randomised` does."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for kind in (nn.Linear, nn.modules.conv._ConvNd):
            patch.setattr(kind, "reset_parameters", lambda _: None)
        for init in (name for name in dir(nn.init) if name.endswith("_") and not name.startswith("_")):
            patch.setattr(nn.init, init, lambda tensor, *_, **__: tensor)
        yield


@torch.no_grad()
def randomised(model, x, seed=0):
    """Draw all weights; batch norms take the statistics of an input, changed at random, so that nothing dies away.

    Variances are enlarged, and none is far below the others: else PyTorch's own answer in float32 is percents off
    the one in float64, and says nothing about ours.
    """
    draw = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        if parameter.ndim > 1 and parameter.shape[1:].numel() > 1:
            parameter.normal_(0, (2 / parameter.shape[1:].numel()) ** 0.5, generator=draw)
        elif name.endswith("bias"):
            parameter.normal_(0, 0.3, generator=draw)
        else:
            parameter.uniform_(0.5, 1.5, generator=draw)
    norms = [module for module in model.eval().modules() if isinstance(module, NORMS)]
    for norm in norms:
        norm.train().momentum = 1
    if norms:
        model(x)
    for norm in norms:
        norm.eval().momentum = 0.1
        norm.running_mean += 0.3 * torch.randn(norm.num_features, generator=draw) * norm.running_var.sqrt()
        norm.running_var *= torch.empty(norm.num_features).uniform_(1, 3, generator=draw)
        norm.running_var.clamp_(min=float(norm.running_var.mean()) / 2)
    return model


def picture(size, batch=1, channels=3, seed=1):
    return torch.randn(batch, channels, size, size, generator=torch.Generator().manual_seed(seed))


def onnx_of(model, x, mode="folded", *, axes=()):
    """Give the bytes of the file; sizes along ``axes`` are left open."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, x, file, dynamo=False, training=MODES[mode], input_names=["x"], output_names=["y"],
            dynamic_axes={"x": {axis: f"axis{axis}" for axis in axes}} if axes else None,
        )  # fmt: skip
    return file.getvalue()


@torch.no_grad()
def answer(model, x):
    """Give what PyTorch computes, by the faster of its ways: conftest.py's reason against that is one of 3-D alone."""
    with torch.backends.mkldnn.flags(enabled=True):
        return model(x).numpy()
