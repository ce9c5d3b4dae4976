"""Arithmetic between tensors, and of tensors with numbers."""

from collections.abc import Sequence
from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine, kind_of
from ..interpreter.values import Unknown
from .tensor import Made, Tensor, shown

_JOINS = {"+": "add", "*": "multiply"}
#: What a number does that changes nothing, by the operator.
_NEUTRAL = {"+": 0, "-": 0, "*": 1, "/": 1, "**": 1}


def operate(m: Machine, symbol: str, left: Any, right: Any) -> Any:
    """Give the result of an operator, if one of the values is a tensor; else NotImplemented."""
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        if symbol not in _JOINS:
            raise m.refusal(f"{symbol} between tensors has no counterpart among the layers here")
        return joined(m, _JOINS[symbol], [left, right])
    for tensor, other, first in ((left, right, True), (right, left, False)):
        if isinstance(tensor, Tensor):
            if isinstance(other, int | float):
                return _with_number(m, symbol, tensor, other, first=first)
            return _with_made(m, symbol, tensor, other)
    if isinstance(left, Made) or isinstance(right, Made):
        return _made(left, right)
    return NotImplemented


def joined(m: Machine, operation: str, tensors: Sequence[Any]) -> Any:
    """Add a node with several inputs, which bears the operation's name."""
    unknown = next((tensor for tensor in tensors if isinstance(tensor, Unknown)), None)
    if unknown is not None:
        return unknown
    for tensor in tensors:
        if not isinstance(tensor, Tensor):
            raise m.refusal(f"{operation} takes what comes from the input, not {kind_of(tensor)}")
    if len(tensors) == 1:
        return tensors[0]
    views = tensors[0].views
    if any(view.how == "permute" for view in views) and all(tensor.views == views for tensor in tensors):
        inner = [Tensor(tensor.base, tensor.node, tensor.base) for tensor in tensors]
        found = joined(m, operation, inner)
        return Tensor(tensors[0].shape, found.node, found.base, views) if found.base == tensors[0].base else found
    trace = m.world.trace
    return trace.record(m, operation, trace.path(operation), tensors, {}, m.line)


def _with_number(m: Machine, symbol: str, tensor: Tensor, number: float, *, first: bool) -> Tensor:
    """Give a tensor with a number added to it, or multiplied by one."""
    if _NEUTRAL.get(symbol) == number and (first or symbol in "+*"):
        return tensor
    raise m.refusal(
        f"{symbol} {number:g} on {shown(tensor.shape)} has no counterpart among the layers here"
    )


def _with_made(m: Machine, symbol: str, tensor: Tensor, other: Any) -> Any:
    if not isinstance(other, Made):
        raise Raised("TypeError", f"{symbol} does not go between a tensor and {kind_of(other)}")
    what = "a parameter" if other.learned else "a tensor that the text makes"
    raise m.refusal(f"{symbol} between a map and {what} has no counterpart among the layers here")


def _made(left: Any, right: Any) -> Made:
    made = next(value for value in (left, right) if isinstance(value, Made))
    shape = made.shape if not (isinstance(left, Made) and isinstance(right, Made)) else None
    return Made(shape, owner=made.owner)
