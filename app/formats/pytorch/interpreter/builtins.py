"""The built-in functions and types that a text may use: these, and no others."""

from collections.abc import Callable
from typing import Any

from .attributes import set_attribute
from .budget import MOST_ITEMS, bounded
from .errors import Raised
from .exceptions import EXCEPTIONS
from .machine import Machine, kind_of
from .operators import binary, key, ordered, truth
from .sorting import in_order
from .text import shown
from .values import Bound, Class, Function, Instance, Iterator, Native, Partial, Unknown, Wrapped, plain

#: Characters of a text that is made a number.
_LONGEST_NUMBER = 40


def _number(m: Machine, cls: Class, value: Any = 0, base: int = 10) -> Any:
    kind, value = float if cls is FLOAT else int, plain(value)
    try:
        if isinstance(value, str):
            if len(value) > _LONGEST_NUMBER:
                raise Raised("ValueError", f"a number of {len(value):,} characters is larger than any size")
            return bounded(int(value, base)) if kind is int else float(value)
        if isinstance(value, int | float):
            return bounded(int(value)) if kind is int else float(value)
    except (ValueError, OverflowError) as error:
        raise Raised("ValueError", str(error)) from None
    own = m.world.number(m, value)
    if own is NotImplemented:
        raise Raised("TypeError", f"{kind_of(value)} is no number")
    return own


