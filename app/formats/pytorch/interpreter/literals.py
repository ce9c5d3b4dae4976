"""What Python writes as literals: numbers, words, texts that are put together, lists, tuples, dictionaries and sets."""

import ast
from collections.abc import Callable
from typing import Any

from .budget import bounded
from .errors import Raised, refusal
from .machine import Machine, kind_of
from .operators import key
from .text import formatted, shown
from .values import Scope, Unknown


def _constant(m: Machine, node: ast.Constant, scope: Scope) -> Any:
    value = node.value
    if isinstance(value, bytes | complex):
        raise refusal(node.lineno, f"{type(value).__name__} is not read here")
    return bounded(value) if isinstance(value, int) else value


def _joined(m: Machine, node: ast.JoinedStr, scope: Scope) -> Any:
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        assert isinstance(part, ast.FormattedValue)
        value = m.evaluate(part.value, scope)
        specification = m.evaluate(part.format_spec, scope) if part.format_spec else ""
        if isinstance(value, Unknown) or isinstance(specification, Unknown):
            return Unknown("a text with what is not known", node.lineno)
        if part.conversion != -1:
            value = shown(m, value, quoted=part.conversion != ord("s"))
        parts.append(formatted(m, value, specification))
    text = "".join(parts)
    m.budget.allocate(len(text))
    return text


def elements(m: Machine, nodes: list[ast.expr], scope: Scope) -> list[Any]:
    """Give the values of expressions, those behind a star one by one."""
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            more = m.listed(m.known(m.evaluate(node.value, scope), "what stands behind the star"))
            m.budget.allocate(len(found) + len(more))
            found += more
        else:
            found.append(m.evaluate(node, scope))
    m.budget.allocate(len(found))
    return found


def _dictionary(m: Machine, node: ast.Dict, scope: Scope) -> Any:
    found: dict[Any, Any] = {}
    for name, value in zip(node.keys, node.values, strict=True):
        if name is None:
            more = m.evaluate(value, scope)
            if isinstance(more, Unknown):
                return more
            if not isinstance(more, dict):
                raise Raised("TypeError", f"** wants a dict, not {kind_of(more)}")
            m.budget.allocate(len(more))
            found |= more
        else:
            found[key(m, m.evaluate(name, scope))] = m.evaluate(value, scope)
    m.budget.allocate(len(found))
    return found


def _set(m: Machine, node: ast.Set, scope: Scope) -> Any:
    return {key(m, value) for value in elements(m, node.elts, scope)}


#: How each kind is evaluated.
LITERALS: dict[type[ast.AST], Callable[[Machine, Any, Scope], Any]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _joined,
    ast.Tuple: lambda m, node, scope: tuple(elements(m, node.elts, scope)),
    ast.List: lambda m, node, scope: elements(m, node.elts, scope),
    ast.Dict: _dictionary,
    ast.Set: _set,
}
