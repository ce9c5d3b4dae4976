"""How each kind of value is walked through."""

from collections.abc import Callable, Iterable
from typing import Any

from .attributes import found_in
from .errors import Raised
from .machine import Machine
from .values import Class, Instance, Iterator, Unknown


def _taken(m: Machine, iterator: Iterator) -> Iterable[Any]:
    while iterator.at < len(iterator.items):
        iterator.at += 1
        yield iterator.items[iterator.at - 1]


def _keys(m: Machine, value: dict[Any, Any] | set[Any]) -> Iterable[Any]:
    m.budget.allocate(len(value))
    return list(value)


def _instance(m: Machine, instance: Instance) -> Iterable[Any]:
    method = found_in(instance.cls.order, "__iter__")
    if method is NotImplemented:
        raise Raised("TypeError", f"{instance.cls.name} cannot be walked through")
    return m.iterate(m.call(method, [instance]))


def _unknown(m: Machine, unknown: Unknown) -> Iterable[Any]:
    m.known(unknown, "what is walked through")
    return ()


def _class(m: Machine, cls: Class) -> Iterable[Any]:
    if "__members__" not in cls.names:
        raise Raised("TypeError", f"class {cls.name} cannot be walked through")
    members: dict[str, Instance] = cls.names["__members__"]
    return list(members.values())


#: By type.
ITERATORS: dict[type, Callable[[Machine, Any], Iterable[Any]]] = {
    **dict.fromkeys((list, tuple, str, range), lambda _, value: value),
    **dict.fromkeys((dict, set), _keys),
    Iterator: _taken,
    Instance: _instance,
    Unknown: _unknown,
    Class: _class,
}


def _of_the_world(m: Machine, value: Any) -> Iterable[Any]:
    """Walk through what the library has numbered items for."""
    return [m.world.item(m, value, place) for place in range(m.world.length(m, value))]


def iterators(*types: type) -> dict[type, Callable[[Machine, Any], Iterable[Any]]]:
    """Give how values are walked through, with types of the library that have numbered items."""
    return ITERATORS | dict.fromkeys(types, _of_the_world)
