"""Activations."""

import math

import numpy as np

from ...pytorch.library.tensor import Tensor
from ..constant import Constant
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown
from ..registry import converts

#: What has no options, by operator.
_PLAIN = {
    "Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softplus": "softplus", "Softsign": "softsign",
    "Mish": "mish", "HardSwish": "hardswish",
}  # fmt: skip
#: What the constants of SELU are (Klambauer et al. 2017, equation 14).
_SELU = {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875}
_CLOSE = 1e-5


def bent(r: Recorder, operation: str, node: Node, options: dict[str, float] | None = None) -> Tensor:
    """Add what changes every number by itself: a view stays on top of it."""
    x = node.tensor()
    if not any(view.how == "permute" for view in x.views):
        return r.record(operation, node.name, [x], options)
    made = r.record(operation, node.name, [x.whole], options)
    return made.seen_as(x)


@converts(*_PLAIN)
def plain(r: Recorder, node: Node) -> Value:
    """Add an activation without options."""
    return bent(r, _PLAIN[node.kind], node)


@converts("LeakyRelu")
def leaky_relu(r: Recorder, node: Node) -> Value:
    """Add a leaky ReLU."""
    return bent(r, "leaky_relu", node, _changed("negative_slope", node, "alpha", 0.01))


@converts("Elu")
def elu(r: Recorder, node: Node) -> Value:
    """Add an ELU."""
    return bent(r, "elu", node, _changed("alpha", node, "alpha", 1.0))


def _changed(name: str, node: Node, attribute: str, default: float) -> dict[str, float]:
    value = node.attribute(attribute, default)
    short = float(f"{value:.6g}")  # files hold it in float32
    return {} if short == default else {name: short if np.float32(short) == np.float32(value) else value}


@converts("Selu")
def selu(r: Recorder, node: Node) -> Value:
    """Add a SELU."""
    for name, value in _SELU.items():
        if not math.isclose(node.attribute(name, value), value, rel_tol=_CLOSE):
            raise Unknown(f"{name} is {node.attribute(name):g}, not {value:g}")
    return bent(r, "selu", node)


@converts("Gelu")
def gelu(r: Recorder, node: Node) -> Value:
    """Add a GELU, or what approximates it by a tanh."""
    kinds = {"none": "gelu", "tanh": "gelu_tanh"}
    kind = node.attribute("approximate", "none")
    if kind not in kinds:
        raise Unknown(f"approximate is {kind!r}")
    return bent(r, kinds[kind], node)


@converts("HardSigmoid")
def hard_sigmoid(r: Recorder, node: Node) -> Value:
    """Add a hard sigmoid: PyTorch's, or a line with other numbers, cut off at 0 and 1."""
    alpha, beta = node.attribute("alpha", 0.2), node.attribute("beta", 0.5)
    x = node.tensor()
    if math.isclose(alpha, 1 / 6, rel_tol=_CLOSE) and beta == 0.5:
        return r.record("hardsigmoid", node.name, [x])
    line = r.record("affine", node.name, [x], {"factor": alpha, "offset": beta})
    return r.record("hardtanh", node.name, [line], {"min_val": 0.0, "max_val": 1.0})


@converts("Clip")
def clip(r: Recorder, node: Node) -> Value:
    """Add what cuts off below and above: a ReLU6, a ReLU, or a hard tanh."""
    low, high = (_bound(node, name, place) for place, name in enumerate(("min", "max"), start=1))
    if (low, high) == (0, 6):
        return bent(r, "relu6", node)
    if low == 0 and high is None:
        return bent(r, "relu", node)
    if low is None or high is None:
        raise Unknown("it cuts off on one side alone")
    return bent(r, "hardtanh", node, {"min_val": low, "max_val": high})


def _bound(node: Node, name: str, place: int) -> float | None:
    found = node.numbers(name, place)
    if not found:
        return None
    largest = float(np.finfo(np.float32).max)
    return None if abs(found[0]) >= largest else float(found[0])


@converts("PRelu")
def prelu(r: Recorder, node: Node) -> Value:
    """Add a PReLU: one slope, or one for each channel."""
    x, slope = node.tensor(), node.needed(1)
    count = slope.values.size
    wide = len(slope.values.shape) == len(x.shape) - 1 and slope.values.shape[0] == count
    if count > 1 and not (count == x.shape[1] and wide):
        raise Unknown(f"its slopes have the shape {list(slope.values.shape)}")
    weights = {"weight": Constant(slope.values.reshape(-1), slope.name)}
    return r.record("prelu", node.name, [x], {} if count == 1 else {"num_parameters": count}, weights)


@converts("Softmax", "LogSoftmax")
def softmax(r: Recorder, node: Node) -> Value:
    """Add a softmax over the channels."""
    x = node.tensor()
    axis = node.attribute("axis", -1 if node.version >= 13 else 1) % len(x.shape)
    # before version 13, all axes from this one on are taken together
    if axis != 1 or (node.version < 13 and math.prod(x.shape[2:]) > 1):
        raise Unknown(f"it is over axis {axis}, not over the channels")
    return r.record("softmax" if node.kind == "Softmax" else "log_softmax", node.name, [x])


@converts("Dropout")
def dropout(r: Recorder, node: Node) -> Value:
    """Add dropout, which is off."""
    rate = node.numbers("ratio", 1)
    p = float(f"{rate[0]:.6g}") if rate else 0.5
    return bent(r, "dropout", node, {} if p == 0.5 else {"p": p})


@converts("Silu", "Swish")
def silu(r: Recorder, node: Node) -> Value:
    """Add a SiLU."""
    node.require(alpha=1.0)
    return bent(r, "silu", node)
