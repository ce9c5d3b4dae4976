"""Classes that Python fills in: data classes, enumerations and named tuples."""

from typing import Any

from .builtins import TYPES
from .errors import Raised
from .machine import Machine
from .operators import equal, truth
from .values import Class, Function, Instance, Native, Wrapped


def _fields(cls: Class) -> list[str]:
    return [name for base in reversed(cls.order) for name in base.names.get("__annotations__", {})]


def _filled(m: Machine, self: Instance, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Give the fields of an instance their values, in order or by name, or their defaults."""
    names = list(dict.fromkeys(_fields(self.cls)))
    if len(args) > len(names):
        raise Raised("TypeError", f"{self.cls.name} takes {len(names)} arguments, but {len(args)} are given")
    given = dict(zip(names, args, strict=False)) | kwargs
    for name in names:
        if name in given:
            self.attrs[name] = given[name]
            continue
        default = next(
            (found for base in self.cls.order if (found := _default(base, name)) is not None), NotImplemented
        )
        if isinstance(default, _Field):
            default = m.call(default.make)
        if default is NotImplemented:
            raise Raised("TypeError", f"{self.cls.name} needs {name}")
        self.attrs[name] = default
    odd = next((name for name in given if name not in names), None)
    if odd is not None:
        raise Raised("TypeError", f"{self.cls.name} has no argument {odd}")


def _default(cls: Class, name: str) -> Any:
    """Give what a class says of a field's default; None if it says nothing, wrapped where it is None."""
    found = cls.names.get("__dataclass_fields__", {}).get(name)
    if found is not None and found.make is not None:
        return found
    return cls.names.get(name, NotImplemented) if name in cls.names else None


class _Field:
    """What ``field(default_factory=list)`` gives."""

    def __init__(self, value: Any, make: Any) -> None:
        self.value, self.make = value, make


def _field(m: Machine, *, default: Any = NotImplemented, default_factory: Any = None, **_: Any) -> _Field:
    return _Field(default, default_factory)


def _start_data(m: Machine, self: Instance, *args: Any, **kwargs: Any) -> None:
    _filled(m, self, args, kwargs)
    after = next((base.names["__post_init__"] for base in self.cls.order if "__post_init__" in base.names), None)
    if after is not None:
        m.call(after, [self])


def _same_tuple(m: Machine, self: Instance, other: Any) -> bool:
    other = tuple(other.attrs.values()) if isinstance(other, Instance) and NAMED_TUPLE in other.cls.order else other
    return truth(m, equal(m, tuple(self.attrs.values()), other))


def _same_data(m: Machine, self: Instance, other: Any) -> bool:
    return (
        isinstance(other, Instance)
        and other.cls is self.cls
        and all(truth(m, equal(m, value, other.attrs.get(name))) for name, value in self.attrs.items())
    )


def _data(m: Machine, cls: Any = None, **_: Any) -> Any:
    if cls is None:
        return Native("dataclass", _data)
    fields = {name: value for name, value in cls.names.items() if isinstance(value, _Field)}
    cls.names["__dataclass_fields__"] = fields
    for name, found in fields.items():
        if found.value is NotImplemented:
            del cls.names[name]
        else:
            cls.names[name] = found.value
    if "__init__" not in cls.names:
        cls.names["__init__"] = Native("__init__", _start_data, takes_unknown=True)
    cls.names.setdefault("__eq__", Native("__eq__", _same_data))
    return cls


def _replaced(m: Machine, value: Instance, **changes: Any) -> Instance:
    return Instance(value.cls, value.attrs | changes, m.line)


def _enumerated(m: Machine, cls: Class) -> None:
    """Make the names of an enumeration its members."""
    members: dict[str, Instance] = {}
    names: dict[str, Instance] = {}
    cls.is_plain = any(base.name in ("int", "float", "str") and not base.line for base in cls.order)
    for name, value in cls.names.items():
        if name.startswith("_") or isinstance(value, Function | Wrapped | Native):
            continue
        if value is _AUTO:
            numbers = [member.attrs["value"] for member in members.values()]
            is_word = any(base is _STR_ENUM for base in cls.order)
            value = name.lower() if is_word else max((n for n in numbers if isinstance(n, int)), default=0) + 1  # noqa: PLW2901
        same = next((old for old in members.values() if truth(m, equal(m, old.attrs["value"], value))), None)
        names[name] = same or Instance(cls, {"name": name, "value": value}, m.line)
        if same is None:
            members[name] = names[name]
    cls.names |= names
    cls.names["__members__"] = members
    cls.names["__new__"] = Native("__new__", _member)


def _member(m: Machine, cls: Class, value: Any) -> Instance:
    for member in cls.names["__members__"].values():
        if member is value or truth(m, equal(m, member.attrs["value"], value)):
            return member  # type: ignore[no-any-return]
    raise Raised("ValueError", f"{cls.name} has no such member")


_AUTO = object()
ENUM = Class("Enum", names={"__init_subclass__": Native("__init_subclass__", _enumerated)})
_INT_ENUM, _STR_ENUM = (Class(name, (TYPES[kind], ENUM)) for name, kind in (("IntEnum", int), ("StrEnum", str)))


def _start_tuple(m: Machine, self: Instance, *args: Any, **kwargs: Any) -> None:
    _filled(m, self, args, kwargs)


def _items(m: Machine, self: Instance) -> list[Any]:
    return list(self.attrs.values())


#: Named tuples are looked up by name, by number, and are taken apart.
NAMED_TUPLE = Class(
    "NamedTuple",
    names={
        "__init__": Native("__init__", _start_tuple, takes_unknown=True),
        "__iter__": Native("__iter__", _items),
        "__len__": Native("__len__", lambda m, self: len(self.attrs)),
        "__getitem__": Native("__getitem__", lambda m, self, place: list(self.attrs.values())[place]),
        "__eq__": Native("__eq__", _same_tuple),
        "_asdict": Native("_asdict", lambda m, self: dict(self.attrs)),
        "_replace": Native("_replace", _replaced),
    },
)


def _named_tuple(m: Machine, name: str, fields: Any, defaults: Any = (), **_: Any) -> Class:
    names = fields.replace(",", " ").split() if isinstance(fields, str) else m.listed(fields)
    names = [field if isinstance(field, str) else m.listed(field)[0] for field in names]
    values = m.listed(defaults)
    known = dict(zip(names[len(names) - len(values) :], values, strict=True))
    return Class(name, (NAMED_TUPLE,), {"__annotations__": dict.fromkeys(names), **known}, m.line)


#: What ``dataclasses``, ``enum`` and ``collections`` hold of these.
DATACLASSES = {
    "dataclass": Native("dataclass", _data),
    "field": Native("field", _field),
    "replace": Native("replace", _replaced),
    "asdict": Native("asdict", lambda m, value: dict(value.attrs)),
}
ENUMS = {"Enum": ENUM, "IntEnum": _INT_ENUM, "StrEnum": _STR_ENUM, "auto": Native("auto", lambda m: _AUTO)}
NAMED_TUPLES = {"namedtuple": Native("namedtuple", _named_tuple)}
