"""Attributes: what each kind of value has, looked up in tables of ours alone."""

from collections.abc import Callable
from typing import Any

from .errors import Raised
from .machine import Machine, kind_of
from .methods import METHODS
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
    if name == "__dict__" and found_in(value.cls.order, "forward") is NotImplemented:
        return value.attrs
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
        if name in _INHERITED:
            return _INHERITED[name]
        if not value.line and name in _BUILT_IN.get(value.name, {}):
            return _BUILT_IN[value.name][name]
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
    if name in _INHERITED:
        return bind(m, _INHERITED[name], value.first, cls)
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


def _of_wrapped(m: Machine, value: Wrapped, name: str) -> Any:
    if value.how != "property" or name not in ("setter", "getter", "deleter"):
        raise Raised("AttributeError", f"a {value.how} has no attribute {name!r}")
    if name == "setter":
        return Native("setter", lambda _, function: Wrapped("property", value.function, function))
    if name == "getter":
        return Native("getter", lambda _, function: Wrapped("property", function, value.setter))
    return Native("deleter", lambda _, function: value)


#: Methods of words, lists and so on, as attributes of their classes.
_BUILT_IN = {kind.__name__: methods for kind, methods in METHODS.items()}
_FINDERS: dict[type, Callable[[Machine, Any, str], Any]] = {
    Instance: _of_instance,
    Class: _of_class,
    Super: _of_super,
    Namespace: _of_namespace,
    Function: _of_function,
    Native: _of_function,
    Bound: _of_bound,
    Partial: _of_partial,
    Wrapped: _of_wrapped,
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


def set_plainly(m: Machine, owner: Instance, name: str, value: Any) -> None:
    """Set an attribute of an instance, or what its property sets.

    Raises
    ------
    Raised
        The text's own ``AttributeError``, if the property sets nothing.
    """
    found = found_in(owner.cls.order, name)
    if not isinstance(found, Wrapped) or found.how != "property":
        m.world.register(owner, name, value)
    elif found.setter is None:
        raise Raised("AttributeError", f"the property {name!r} of {owner.cls.name} cannot be set")
    else:
        m.call(found.setter, [owner, value])


#: What classes inherit from Python's own.
_INHERITED = {
    "__init__": Native("__init__", lambda *_: None),
    "__init_subclass__": Native("__init_subclass__", lambda *_: None),
    "__setattr__": Native("__setattr__", set_plainly, takes_unknown=True),
}


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
            set_plainly(m, owner, name, value)
    elif isinstance(owner, Class) and owner.line:
        owner.names[name] = value
    elif not isinstance(owner, Unknown | Function) and not m.world.set_attribute(m, owner, name, value):
        raise m.refusal(f"{kind_of(owner)} has no attributes that can be set here")
