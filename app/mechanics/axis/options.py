"""Options with one value per axis, normalised once."""

from collections.abc import Sequence
from typing import Literal

from ..errors import OptionError

#: Names of the spatial axes, by their number.
AXIS_NAMES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
#: One value for each spatial axis.
PerAxis = tuple[int, ...]
#: The padding of one axis: (before, after), in input cells.
Sides = tuple[int, int]
Padding = Literal["valid", "same"] | tuple[Sides, ...]


def per_axis(field: str, value: int | Sequence[int], least: int, axes: int = 2) -> tuple[int, ...]:
    """Return one value for every axis.

    Parameters
    ----------
    field : str
        The option's name, for the error message.
    value : int or sequence of int
        One value for all axes, or one for each.
    least : int
        The smallest value that makes sense.
    axes : int
        Number of spatial axes.

    Raises
    ------
    OptionError
        If the number of values differs from the number of axes, or one of them is below `least`.

    Examples
    --------
    >>> per_axis("stride", 2, least=1)
    (2, 2)
    >>> per_axis("stride", [2, 0], least=1)
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: stride must be at least 1 on every axis, not [2, 0]
    """
    values = (value,) * axes if isinstance(value, int) else tuple(value)
    if len(values) != axes:
        raise OptionError(field, f"{field} needs one value, or one for each of the {axes} axes, not {list(values)}")
    if min(values) < least:
        shown = value if isinstance(value, int) else list(value)
        raise OptionError(field, f"{field} must be at least {least} on every axis, not {shown}")
    return values


def padding_per_axis(value: str | int | Sequence[int | Sequence[int]], axes: int = 2) -> Padding:
    """Return the padding before and after, for every axis.

    Parameters
    ----------
    value : {"valid", "same"}, int, or sequence
        One of these words, one number, one number per axis, or ``[before, after]`` per axis; in input cells.
    axes : int
        Number of spatial axes.

    Raises
    ------
    OptionError
        If the value has none of these forms, or a number is negative.

    Examples
    --------
    >>> padding_per_axis(1)
    ((1, 1), (1, 1))
    >>> padding_per_axis([[0, 2], [1, 1]])
    ((0, 2), (1, 1))
    >>> padding_per_axis("same")
    'same'
    """
    if isinstance(value, str):
        for word in ("same", "valid"):
            if value == word:
                return word
        raise OptionError("padding", f'padding must be numbers, "same" or "valid", not "{value}"')
    entries = (value,) * axes if isinstance(value, int) else tuple(value)
    if len(entries) != axes:
        raise OptionError("padding", f"padding needs one entry, or one for each of the {axes} axes, not {value}")
    sides = tuple((entry, entry) if isinstance(entry, int) else tuple(entry) for entry in entries)
    if any(len(pair) != 2 for pair in sides):
        raise OptionError("padding", f"padding must name two sides per axis, [before, after], not {value}")
    if any(side < 0 for pair in sides for side in pair):
        raise OptionError("padding", f"padding must not be negative, not {value}")
    return tuple((pair[0], pair[1]) for pair in sides)
