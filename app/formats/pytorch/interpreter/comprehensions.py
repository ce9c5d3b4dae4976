"""Comprehensions and generator expressions, which are walked through at once."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from .assigning import assign
from .machine import Machine
from .operators import key, truth
from .values import Iterator as Taken
from .values import Scope


def _rounds(m: Machine, generators: list[ast.comprehension], around: Scope, inner: Scope) -> Iterator[None]:
    """Go through the loops, in the one scope that all their rounds have: what is made in them sees the last."""
    first, *others = generators
    for value in m.iterate(m.known(m.evaluate(first.iter, around), "what this loop goes through")):
        m.budget.step()
        assign(m, first.target, value, inner)
        if all(truth(m, m.evaluate(condition, inner)) for condition in first.ifs):
            if others:
                yield from _rounds(m, others, inner, inner)
            else:
                m.budget.allocate(1)
                yield


def _items(m: Machine, node: Any, scope: Scope) -> list[Any]:
    inner = Scope(parent=scope, comprehends=True)
    return [m.evaluate(node.elt, inner) for _ in _rounds(m, node.generators, scope, inner)]


def _pairs(m: Machine, node: ast.DictComp, scope: Scope) -> dict[Any, Any]:
    found, inner = {}, Scope(parent=scope, comprehends=True)
    for _ in _rounds(m, node.generators, scope, inner):
        found[key(m, m.evaluate(node.key, inner))] = m.evaluate(node.value, inner)
    return found


#: How each kind is evaluated.
COMPREHENSIONS: dict[type[ast.AST], Callable[[Machine, Any, Scope], Any]] = {
    ast.ListComp: _items,
    ast.SetComp: lambda m, node, scope: {key(m, value) for value in _items(m, node, scope)},
    ast.GeneratorExp: lambda m, node, scope: Taken(_items(m, node, scope)),
    ast.DictComp: _pairs,
}
