"""Attributes and items: what each kind of value has, looked up in tables of ours alone."""

from collections.abc import Callable
from typing import Any

from .errors import Raised
from .machine import Machine, kind_of
from .methods import METHODS
from .operators import key
from .values import Bound, Class, Function, Instance, Namespace, Native, Partial, Super, Unknown, Wrapped


def bind(m: Machine, found: Any, first: Any, cls: Class) -> Any:
    """Give what a class holds as an attribute of one of its instances."""
    if isinstance(found, Function | Native):
        return Bound(found, first)
    if isinstance(found, Wrapped):
        if found.how == "property":
            return m.call(found.function, [first])
        return found.function if found.how == "staticmethod" else Bound(found.function, cls)
    return found


def found_in(order: tuple[Class, ...], name: str) -> Any:
    """Give what the first class that has it holds under a name; NotImplemented if none does.

    Examples
    --------
    >>> found_in((Class("A"), Class("B", names={"x": 3})), "x")
    3
    """
    return next((cls.names[name] for cls in order if name in cls.names), NotImplemented)


def _of_instance(m: Machine, value: Instance, name: str) -> Any:
    if name in value.attrs:
        return value.attrs[name]
    found = found_in(value.cls.order, name)
    if found is not NotImplemented:
        return bind(m, found, value, value.cls)
    if name == "__class__":
        return value.cls
    unknown = value.cls.base_unknown
    if unknown is not None:
        return Unknown(f"{unknown.what}.{name}", unknown.line)
    own = found_in(value.cls.order, "__getattr__")
    if own is not NotImplemented:
        return m.call(own, [value, name])
    raise Raised("AttributeError", f"{value.cls.name} has no attribute {name!r}")


def _of_class(m: Machine, value: Class, name: str) -> Any:
    if name in ("__name__", "__qualname__"):
        return value.name
    found = found_in(value.order, name)
    if found is NotImplemented:
        if value.base_unknown is not None:
            return Unknown(f"{value.name}.{name}", value.line)
        if name == "__init__":
            return Native("__init__", lambda *_: None)
        raise Raised("AttributeError", f"class {value.name} has no attribute {name!r}")
    if isinstance(found, Wrapped) and found.how != "property":
        return found.function if found.how == "staticmethod" else Bound(found.function, value)
    return found


def _of_super(m: Machine, value: Super, name: str) -> Any:
    if not isinstance(value.owner, Class) or not isinstance(value.first, Class | Instance):
        raise Raised("TypeError", "super() takes a class, and an instance of it")
    cls = value.first if isinstance(value.first, Class) else value.first.cls
    order = cls.order[cls.order.index(value.owner) + 1 :] if value.owner in cls.order else ()
    found = found_in(order, name)
    if found is not NotImplemented:
        return bind(m, found, value.first, cls)
    unknown = value.owner.base_unknown
    if unknown is not None:
        return Unknown(f"{unknown.what}.{name}", unknown.line)
    if name == "__init__":
        return Native("__init__", lambda *_: None)
    raise Raised("AttributeError", f"no class that {value.owner.name} inherits from has an attribute {name!r}")


def _of_namespace(m: Machine, value: Namespace, name: str) -> Any:
    return value.names[name] if name in value.names else Unknown(f"{value.name}.{name}", m.line)


def _of_function(m: Machine, value: Function | Native, name: str) -> Any:
    if name in ("__name__", "__qualname__"):
        return value.name
    if name == "__doc__":
        return None
    raise Raised("AttributeError", f"the function {value.name} has no attribute {name!r}")


def _of_bound(m: Machine, value: Bound, name: str) -> Any:
    return value.first if name == "__self__" else m.attribute(value.function, name)


def _of_partial(m: Machine, value: Partial, name: str) -> Any:
    parts = {"func": value.function, "args": value.args, "keywords": dict(value.kwargs)}
    if name not in parts:
        raise Raised("AttributeError", f"a partial has no attribute {name!r}")
    return parts[name]


_FINDERS: dict[type, Callable[[Machine, Any, str], Any]] = {
    Instance: _of_instance,
    Class: _of_class,
    Super: _of_super,
    Namespace: _of_namespace,
    Function: _of_function,
    Native: _of_function,
    Bound: _of_bound,
    Partial: _of_partial,
    Unknown: lambda _, value, name: Unknown(f"{value.what}.{name}", value.line),
}


