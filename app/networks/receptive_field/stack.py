"""A stack of windows: a network that is a chain, whose input size may be left open."""

from dataclasses import dataclass

from ...layers.conv import Conv
from ...mechanics.axis.options import Padding, PerAxis, Sides
from ...mechanics.axis.window import Window, same_padding
from ...mechanics.errors import OptionError
from ..analysis import Analysis, NodeError, analyze
from ..graph import Builder, Network
from .cells import CellSet, cells_before
from .extent import Range, extents_before


@dataclass(frozen=True)
class WindowLayer:
    """One layer of a stack: a window that slides.

    Attributes
    ----------
    kernel_size, stride, dilation : tuple of int
        Per axis, height before width, in cells of its input.
    padding : {"valid", "same"} or ((before, after), …)
        As of a convolution.
    """

    kernel_size: PerAxis
    stride: PerAxis
    padding: Padding
    dilation: PerAxis


@dataclass(frozen=True)
class Region:
    """The part of one layer that a unit further on depends on.

    Attributes
    ----------
    unclipped : tuple of (first, last)
        Per axis, padding included: they may reach out of the layer.
    cells : CellSet or None
        Those within the layer, exactly; None if the layer's size is not known.
    """

    unclipped: tuple[Range, ...]
    cells: CellSet | None


@dataclass(frozen=True)
class Stack:
    """A stack of windows, as a network.

    Attributes
    ----------
    analysis : Analysis
        Of the chain; a convolution of one channel stands for each window.
    sized : bool
        Whether the input size was given: without it, sizes are the least on which the asked unit exists.
    """

    analysis: Analysis
    sized: bool

    @property
    def network(self) -> Network:
        """The chain."""
        return self.analysis.network

    @property
    def output_size(self) -> PerAxis:
        """Of the last layer."""
        return self.analysis.nodes[-1].output_shape[1:]

    def check_unit(self, unit: PerAxis) -> None:
        """Refuse a unit that the last layer does not have.

        Raises
        ------
        OptionError
            Saying how large the last layer is.
        """
        for index, what, cells in zip(unit, ("row", "column"), self.output_size, strict=True):
            if not 0 <= index < cells:
                size = "×".join(map(str, self.output_size))
                there = f": the last layer is {size}, counted from 0" if self.sized else ""
                raise OptionError("unit", f"there is no output {what} {index}{there}")

    def regions(self, unit: PerAxis) -> list[Region]:
        """Say which cells of the input, and of every layer, a unit of the last one depends on.

        Parameters
        ----------
        unit : tuple of int
            Its place in the last layer's output.

        Raises
        ------
        OptionError
            If the last layer has no such unit.

        Examples
        --------
        >>> layer = WindowLayer((3, 3), (1, 1), ((1, 1), (1, 1)), (1, 1))
        >>> found = stack([layer, layer], (7, 7)).regions((0, 4))
        >>> [(region.unclipped, region.cells.extent) for region in found[:2]]
        [(((-2, 2), (2, 6)), ((0, 2), (2, 6))), (((-1, 1), (3, 5)), ((0, 1), (3, 5)))]
        """
        self.check_unit(unit)
        shapes, last = self.analysis.shapes, self.network.nodes[-1].name
        extents = extents_before(self.network, shapes, last, unit)
        if not self.sized:
            return [Region(extents[name], None) for name in shapes]
        inside = cells_before(self.network, shapes, last, unit)
        return [Region(extents[name], inside[name]) for name in shapes]


def stack(layers: list[WindowLayer], input_size: PerAxis | None = None, unit: PerAxis | None = None) -> Stack:
    """Make a network of a stack of windows, and analyse it.

    Parameters
    ----------
    layers : list of WindowLayer
        From the input on.
    input_size : tuple of int, optional
        With it, windows that do not fit are refused.
    unit : tuple of int, optional
        Of the last layer, which must exist where the input size is left open.

    Raises
    ------
    OptionError
        If a window does not fit, or padding is "same" with a stride above 1 and no input size is given; the field
        names the layer.

    Examples
    --------
    >>> layer = WindowLayer((3, 3), (1, 1), "valid", (1, 1))
    >>> [found.receptive_field.extents[0].size for found in stack([layer] * 3).analysis.nodes]
    [3, 5, 7]
    """
    size = input_size or _least_size(layers, unit or (0,) * len(layers[0].kernel_size))
    build = Builder((1, *size))
    for place, layer in enumerate(layers):
        window = Conv(1, layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        build.add(window, name=f"layers[{place}]")
    try:
        return Stack(analyze(build.network()), input_size is not None)
    except NodeError as error:
        number = error.name.removeprefix("layers[").removesuffix("]")
        raise OptionError(f"{error.name}.{error.option}", f"layer {number}: {error.reason}") from None


def _least_size(layers: list[WindowLayer], unit: PerAxis) -> PerAxis:
    """Work out on how large an input the last layer has a unit, and every window fits."""
    size = [max(index, 0) + 1 for index in unit]
    for place, layer in reversed(list(enumerate(layers))):
        if layer.padding == "same" and max(layer.stride) > 1:
            raise OptionError(
                f"layers[{place}].padding",
                f'the padding of layer {place} is "same" with stride {list(layer.stride)}, which depends on the size '
                "of its input: give input_size",
            )
        for axis, (kernel, stride, dilation) in enumerate(
            zip(layer.kernel_size, layer.stride, layer.dilation, strict=True)
        ):
            span = Window(kernel, dilation=dilation).span
            sides = _sides(layer.padding, axis, span)
            size[axis] = max((size[axis] - 1) * stride + span - sum(sides), 1)
    return tuple(size)


def _sides(padding: Padding, axis: int, span: int) -> Sides:
    if padding == "same":
        return same_padding(1, span, 1)
    return (0, 0) if padding == "valid" else padding[axis]
