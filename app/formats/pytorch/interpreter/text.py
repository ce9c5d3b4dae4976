"""Texts that are put together: f-strings, ``format`` and ``%``, of plain values alone."""

import re
from typing import Any

from .errors import Raised
from .machine import Machine
from .values import Class, Function, Instance, Namespace, Native, Unknown, is_plain

#: A specification such as ``>10.2f``; wider texts than this are cut.
_SPECIFICATION = re.compile(r"(?:.?[<>=^])?[-+ ]?#?0?(?P<width>\d{0,2})[,_]?(?:\.\d{1,2})?[bcdeEfFgGnosxX%]?")
_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>\w*)(?:!(?P<how>[rs]))?(?::(?P<spec>[^{}]*))?\}|(?P<odd>[{}])")
_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<spec>[-+ 0#]*\d{0,2}(?:\.\d{1,2})?)(?P<kind>[sdifgrxeE%])")
#: Items of a list that are written out.
_MOST_SHOWN = 50


def shown(m: Machine, value: Any, *, quoted: bool = False) -> str:
    """Write a value as ``str`` does, or as ``repr`` does.

    Parameters
    ----------
    m : Machine
        The machine.
    value : object
        The value.
    quoted : bool
        Whether words are put in quotes.
    """
    m.budget.step()
    if isinstance(value, str):
        return repr(value) if quoted else value
    if value is None or isinstance(value, bool | int | float | range):
        return str(value)
    if isinstance(value, list | tuple | set):
        inner = ", ".join(shown(m, item, quoted=True) for item in list(value)[:_MOST_SHOWN])
        ends = {list: "[]", tuple: "()", set: "{}"}[type(value)]
        text = f"{ends[0]}{inner}{',' if isinstance(value, tuple) and len(value) == 1 else ''}{ends[1]}"
    elif isinstance(value, dict):
        items = list(value.items())[:_MOST_SHOWN]
        text = "{" + ", ".join(f"{shown(m, k, quoted=True)}: {shown(m, v, quoted=True)}" for k, v in items) + "}"
    elif isinstance(value, Instance):
        text = _instance(m, value, quoted=quoted)
    elif isinstance(value, Class | Function | Native | Namespace):
        text = f"<{type(value).__name__.lower()} {value.name}>"
    else:
        text = f"<{type(value).__name__}>"
    m.budget.allocate(len(text))
    return text


def _instance(m: Machine, value: Instance, *, quoted: bool) -> str:
    for name in ("__repr__",) if quoted else ("__str__", "__repr__"):
        if any(name in cls.names for cls in value.cls.order):
            return str(m.call(m.attribute(value, name)))
    args = value.attrs.get("args")
    if isinstance(args, tuple) and any(cls.name == "BaseException" for cls in value.cls.order):
        quotes = quoted or len(args) > 1 or value.cls.name == "KeyError"
        inner = ", ".join(shown(m, arg, quoted=quotes) for arg in args)
        return f"{value.cls.name}({inner})" if quoted else f"({inner})" if len(args) > 1 else inner
    if "__members__" in value.cls.names:
        plain = is_plain(value) and not isinstance(value.attrs["value"], str) and not quoted
        return shown(m, value.attrs["value"]) if plain else f"{value.cls.name}.{value.attrs['name']}"
    return f"<{value.cls.name}>"


def formatted(m: Machine, value: Any, specification: str) -> str:
    """Write a value by a specification, as in ``f"{x:.2f}"``."""
    if not specification:
        return shown(m, value)
    if not _SPECIFICATION.fullmatch(specification):
        raise m.refusal(f"the format {specification[:40]!r} is not read here")
    plain = value if isinstance(value, int | float | str) else shown(m, value)
    try:
        return format(plain, specification)
    except ValueError as error:
        raise Raised("ValueError", str(error)) from None


def braces(m: Machine, template: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Fill the braces of a template: names and numbers alone, no attributes and no items."""
    if any(isinstance(value, Unknown) for value in (*args, *kwargs.values())):
        return Unknown("a text with what is not known", m.line)
    counter = iter(range(len(args)))

    def fill(match: re.Match[str]) -> str:
        if match["odd"]:
            raise m.refusal("only names and numbers are read between the braces of a format")
        if match[0] in ("{{", "}}"):
            return match[0][0]
        name = match["name"]
        try:
            value = args[int(name) if name else next(counter)] if not name or name.isdigit() else kwargs[name]
        except (IndexError, KeyError, StopIteration):
            raise Raised("IndexError", f"there is nothing to put at {match[0]}") from None
        if match["how"]:
            value = shown(m, value, quoted=match["how"] == "r")
        return formatted(m, value, match["spec"] or "")

    text = _FIELD.sub(fill, template)
    m.budget.allocate(len(text))
    return text


def percent(m: Machine, template: str, values: Any) -> Any:
    """Fill the ``%s`` of a template."""
    items = iter(values if isinstance(values, tuple) else (values,))
    if isinstance(values, Unknown) or (isinstance(values, tuple) and any(isinstance(v, Unknown) for v in values)):
        return Unknown("a text with what is not known", m.line)

    def fill(match: re.Match[str]) -> str:
        if match["kind"] == "%":
            return "%"
        try:
            value = values[match["name"]] if match["name"] and isinstance(values, dict) else next(items)
            plain = value if isinstance(value, int | float | str) else shown(m, value)
            return f"%{match['spec']}{match['kind']}" % (plain,)
        except (StopIteration, KeyError, TypeError, ValueError):
            raise Raised("TypeError", f"{match[0]} does not go with its value") from None

    text = _PERCENT.sub(fill, template)
    m.budget.allocate(len(text))
    return text
