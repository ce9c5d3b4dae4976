"""What stands on the left of an assignment."""

import ast
from typing import Any

from .attributes import set_attribute
from .errors import Raised
from .items import set_item
from .machine import Machine
from .scopes import keep
from .values import Scope, Unknown


def assign(m: Machine, target: ast.expr, value: Any, scope: Scope) -> None:
    """Assign a value.

    Raises
    ------
    OptionError
        If nothing can be assigned there.
    """
    match target:
        case ast.Name(id=name):
            keep(scope, name, value)
        case ast.Attribute(value=owner, attr=name):
            set_attribute(m, m.evaluate(owner, scope), name, value)
        case ast.Subscript(value=owner, slice=place):
            set_item(m, m.evaluate(owner, scope), m.evaluate(place, scope), value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            _unpack(m, targets, value, scope)
        case _:
            raise m.refusal("nothing is assigned to this here")


def _unpack(m: Machine, targets: list[ast.expr], value: Any, scope: Scope) -> None:
    if isinstance(value, Unknown):
        for target in targets:
            assign(m, target.value if isinstance(target, ast.Starred) else target, value, scope)
        return
    values = m.listed(value)
    starred = next((place for place, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if starred is None:
        if len(values) != len(targets):
            raise Raised("ValueError", f"{len(values)} values do not go into {len(targets)} names")
    else:
        rest = len(values) - len(targets) + 1
        if rest < 0:
            raise Raised("ValueError", f"{len(values)} values do not go into {len(targets)} names")
        values[starred : starred + rest] = [values[starred : starred + rest]]
    for target, part in zip(targets, values, strict=True):
        assign(m, target.value if isinstance(target, ast.Starred) else target, part, scope)
