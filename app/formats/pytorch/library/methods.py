"""What tensors have: sizes, and the methods that do what functions do."""

from collections.abc import Callable
from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.values import Bound, Native, Unknown
from . import made, shaping
from .functional import FUNCTIONS
from .tensor import Made, Tensor, shown

#: Methods that give the tensor itself, and those that give a copy.
_SAME = ("to", "cuda", "cpu", "detach", "float", "type", "type_as", "requires_grad_", "detach_")
_COPIES = ("clone", "double", "half", "bfloat16", "pin_memory")
#: Kinds of numbers that have no fractions.
_WHOLE = {f"torch.{kind}" for kind in ("long", "int", "short", "bool", "uint8", "int8", "int16", "int32", "int64")}


def _same(m: Machine, x: Any, *args: Any, **kwargs: Any) -> Any:
    for value in (*args, *kwargs.values()):
        if (isinstance(value, Unknown) and value.what in _WHOLE) or (isinstance(value, str) and "Tensor" in value):
            kind = value.what if isinstance(value, Unknown) else value
            if kind != "torch.FloatTensor":
                raise m.refusal(f"the layers here compute with fractions: {kind} would cut them off")
    return x


def _copy(m: Machine, x: Tensor, *_: Any, **__: Any) -> Tensor:
    return x.copied()


def _contiguous(m: Machine, x: Tensor, *_: Any, **__: Any) -> Tensor:
    return x.copied() if x.is_moved else x


def _in_place(symbol: str) -> Callable[..., Any]:
    def run(m: Machine, x: Tensor, other: Any) -> Any:
        return m.world.in_place(m, symbol, x, other)

    return run


def _view_as(m: Machine, x: Tensor, other: Any) -> Tensor:
    return shaping.view(m, x, *other.shape)


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
    "contiguous": _contiguous,
    **dict.fromkeys(_COPIES, _copy),
    **{f"{name}_": _in_place(symbol) for name, symbol in (("add", "+"), ("mul", "*"), ("sub", "-"), ("div", "/"))},
}
_TENSOR: dict[str, Native] = {
    **FUNCTIONS,
    **{name: Native(name, run) for name, run in _METHODS.items()},
    **{name: Native(name, _same, takes_unknown=True) for name in _SAME},
}
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "shape": lambda x: x.shape, "ndim": lambda x: len(x.shape), "data": lambda x: x,
}  # fmt: skip


def attribute(m: Machine, value: Any, name: str) -> Any:
    """Give an attribute of a tensor; NotImplemented if the value is none."""
    if isinstance(value, Tensor):
        return _of_tensor(m, value, name)
    if isinstance(value, Made):
        return made.attribute(m, value, name)
    return NotImplemented


def _of_tensor(m: Machine, value: Tensor, name: str) -> Any:
    if name in _PLAIN:
        return _PLAIN[name](value)
    if name in ("device", "dtype", "is_cuda", "requires_grad", "grad"):
        return Unknown(f"the {name} of a tensor", m.line)
    if name in _TENSOR:
        return Bound(_TENSOR[name], value)
    raise m.refusal(f".{name} of a tensor, {shown(value.shape)}, is not read here")