def attribute(m: Machine, value: Any, name: str) -> Any:
    """Give an attribute of a value.

    Raises
    ------
    Raised
        The text's own ``AttributeError``.
    """
    finder = _FINDERS.get(type(value))
    if finder is not None:
        return finder(m, value, name)
    method = METHODS.get(type(value), {}).get(name)
    if method is not None:
        return Bound(method, value)
    own = m.world.attribute(m, value, name)
    if own is NotImplemented:
        raise Raised("AttributeError", f"{kind_of(value)} has no attribute {name!r}")
    return own


def set_attribute(m: Machine, owner: Any, name: str, value: Any) -> None:
    """Set an attribute.

    Raises
    ------
    OptionError
        If the value has none that can be set.
    """
    if isinstance(owner, Instance):
        own = found_in(owner.cls.order, "__setattr__")
        if own is not NotImplemented:
            m.call(own, [owner, name, value])
        else:
            m.world.register(owner, name, value)
    elif isinstance(owner, Class) and owner.line:
        owner.names[name] = value
    elif not isinstance(owner, Unknown | Function) and not m.world.set_attribute(m, owner, name, value):
        raise m.refusal(f"{kind_of(owner)} has no attributes that can be set here")


def item(m: Machine, value: Any, place: Any) -> Any:
    """Give an item of a value.

    Raises
    ------
    Raised
        The text's own ``IndexError``, ``KeyError`` or ``TypeError``.
    """
    if isinstance(value, Unknown):
        return Unknown(f"{value.what}[…]", value.line)
    own = m.world.item(m, value, place)
    if own is not NotImplemented:
        return own
    return place if isinstance(place, Unknown) else _item_of_plain(m, value, place)


def _item_of_plain(m: Machine, value: Any, place: Any) -> Any:
    if (
        isinstance(value, tuple)
        and value
        and all(isinstance(cls, Class) for cls in value)
        and not isinstance(place, int)
    ):
        return value  # what stands for an abstract class, as in Sequence[int]
    if isinstance(value, list | tuple | str | range):
        return _of_sequence(m, value, place)
    if isinstance(value, dict):
        if key(m, place) not in value:
            raise Raised("KeyError", f"the dictionary has no {place!r}" if isinstance(place, str) else "no such key")
        return value[place]
    if isinstance(value, Class | Native):  # a member of an enumeration, or an annotation
        return value.names.get(place, value) if isinstance(value, Class) and isinstance(place, str) else value
    if isinstance(value, Instance):
        return m.call(m.attribute(value, "__getitem__"), [place])
    raise Raised("TypeError", f"{kind_of(value)} has no items")


def _of_sequence(m: Machine, value: Any, place: Any) -> Any:
    if isinstance(place, slice):
        if place.step == 0:
            raise Raised("ValueError", "the step of a slice cannot be 0")
        m.budget.allocate(len(value[place]) if isinstance(value, range) else len(value))
        return value[place]
    if not isinstance(place, int):
        raise Raised("TypeError", f"{kind_of(value)} has numbered items, and {kind_of(place)} is no number")
    if not -len(value) <= place < len(value):
        raise Raised("IndexError", f"there is no item {place} among {len(value)}")
    return value[place]


def set_item(m: Machine, owner: Any, place: Any, value: Any) -> None:
    """Set an item.

    Raises
    ------
    OptionError
        If the value has none that can be set.
    """
    if isinstance(owner, Unknown) or m.world.set_item(m, owner, place, value):
        return
    m.known(place, "this place")
    if isinstance(owner, dict):
        owner[key(m, place)] = value
        m.budget.allocate(1)
    elif isinstance(owner, list) and isinstance(place, int):
        if not -len(owner) <= place < len(owner):
            raise Raised("IndexError", f"there is no item {place} among {len(owner)}")
        owner[place] = value
    elif isinstance(owner, list) and isinstance(place, slice) and place.step is None:
        owner[place] = m.listed(value)
        m.budget.allocate(len(owner))
    elif isinstance(owner, Instance):
        m.call(m.attribute(owner, "__setitem__"), [place, value])
    else:
        raise m.refusal(f"{kind_of(owner)} has no items that can be set here")
