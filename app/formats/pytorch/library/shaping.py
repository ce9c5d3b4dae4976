"""New shapes for tensors: ``view``, ``permute``, ``squeeze`` and their kin."""

from math import prod
from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine, kind_of
from ..interpreter.values import plain
from .numbers import Numbers
from .options import LARGEST
from .tensor import BATCH, Dims, Tensor, shown

_MOST_AXES = 8


def dims_of(m: Machine, args: tuple[Any, ...]) -> list[int]:
    """Give whole numbers that come one by one, or as one tuple.

    Raises
    ------
    Raised
        The text's own ``TypeError`` if they are no whole numbers.
    """
    values = list(args[0]) if len(args) == 1 and isinstance(args[0], tuple | list) else list(args)
    values = [value.whole if isinstance(value, Numbers) else plain(value) for value in values]
    for value in values:
        m.known(value, "this size")
    if len(values) > _MOST_AXES or not all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        odd = next((v for v in values if not isinstance(v, int)), len(values))
        raise Raised("TypeError", f"a shape is some whole numbers, not {kind_of(odd)}")
    return values


def view(m: Machine, x: Tensor, *shape: Any) -> Tensor:
    """Give a tensor in another shape."""
    wanted = dims_of(m, shape)
    total = prod(x.shape)
    if wanted.count(-1) > 1 or any(size < -1 for size in wanted):
        raise Raised("ValueError", f"one size may be -1, and no other may be below 0, not {wanted}")
    fixed = prod(size for size in wanted if size != -1)
    if -1 in wanted:
        rest, left = divmod(total, fixed) if fixed else (0, 1)
        filled = tuple(rest if size == -1 else size for size in wanted)
    else:
        left, filled = total - fixed, tuple(wanted)
    if left or (wanted[0] == -1 and filled[0] != BATCH and len(wanted) > 1 and x.shape[0] == BATCH):
        _refuse(m, x, wanted)
    shaped = x.reshaped(filled)
    # what is a flatten stands where the text has it; other shapes may turn out to be no more than a way to something
    return (
        m.world.trace.settled(m, shaped, m.line) if len(filled) == 2 and filled[0] == BATCH and not x.views else shaped
    )


def _refuse(m: Machine, x: Tensor, wanted: list[int]) -> None:
    numbers = prod(size for size in wanted if size not in (-1, BATCH))
    each = prod(x.shape) // BATCH
    if wanted[:1] in ([-1], [BATCH]):
        raise m.refusal(
            f"the view asks for {numbers:,} numbers, but {shown(x.shape)} comes in, which is {each:,}: "
            "the rest would go into the batch"
        )
    sizes = ", ".join("batch" if size == BATCH else str(size) for size in wanted)
    raise m.refusal(f"{shown(x.shape)} for each input of the batch does not go into the shape ({sizes})")


def permute(m: Machine, x: Tensor, *dims: Any) -> Tensor:
    """Give a tensor with its axes in another order."""
    order = [_axis(m, x, dim) for dim in dims_of(m, dims)]
    if sorted(order) != list(range(len(x.shape))):
        raise m.refusal(f"permute takes each of the {len(x.shape)} axes once, not {list(dims)}")
    return x.permuted(tuple(order))


def transpose(m: Machine, x: Tensor, dim0: int, dim1: int) -> Tensor:
    """Give a tensor with two axes swapped."""
    order = list(range(len(x.shape)))
    a, b = _axis(m, x, dim0), _axis(m, x, dim1)
    order[a], order[b] = order[b], order[a]
    return x.permuted(tuple(order))


def movedim(m: Machine, x: Tensor, source: int, destination: int) -> Tensor:
    """Give a tensor with one axis at another place, the others in their order."""
    start, end = _axis(m, x, source), _axis(m, x, destination)
    order = [axis for axis in range(len(x.shape)) if axis != start]
    order.insert(end, start)
    return x.permuted(tuple(order))


def _axis(m: Machine, x: Tensor, dim: Any) -> int:
    axes = len(x.shape)
    if not isinstance(dim, int) or not -axes <= dim < axes:
        raise m.refusal(f"{shown(x.shape)} has {axes} axes with the batch: there is no axis {dim}")
    return dim % axes


def expand(m: Machine, x: Tensor, *shape: Any) -> Tensor:
    """Give a map of one cell repeated over a larger map."""
    wanted = dims_of(m, shape)
    there = x.shape
    sizes = tuple(own if size == -1 else size for own, size in zip(there, wanted, strict=False))
    grows = [axis for axis, (own, size) in enumerate(zip(there, sizes, strict=False)) if own != size]
    if len(wanted) != len(there) or any(axis < 2 or there[axis] != 1 for axis in grows):
        raise m.refusal(f"{shown(there)} can be expanded along its rows and columns of one cell alone, not to {wanted}")
    return x.expanded(sizes)


def expand_as(m: Machine, x: Tensor, other: Any) -> Tensor:
    """Give a map of one cell repeated to another's size."""
    return expand(m, x, *other.shape)


def squeeze(m: Machine, x: Tensor, dim: Any = None) -> Tensor:
    """Give a tensor without axes of size 1."""
    chosen = range(len(x.shape)) if dim is None else [_axis(m, x, d) for d in dims_of(m, (dim,))]
    return x.reshaped(tuple(size for axis, size in enumerate(x.shape) if not (axis in chosen and size == 1)))


def unsqueeze(m: Machine, x: Tensor, dim: int) -> Tensor:
    """Give a tensor with one more axis, of size 1."""
    axes = len(x.shape) + 1
    if not isinstance(dim, int) or not -axes <= dim < axes:
        raise m.refusal(f"there is no place {dim} among {axes} axes")
    at = dim % axes
    return x.reshaped((*x.shape[:at], 1, *x.shape[at:]))


