"""Expressions: names, calls, attributes, items, signs and conditions."""

import ast
from collections.abc import Callable
from typing import Any

from .attributes import found_in
from .comprehensions import COMPREHENSIONS
from .errors import Raised, refusal
from .items import item
from .literals import LITERALS, elements
from .machine import Machine, kind_of
from .operators import SYMBOLS, binary, contains, equal, ordered, truth
from .scopes import keep, lookup
from .values import Function, Instance, Native, Scope, Super, Unknown


def _unary(m: Machine, node: ast.UnaryOp, scope: Scope) -> Any:
    value = m.evaluate(node.operand, scope)
    m.at(node)
    if isinstance(node.op, ast.Not):
        return value if isinstance(value, Unknown) else not truth(m, value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, int | float):
        if isinstance(node.op, ast.Invert):
            return ~int(value)
        return -value if isinstance(node.op, ast.USub) else +value
    if isinstance(node.op, ast.USub):
        return binary(m, "*", "mul", value, -1)
    raise Raised("TypeError", f"this sign does not go before {kind_of(value)}")


def _binary(m: Machine, node: ast.BinOp, scope: Scope) -> Any:
    left, right = m.evaluate(node.left, scope), m.evaluate(node.right, scope)
    m.at(node)
    return binary(m, *SYMBOLS[type(node.op)], left, right)


def _all(m: Machine, node: ast.BoolOp, scope: Scope) -> Any:
    stops = isinstance(node.op, ast.Or)
    value: Any = None
    for part in node.values:
        value = m.evaluate(part, scope)
        m.at(node)
        if isinstance(value, Unknown) or truth(m, value) == stops:
            return value
    return value


def _compare(m: Machine, node: ast.Compare, scope: Scope) -> Any:
    left = m.evaluate(node.left, scope)
    result: Any = True
    for operation, right_node in zip(node.ops, node.comparators, strict=True):
        right = m.evaluate(right_node, scope)
        m.at(node)
        match operation:
            case ast.Is() | ast.IsNot():
                result = _same(left, right)
            case ast.NotEq() if isinstance(left, Instance) and found_in(left.cls.order, "__ne__") is not NotImplemented:
                result = m.call(m.attribute(left, "__ne__"), [right])
                result = result if isinstance(result, Unknown) else not truth(m, result)
            case ast.Eq() | ast.NotEq():
                result = equal(m, left, right)
            case ast.In() | ast.NotIn():
                result = contains(m, right, left)
            case _:
                result = ordered(m, SYMBOLS[type(operation)][0], left, right)
        if isinstance(result, Unknown):
            return result
        if isinstance(operation, ast.IsNot | ast.NotEq | ast.NotIn):
            result = not result
        if not result:
            return False
        left = right
    return result


def _same(left: Any, right: Any) -> Any:
    if left is right:
        return True
    unknown = next((value for value in (left, right) if isinstance(value, Unknown)), None)
    return unknown if unknown is not None else left is None is right


def _conditional(m: Machine, node: ast.IfExp, scope: Scope) -> Any:
    test = m.evaluate(node.test, scope)
    if isinstance(test, Unknown):
        return test
    return m.evaluate(node.body if truth(m, test) else node.orelse, scope)


def _call(m: Machine, node: ast.Call, scope: Scope) -> Any:
    function = m.evaluate(node.func, scope)
    args = elements(m, node.args, scope)
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = m.evaluate(keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
            continue
        if not isinstance(m.known(value, "what stands behind **"), dict):
            raise Raised("TypeError", f"** wants a dict, not {kind_of(value)}")
        kwargs |= {str(name): given for name, given in value.items()}
    m.at(node)
    if isinstance(function, Native) and function.name == "super":
        return _super(scope, args)
    if isinstance(function, Native) and function.name == "locals":
        return dict(scope.names)
    result = m.call(function, args, kwargs)
    m.at(node)
    return result


def _super(scope: Scope, args: list[Any]) -> Super:
    if len(args) == 2:
        return Super(args[0], args[1])
    place: Scope | None = scope
    while place is not None and place.owner is None:
        place = place.parent
    if place is None or place.owner is None:
        raise Raised("RuntimeError", "super() is for methods")
    return Super(place.owner, place.first)


def _attribute(m: Machine, node: ast.Attribute, scope: Scope) -> Any:
    value = m.evaluate(node.value, scope)
    m.at(node)
    return m.attribute(value, node.attr)


def _subscript(m: Machine, node: ast.Subscript, scope: Scope) -> Any:
    value = m.evaluate(node.value, scope)
    place = m.evaluate(node.slice, scope)
    m.at(node)
    return item(m, value, place)


def _slice(m: Machine, node: ast.Slice, scope: Scope) -> Any:
    parts = [None if part is None else m.evaluate(part, scope) for part in (node.lower, node.upper, node.step)]
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is not None:
        return unknown
    if not all(part is None or isinstance(part, int) for part in parts):
        raise Raised("TypeError", "a slice goes from one whole number to another")
    return slice(*parts)


def _lambda(m: Machine, node: ast.Lambda, scope: Scope) -> Function:
    return Function("lambda", node, scope, defaults_of(m, node.args, scope))


def defaults_of(m: Machine, arguments: ast.arguments, scope: Scope) -> dict[str, Any]:
    """Give the defaults of a function's parameters."""
    positional = [*arguments.posonlyargs, *arguments.args]
    last = positional[len(positional) - len(arguments.defaults) :]
    pairs = [
        *zip(last, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {argument.arg: m.evaluate(node, scope) for argument, node in pairs if node is not None}


def _named(m: Machine, node: ast.NamedExpr, scope: Scope) -> Any:
    value = m.evaluate(node.value, scope)
    place = scope
    while place.comprehends and place.parent is not None:
        place = place.parent
    keep(place, node.target.id, value)
    return value


def _yielded(m: Machine, node: ast.Yield, scope: Scope) -> None:
    values = [None if node.value is None else m.evaluate(node.value, scope)]
    _give(m, scope, values)


def _yielded_from(m: Machine, node: ast.YieldFrom, scope: Scope) -> None:
    _give(m, scope, m.listed(m.evaluate(node.value, scope)))


def _give(m: Machine, scope: Scope, values: list[Any]) -> None:
    if scope.yielded is None:
        raise refusal(m.line, "a yield stands in a function")
    scope.yielded += values
    m.budget.allocate(len(values))


#: How each kind of expression is evaluated.
EXPRESSIONS: dict[type[ast.AST], Callable[[Machine, Any, Scope], Any]] = {
    ast.Name: lambda m, node, scope: lookup(m, scope, node.id),
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _all,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Yield: _yielded,
    ast.YieldFrom: _yielded_from,
    **LITERALS,
    **COMPREHENSIONS,
}
