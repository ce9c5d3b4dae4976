"""Comprehensions and generator expressions, which are walked through at once."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from .assigning import assign
from .machine import Machine
from .operators import key, truth
from .values import Iterator as Taken
from .values import Scope


def _scopes(m: Machine, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope]:
    """Give the scope of each round of the loops."""
    first, *others = generators
    for value in m.iterate(m.known(m.evaluate(first.iter, scope), "what this loop goes through")):
        m.budget.step()
        inner = Scope(parent=scope)
        assign(m, first.target, value, inner)
        if all(truth(m, m.evaluate(condition, inner)) for condition in first.ifs):
            if others:
                yield from _scopes(m, others, inner)
            else:
                yield inner


def _items(m: Machine, node: Any, scope: Scope) -> list[Any]:
    found = []
    for inner in _scopes(m, node.generators, scope):
        m.budget.allocate(1)
        found.append(m.evaluate(node.elt, inner))
    return found


def _pairs(m: Machine, node: ast.DictComp, scope: Scope) -> dict[Any, Any]:
    found = {}
    for inner in _scopes(m, node.generators, scope):
        m.budget.allocate(1)
        found[key(m, m.evaluate(node.key, inner))] = m.evaluate(node.value, inner)
    return found


#: How each kind is evaluated.
COMPREHENSIONS: dict[type[ast.AST], Callable[[Machine, Any, Scope], Any]] = {
    ast.ListComp: _items,
    ast.SetComp: lambda m, node, scope: {key(m, value) for value in _items(m, node, scope)},
    ast.GeneratorExp: lambda m, node, scope: Taken(_items(m, node, scope)),
    ast.DictComp: _pairs,
}
