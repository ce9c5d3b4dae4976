"""Tensors that a text makes: shapes of what is computed from them, as far as they are known, and no numbers."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine
from ..interpreter.values import Bound, Native, Unknown
from .in_place import check_unchanging
from .tensor import Dims, Made, computed

Shape = Dims | None


def _ints(args: Sequence[Any]) -> tuple[int, ...] | None:
    values = args[0] if len(args) == 1 and isinstance(args[0], tuple | list) else args
    known = all(isinstance(value, int) and not isinstance(value, bool) for value in values)
    return tuple(values) if known else None


def broadcast(*shapes: Shape) -> Shape:
    """Give the shape of what goes together elementwise.

    Raises
    ------
    Raised
        As PyTorch raises, if the shapes do not go together.

    Examples
    --------
    >>> broadcast((8, 1, 3), (4, 1)), broadcast((2,), None)
    ((8, 4, 3), None)
    """
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes):
        return None
    try:
        return np.broadcast_shapes(*known)
    except ValueError:
        raise Raised(
            "RuntimeError", f"the shapes {', '.join(str(list(s)) for s in known)} do not go together"
        ) from None


def _reduced(shape: Dims, dim: Any = None, keepdim: Any = False, **_: Any) -> Shape:
    axes = range(len(shape)) if dim is None else _ints((dim,) if isinstance(dim, int) else (tuple(dim),))
    if axes is None or not isinstance(keepdim, bool) or any(not -len(shape) <= axis < len(shape) for axis in axes):
        return None
    gone = {axis % len(shape) for axis in axes}
    return tuple(1 if axis in gone else size for axis, size in enumerate(shape) if keepdim or axis not in gone)


def _viewed(shape: Dims, *sizes: Any) -> Shape:
    wanted, total = _ints(sizes), int(np.prod(shape))
    if wanted is None or wanted.count(-1) > 1:
        return None
    fixed = -int(np.prod(wanted)) if -1 in wanted else int(np.prod(wanted))
    if fixed <= 0 or total % fixed or (-1 not in wanted and fixed != total):
        return None
    return tuple(total // fixed if size == -1 else size for size in wanted)


def _flat(shape: Dims, start_dim: int = 0, end_dim: int = -1) -> Shape:
    start, end = start_dim % len(shape), end_dim % len(shape)
    return (*shape[:start], int(np.prod(shape[start : end + 1])), *shape[end + 1 :])


def _permuted(shape: Dims, *order: Any) -> Shape:
    axes = _ints(order)
    if axes is None or sorted(axis % len(shape) for axis in axes) != list(range(len(shape))):
        return None
    return tuple(shape[axis] for axis in axes)


def _swapped(shape: Dims, first: int = 0, second: int = 1) -> Shape:
    sizes = list(shape)
    sizes[first], sizes[second] = sizes[second], sizes[first]
    return tuple(sizes)


def _with_axis(shape: Dims, dim: int) -> Shape:
    at = dim % (len(shape) + 1)
    return (*shape[:at], 1, *shape[at:])


def _without_axes(shape: Dims, dim: int | None = None) -> Shape:
    return tuple(s for axis, s in enumerate(shape) if s != 1 or (dim is not None and axis != dim % len(shape)))


def _repeated(shape: Dims, *times: Any) -> Shape:
    each = _ints(times)
    if each is None or len(each) < len(shape):
        return None
    sizes = (1,) * (len(each) - len(shape)) + shape
    return tuple(size * count for size, count in zip(sizes, each, strict=True))


def _expanded(shape: Dims, *sizes: Any) -> Shape:
    wanted = _ints(sizes)
    if wanted is None or len(wanted) < len(shape):
        return None
    there = (1,) * (len(wanted) - len(shape)) + shape
    return tuple(own if size == -1 else size for own, size in zip(there, wanted, strict=True))


#: What gives numbers of the same shape.
_SAME = (
    "clone", "detach", "abs", "sqrt", "rsqrt", "exp", "log", "neg", "sign", "square", "reciprocal", "round", "floor",
    "clamp", "clip", "relu", "sigmoid", "tanh", "softmax", "bool", "int", "long", "numpy",
)  # fmt: skip
#: What gives the tensor itself, wherever it lies.
_ITSELF = (
    "to", "cuda", "cpu", "float", "half", "double", "bfloat16", "contiguous", "type", "type_as", "pin_memory",
    "requires_grad_", "detach_",
)  # fmt: skip
_SHAPES: dict[str, Callable[..., Shape]] = {
    **dict.fromkeys(_SAME, lambda shape, *_, **__: shape),
    **dict.fromkeys(("sum", "mean", "norm", "std", "var", "amax", "amin", "prod"), _reduced),
    "view": _viewed, "reshape": _viewed, "flatten": _flat, "permute": _permuted, "transpose": _swapped,
    "swapaxes": _swapped, "t": _swapped, "unsqueeze": _with_axis, "squeeze": _without_axes, "repeat": _repeated,
    "expand": _expanded, **dict.fromkeys(("expand_as", "view_as", "reshape_as"), lambda _, other: other.shape),
}  # fmt: skip
_JOINS = {"add", "sub", "mul", "div", "multiply", "divide", "subtract", "true_divide", "pow", "maximum", "minimum"}
#: What leaves another shape in place.
_RESHAPES = {"squeeze_", "unsqueeze_", "t_", "transpose_", "resize_", "set_", "resize_as_"}


def called(name: str, made: Made, args: Sequence[Any], kwargs: dict[str, Any]) -> Made:
    """Give what a method or function gives for a tensor that the text makes.

    Examples
    --------
    >>> called("sum", Made((64, 3, 7, 7), learned=True), (1,), {"keepdim": True}).shape
    (64, 1, 7, 7)
    """
    if name in _JOINS:
        others = [getattr(arg, "shape", ()) if isinstance(arg, Made | int | float) else None for arg in args]
        return computed(broadcast(made.shape, *others), made, *args)
    find = _SHAPES.get(name)
    known = made.shape is not None and find is not None
    try:
        shape = find(made.shape, *args, **kwargs) if known and find is not None else None
    except (TypeError, IndexError, ZeroDivisionError, AttributeError):
        shape = None
    return computed(shape, made, *args)


def joined(values: list[Made], dim: Any) -> Made:
    """Give what is concatenated.

    Examples
    --------
    >>> joined([Made((64, 3, 7, 7)), Made((64, 1, 7, 7))], 1).shape
    (64, 4, 7, 7)
    """
    shapes = [value.shape for value in values]
    axes = len(shapes[0] or ())
    if not isinstance(dim, int) or not -axes <= dim < axes or any(s is None or len(s) != axes for s in shapes):
        return computed(None, *values)
    along = [shape[dim] for shape in shapes if shape is not None]
    at, first = dim % axes, shapes[0] or ()
    return computed((*first[:at], sum(along), *first[at + 1 :]), *values)


def item(made: Made, place: Any) -> Made:
    """Give a part of a tensor that the text makes."""
    places = place if isinstance(place, tuple) else (place,)
    if made.shape is None or not all(part is None or isinstance(part, int | slice | type(...)) for part in places):
        return computed(None, made)
    try:
        return computed(np.broadcast_to(np.int8(0), made.shape)[place].shape, made)
    except (IndexError, ValueError):
        raise Raised("IndexError", f"there is no such part of a tensor of the shape {list(made.shape)}") from None


def attribute(m: Machine, value: Made, name: str) -> Any:
    """Give an attribute of a tensor that the text makes."""
    if name in ("data", "grad"):
        return computed(value.shape, value)
    if name in ("T", "mT"):
        return computed(None if value.shape is None else value.shape[::-1], value)
    if name == "requires_grad":
        return value.learned
    if name in ("device", "dtype", "is_cuda"):
        return Unknown(f"the {name} of a tensor", m.line)
    if name in ("shape", "ndim", "size", "dim", "numel", "nelement", "item", "tolist"):
        return _size(m, value, name)
    if name.startswith("_"):
        raise Raised("AttributeError", f"a tensor has no attribute {name!r}")
    return Bound(Native(name, _method(name), takes_unknown=True), value)


def _size(m: Machine, value: Made, name: str) -> Any:
    if name in ("item", "tolist") or value.shape is None:
        return Unknown(f"the {name} of a tensor", m.line)
    shape = value.shape
    plain = {"shape": shape, "ndim": len(shape)}
    if name in plain:
        return plain[name]
    methods: dict[str, Callable[..., Any]] = {
        "size": lambda m, x, dim=None: shape if dim is None else shape[dim],
        "dim": lambda m, x: len(shape),
    }
    return Bound(Native(name, methods.get(name, lambda m, x: x.count)), value)


def _method(name: str) -> Callable[..., Any]:
    def run(m: Machine, made: Made, *args: Any, **kwargs: Any) -> Any:
        if name in _ITSELF:
            return made
        if name.endswith("_"):
            check_unchanging(m, made)
            if name in _RESHAPES:
                made.shape = None
            return made
        return called(name, made, args, kwargs)

    return run
