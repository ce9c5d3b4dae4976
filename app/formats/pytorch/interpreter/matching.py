"""``match`` statements."""

import ast
from collections.abc import Callable
from typing import Any

from .attributes import attribute
from .builtins import is_instance
from .errors import Raised, refusal
from .machine import Machine
from .operators import equal, key, truth
from .scopes import keep
from .values import Scope


def matched(m: Machine, node: ast.Match, scope: Scope) -> Any:
    """Run the first case whose pattern and condition hold; give how it leaves what is around it."""
    value = m.known(m.evaluate(node.subject, scope), "what is matched")
    for case in node.cases:
        if _fits(m, case.pattern, value, scope) and (case.guard is None or truth(m, m.evaluate(case.guard, scope))):
            return m.execute(case.body, scope)
    return None


def _fits(m: Machine, pattern: ast.pattern, value: Any, scope: Scope) -> bool:
    m.budget.step()
    run = _PATTERNS.get(type(pattern))
    if run is None:
        raise refusal(m.line, "this pattern is not read here")
    return run(m, pattern, value, scope)


def _named(m: Machine, pattern: ast.MatchAs, value: Any, scope: Scope) -> bool:
    if pattern.pattern is not None and not _fits(m, pattern.pattern, value, scope):
        return False
    if pattern.name is not None:
        keep(scope, pattern.name, value)
    return True


def _value(m: Machine, pattern: ast.MatchValue, value: Any, scope: Scope) -> bool:
    return truth(m, equal(m, value, m.evaluate(pattern.value, scope)))


def _one_of(m: Machine, pattern: ast.MatchOr, value: Any, scope: Scope) -> bool:
    return any(_fits(m, inner, value, scope) for inner in pattern.patterns)


def _listed(m: Machine, pattern: ast.MatchSequence, value: Any, scope: Scope) -> bool:
    return isinstance(value, list | tuple) and _sequence(m, pattern.patterns, list(value), scope)


def _sequence(m: Machine, patterns: list[ast.pattern], values: list[Any], scope: Scope) -> bool:
    m.budget.allocate(len(values))
    star = next((place for place, inner in enumerate(patterns) if isinstance(inner, ast.MatchStar)), None)
    if star is not None:
        rest = len(values) - len(patterns) + 1
        if rest < 0:
            return False
        starred = patterns[star]
        if isinstance(starred, ast.MatchStar) and starred.name is not None:
            keep(scope, starred.name, values[star : star + rest])
        values = values[:star] + values[star + rest :]
        patterns = patterns[:star] + patterns[star + 1 :]
    return len(values) == len(patterns) and all(
        _fits(m, inner, value, scope) for inner, value in zip(patterns, values, strict=True)
    )


def _mapping(m: Machine, pattern: ast.MatchMapping, value: Any, scope: Scope) -> bool:
    if not isinstance(value, dict):
        return False
    names = [key(m, m.evaluate(node, scope)) for node in pattern.keys]
    if any(name not in value for name in names):
        return False
    fits = all(_fits(m, inner, value[name], scope) for name, inner in zip(names, pattern.patterns, strict=True))
    if fits and pattern.rest is not None:
        m.budget.allocate(len(value))
        keep(scope, pattern.rest, {name: item for name, item in value.items() if name not in names})
    return fits


def _class(m: Machine, pattern: ast.MatchClass, value: Any, scope: Scope) -> bool:
    cls = m.known(m.evaluate(pattern.cls, scope), "the class of this pattern")
    if not is_instance(m, value, cls):
        return False
    if len(pattern.patterns) > 1 or (
        pattern.patterns and not isinstance(value, int | float | str | list | tuple | dict)
    ):
        raise refusal(m.line, "fields of a class are matched by name here")
    if pattern.patterns and not _fits(m, pattern.patterns[0], value, scope):
        return False
    for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
        try:
            found = attribute(m, value, name)
        except Raised:
            return False
        if not _fits(m, inner, found, scope):
            return False
    return True


#: How each kind of pattern is tried.
_PATTERNS: dict[type[ast.pattern], Callable[[Machine, Any, Any, Scope], bool]] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: lambda m, pattern, value, scope: value is pattern.value,
    ast.MatchAs: _named,
    ast.MatchOr: _one_of,
    ast.MatchSequence: _listed,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
