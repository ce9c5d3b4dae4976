"""The options of layers as a text gives them, checked before a layer is made of them."""

from typing import Any

from ....layers.layer import option_fields
from ....layers.options import Option
from ....layers.registry import layer_class
from ....mechanics.errors import OptionError
from ..interpreter.values import Unknown
from .batch import of_batch

#: The largest size that is read.
LARGEST = 2**31 - 1
#: Numbers in one option.
_LONGEST = 12
_WORDS = {"count": "a whole number", "number": "a number", "flag": "True or False", "mode": "a word"}


def plain(value: Any, depth: int = 0) -> Any:
    """Give a value as JSON has it: lists for tuples.

    Examples
    --------
    >>> plain((2, 1)), plain("same")
    ([2, 1], 'same')
    """
    if isinstance(value, tuple | list):
        if depth > 1 or len(value) > _LONGEST:
            raise OptionError("text", "an option is a number, a word, or one of them for each axis")
        return [plain(item, depth + 1) for item in value]
    return value


def checked_options(operation: str, options: dict[str, Any]) -> dict[str, Any]:
    """Give the options of a layer, if each has a value of its kind.

    Raises
    ------
    OptionError
        Naming one that has not.

    Examples
    --------
    >>> checked_options("linear", {"out_features": 10})
    {'out_features': 10}
    >>> checked_options("linear", {"out_features": "ten"})
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: out_features must be a whole number, not 'ten'
    """
    takes = option_fields(layer_class(operation))
    for name, value in options.items():
        if name in takes and value is not None:
            _check(name, takes[name][0], value)
    return {name: _tuples(value) for name, value in options.items()}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _check(name: str, known: Option, value: Any) -> None:
    if isinstance(value, Unknown):
        raise OptionError(name, f"{name} is not known: it comes from {value.what} in line {value.line}")
    if known.kind.per_axis:
        if known.kind.name == "padding" and value in ("same", "valid"):
            return
        for part in value if isinstance(value, list) else [value]:
            for number in part if isinstance(part, list) else [part]:
                _whole(name, number, int(known.least or 0))
        return
    fits = {
        "count": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "flag": isinstance(value, bool),
    }.get(known.kind.name, True)
    if not fits:
        raise OptionError(name, f"{name} must be {_WORDS[known.kind.name]}, not {_short(value)}")
    if known.kind.name == "count":
        _whole(name, value, int(known.least or 0))


def _whole(name: str, value: Any, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise OptionError(name, f"{name} must be a whole number, not {_short(value)}")
    if of_batch(value):
        raise OptionError(name, f"{name} is the size of the batch: the layers here see one input at a time")
    if abs(value) > LARGEST:
        raise OptionError(name, f"{name}: {value:,} is larger than {LARGEST:,}, the largest size that is read")
    if value < least:
        raise OptionError(name, f"{name} must be at least {least}, not {value}")


def _short(value: Any) -> str:
    return repr(value)[:40] if isinstance(value, str | int | float | bool | list) else type(value).__name__.lower()
