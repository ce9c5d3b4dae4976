"""New shapes and other orders of axes, parts of tensors, and padding."""

from math import prod
from typing import Any

import numpy as np

from ...pytorch.library.tensor import BATCH, Tensor
from ..constant import Constant
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown, refusal
from ..registry import converts

#: The end of an axis, in files that say "to the end".
_END = 2**31 - 1


def _axis(x: Tensor, axis: int) -> int:
    if not -len(x.shape) <= axis < len(x.shape):
        raise refusal(f"there is no axis {axis} among {len(x.shape)}")
    return axis % len(x.shape)


@converts("Identity", "Cast")
def same(r: Recorder, node: Node) -> Value:  # noqa: ARG001, nothing is recorded
    """Hand on what comes in; numbers are computed in float32 here."""
    if node.kind == "Cast" and node.attribute("to") not in (1, 10, 11, 16):
        raise Unknown("it makes other numbers than floats of what comes in")
    return node.tensor()


@converts("Shape")
def shape(r: Recorder, node: Node) -> Value:  # noqa: ARG001, likewise
    """Work out the shape of what comes in."""
    sizes = np.array(node.tensor().shape, np.int64)
    return Constant(sizes[node.attribute("start", 0) : node.attribute("end", None)])


@converts("Size")
def size(r: Recorder, node: Node) -> Value:  # noqa: ARG001, likewise
    """Work out how many numbers come in."""
    return Constant(np.array(prod(node.tensor().shape), np.int64))


@converts("Flatten")
def flatten(r: Recorder, node: Node) -> Value:
    """Add a flatten."""
    x = node.tensor()
    if node.attribute("axis", 1) not in (1, 1 - len(x.shape)):
        raise Unknown(f"it flattens from axis {node.attribute('axis')} on")
    row = x.reshaped((BATCH, prod(x.shape[1:])))
    return r.settled(row, node.name) if not x.views else row


@converts("Reshape")
def reshape(r: Recorder, node: Node) -> Value:
    """Give what comes in another shape."""
    x = node.tensor()
    target = node.numbers("shape", 1)
    if target is None:
        raise Unknown("its shape is missing")
    sizes = _filled(x, [int(size) for size in target], r.batch, keeps_zero=bool(node.attribute("allowzero", 0)))
    row = x.reshaped(tuple(sizes))
    return r.settled(row, node.name) if len(sizes) == 2 and sizes[0] == BATCH and not x.views else row


def _filled(x: Tensor, target: list[int], batch: int | None, *, keeps_zero: bool) -> list[int]:
    """Say what a shape means for a batch of any size: 0 is as it was, −1 what is left, a first size the batch's."""
    sizes = [
        x.shape[at] if size == 0 and not keeps_zero and at < len(x.shape) else size for at, size in enumerate(target)
    ]
    total, each = prod(x.shape), prod(x.shape) // BATCH
    fixed = prod(size for size in sizes if size != -1)
    if any(size >= BATCH for size in sizes) or not sizes:
        rest, left = divmod(total, fixed) if fixed else (0, 1)
    elif sizes[0] == -1 and fixed and each % fixed == 0:
        sizes[0], rest, left = BATCH * (each // fixed), 0, 0
    elif sizes[0] not in (-1, batch or 1):
        raise Unknown(f"the shape {target} takes the batch apart")
    else:  # the file was written for one size of the batch, which comes first
        inner = sizes[1:]
        known = prod(size for size in inner if size != -1)
        rest, left = divmod(each, known) if known else (0, 1)
        sizes = [BATCH, *inner]
        left = left or (-1 not in inner and rest != 1)
    if left:
        raise Unknown(f"{[size for size in x.shape if size != BATCH]} does not go into the shape {target}")
    return [rest if size == -1 else size for size in sizes]


@converts("Squeeze")
def squeeze(r: Recorder, node: Node) -> Value:  # noqa: ARG001, a view
    """Leave axes of size 1 out."""
    x = node.tensor()
    axes = node.numbers("axes", 1)
    chosen = [_axis(x, axis) for axis in axes] if axes else [at for at, size in enumerate(x.shape) if size == 1]
    if any(x.shape[at] != 1 for at in chosen):
        raise Unknown("an axis that it leaves out is not of size 1")
    return x.reshaped(tuple(size for at, size in enumerate(x.shape) if at not in chosen))


@converts("Unsqueeze")
def unsqueeze(r: Recorder, node: Node) -> Value:  # noqa: ARG001, a view
    """Add axes of size 1."""
    x, axes = node.tensor(), node.numbers("axes", 1) or []
    count = len(x.shape) + len(axes)
    places = {int(axis) % count for axis in axes}
    if len(places) < len(axes):
        raise Unknown(f"its axes are {axes[:9]}")
    rest = iter(x.shape)
    return x.reshaped(tuple(1 if at in places else next(rest) for at in range(count)))


@converts("Transpose")
def transpose(r: Recorder, node: Node) -> Value:  # noqa: ARG001, a view
    """Put the axes in another order."""
    x = node.tensor()
    return x.permuted(tuple(node.attribute("perm", list(range(len(x.shape)))[::-1])))


@converts("Expand")
def expand(r: Recorder, node: Node) -> Value:  # noqa: ARG001, a view
    """Repeat a map of one cell over a larger map."""
    x, wanted = node.tensor(), [int(size) for size in node.needed(1).numbers]
    sizes = [*[1] * (len(x.shape) - len(wanted)), *wanted]
    sizes = [own if size == 1 else size for own, size in zip(x.shape, sizes, strict=False)]
    sizes[0] = x.shape[0] if sizes[0] == 1 or x.shape[0] == BATCH else sizes[0]
    grows = [at for at, (own, size) in enumerate(zip(x.shape, sizes, strict=False)) if own != size]
    if len(sizes) != len(x.shape) or any(at < 2 or x.shape[at] != 1 for at in grows):
        raise Unknown("it repeats more than rows and columns of one cell")
    return x.expanded(tuple(sizes))


@converts("Slice")
def slices(r: Recorder, node: Node) -> Value:
    """Take a part."""
    x = node.tensor()
    starts, ends, axes = (node.numbers(name, place) for name, place in (("starts", 1), ("ends", 2), ("axes", 3)))
    found = node.constant(4)
    assert starts is not None
    assert ends is not None
    axes = axes or list(range(len(starts)))
    by = found.numbers if found is not None else [1] * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, by, strict=True):
        x = part(r, node, x, _axis(x, axis), int(start), int(end), int(step))
    return x


