"""Arithmetic between tensors, and of tensors with numbers."""

from collections.abc import Sequence
from math import prod
from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine, kind_of
from ..interpreter.values import Unknown
from .batch import check_factor
from .made import broadcast
from .tensor import Made, Tensor, computed, shown
from .views import channels_first, channels_last

_JOINS = {"+": "add", "*": "multiply"}


def operate(m: Machine, symbol: str, left: Any, right: Any) -> Any:
    """Give the result of an operator, if one of the values is a tensor; else NotImplemented."""
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return _between(m, symbol, left, right)
    for tensor, other, first in ((left, right, True), (right, left, False)):
        if isinstance(tensor, Tensor):
            if isinstance(other, int | float):
                return _with_number(m, symbol, tensor, other, first=first)
            return _with_made(m, symbol, tensor, other)
    if isinstance(left, Made) or isinstance(right, Made):
        return _made(left, right)
    return NotImplemented


def _between(m: Machine, symbol: str, left: Tensor, right: Tensor) -> Any:
    if symbol == "-":
        symbol, right = "+", _affine(m, right, -1, 0)
    if symbol not in _JOINS:
        raise m.refusal(f"{symbol} between tensors has no counterpart among the layers here")
    return joined(m, _JOINS[symbol], [left, right])


def joined(m: Machine, operation: str, tensors: Sequence[Any]) -> Any:
    """Add a node with several inputs, which bears the operation's name."""
    unknown = next((tensor for tensor in tensors if isinstance(tensor, Unknown)), None)
    if unknown is not None:
        return unknown
    for tensor in tensors:
        if not isinstance(tensor, Tensor):
            raise m.refusal(f"{operation} takes what comes from the input, not {kind_of(tensor)}")
    if len(tensors) == 1:
        return tensors[0].copied()
    views = tensors[0].views
    if any(view.how == "permute" for view in views) and all(tensor.views == views for tensor in tensors):
        inner = [tensor.whole for tensor in tensors]
        found = joined(m, operation, inner)
        if found.base == tensors[0].base:
            return found.seen_as(tensors[0])
    if operation == "multiply":  # what is scaled comes before what scales it
        tensors = sorted((tensor.unexpanded for tensor in tensors), key=lambda tensor: -prod(tensor.shape))
    trace = m.world.trace
    return trace.record(m, operation, trace.path(operation), tensors, {}, m.line)


def _with_number(m: Machine, symbol: str, tensor: Tensor, number: float, *, first: bool) -> Any:
    """Give a tensor with a number added to it, or multiplied by one."""
    check_factor(m, number)
    factors = {
        ("+", True): (1, number), ("+", False): (1, number), ("-", True): (1, -number), ("-", False): (-1, number),
        ("*", True): (number, 0), ("*", False): (number, 0), ("/", True): (1 / number if number else 0, 0),
    }  # fmt: skip
    if (symbol, first) == ("**", True) and number in (1, 2):
        return tensor.copied() if number == 1 else joined(m, "multiply", [tensor, tensor])
    if (symbol, first) not in factors or (symbol == "/" and not number):
        raise m.refusal(f"{symbol} {number:g} on {shown(tensor.shape)} has no counterpart among the layers here")
    return _affine(m, tensor, *factors[symbol, first])


def _affine(m: Machine, tensor: Tensor, factor: float, offset: float) -> Tensor:
    if (factor, offset) == (1, 0):
        return tensor.copied()
    options = {
        name: value for name, value, default in (("factor", factor, 1), ("offset", offset, 0)) if value != default
    }
    trace = m.world.trace
    found = trace.record(m, "affine", trace.path("affine"), [tensor.whole], options, m.line)
    return found.seen_as(tensor)  # type: ignore[no-any-return]


def _with_made(m: Machine, symbol: str, tensor: Tensor, other: Any) -> Any:
    """Give a tensor that is scaled by a parameter: one factor for each channel, or one for all."""
    if not isinstance(other, Made):
        raise Raised("TypeError", f"{symbol} does not go between a tensor and {kind_of(other)}")
    if symbol == "*" and other.learned and other.shape is not None:
        first = channels_first(tensor)
        channels, axes = (first or tensor).shape[1], len(tensor.shape) - 2
        shape = other.shape[1:] if len(other.shape) == len(tensor.shape) and other.shape[0] == 1 else other.shape
        wanted = (channels,) if first is not None or not axes else (channels, *[1] * axes)
        if shape == wanted or other.count == 1:
            trace = m.world.trace
            trace.use(m, other, m.line)
            options = {"shared": True} if other.count == 1 and channels > 1 else {}
            found = trace.record(m, "layer_scale", trace.path("layer_scale"), [first or tensor], options, m.line)
            return found if first is None else channels_last(found)
    what = f"a parameter of the shape {list(other.shape or ())}" if other.learned else "a tensor that the text makes"
    raise m.refusal(f"{symbol} between {shown(tensor.shape)} and {what} has no counterpart among the layers here")


def _made(left: Any, right: Any) -> Made:
    """Give what arithmetic makes of tensors of the text."""
    shapes = [value.shape if isinstance(value, Made) else () for value in (left, right)]
    return computed(broadcast(*shapes), left, right)