def unflatten(m: Machine, x: Tensor, dim: int, sizes: Any) -> Tensor:
    """Give a tensor with one axis taken apart."""
    at = _axis(m, x, dim)
    inner = dims_of(m, (sizes,))
    return view(m, x, (*x.shape[:at], *inner, *x.shape[at + 1 :]))


def mean(m: Machine, x: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Give the mean of each channel."""
    return averaged(m, x, dim, keepdim=keepdim)


def largest(m: Machine, x: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """Give the maximum of each channel."""
    return averaged(m, x, dim, keepdim=keepdim, operation="adaptive_max_pool")


def averaged(m: Machine, x: Tensor, dim: Any, *, keepdim: bool, operation: str = "adaptive_avg_pool") -> Tensor:
    """Pool each channel into one number."""
    axes = [] if dim is None else [_axis(m, x, d) for d in dims_of(m, (dim,))]
    whole = x.whole
    if len(x.shape) == 3 and axes == [2] and x.views == whole.reshaped(x.shape).views:
        x, axes = whole, list(range(2, len(x.base)))  # the cells of a map in one row: the map will do
        if keepdim:
            raise m.refusal("keepdim is not read behind a view: pool the map itself")
    spatial = list(range(2, len(x.shape)))
    if axes and set(axes) < set(spatial) and not x.views:
        return _averaged_along(m, x, axes, keepdim=keepdim, operation=operation)
    if not spatial or sorted(axes) != spatial:
        raise m.refusal(
            f"only the whole map of each channel can be made one number here: dim={spatial or None}, not {dim}"
        )
    trace = m.world.trace
    pooled = trace.record(m, operation, trace.path("mean"), [x], {"output_size": [1] * len(spatial)}, m.line)
    return pooled if keepdim else trace.record(m, "flatten", trace.path("flatten"), [pooled], {}, m.line)  # type: ignore[no-any-return]


def _averaged_along(m: Machine, x: Tensor, axes: list[int], *, keepdim: bool, operation: str) -> Tensor:
    """Pool along some of a map's axes."""
    sizes = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
    trace = m.world.trace
    pooled: Tensor = trace.record(m, operation, trace.path("mean"), [x], {"output_size": list(sizes[2:])}, m.line)
    return pooled if keepdim else pooled.reshaped(tuple(size for axis, size in enumerate(sizes) if axis not in axes))


def sliced(m: Machine, x: Tensor, dim: int, start: int, stop: int, step: int = 1) -> Tensor:
    """Give a part of a tensor along one axis."""
    at = _axis(m, x, dim)
    size = x.shape[at]
    if at == 0:
        raise m.refusal("the batch cannot be taken apart: the layers here see one input at a time")
    if (start, stop, step) == (0, size, 1):
        return x
    if step < 1 or stop <= start:
        raise m.refusal(f"nothing is left of axis {dim}, of size {size}, from {start} to {stop} in steps of {step}")
    trace = m.world.trace
    options: dict[str, Any] = {"dim": at, "start": start, "stop": min(stop, size, LARGEST), "step": step}
    found: Tensor = trace.record(m, "slice", trace.path("slice"), [x], options, m.line)
    found.memory.look_into(x.memory, (at, start, stop))
    return found


def narrow(m: Machine, x: Tensor, dim: int, start: int, length: int) -> Tensor:
    """Give so many indices of one axis, from one on."""
    return sliced(m, x, dim, start, start + length)


def chunk(m: Machine, x: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Give so many equal parts of a tensor; the last may be smaller."""
    size = x.shape[_axis(m, x, dim)]
    return split(m, x, -(-size // chunks), dim)


def split(m: Machine, x: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Give parts of a tensor, of one size or of several."""
    size = x.shape[_axis(m, x, dim)]
    if isinstance(split_size_or_sections, int):
        each = split_size_or_sections
        if each < 1 or size // each > LARGEST:
            raise m.refusal(f"parts of size {each} cannot be made of {size}")
        m.budget.allocate(-(-size // each))
        sizes = [min(each, size - at) for at in range(0, size, each)]
    else:
        sizes = dims_of(m, (split_size_or_sections,))
        if sum(sizes) != size:
            raise m.refusal(f"parts of {sizes} are not the {size} of axis {dim}")
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return tuple(sliced(m, x, dim, end - part, end) for part, end in zip(sizes, ends, strict=True))


def item(m: Machine, x: Tensor, place: Any) -> Any:
    """Give a part of a tensor, as its slices say."""
    places = list(place) if isinstance(place, tuple) else [place]
    if ... in places:
        at = places.index(...)
        places[at : at + 1] = [slice(None)] * (len(x.shape) - len([p for p in places if p is not None]) + 1)
    axis = 0
    for part in places:
        if part is None:
            x = unsqueeze(m, x, axis)
        elif isinstance(part, slice):
            size = x.shape[axis] if axis < len(x.shape) else 0
            step = part.step or 1
            if step < 1:
                raise m.refusal("a step of a tensor's slice must be at least 1")
            start, stop, step = part.indices(size)
            x = sliced(m, x, axis, start, stop, step) if (start, stop, step) != (0, size, 1) else x
        elif isinstance(part, int):
            number = part + x.shape[axis] if part < 0 else part
            x = squeeze(m, sliced(m, x, axis, number, number + 1), axis)
            continue
        else:
            raise m.refusal(f"tensors are taken apart by numbers and slices here, not by {kind_of(part)}")
        axis += 1
    return x


def size(m: Machine, x: Any, dim: Any = None) -> Any:
    """Give the shape of a tensor, or one size of it."""
    shape: Dims = x.shape
    return shape if dim is None else shape[_axis(m, x, dim)]
