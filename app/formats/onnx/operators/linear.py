"""Fully connected layers, over vectors and over the channels of maps."""

import numpy as np

from ...pytorch.library.tensor import Tensor
from ...pytorch.library.views import channels_first, channels_last
from ..constant import Constant
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown
from ..registry import converts


@converts("Gemm")
def gemm(r: Recorder, node: Node) -> Value:
    """Add a fully connected layer."""
    x, weight, bias = node.tensor(), node.needed(1), node.constant(2)
    node.require(transA=0)
    alpha, beta = node.attribute("alpha", 1.0), node.attribute("beta", 1.0)
    held = weight if node.attribute("transB", 0) else weight.transposed
    if alpha != 1:
        held = Constant(alpha * held.values)
    return linear(r, node.name, x, held, _row(bias, len(held.values), beta))


@converts("MatMul")
def mat_mul(r: Recorder, node: Node) -> Value:
    """Add a fully connected layer; the bias of one that has one stands behind it."""
    x, weight, bias = node.tensor(), node.needed(1), node.constant(2)
    if weight.values.ndim != 2:
        raise Unknown(f"it multiplies by {list(weight.values.shape)}")
    return linear(r, node.name, x, weight.transposed, _row(bias, weight.values.shape[1]))


def _row(bias: Constant | None, count: int, factor: float = 1.0) -> Constant | None:
    if bias is None:
        return None
    if bias.values.size not in (1, count) or (bias.values.ndim > 1 and bias.values.shape[-1] != bias.values.size):
        raise Unknown(f"its bias has the shape {list(bias.values.shape)}")
    row = np.broadcast_to(bias.values.reshape(-1), (count,))
    return Constant(row, bias.name) if factor == 1 else Constant(factor * row)


def linear(r: Recorder, name: str, x: Tensor, weight: Constant, bias: Constant | None) -> Tensor:
    """Add a fully connected layer; over the channels of a map it is the convolution with a kernel of one cell.

    Raises
    ------
    Unknown
        If it is over another axis than that of the channels.
    """
    out = weight.values.shape[0]
    options = {} if bias is not None else {"bias": False}
    held = {} if bias is None else {"bias": bias}
    if len(x.shape) == 2:
        return r.record("linear", name, [x], {"out_features": out} | options, {"weight": weight} | held)
    first = channels_first(x)
    if first is None:
        raise Unknown("it is over the last axis of a map, which is not that of the channels")
    wide = Constant(weight.values.reshape(*weight.values.shape, *[1] * (len(x.shape) - 2)), weight.name)
    r.note("A linear layer over the channels of a map is written as the 1×1 convolution that it is.")
    made = r.record("conv", name, [first], {"out_channels": out, "kernel_size": 1} | options, {"weight": wide} | held)
    return channels_last(made)