def _dictionary(m: Machine, cls: Class, pairs: Any = None, **more: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    if isinstance(pairs, dict):
        m.budget.allocate(len(pairs))
        found |= pairs
    elif pairs is not None:
        for pair in m.listed(pairs):
            name, value = m.listed(pair)
            found[key(m, name)] = value
    return found | more


def _range(m: Machine, cls: Class, *ends: int) -> range:
    ends = tuple(map(plain, ends))
    if not all(isinstance(end, int) for end in ends):
        raise Raised("TypeError", "a range goes from one whole number to another")
    try:
        made = range(*ends)
    except (ValueError, TypeError) as error:
        raise Raised("ValueError", str(error)) from None
    if (ends[0] if len(ends) == 1 else abs(ends[1] - ends[0])) // (abs(made.step) or 1) > MOST_ITEMS:
        m.budget.allocate(MOST_ITEMS + 1)
    return made


def _class(name: str, make: Callable[..., Any], *bases: Class) -> Class:
    return Class(name, bases, {"__new__": Native(name, make)})


def _type(m: Machine, cls: Class, value: Any, *more: Any) -> Any:
    if more:
        raise m.refusal("classes are made by class statements here")
    return value.cls if isinstance(value, Instance) else TYPES.get(type(value), OBJECT)


INT = _class("int", _number)
FLOAT = _class("float", _number)
OBJECT = Class("object")
#: The classes of plain values.
TYPES: dict[type, Class] = {
    int: INT,
    float: FLOAT,
    bool: _class("bool", lambda m, _, value=False: truth(m, value), INT),
    str: _class("str", lambda m, _, value="": shown(m, value)),
    list: _class("list", lambda m, _, values=(): m.listed(values)),
    tuple: _class("tuple", lambda m, _, values=(): tuple(m.listed(values))),
    dict: _class("dict", _dictionary),
    set: _class("set", lambda m, _, values=(): {key(m, value) for value in m.listed(values)}),
    range: _class("range", _range),
}


#: What abstract classes of ``typing`` and ``collections.abc`` stand for.
ABSTRACT: dict[str, tuple[Class, ...]] = {
    name: tuple(TYPES[kind] for kind in kinds)
    for name, kinds in {
        "Sequence": (list, tuple, str, range), "Iterable": (list, tuple, str, dict, set, range),
        "Mapping": (dict,), "Collection": (list, tuple, str, dict, set, range), "Sized": (list, tuple, str, dict, set),
        "Number": (int, float), "Integral": (int,), "List": (list,), "Tuple": (tuple,), "Dict": (dict,), "Set": (set,),
        "MutableSequence": (list,), "MutableMapping": (dict,),
    }.items()
}  # fmt: skip


def is_instance(m: Machine, value: Any, cls: Any) -> bool:
    """Say whether a value is of a class, or of one of several."""
    if isinstance(cls, tuple):
        return any(is_instance(m, value, one) for one in cls)
    if isinstance(cls, Unknown) or cls is None:
        return False
    if not isinstance(cls, Class):
        return m.world.is_instance(m, value, cls) is True
    if cls is OBJECT:
        return True
    if isinstance(value, Instance):
        named = cls is TYPES[tuple] and any(base.name == "NamedTuple" and not base.line for base in value.cls.order)
        return named or value.cls.inherits(cls)
    found = TYPES.get(type(value))
    return found.inherits(cls) if found is not None else m.world.is_instance(m, value, cls) is True


def _length(m: Machine, value: Any) -> Any:
    if isinstance(value, list | tuple | str | dict | set | range):
        return len(value)
    if isinstance(value, Class) and "__members__" in value.names:
        return len(value.names["__members__"])
    own = m.world.length(m, value)
    return own if own is not NotImplemented else m.call(m.attribute(value, "__len__"))


def _get(m: Machine, value: Any, name: str, *default: Any) -> Any:
    try:
        return m.attribute(value, name)
    except Raised:
        if default:
            return default[0]
        raise


def _has(m: Machine, value: Any, name: str) -> bool:
    try:
        m.attribute(value, name)
    except Raised:
        return False
    return True


def _sum(m: Machine, values: Any, start: Any = 0) -> Any:
    total = start
    for value in m.listed(values):
        total = binary(m, "+", "add", total, value)
    return total


def _largest(symbol: str) -> Callable[..., Any]:
    def run(m: Machine, *values: Any, key: Any = None, default: Any = None) -> Any:
        items = m.listed(values[0]) if len(values) == 1 else list(values)
        if not items:
            return default
        keyed = [(item if key is None else m.call(key, [item]), item) for item in items]
        best = keyed[0]
        for pair in keyed[1:]:
            if truth(m, ordered(m, symbol, pair[0], best[0])):
                best = pair
        return best[1]

    return run


def _round(m: Machine, value: float, digits: int | None = None) -> Any:
    return round(value, digits)


def _zip(m: Machine, *columns: Any, strict: bool = False) -> list[Any]:
    return list(zip(*[m.listed(column) for column in columns], strict=False))


def _next(m: Machine, iterator: Any, *default: Any) -> Any:
    for value in m.iterate(iterator):
        return value
    if default:
        return default[0]
    raise Raised("StopIteration", "there is no next value")


def _every(stops: bool) -> Callable[..., bool]:
    def run(m: Machine, values: Any) -> bool:
        for value in m.iterate(values):
            m.budget.step()
            if truth(m, value) == stops:
                return stops
        return not stops

    return run


def _set(m: Machine, value: Any, name: str, what: Any) -> None:
    if not isinstance(value, Instance):
        raise m.refusal("attributes of this cannot be set here")
    set_attribute(m, value, name, what)


def _magnitude(m: Machine, value: Any) -> Any:
    return abs(value) if isinstance(value, int | float) else m.call(m.attribute(value, "__abs__"))


def _ignored(m: Machine, *args: Any, **kwargs: Any) -> None:
    """Do nothing: what is printed is not looked at."""


def _wraps(how: str) -> Native:
    return Native(how, lambda _, function: Wrapped(how, function))


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": _length, "getattr": _get, "hasattr": _has, "isinstance": is_instance, "sum": _sum, "min": _largest("<"),
    "max": _largest(">"), "round": _round, "zip": _zip, "next": _next, "all": _every(stops=False),
    "any": _every(stops=True), "setattr": _set, "abs": _magnitude, "id": lambda _, value: id(value),
    "sorted": lambda m, values, key=None, reverse=False: in_order(m, values, key, reverse=reverse),
    "enumerate": lambda m, values, start=0: list(enumerate(m.listed(values), start)),
    "reversed": lambda m, values: m.listed(values)[::-1],
    "map": lambda m, run, *columns: [m.call(run, row) for row in _zip(m, *columns)],
    "filter": lambda m, run, values: [v for v in m.listed(values) if truth(m, v if run is None else m.call(run, [v]))],
    "iter": lambda m, values: Iterator(m.listed(values)),
    "callable": lambda _, value: isinstance(value, Function | Native | Class | Bound | Partial | Instance),
    "issubclass": lambda _, cls, other: cls.inherits(other),
    "divmod": lambda m, a, b: (binary(m, "//", "floordiv", a, b), binary(m, "%", "mod", a, b)),
    "pow": lambda m, a, b: binary(m, "**", "pow", a, b),
    "repr": lambda m, value: shown(m, value, quoted=True),
    "vars": lambda m, value: m.attribute(value, "__dict__"), "slice": lambda _, *ends: slice(*ends),
    "super": lambda m: None, "locals": lambda m: None,  # which expressions see to
}  # fmt: skip
#: Names that no text defines.
BUILTINS: dict[str, Any] = {
    **EXCEPTIONS,
    **{cls.name: cls for cls in TYPES.values()},
    **{name: Native(name, run) for name, run in _FUNCTIONS.items()},
    "print": Native("print", _ignored, takes_unknown=True),
    "zip": Native("zip", _zip),
    "type": _class("type", _type),
    "object": OBJECT,
    "frozenset": TYPES[set],
    "property": _wraps("property"),
    "staticmethod": _wraps("staticmethod"),
    "classmethod": _wraps("classmethod"),
    "__name__": "__main__",
    "NotImplemented": Unknown("NotImplemented"),
    "Ellipsis": ...,
}
