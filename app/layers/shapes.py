"""Input shapes of a layer: how many there are, and whether they are feature maps."""

from ..mechanics.errors import OptionError
from .layer import Shape

#: How feature maps are written, by the number of spatial axes.
MAPS = {1: "[C, L]", 2: "[C, H, W]", 3: "[C, D, H, W]"}


def single(inputs: tuple[Shape, ...], what: str) -> Shape:
    """Return the only input.

    Raises
    ------
    OptionError
        If there is not exactly one input.

    Examples
    --------
    >>> single(((3, 7, 9),), "pooling")
    (3, 7, 9)
    """
    if len(inputs) != 1:
        raise OptionError("inputs", f"{what} has one input, not {len(inputs)}")
    return inputs[0]


def spatial(shape: Shape, what: str, axes: int = 0) -> tuple[int, tuple[int, ...]]:
    """Return the channels and the size of a feature map.

    Parameters
    ----------
    shape : Shape
        The input shape.
    what : str
        The layer, for the error message.
    axes : int
        Required number of spatial axes; any number if omitted.

    Raises
    ------
    OptionError
        If the shape is not that of a feature map with these axes.

    Examples
    --------
    >>> spatial((3, 7, 9), "pooling")
    (3, (7, 9))
    """
    if len(shape) < 2 or (axes and len(shape) != 1 + axes):
        raise OptionError("inputs", f"{what} needs a feature map {MAPS[axes or 2]}, but its input is {list(shape)}")
    return shape[0], shape[1:]