def part(r: Recorder, node: Node, x: Tensor, axis: int, start: int, end: int, step: int = 1) -> Tensor:
    """Take a part along one axis.

    Raises
    ------
    Unknown
        If it is of the batch, or backwards.
    """
    there = x.shape[axis]
    if step < 1:
        raise Unknown("it goes backwards")
    first, last, _ = slice(start, min(end, _END), step).indices(there)
    if (first, last, step) == (0, there, 1):
        return x
    if axis == 0:
        raise Unknown("it takes the batch apart")
    options = {"dim": axis, "start": first, "stop": last, "step": step}
    plain = {"dim": 1, "start": 0, "step": 1}
    return r.record("slice", node.name, [x], {key: one for key, one in options.items() if one != plain.get(key)})


@converts("Split")
def split(r: Recorder, node: Node) -> list[Value]:
    """Take all parts along one axis."""
    x = node.tensor()
    axis, count = _axis(x, node.attribute("axis", 0)), len(node.proto.output)
    sizes = node.numbers("split", 1)
    if sizes is None:
        each = -(-x.shape[axis] // count)
        sizes = [min(each, x.shape[axis] - at) for at in range(0, x.shape[axis], each)]
    if len(sizes) != count or sum(sizes) != x.shape[axis]:
        raise Unknown(f"parts of {sizes} are not the {x.shape[axis]} of axis {axis}")
    ends = [sum(sizes[: place + 1]) for place in range(count)]
    return [
        part(r, node, x, axis, end - size, end) if wanted else None
        for size, end, wanted in zip(sizes, ends, node.proto.output, strict=True)
    ]


@converts("Pad")
def pad(r: Recorder, node: Node) -> Value:
    """Add padding; what is below 0 is cut off."""
    x = node.tensor()
    pads, axes = node.numbers("pads", 1) or [], node.constant(3)
    mode = node.attribute("mode", "constant")
    modes = {"constant": "zeros", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}
    value = node.numbers("value", 2)
    if mode not in modes or (mode == "constant" and value and value[0] != 0):
        raise Unknown(f"it pads with {value[0]:g}" if value and mode in modes else f"its mode is {mode!r}")
    along = [_axis(x, axis) for axis in axes.numbers] if axes is not None else list(range(len(x.shape)))
    if len(pads) != 2 * len(along):
        raise Unknown(f"pads are {pads}")
    sides = {at: (int(pads[i]), int(pads[i + len(along)])) for i, at in enumerate(along)}
    if any(sides.get(at, (0, 0)) != (0, 0) for at in (0, 1)):
        raise Unknown("it pads the channels")
    widths = [list(sides.get(at, (0, 0))) for at in range(2, len(x.shape))]
    for at, (before, after) in enumerate(widths, start=2):
        if before < 0 or after < 0:
            x = part(r, node, x, at, max(-before, 0), x.shape[at] - max(-after, 0))
    kept = [[max(width, 0) for width in pair] for pair in widths]
    if not any(map(any, kept)):
        return x
    options: dict[str, Any] = {"padding": [one[0] if one[0] == one[1] else one for one in kept]}
    return r.record("pad", node.name, [x], options | ({} if mode == "constant" else {"padding_mode": modes[mode]}))


@converts("ReduceMean", "ReduceMax")
def reduced(r: Recorder, node: Node) -> Value:
    """Pool each map into one number."""
    x = node.tensor()
    axes = node.numbers("axes", 1)
    chosen = sorted(_axis(x, axis) for axis in axes) if axes else []
    spatial = list(range(2, len(x.shape)))
    if not spatial or chosen != spatial:
        raise Unknown(f"it is over the axes {chosen or 'of everything'}, not over rows and columns")
    operation = "adaptive_avg_pool" if node.kind == "ReduceMean" else "adaptive_max_pool"
    pooled = r.record(operation, node.name, [x], {"output_size": 1})
    return pooled if node.attribute("keepdims", 1) else pooled.reshaped(pooled.shape[:2])
