"""Names: where they are looked up, and where they are kept."""

from typing import Any

from .errors import Raised
from .machine import Machine
from .values import Scope


def lookup(m: Machine, scope: Scope, name: str) -> Any:
    """Give what a name stands for: here, around it, or among the built-ins.

    Raises
    ------
    Raised
        The text's own ``NameError``.
    """
    place: Scope | None = scope
    while place is not None:
        if name in place.names and (place is scope or not place.of_class):
            return place.names[name]
        place = place.parent
    if name in m.tables.builtins:
        return m.tables.builtins[name]
    raise Raised("NameError", f"name {name!r} is not defined")


def keep(scope: Scope, name: str, value: Any) -> None:
    """Let a name stand for a value."""
    place = scope
    if name in scope.outer:
        place = root = scope
        while root.parent is not None:
            root = root.parent
            if name in root.names:
                break
        place = root
    place.names[name] = value
