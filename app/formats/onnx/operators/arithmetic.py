"""Sums and products, of maps and with constants."""

from typing import Any

import numpy as np

from ...pytorch.library.tensor import Tensor
from ...pytorch.library.views import channels_first, channels_last
from ..constant import Constant
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown
from ..registry import converts


def affine(r: Recorder, name: str, x: Tensor, factor: float, offset: float = 0.0) -> Tensor:
    """Add what multiplies every number, and adds to it; a view stays on top of it."""
    if (factor, offset) == (1, 0):
        return x
    options = {key: one for key, one, plain in (("factor", factor, 1), ("offset", offset, 0)) if one != plain}
    made = r.record("affine", name, [x.whole], options)
    return made.seen_as(x)


def joined(r: Recorder, operation: str, name: str, tensors: list[Tensor]) -> Tensor:
    """Add what joins tensors; where all are viewed alike, the view stays on top of it."""
    views = tensors[0].views
    if any(view.how == "permute" for view in views) and all(tensor.views == views for tensor in tensors):
        made = r.record(operation, name, [tensor.whole for tensor in tensors])
        if made.base != tensors[0].base:
            raise Unknown("it joins maps along another axis than that of the channels")
        return made.seen_as(tensors[0])
    if operation == "multiply":  # what is scaled comes before what scales it
        tensors = sorted((tensor.unexpanded for tensor in tensors), key=lambda tensor: -int(np.prod(tensor.shape)))
    return r.record(operation, name, tensors)


@converts("Add", "Sub", "Mul", "Div")
def between(r: Recorder, node: Node) -> Value:
    """Add an arithmetic operation between two maps, or a map and a constant."""
    left, right = node.input(0), node.input(1)
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        if node.kind == "Div":
            raise Unknown("it divides one map by another")
        if node.kind == "Sub":
            right = affine(r, node.name, right, -1)
        return joined(r, "multiply" if node.kind == "Mul" else "add", node.name, [left, right])
    if isinstance(left, Tensor) and isinstance(right, Constant):
        return _with(r, node, left, right, first=True)
    if isinstance(right, Tensor) and isinstance(left, Constant):
        return _with(r, node, right, left, first=False)
    raise Unknown("an input is missing")


def _with(r: Recorder, node: Node, x: Tensor, constant: Constant, *, first: bool) -> Tensor:
    numbers = constant.values
    if node.kind == "Div" and not first:
        raise Unknown("it divides by a map")
    if numbers.size == 1 and len(numbers.shape) <= len(x.shape):
        number = float(numbers.reshape(-1)[0])
        if node.kind == "Div" and number == 0:
            raise Unknown("it divides by 0")
        if node.kind in ("Add", "Sub"):
            return affine(r, node.name, x, 1 if first or node.kind == "Add" else -1,
                          -number if first and node.kind == "Sub" else number)  # fmt: skip
        return affine(r, node.name, x, number if node.kind == "Mul" else 1 / number)
    over = _channels(x, numbers)
    if over is None:
        raise Unknown(f"its constant of the shape {list(numbers.shape)} is not one number for each channel")
    inner, last = over
    row = numbers.reshape(-1).astype(np.float32)
    if node.kind == "Mul":
        made = r.record("layer_scale", node.name, [inner], {}, {"weight": Constant(row, constant.name)})
    elif node.kind == "Div":
        if not row.all():
            raise Unknown("it divides by 0")
        made = r.record("layer_scale", node.name, [inner], {}, {"weight": Constant(1 / row)})
    else:
        turned = affine(r, node.name, inner, -1) if node.kind == "Sub" and not first else inner
        made = _shifted(r, node.name, turned, row if node.kind == "Add" or not first else -row)
    return channels_last(made) if last else made


def _channels(x: Tensor, numbers: np.ndarray) -> tuple[Tensor, bool] | None:
    """Return the map whose channels a constant goes with, and whether a view puts them last; None if it does not."""
    shape = (1,) * (len(x.shape) - numbers.ndim) + numbers.shape
    first = channels_first(x)
    if first is not None and shape == (*[1] * (len(x.shape) - 1), x.shape[-1]):
        return first, True
    return (x, False) if shape == (1, x.shape[1], *[1] * (len(x.shape) - 2)) else None


def _shifted(r: Recorder, name: str, x: Tensor, row: np.ndarray) -> Tensor:
    """Add a number to each channel: a batch norm does it, whose means are these, and whose variances are 1."""
    made = r.record(
        "batch_norm", name, [x], {"affine": False, "eps": 0},
        {"running_mean": Constant(-row), "running_var": Constant(np.ones_like(row)),
         "num_batches_tracked": Constant(np.zeros((), np.float32))},
    )  # fmt: skip
    r.note(f"{made.node} adds a constant to each channel: it is written as the batch norm that does the same.")
    return made


@converts("Sum")
def added(r: Recorder, node: Node) -> Value:
    """Add the sum of several maps."""
    return joined(r, "add", node.name, [node.tensor(place) for place in range(len(node.values))])


@converts("Mean")
def mean(r: Recorder, node: Node) -> Value:
    """Add the mean of several maps."""
    total = joined(r, "add", node.name, [node.tensor(place) for place in range(len(node.values))])
    return affine(r, node.name, total, 1 / len(node.values))


@converts("Neg")
def negative(r: Recorder, node: Node) -> Value:
    """Add what turns the sign."""
    return affine(r, node.name, node.tensor(), -1)


@converts("Concat")
def concat(r: Recorder, node: Node) -> Value:
    """Add what puts the channels of several maps one after the other."""
    tensors = [node.tensor(place) for place in range(len(node.values))]
    axis = node.attribute("axis", 1) % len(tensors[0].shape)
    firsts: list[Any] = [channels_first(tensor) for tensor in tensors]
    if axis == len(tensors[0].shape) - 1 and len(tensors[0].shape) > 2 and all(one is not None for one in firsts):
        return channels_last(r.record("concat", node.name, firsts))
    if axis != 1:
        raise Unknown(f"it joins maps along axis {axis}, not along the channels")
    return tensors[0] if len(tensors) == 1 else r.record("concat", node.name, tensors)
