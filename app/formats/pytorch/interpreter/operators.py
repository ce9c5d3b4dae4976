"""Arithmetic and comparisons."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from .budget import TooMuchError, bounded, power
from .errors import Raised
from .machine import Machine, kind_of
from .text import percent
from .values import Class, Instance, Unknown, plain

#: The symbol of each operator, and the method that a class may define for it.
SYMBOLS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "add"), ast.Sub: ("-", "sub"), ast.Mult: ("*", "mul"), ast.Div: ("/", "truediv"),
    ast.FloorDiv: ("//", "floordiv"), ast.Mod: ("%", "mod"), ast.Pow: ("**", "pow"), ast.LShift: ("<<", "lshift"),
    ast.RShift: (">>", "rshift"), ast.BitAnd: ("&", "and"), ast.BitOr: ("|", "or"), ast.BitXor: ("^", "xor"),
    ast.MatMult: ("@", "matmul"),
    ast.Lt: ("<", "lt"), ast.LtE: ("<=", "le"), ast.Gt: (">", "gt"), ast.GtE: (">=", "ge"),
}  # fmt: skip
_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": power, ">>": operator.rshift, "&": operator.and_, "|": operator.or_, "^": operator.xor,
}  # fmt: skip
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
#: Bits that a number may be shifted by.
_MOST_SHIFT = 62


def binary(m: Machine, symbol: str, method: str, left: Any, right: Any) -> Any:
    """Give the result of an operator between two values.

    Parameters
    ----------
    m : Machine
        The machine.
    symbol, method : str
        As in `SYMBOLS`.
    left, right : object
        The values.

    Raises
    ------
    Raised
        The text's own ``TypeError`` if they do not go together, ``ZeroDivisionError`` if the divisor is 0.
    """
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    left, right = plain(left), plain(right)
    if isinstance(left, int | float) and isinstance(right, int | float):
        m.world.check_numbers(m, symbol, left, right)
        return _numbers(symbol, left, right)
    own = m.world.operate(m, symbol, left, right)
    if own is not NotImplemented:
        return own
    for value, other, name in ((left, right, f"__{method}__"), (right, left, f"__r{method}__")):
        if isinstance(value, Instance) and any(name in cls.names for cls in value.cls.order):
            return m.call(m.attribute(value, name), [other])
    found = _collections(m, symbol, left, right)
    if found is NotImplemented:
        raise Raised("TypeError", f"{symbol} does not go between {kind_of(left)} and {kind_of(right)}")
    return found


def _numbers(symbol: str, left: Any, right: Any) -> Any:
    if symbol == "<<":
        if not isinstance(right, int) or not 0 <= right <= _MOST_SHIFT:
            raise TooMuchError("a shift by so many bits is larger than any size")
        return bounded(int(left) << right)
    run = _NUMBERS.get(symbol)
    try:
        result = run(left, right) if run else NotImplemented
    except ZeroDivisionError:
        raise Raised("ZeroDivisionError", f"{left} {symbol} 0 has no value") from None
    except (TypeError, OverflowError, ValueError) as error:
        raise Raised("TypeError", str(error)) from None
    if result is NotImplemented:
        raise Raised("TypeError", f"{symbol} does not go between numbers")
    return bounded(result) if isinstance(result, int) else result


def _collections(m: Machine, symbol: str, left: Any, right: Any) -> Any:
    if symbol == "%" and isinstance(left, str):
        return percent(m, left, right)
    if symbol == "+" and type(left) is type(right) and isinstance(left, str | list | tuple):
        m.budget.allocate(len(left) + len(right))
        return left + right
    if symbol == "*":
        if isinstance(left, int):
            left, right = right, left
        if isinstance(left, str | list | tuple) and isinstance(right, int):
            m.budget.allocate(len(left) * max(right, 0))
            return left * right
    if symbol == "|" and isinstance(left, dict) and isinstance(right, dict):
        m.budget.allocate(len(left) + len(right))
        return left | right
    if isinstance(left, set) and isinstance(right, set) and symbol in ("|", "&", "-", "^"):
        m.budget.allocate(len(left) + len(right))
        return _NUMBERS[symbol](left, right)
    return Unknown("a type", m.line) if symbol == "|" and isinstance(left, Class | None) else NotImplemented


def equal(m: Machine, left: Any, right: Any) -> Any:
    """Say whether two values are equal, step by step: the text may nest them as deeply as it likes."""
    m.budget.step()
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    if left is right:
        return True
    left, right = plain(left), plain(right)
    kinds = (int, float, str, range)
    if isinstance(left, kinds) and isinstance(right, kinds):
        m.world.check_numbers(m, "==", left, right)
        return left == right
    if isinstance(left, Instance) and any("__eq__" in cls.names for cls in left.cls.order):
        return m.call(m.attribute(left, "__eq__"), [right])
    return _equal_collections(m, left, right)


def _equal_collections(m: Machine, left: Any, right: Any) -> bool:
    if isinstance(left, list | tuple) and type(left) is type(right):
        return len(left) == len(right) and all(truth(m, equal(m, *pair)) for pair in zip(left, right, strict=True))
    if isinstance(left, dict | set):
        m.budget.allocate(len(left))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(truth(m, equal(m, left[key], right[key])) for key in left)
    return isinstance(left, set) and isinstance(right, set) and left == right


def ordered(m: Machine, symbol: str, left: Any, right: Any) -> Any:
    """Say which of two values comes first."""
    m.budget.step()
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    left, right = plain(left), plain(right)
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if numbers or (isinstance(left, str) and isinstance(right, str)):
        m.world.check_numbers(m, symbol, left, right)
        return _ORDER[symbol](left, right)
    if isinstance(left, list | tuple) and type(left) is type(right):
        for a, b in zip(left, right, strict=False):
            if not truth(m, equal(m, a, b)):
                return ordered(m, symbol, a, b)
        return _ORDER[symbol](len(left), len(right))
    name = f"__{next(method for known, method in SYMBOLS.values() if known == symbol)}__"
    if isinstance(left, Instance) and any(name in cls.names for cls in left.cls.order):
        return m.call(m.attribute(left, name), [right])
    raise Raised("TypeError", f"{symbol} does not go between {kind_of(left)} and {kind_of(right)}")


def contains(m: Machine, container: Any, item: Any) -> Any:
    """Say whether a value is in another."""
    if isinstance(container, Unknown) or isinstance(item, Unknown):
        return container if isinstance(container, Unknown) else item
    item = plain(item)
    if isinstance(container, str):
        if not isinstance(item, str):
            raise Raised("TypeError", f"{kind_of(item)} cannot be in a str")
        return item in container
    if isinstance(container, dict | set):
        return key(m, item) in container
    if isinstance(container, range):
        return isinstance(item, int) and item in container
    if isinstance(container, Instance) and any("__contains__" in cls.names for cls in container.cls.order):
        return m.call(m.attribute(container, "__contains__"), [item])
    return any(truth(m, equal(m, found, item)) for found in m.iterate(container))


def truth(m: Machine, value: Any) -> bool:
    """Say whether a value counts as true.

    Raises
    ------
    OptionError
        If it is not known.
    """
    value = plain(m.known(value, "whether this condition holds"))
    if value is None or isinstance(value, bool | int | float | str | list | tuple | dict | set | range):
        return bool(value)
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            if any(name in cls.names for cls in value.cls.order):
                return bool(m.call(m.attribute(value, name)))
    return bool(m.world.truth(m, value))


def key(m: Machine, value: Any) -> Any:
    """Give a value that may be a key of a dictionary, or an item of a set."""
    value = plain(m.known(value, "this key"))
    if isinstance(value, tuple):
        m.budget.allocate(len(value))
        if any(isinstance(item, tuple) and any(isinstance(inner, tuple) for inner in item) for item in value):
            raise m.refusal("tuples within tuples within tuples are no keys here")
        for item in value:
            key(m, item)
    elif isinstance(value, list | dict | set):
        raise Raised("TypeError", f"{kind_of(value)} cannot be a key")
    elif isinstance(value, Instance) and any("__eq__" in cls.names for cls in value.cls.order):
        raise m.refusal(f"{kind_of(value)} says itself what it is equal to, and is no key here")
    return value
