"""Stacks of windows: networks that form a chain, and whose input size may be left open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ...layers.conv import Conv
from ...mechanics.axis.options import Padding, PerAxis, Sides
from ...mechanics.axis.window import Window
from ...mechanics.axis.window_axis import same_padding
from ...mechanics.errors import OptionError
from ..analysis import Analysis, NodeError, analyze
from ..graph import Builder, Network
from .cells import CellSet, cells_before
from .extent import Range, extents_before


@dataclass(frozen=True)
class WindowLayer:
    """One layer of a stack: a sliding window.

    Attributes
    ----------
    kernel_size, stride, dilation : tuple of int
        Per axis, height before width, in cells of its input.
    padding : {"valid", "same"} or ((before, after), …)
        As for a convolution.
    """

    kernel_size: PerAxis
    stride: PerAxis
    padding: Padding
    dilation: PerAxis


@dataclass(frozen=True)
class Region:
    """The part of one layer that a later unit depends on.

    Attributes
    ----------
    unclipped : tuple of (first, last)
        Ranges per axis, padding included: they may extend beyond the layer.
    cells : CellSet or None
        The exact cells within the layer; None if the layer's size is not known.
    """

    unclipped: tuple[Range, ...]
    cells: CellSet | None


@dataclass(frozen=True)
class Stack:
    """A stack of windows, as a network.

    Attributes
    ----------
    analysis : Analysis
        The analysis of the chain; a single-channel convolution represents each window.
    sized : bool
        Whether the input size was specified: otherwise, sizes are the smallest for which the requested unit exists.
    """

    analysis: Analysis
    sized: bool

    @property
    def network(self) -> Network:
        """The chain as a network."""
        return self.analysis.network

    @property
    def output_size(self) -> PerAxis:
        """The output size of the last layer."""
        return self.analysis.nodes[-1].output_shape[1:]

    def check_unit(self, unit: PerAxis) -> None:
        """Refuse a unit that the last layer does not have.

        Raises
        ------
        OptionError
            If there is no such unit; the message names the size of the last layer.
        """
        for index, what, cells in zip(unit, ("row", "column"), self.output_size, strict=True):
            if not 0 <= index < cells:
                size = "×".join(map(str, self.output_size))
                there = f": the last layer is {size}, counted from 0" if self.sized else ""
                raise OptionError("unit", f"there is no output {what} {index}{there}")

    def regions(self, unit: PerAxis) -> list[Region]:
        """Return the cells of the input and of every layer that a unit of the last layer depends on.

        Parameters
        ----------
        unit : tuple of int
            Its position in the last layer's output.

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
    """Build a network from a stack of windows, and analyse it.

    Parameters
    ----------
    layers : list of WindowLayer
        The layers, starting at the input.
    input_size : tuple of int, optional
        The input size; if specified, windows that do not fit are refused.
    unit : tuple of int, optional
        A unit of the last layer, which must exist if the input size is left open.

    Raises
    ------
    OptionError
        If a window does not fit, or padding is "same" with a stride above 1 and no input size is specified; the field
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
        build.add(window, name=node_name(place))
    with layers_named():
        return Stack(analyze(build.network()), input_size is not None)


def node_name(place: int) -> str:
    """Return the name of the node that represents a layer.

    Examples
    --------
    >>> node_name(0)
    'layer 0'
    """
    return f"layer {place}"


@contextmanager
def layers_named() -> Iterator[None]:
    """Name the caller's layer in errors about the node that represents it."""
    try:
        yield
    except NodeError as error:
        place = error.name.removeprefix("layer ")
        raise OptionError(f"layers[{place}].{error.option}", f"{error.name}: {error.reason}") from None


def _least_size(layers: list[WindowLayer], unit: PerAxis) -> PerAxis:
    """Compute the smallest input size for which the last layer has the unit and every window fits."""
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
