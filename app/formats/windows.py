"""How a layer's window or stamp lies over its input: padding is decided here, once for every framework."""

from ..layers.joining import CenterCrop
from ..mechanics.axis.options import Sides
from ..mechanics.axis.window_axis import WindowAxis, same_padding
from ..networks.analysis import NodeAnalysis

#: Padding along every axis.
AllSides = tuple[Sides, ...]


def padding_of(axes: tuple[WindowAxis, ...]) -> AllSides:
    """Give the padding of every axis."""
    return tuple(axis.padding for axis in axes)


def is_padded(sides: AllSides) -> bool:
    """Say whether there is any padding at all.

    Examples
    --------
    >>> is_padded(((0, 0), (0, 1))), is_padded(((0, 0),))
    (True, False)
    """
    return any(map(any, sides))


def symmetric(sides: AllSides) -> tuple[int, ...] | None:
    """Give one number for each axis where both ends have the same; None where they do not.

    Examples
    --------
    >>> symmetric(((1, 1), (0, 0))), symmetric(((1, 2), (0, 0)))
    ((1, 0), None)
    """
    return tuple(before for before, _ in sides) if all(before == after for before, after in sides) else None


def is_same_at_stride_1(axes: tuple[WindowAxis, ...]) -> bool:
    """Say whether the padding is what PyTorch and Keras call ``"same"``, at a stride of 1, where both agree.

    Examples
    --------
    >>> axis = WindowAxis("length", input_size=7, kernel_size=4, stride=1, padding=(1, 2), dilation=1)
    >>> is_same_at_stride_1((axis,))
    True
    """
    return is_padded(padding_of(axes)) and all(
        axis.stride == 1 and axis.padding == same_padding(axis.input_size, axis.span, 1) for axis in axes
    )


def pool_padding(axes: tuple[WindowAxis, ...]) -> AllSides:
    """Give the padding with which rounding down makes as many windows as the pooling has.

    Where sizes are rounded up, what the last window lacks is added; padding in which no window starts is left out,
    because rounding down would give it one.

    Examples
    --------
    >>> axis = WindowAxis("length", input_size=4, kernel_size=3, stride=2, padding=(0, 0), dilation=1, ceil_mode=True)
    >>> pool_padding((axis,))
    ((0, 1),)
    """
    return tuple(
        (axis.padding[0], max(axis.reached - axis.padding[0] - axis.input_size, 0)) if axis.ceil_mode else axis.padding
        for axis in axes
    )


def average_padding(axes: tuple[WindowAxis, ...], *, count_include_pad: bool) -> tuple[AllSides, AllSides]:
    """Split `pool_padding` into what counts in the divisor of a mean, and what lies around it and does not.

    Examples
    --------
    >>> axis = WindowAxis("length", input_size=4, kernel_size=3, stride=2, padding=(1, 0), dilation=1, ceil_mode=True)
    >>> average_padding((axis,), count_include_pad=True), average_padding((axis,), count_include_pad=False)
    ((((1, 0),), ((0, 0),)), (((0, 0),), ((1, 0),)))
    """
    whole = pool_padding(axes)
    if not count_include_pad:
        return ((0, 0),) * len(axes), whole
    counted = tuple((before, min(after, axis.padding[1])) for (before, after), axis in zip(whole, axes, strict=True))
    return counted, tuple((0, after - counts) for (_, after), (_, counts) in zip(whole, counted, strict=True))


def crop_slices(found: NodeAnalysis, crop: CenterCrop) -> tuple[str, ...]:
    """Write the slice that a crop keeps of every axis."""
    sizes = zip(crop.starts(found.input_shapes), found.output_shape[1:], found.input_shapes[0][1:], strict=True)
    return tuple(":" if kept == size else f"{start}:{start + kept}" for start, kept, size in sizes)
