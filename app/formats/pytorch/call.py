"""A call as PyTorch code, from the same modules as a network."""

from typing import cast

from ...layers.conv import Conv
from ...networks.analysis import NodeAnalysis
from ..calls import Call, declared, shown
from ..writing import X, framed
from .layers import written
from .windowed import Written, conv, unfold
from .writer import HELPERS, MODULES

#: The layers with weights.
_FILTERED = ("conv", "conv_transpose")


def pytorch_call(call: Call) -> str:
    """Write a call as PyTorch code that prints what it answers."""
    lines = {"gradient": _gradient, "lowering": _lowering}.get(call.view, _forward)(call)
    modules = ("import numpy as np", *MODULES[:-1], "from PIL import Image", MODULES[-1])
    return framed(modules, HELPERS, "\n".join([*declared(call), "", *lines]) + "\n")


def _written(call: Call, found: NodeAnalysis) -> Written:
    if found.node.operation == "conv":
        return conv(found, cast("Conv", found.node.layer), call.padding_mode)
    return written(found)


def _weighted(call: Call, module: str) -> list[str]:
    """Make a module, and give it the call's weights."""
    lines = [f"conv = {module}", "conv.weight.data = torch.from_numpy(w)"]
    return [*lines, "conv.bias.data = torch.from_numpy(b)"] if "b" in call.arrays else lines


def _forward(call: Call) -> list[str]:
    first: list[str] = []
    run = ["y = torch.from_numpy(x)[None]"]
    for found in call.nodes:
        layer = _written(call, found)
        modules = list(layer.modules)
        if found.node.operation in _FILTERED:
            first = _weighted(call, modules[-1])
            modules[-1] = "conv"
        run += [f"y = {module}(y)" for module in modules]
        if layer.expression != X:
            run.append(f"y = {layer.expression.replace(X, 'y')}")
    if first:  # weights would be learned
        run = [*first, "with torch.no_grad():", *(f"    {line}" for line in run)]
    return [*run, "y = y[0].numpy()", shown("y", call.output_shape)]


def _gradient(call: Call) -> list[str]:
    *around, module = _written(call, call.layer).modules
    tensor = "t"
    for pad in around:
        tensor = f"{pad}({tensor})"
    grad_output = "torch.from_numpy(g)[None]" if "g" in call.arrays else "torch.ones_like(y)"
    filters, shape = call.layer.output_shape[0], call.layer.input_shapes[0]
    double = ".double()" if call.dtype == "float64" else ""  # the bias, which changes no gradient, is not set
    return [
        *_weighted(call, module + double),
        "t = torch.from_numpy(x)[None].requires_grad_()",
        f"y = conv({tensor})",
        f"y.backward({grad_output})",
        "grad_input, grad_weight, grad_bias = t.grad[0].numpy(), conv.weight.grad.numpy(), conv.bias.grad.numpy()",
        shown("grad_input", shape),
        shown("grad_weight", call.arrays["w"].shape),
        shown("grad_bias", (filters,)),
    ]


def _lowering(call: Call) -> list[str]:
    layer = cast("Conv", call.layer.node.layer)
    filters, *size = call.layer.output_shape
    rows = f"torch.from_numpy(w).reshape({filters}, -1)"
    if layer.groups > 1:
        rows = f"torch.block_diag(*torch.from_numpy(w).reshape({layer.groups}, {filters // layer.groups}, -1))"
    bias = " + torch.from_numpy(b)[:, None]" if layer.bias else ""
    return [
        "columns = torch.from_numpy(x)[None]",
        *(f"columns = {module}(columns)" for module in unfold(call.layer, layer, call.padding_mode).modules),
        f"matrix = {rows}",
        f"y = (matrix @ columns[0]{bias}).numpy()",
        shown("y", (filters, size[0] * size[1])),
    ]
