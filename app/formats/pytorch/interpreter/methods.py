"""The methods of words, lists, tuples, dictionaries and sets."""

from collections.abc import Callable
from typing import Any

from .errors import Raised
from .machine import Machine, kind_of
from .operators import equal, key, truth
from .sorting import in_order
from .text import braces
from .values import Native


def _append(m: Machine, items: list[Any], value: Any) -> None:
    m.budget.allocate(1)
    items.append(value)


def _extend(m: Machine, items: list[Any], values: Any) -> None:
    more = m.listed(m.known(values, "what the list is extended by"))
    m.budget.allocate(len(items) + len(more))
    items += more


def _insert(m: Machine, items: list[Any], place: int, value: Any) -> None:
    m.budget.allocate(len(items) + 1)
    items.insert(place, value)


def _pop(m: Machine, items: list[Any], place: int = -1) -> Any:
    m.budget.allocate(1)
    if not -len(items) <= place < len(items):
        raise Raised("IndexError", f"there is no item {place} among {len(items)}")
    return items.pop(place)


def _index(m: Machine, items: Any, value: Any) -> int:
    for place, item in enumerate(items):
        if truth(m, equal(m, item, value)):
            return place
    raise Raised("ValueError", "the value is not among the items")


def _count(m: Machine, items: Any, value: Any) -> int:
    return sum(truth(m, equal(m, item, value)) for item in items)


def _sort(m: Machine, items: list[Any], key: Any = None, reverse: bool = False) -> None:
    items[:] = in_order(m, items, key, reverse=reverse)


def _copied(m: Machine, items: Any) -> Any:
    m.budget.allocate(len(items))
    return items.copy()


def _get(m: Machine, mapping: dict[Any, Any], name: Any, default: Any = None) -> Any:
    return mapping.get(key(m, name), default)


def _pop_key(m: Machine, mapping: dict[Any, Any], name: Any, *default: Any) -> Any:
    if key(m, name) not in mapping and not default:
        raise Raised("KeyError", f"the dictionary has no {name!r}" if isinstance(name, str) else "no such key")
    return mapping.pop(name, *default)


def _set_default(m: Machine, mapping: dict[Any, Any], name: Any, default: Any = None) -> Any:
    m.budget.allocate(1)
    return mapping.setdefault(key(m, name), default)


def _update(m: Machine, mapping: dict[Any, Any], other: Any = None, **more: Any) -> None:
    m.known(other, "what the dictionary is updated by")
    if other is not None:
        pairs = other.items() if isinstance(other, dict) else (tuple(m.iterate(pair)) for pair in m.iterate(other))
        for name, value in list(pairs):
            mapping[key(m, name)] = value
    mapping |= more
    m.budget.allocate(len(mapping))


def _list_of(find: Callable[[Any], Any]) -> Callable[[Machine, Any], list[Any]]:
    def run(m: Machine, value: Any) -> list[Any]:
        m.budget.allocate(len(value))
        return list(find(value))

    return run


def _join(m: Machine, between: str, parts: Any) -> str:
    words = m.listed(parts)
    if not all(isinstance(word, str) for word in words):
        raise Raised("TypeError", "only words can be joined")
    m.budget.allocate(sum(map(len, words)) + len(between) * len(words))
    return between.join(words)


def _replace(m: Machine, text: str, old: str, new: str, count: int = -1) -> str:
    m.budget.allocate(len(text) + (text.count(old) + 1) * len(new))
    return text.replace(old, new, count)


def _format(m: Machine, template: str, *args: Any, **kwargs: Any) -> Any:
    return braces(m, template, list(args), kwargs)


def _add(m: Machine, items: set[Any], value: Any) -> None:
    m.budget.allocate(1)
    items.add(key(m, value))


def _update_set(m: Machine, items: set[Any], values: Any) -> None:
    for value in m.listed(values):
        _add(m, items, value)


def _plain(name: str) -> Callable[..., Any]:
    """Give a method of words that makes nothing larger than the word; all its arguments must be plain."""

    def run(m: Machine, text: str, *args: Any) -> Any:
        m.budget.allocate(len(text))
        if not all(arg is None or isinstance(arg, str | int | tuple) for arg in args):
            raise Raised("TypeError", f"{name} takes words, not {kind_of(args[0])}")
        try:
            return _WORDS[name](text, *args)
        except (TypeError, ValueError) as error:
            raise Raised("ValueError", str(error)) from None

    return run


_WORDS: dict[str, Callable[..., Any]] = {
    "lower": str.lower, "upper": str.upper, "strip": str.strip, "lstrip": str.lstrip, "rstrip": str.rstrip,
    "split": str.split, "rsplit": str.rsplit, "startswith": str.startswith, "endswith": str.endswith,
    "title": str.title, "capitalize": str.capitalize, "isdigit": str.isdigit, "find": str.find, "count": str.count,
    "removeprefix": str.removeprefix, "removesuffix": str.removesuffix, "partition": str.partition,
    "rpartition": str.rpartition,
}  # fmt: skip


def _natives(table: dict[str, Callable[..., Any]], *takes_unknown: str) -> dict[str, Native]:
    return {name: Native(name, run, takes_unknown=name in takes_unknown) for name, run in table.items()}


#: By type and name; each takes the machine, the value, and the arguments.
METHODS: dict[type, dict[str, Native]] = {
    str: _natives({**{name: _plain(name) for name in _WORDS}, "join": _join, "replace": _replace, "format": _format},
                  "format"),
    list: _natives({
        "append": _append, "extend": _extend, "insert": _insert, "pop": _pop, "index": _index, "count": _count,
        "sort": _sort, "copy": _copied, "clear": lambda _, items: items.clear(),
        "reverse": lambda _, items: items.reverse(),
        "remove": lambda m, items, value: _pop(m, items, _index(m, items, value)) and None,
    }, "append", "insert"),
    tuple: _natives({"index": _index, "count": _count}),
    dict: _natives({
        "get": _get, "pop": _pop_key, "setdefault": _set_default, "update": _update, "copy": _copied,
        "keys": _list_of(dict.keys), "values": _list_of(dict.values), "items": _list_of(dict.items),
        "clear": lambda _, mapping: mapping.clear(),
    }, "get", "setdefault", "update", "pop"),
    set: _natives({"add": _add, "copy": _copied, "discard": lambda m, items, value: items.discard(key(m, value)),
                   "update": _update_set}),
}  # fmt: skip
