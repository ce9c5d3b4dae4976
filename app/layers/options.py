"""The options of layers: the kinds of values, and how each is checked."""

from dataclasses import MISSING, Field, dataclass, field
from typing import Any, Literal

from ..mechanics.axis.options import padding_per_axis, per_axis
from ..mechanics.errors import OptionError


@dataclass(frozen=True)
class Kind:
    """The kind of value that an option takes.

    Attributes
    ----------
    name : str
        The name in REST.
    per_axis : bool
        Whether there is one value for each spatial axis.
    """

    name: Literal["pair", "padding", "count", "number", "flag", "mode", "shape", "text"]
    per_axis: bool = False


PER_AXIS = Kind("pair", per_axis=True)
PADDING = Kind("padding", per_axis=True)
COUNT = Kind("count")
NUMBER = Kind("number")
FLAG = Kind("flag")
MODE = Kind("mode")
SHAPE = Kind("shape")
TEXT = Kind("text")


@dataclass(frozen=True)
class Option:
    """The metadata of an option.

    Attributes
    ----------
    kind : Kind
        The kind of its value.
    description : str
        The text shown in the reference and the editor.
    least, most : number or None
        Bounds of the value, inclusive.
    choices : tuple of str
        The allowed words, if the value is one of several.
    start : int or None
        The initial value for a new layer in the editor, if the option is required.
    name : str
        Its name in REST, where the field has another.
    """

    kind: Kind
    description: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    start: int | None = None
    name: str = ""


def option(
    kind: Kind,
    description: str,
    *,
    default: Any = MISSING,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
    start: int | None = None,
    name: str = "",
) -> Any:
    """Make the field of an option; without a default, the option is required.

    Examples
    --------
    >>> option_of(option(COUNT, "filters", least=1)).least
    1
    """
    known = Option(kind, description, least, most, choices, start, name)
    return (
        field(metadata={"option": known}) if default is MISSING else field(default=default, metadata={"option": known})
    )


def option_of(made: "Field[Any]") -> Option:
    """Return the metadata of a field that `option` made."""
    known: Option = made.metadata["option"]
    return known


def name_of(made: "Field[Any]") -> str:
    """Return the name that REST has for the option."""
    return option_of(made).name or made.name


def expanded(made: "Field[Any]", value: Any, axes: int) -> Any:
    """Return an option's value, with a single number for all axes expanded to one for each.

    Raises
    ------
    OptionError
        If the number of values differs from the number of axes, or one is out of bounds.
    """
    known = option_of(made)
    if known.kind is SHAPE and isinstance(value, list):
        return tuple(value)
    if value is MISSING or value is None or not known.kind.per_axis or not axes:
        return value
    if known.kind is PADDING:
        return padding_per_axis(value, axes)
    return per_axis(made.name, value, int(known.least or 0), axes)


def checked(name: str, known: Option, value: Any) -> Any:
    """Refuse a value that is out of bounds.

    Raises
    ------
    OptionError
        If the value is out of bounds; the message names the bounds.

    Examples
    --------
    >>> checked("p", Option(NUMBER, "", least=0, most=1), 0.5)
    0.5
    >>> checked("p", Option(NUMBER, "", least=0, most=1), 2)
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: p must be from 0 to 1, not 2
    """
    if known.choices and value not in known.choices:
        raise OptionError(name, f"{name} must be one of {', '.join(known.choices)}, not {value!r}")
    if known.kind.per_axis or not isinstance(value, int | float) or isinstance(value, bool):
        return value
    low, high = known.least, known.most
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = f"from {low} to {high}" if high is not None else f"at least {low}"
        raise OptionError(name, f"{name} must be {bounds}, not {value}")
    return value
