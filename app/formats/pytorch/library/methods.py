"""What tensors have: sizes, and the methods that do what functions do."""

from collections.abc import Callable
from math import prod
from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine
from ..interpreter.values import Bound, Native, Unknown
from . import shaping
from .functional import FUNCTIONS
from .tensor import Made, Tensor, shown

#: Methods that leave shape and order as they are.
_SAME = (
    "contiguous", "to", "cuda", "cpu", "detach", "clone", "float", "double", "half", "type", "type_as",
    "requires_grad_",
    "detach_", "data", "pin_memory", "bfloat16", "long", "int",
)  # fmt: skip


def _same(m: Machine, x: Any, *_: Any, **__: Any) -> Any:
    return x


def _view_as(m: Machine, x: Tensor, other: Any) -> Tensor:
    return shaping.view(m, x, *other.shape)


def _reshaped(m: Machine, x: Made, shape: tuple[Any, ...]) -> Made:
    """Give a parameter in another shape, in which one size may follow from the others."""
    sizes = shaping.dims_of(m, shape)
    fixed = prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and fixed and x.shape is not None:
        sizes = [x.count // fixed if size == -1 else size for size in sizes]
    return Made(tuple(sizes), x.learned, x.owner or x)


_METHODS: dict[str, Callable[..., Any]] = {
    "view": shaping.view,
    "reshape": shaping.view,
    "expand": shaping.expand,
    "expand_as": shaping.expand_as,
    "view_as": _view_as,
    "reshape_as": _view_as,
    "size": shaping.size,
    "dim": lambda m, x: len(x.shape),
    "ndimension": lambda m, x: len(x.shape),
    "backward": lambda m, x, *_, **__: None,
    **dict.fromkeys(_SAME, _same),
}
_TENSOR: dict[str, Native] = {
    **FUNCTIONS,
    **{name: Native(name, run) for name, run in _METHODS.items()},
    **{f"{name}_": FUNCTIONS[name] for name in ("add", "mul", "sub", "div")},
}
#: Methods of tensors that the text makes: what they would do to numbers is not looked at.
_MADE: dict[str, Callable[..., Any]] = {
    "size": shaping.size,
    "dim": lambda m, x: len(x.shape),
    "numel": lambda m, x: x.count,
    "nelement": lambda m, x: x.count,
    "view": lambda m, x, *shape: _reshaped(m, x, shape),
    "reshape": lambda m, x, *shape: _reshaped(m, x, shape),
}
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "shape": lambda x: x.shape, "ndim": lambda x: len(x.shape), "data": lambda x: x,
}  # fmt: skip
_NATIVE_MADE = {name: Native(name, run) for name, run in _MADE.items()}


def attribute(m: Machine, value: Any, name: str) -> Any:
    """Give an attribute of a tensor; NotImplemented if the value is none."""
    if isinstance(value, Tensor):
        return _of_tensor(m, value, name)
    if isinstance(value, Made):
        return _of_made(m, value, name)
    return NotImplemented


def _of_tensor(m: Machine, value: Tensor, name: str) -> Any:
    if name in _PLAIN:
        return _PLAIN[name](value)
    if name in ("device", "dtype", "is_cuda", "requires_grad", "grad"):
        return Unknown(f"the {name} of a tensor", m.line)
    if name in _TENSOR:
        return Bound(_TENSOR[name], value)
    raise m.refusal(f".{name} of a tensor, {shown(value.shape)}, is not read here")


def _of_made(m: Machine, value: Made, name: str) -> Any:
    if name in ("data", "T", "grad", "requires_grad"):
        return value.learned if name == "requires_grad" else value
    if name in ("shape", "ndim") or name in _NATIVE_MADE:
        if value.shape is None:
            return Unknown(f"the {name} of a tensor", m.line)
        return Bound(_NATIVE_MADE[name], value) if name in _NATIVE_MADE else _PLAIN[name](value)
    if name.startswith("_"):
        raise Raised("AttributeError", f"a tensor has no attribute {name!r}")
    return Native(name, lambda m, *_, **__: value, takes_unknown=True)
