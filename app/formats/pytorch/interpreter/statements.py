"""Statements: assignments, loops, conditions, definitions, and what is caught."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .assigning import assign
from .attributes import attribute
from .definitions import define_class, define_function
from .errors import Raised, refusal
from .exceptions import catches, exception_of, message_of
from .items import item
from .machine import Machine
from .matching import matched
from .operators import SYMBOLS, binary, truth
from .scopes import keep, lookup
from .values import Class, Instance, Iterator, Namespace, Scope, Unknown


@dataclass(frozen=True)
class Return:
    """What a function is left with."""

    value: Any


_BREAK, _CONTINUE = "break", "continue"


def _expression(m: Machine, node: ast.Expr, scope: Scope) -> None:
    m.evaluate(node.value, scope)


def _assign(m: Machine, node: ast.Assign, scope: Scope) -> None:
    value = m.evaluate(node.value, scope)
    m.at(node)
    for target in node.targets:
        assign(m, target, value, scope)


def _annotated(m: Machine, node: ast.AnnAssign, scope: Scope) -> None:
    if isinstance(node.target, ast.Name):
        scope.names.setdefault("__annotations__", {})[node.target.id] = None
    if node.value is not None:
        assign(m, node.target, m.evaluate(node.value, scope), scope)


def _augmented(m: Machine, node: ast.AugAssign, scope: Scope) -> None:
    match node.target:
        case ast.Name(id=name):
            before = lookup(m, scope, name)
        case ast.Attribute(value=owner, attr=name):
            before = attribute(m, m.evaluate(owner, scope), name)
        case ast.Subscript(value=owner, slice=place):
            before = item(m, m.evaluate(owner, scope), m.evaluate(place, scope))
    value = m.evaluate(node.value, scope)
    m.at(node)
    symbol, method = SYMBOLS[type(node.op)]
    if symbol == "+" and isinstance(before, list):
        before += m.listed(value)
        return
    if symbol == "*" and isinstance(before, list) and isinstance(value, int):
        before[:] = binary(m, symbol, method, before, value)
        return
    if symbol == "|" and isinstance(before, dict | set) and type(before) is type(value):
        m.budget.allocate(len(value))
        before.update(value)
        return
    if m.world.changes_in_place(m, before):
        assign(m, node.target, m.world.in_place(m, symbol, before, value), scope)
        return
    if isinstance(before, Instance):
        own = next((cls.names[f"__i{method}__"] for cls in before.cls.order if f"__i{method}__" in cls.names), None)
        if own is not None:
            assign(m, node.target, m.call(own, [before, value]), scope)
            return
    assign(m, node.target, binary(m, symbol, method, before, value), scope)


def _if(m: Machine, node: ast.If, scope: Scope) -> Any:
    return m.execute(node.body if truth(m, m.evaluate(node.test, scope)) else node.orelse, scope)


def _for(m: Machine, node: ast.For, scope: Scope) -> Any:
    values = m.known(m.evaluate(node.iter, scope), "what this loop goes through")
    for value in m.iterate(values):
        m.budget.step()
        assign(m, node.target, value, scope)
        left = m.execute(node.body, scope)
        if left is _BREAK:
            return None
        if isinstance(left, Return):
            return left
    return m.execute(node.orelse, scope)


def _while(m: Machine, node: ast.While, scope: Scope) -> Any:
    while truth(m, m.evaluate(node.test, scope)):
        left = m.execute(node.body, scope)
        if left is _BREAK:
            return None
        if isinstance(left, Return):
            return left
    return m.execute(node.orelse, scope)


def _return(m: Machine, node: ast.Return, scope: Scope) -> Return:
    return Return(None if node.value is None else m.evaluate(node.value, scope))


def _with(m: Machine, node: ast.With, scope: Scope) -> Any:
    for entered in node.items:
        value = m.evaluate(entered.context_expr, scope)
        if isinstance(value, Iterator):
            raise m.refusal("contexts that yield are not read here")
        if isinstance(value, Instance) and value.cls.line:
            value = m.call(m.attribute(value, "__enter__"))
        if entered.optional_vars is not None:
            assign(m, entered.optional_vars, value, scope)
    return m.execute(node.body, scope)


def _try(m: Machine, node: ast.Try, scope: Scope) -> Any:
    try:
        left = m.execute(node.body, scope)
        if left is None:
            left = m.execute(node.orelse, scope)
    except Raised as raised:
        for handler in node.handlers:
            if handler.type is None or catches(m, m.evaluate(handler.type, scope), raised):
                if handler.name:
                    keep(scope, handler.name, exception_of(m, raised))
                left = m.execute(handler.body, scope)
                break
        else:
            m.execute(node.finalbody, scope)
            raise
    finished = m.execute(node.finalbody, scope)
    return finished if finished is not None else left


def _raise(m: Machine, node: ast.Raise, scope: Scope) -> None:
    value = Unknown("raise", node.lineno) if node.exc is None else m.evaluate(node.exc, scope)
    if isinstance(value, Class):
        value = m.call(value)
    if not isinstance(value, Instance):
        raise Raised("Exception", "what is raised is not known", None, node.lineno)
    raise Raised(value.cls.name, message_of(m, value), value, node.lineno)


def _assert(m: Machine, node: ast.Assert, scope: Scope) -> None:
    value = m.evaluate(node.test, scope)
    if not isinstance(value, Unknown) and not truth(m, value):
        said = "" if node.msg is None else m.evaluate(node.msg, scope)
        message = said if isinstance(said, str) and said else f"{ast.unparse(node.test)[:80]} does not hold"
        raise Raised("AssertionError", message, None, node.lineno)


def _import(m: Machine, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        if alias.asname:
            keep(scope, alias.asname, m.import_module(m, alias.name))
        else:
            first = alias.name.split(".")[0]
            keep(scope, first, m.import_module(m, first))


def _import_from(m: Machine, node: ast.ImportFrom, scope: Scope) -> None:
    name = "." * node.level + (node.module or "")
    module = m.import_module(m, name)
    found: dict[str, Any] = {}
    for alias in node.names:
        if alias.name != "*":
            found[alias.name] = m.attribute(module, alias.name)
            keep(scope, alias.asname or alias.name, found[alias.name])
        elif isinstance(module, Namespace):
            scope.names.update(module.names)
            found |= module.names
    m.world.imported(m, name, found)


def _delete(m: Machine, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        match target:
            case ast.Name(id=name):
                scope.names.pop(name, None)
            case ast.Attribute(value=owner, attr=name):
                value = m.evaluate(owner, scope)
                if not isinstance(value, Instance) or value.attrs.pop(name, NotImplemented) is NotImplemented:
                    raise refusal(node.lineno, f"there is no {name} to delete")
            case ast.Subscript(value=owner, slice=place):
                held, gone = m.evaluate(owner, scope), m.evaluate(place, scope)
                if isinstance(held, list) and isinstance(gone, slice):
                    del held[gone]
                else:
                    m.call(m.attribute(held, "pop"), [gone])


def _outer(m: Machine, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
    scope.outer |= set(node.names)


def _define(m: Machine, node: ast.FunctionDef | ast.ClassDef, scope: Scope) -> None:
    define: Any = define_function if isinstance(node, ast.FunctionDef) else define_class
    value = define(m, node, scope)
    for decorator in reversed(node.decorator_list):
        wraps = m.evaluate(decorator, scope)
        m.at(node)
        if isinstance(wraps, Unknown):
            m.world.undecorated(m, wraps, node.name)
        else:
            value = m.call(wraps, [value])
    keep(scope, node.name, value)


def _flow(signal: str | None) -> Callable[[Machine, Any, Scope], Any]:
    return lambda _m, _node, _scope: signal


#: How each kind of statement is run.
STATEMENTS: dict[type[ast.AST], Callable[[Machine, Any, Scope], Any]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.Break: _flow(_BREAK),
    ast.Continue: _flow(_CONTINUE),
    ast.Pass: _flow(None),
    ast.Return: _return,
    ast.With: _with,
    ast.Match: matched,
    ast.Try: _try,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Delete: _delete,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.FunctionDef: _define,
    ast.ClassDef: _define,
}
