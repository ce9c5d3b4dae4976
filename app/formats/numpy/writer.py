"""A call as NumPy code."""

from collections.abc import Callable

from ..calls import Call, declared, shown
from ..writing import framed
from .conv import conv, conv_transpose, gradient, lowering
from .pool import avg_pool, max_pool

#: What code may import.
MODULES = ("import math", "import numpy as np", "from PIL import Image")
_ACTIVATIONS = {
    "identity": [],
    "relu": ["y = np.maximum(y, 0)"],
    "leaky_relu": ["y = np.where(y >= 0, y, 0.01 * y)"],
    "sigmoid": ["y = 1 / (1 + np.exp(-y))"],
    "tanh": ["y = np.tanh(y)"],
    "gelu": ["y = y * (1 + np.vectorize(math.erf)(y / 2**0.5)) / 2"],
    "silu": ["y = y / (1 + np.exp(-y))"],
}


def numpy_call(call: Call) -> str:
    """Write a call as NumPy code that prints what it answers."""
    operation = call.layer.node.operation
    if operation in _ACTIVATIONS:
        lines = ["y = x", *_ACTIVATIONS[operation]]
    else:
        lines = _LINES[f"{operation}/{call.view}"](call)
    if not call.view:
        for found in call.nodes[1:]:
            lines += _ACTIVATIONS[found.node.operation]
        lines.append(shown("y", call.output_shape))
    return framed(MODULES, {}, "\n".join([*declared(call), "", *lines]) + "\n")


_LINES: dict[str, Callable[[Call], list[str]]] = {
    "conv/": conv,
    "conv/gradient": gradient,
    "conv/lowering": lowering,
    "conv_transpose/": conv_transpose,
    "max_pool/": max_pool,
    "avg_pool/": avg_pool,
}
