"""What a text may import of Python's own library: these names, written by us."""

from itertools import pairwise
from typing import Any

from .arguments import ARGUMENTS, NAMESPACE
from .builtins import ABSTRACT, BUILTINS, TYPES
from .dataclasses import DATACLASSES, ENUMS, NAMED_TUPLE, NAMED_TUPLES
from .machine import Machine
from .mathematics import MATH
from .operators import SYMBOLS, binary
from .values import Bound, Class, Instance, Iterator, Namespace, Native, Partial, Unknown, Wrapped


def _partial(m: Machine, function: Any, *args: Any, **kwargs: Any) -> Partial:
    return Partial(function, args, kwargs)


def _reduce(m: Machine, function: Any, values: Any, *start: Any) -> Any:
    items = [*start, *m.listed(values)]
    total = items[0]
    for item in items[1:]:
        total = m.call(function, [total, item])
    return total


def _chained(m: Machine, *parts: Any) -> Iterator:
    return Iterator([value for part in parts for value in m.listed(part)])


def _products(m: Machine, *parts: Any, repeat: int = 1) -> Iterator:
    found: list[tuple[Any, ...]] = [()]
    for values in [m.listed(part) for part in parts] * repeat:
        m.budget.allocate(len(found) * len(values))
        found = [(*row, value) for row in found for value in values]
    return Iterator(found)


def _repeated(m: Machine, value: Any, times: int) -> Iterator:
    m.budget.allocate(times)
    return Iterator([value] * times)


def _pairs(m: Machine, values: Any) -> list[tuple[Any, Any]]:
    items = m.listed(values)
    return list(pairwise(items))


def _sums(m: Machine, values: Any) -> Iterator:
    found: list[Any] = []
    for value in m.listed(values):
        found.append(binary(m, "+", "add", found[-1], value) if found else value)
    return Iterator(found)


def _copied(m: Machine, value: Any) -> Any:
    """Copy a value and all that it holds, as often as it holds it."""
    return _copy(m, value, {})


def _copy(m: Machine, value: Any, known: dict[int, Any]) -> Any:
    m.budget.step()
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, Instance):
        made = known[id(value)] = Instance(value.cls, {}, value.line)
        m.world.making(m, made)
        made.attrs |= {name: _copy(m, attr, known) for name, attr in value.attrs.items()}
        return made
    if isinstance(value, list | tuple):
        m.budget.allocate(len(value))
        items = known[id(value)] = type(value)(_copy(m, item, known) for item in value)
        return items
    if isinstance(value, dict):
        m.budget.allocate(len(value))
        return {name: _copy(m, item, known) for name, item in value.items()}
    made = known[id(value)] = m.world.copied(value)
    return made


def _flat_copy(m: Machine, value: Any) -> Any:
    if isinstance(value, list | dict | set):
        m.budget.allocate(len(value))
        return value.copy()
    if isinstance(value, Instance):
        made = Instance(value.cls, dict(value.attrs), value.line)
        m.world.making(m, made)
        return made
    return value


def _typed(*names: str) -> dict[str, Unknown]:
    return {name: Unknown(f"typing.{name}") for name in names}


def _same(m: Machine, value: Any) -> Any:
    return value


_DICT = TYPES[dict]
_WRAPS = Native("wraps", lambda m, _: Native("wraps", _same), takes_unknown=True)
_OPERATORS = {
    method: Native(method, lambda m, a, b, _s=symbol, _m=method: binary(m, _s, _m, a, b))
    for symbol, method in SYMBOLS.values()
    if symbol not in ("<", "<=", ">", ">=")
}
#: By name.
MODULES: dict[str, Namespace] = {
    name: Namespace(name, names)
    for name, names in {
        "math": MATH,
        "functools": {
            "partial": Native("partial", _partial, takes_unknown=True),
            "reduce": Native("reduce", _reduce),
            "wraps": _WRAPS,
            "lru_cache": Native("lru_cache", lambda m, *_, **__: Native("lru_cache", _same)),
            "cache": Native("cache", _same),
            "cached_property": Native("property", lambda m, function: Wrapped("property", function)),
        },
        "collections": {"OrderedDict": _DICT, **NAMED_TUPLES},
        "itertools": {
            "chain": Native("chain", _chained), "product": Native("product", _products),
            "repeat": Native("repeat", _repeated), "pairwise": Native("pairwise", _pairs),
            "accumulate": Native("accumulate", _sums),
        },
        "dataclasses": DATACLASSES,
        "argparse": ARGUMENTS,
        "types": {
            "SimpleNamespace": NAMESPACE,
            "MethodType": Native("MethodType", lambda m, function, first: Bound(function, first)),
        },
        "enum": ENUMS,
        "copy": {"deepcopy": Native("deepcopy", _copied), "copy": Native("copy", _flat_copy)},
        "operator": {**_OPERATORS},
        "abc": {
            "ABC": Class("ABC"),
            "abstractmethod": Native("abstractmethod", _same),
        },
        "typing": {
            "NamedTuple": NAMED_TUPLE,
            "Generic": Class("Generic"),
            "Protocol": Class("Protocol"),
            "OrderedDict": _DICT,
            "cast": Native("cast", lambda m, _, value: value, takes_unknown=True),
            "overload": Native("overload", _same),
            "TYPE_CHECKING": False,
            **_typed("Any", "Callable", "Optional", "Type", "Union", "TypeVar"),
            **ABSTRACT,
        },
        "collections.abc": {**ABSTRACT, **_typed("Callable")},
        "numbers": {**ABSTRACT},
        "builtins": dict(BUILTINS),
    }.items()
}  # fmt: skip
