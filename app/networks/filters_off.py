"""Filters that are switched off: their channels are zero after the node."""

from collections.abc import Collection, Mapping, Sequence

from ..layers.layer import Evaluated, Floats, Shape
from ..mechanics.errors import OptionError, did_you_mean
from .graph import INPUT

#: The channels that are off, by node.
Off = Mapping[str, Sequence[int]]


def check_off(shapes: Mapping[str, Shape], off: Off, classes: Collection[str] = ()) -> None:
    """Refuse nodes and channels that there are not, and those that are no filters.

    Parameters
    ----------
    shapes : mapping of str to Shape
        The shapes of the input and of every node's output.
    off : mapping of str to sequence of int
        The channels by node.
    classes : collection of str
        The nodes whose channels are classes.

    Raises
    ------
    OptionError
        If there is no such node or channel, or its channels are classes, or it makes a vector; the field is ``off``
        and the node's name.

    Examples
    --------
    >>> check_off({"input": (1, 4, 4), "conv1": (2, 4, 4)}, {"conv1": [2]})
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: there is no channel 2: "conv1" has 2, counted from 0
    """
    check_channels({name: shape for name, shape in shapes.items() if name != INPUT}, off, "off")
    for name in off:
        if name in classes:
            raise OptionError(
                f"off.{name}", f'"{name}" makes the classes, which cannot be switched off{_filters(shapes, classes)}'
            )
        if len(shapes[name]) == 1:
            raise OptionError(
                f"off.{name}",
                f'"{name}" makes {list(shapes[name])}, a vector without channels{_filters(shapes, classes)}',
            )


def check_channels(shapes: Mapping[str, Shape], chosen: Off, field: str) -> None:
    """Refuse nodes and channels that there are not, and channels that are named twice.

    Parameters
    ----------
    shapes : mapping of str to Shape
        The shapes of every node's output.
    chosen : mapping of str to sequence of int
        The channels by node.
    field : str
        What the caller calls them.

    Raises
    ------
    OptionError
        If there is no such node or channel, or one is named twice; its field is `field` and the node's name.

    Examples
    --------
    >>> check_channels({"conv1": (2, 4, 4)}, {"conv1": [2]}, "channels")
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: there is no channel 2: "conv1" has 2, counted from 0
    """
    for name, channels in chosen.items():
        if name not in shapes:
            raise OptionError(f"{field}.{name}", f'there is no node "{name}"{did_you_mean(name, shapes)}')
        named: set[int] = set()
        for channel in channels:
            if not 0 <= channel < shapes[name][0]:
                raise OptionError(
                    f"{field}.{name}", f'there is no channel {channel}: "{name}" has {shapes[name][0]}, counted from 0'
                )
            if channel in named:  # or a list might ask for more than the node has
                raise OptionError(f"{field}.{name}", f'channel {channel} of "{name}" is named twice: name each once')
            named.add(channel)


def _filters(shapes: Mapping[str, Shape], classes: Collection[str]) -> str:
    names = [name for name, shape in shapes.items() if len(shape) > 1 and name != INPUT and name not in classes]
    return f": switch off channels of {', '.join(names)}" if names else ": no node has channels"


def switched(found: Evaluated, channels: Sequence[int]) -> Evaluated:
    """Set channels of a result to zero; no gradient goes through them.

    Examples
    --------
    >>> import numpy as np
    >>> plain = Evaluated(np.array([[1.0, 2.0]]), lambda grad: (grad,))
    >>> switched(plain, [0]).output.tolist(), switched(plain, [1]).input_gradients(np.ones((1, 2)))[0].tolist()
    ([[0.0, 2.0]], [[1.0, 0.0]])
    """
    if not channels:
        return found

    def without(values: Floats) -> Floats:
        kept = values.copy()
        kept[:, list(channels)] = 0
        return kept

    return Evaluated(
        without(found.output),
        lambda grad: found.input_gradients(without(grad)),
        lambda grad: found.weight_gradients(without(grad)),
    )
