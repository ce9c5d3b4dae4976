"""What a unit sees: size, stride, padding and centre of its receptive field, the region behind it in every layer."""

from dataclasses import dataclass

from app.mechanics.errors import OptionError
from app.mechanics.geometry import same_padding
from app.mechanics.options import Padding, Pair, Sides

#: First and last cell, both included.
Extent = tuple[int, int]


@dataclass(frozen=True)
class WindowLayer:
    """One layer of a stack: a window that slides.

    Attributes
    ----------
    kernel_size, stride, dilation : (int, int)
        Per axis, height first, in cells of its input.
    padding : {"valid", "same"} or ((top, bottom), (left, right))
        As of a convolution.
    """

    kernel_size: Pair
    stride: Pair = (1, 1)
    padding: Padding = ((0, 0), (0, 0))
    dilation: Pair = (1, 1)


@dataclass(frozen=True)
class Field:
    """The receptive field of a layer's units along one axis, in input cells.

    Attributes
    ----------
    size : int
        Cells from the first to the last that a unit sees.
    stride : int
        How far the fields of two neighbours lie apart: the product of all strides so far.
    padding : int
        How far the field of unit 0 reaches out of the input.
    """

    size: int = 1
    stride: int = 1
    padding: int = 0

    @property
    def center(self) -> float:
        """Where the middle of unit 0's field lies; cell 0's middle is 0."""
        return (self.size - 1) / 2 - self.padding

    def after(self, effective_kernel_size: int, stride: int, padding: int) -> "Field":
        """Give the field one layer further on.

        Parameters
        ----------
        effective_kernel_size, stride, padding : int
            Of that layer, in cells of its input; the padding before the first cell.

        Notes
        -----
        Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks", Distill,
        equations 2, 3 and 5, written forwards.

        Examples
        --------
        >>> Field().after(3, 1, 1).after(3, 1, 1)
        Field(size=5, stride=1, padding=2)
        """
        return Field(
            self.size + (effective_kernel_size - 1) * self.stride,
            self.stride * stride,
            self.padding + padding * self.stride,
        )


@dataclass(frozen=True)
class LayerField:
    """What is known of one layer.

    Attributes
    ----------
    fields : (Field, Field)
        Height, then width.
    output_size : (int, int) or None
        Cells per axis; None without an input size.
    sides : ((top, bottom), (left, right))
        The layer's own padding, with "same" worked out.
    """

    fields: tuple[Field, Field]
    output_size: Pair | None
    sides: tuple[Sides, Sides]


def receptive_fields(layers: list[WindowLayer], input_size: Pair | None = None) -> list[LayerField]:
    """Follow the receptive field through a stack.

    Parameters
    ----------
    layers : list of WindowLayer
        From the input on.
    input_size : (height, width), optional
        With it, the layers' sizes are known too, and windows that do not fit are refused.

    Raises
    ------
    OptionError
        If a window does not fit, or padding is "same" with a stride above 1 and no input size is given; the field
        names the layer.

    Examples
    --------
    >>> three = receptive_fields([WindowLayer((3, 3))] * 3)
    >>> [layer.fields[0].size for layer in three]
    [3, 5, 7]
    """
    found: list[LayerField] = []
    fields, size = (Field(), Field()), input_size
    for place, layer in enumerate(layers):
        sides = _sides(layer, size, place)
        spans = _spans(layer)
        if size is not None:
            size = _output_size(layer, size, sides, place)
        height, width = (
            field.after(span, stride, before)
            for field, span, stride, (before, _) in zip(fields, spans, layer.stride, sides, strict=True)
        )
        fields = (height, width)
        found.append(LayerField(fields, size, sides))
    return found


@dataclass(frozen=True)
class Region:
    """The part of one layer that a unit further on depends on.

    Attributes
    ----------
    rows, columns : (first, last)
        Padding included: they may reach out of the layer.
    inside : ((first, last), (first, last)) or None
        Rows and columns within the layer; None if all of it is padding, or the layer's size is not known.
    """

    rows: Extent
    columns: Extent
    inside: tuple[Extent, Extent] | None


def regions(layers: list[WindowLayer], found: list[LayerField], unit: Pair, input_size: Pair | None) -> list[Region]:
    """Say which cells of every layer a unit of the last one depends on.

    Parameters
    ----------
    layers : list of WindowLayer
        From the input on.
    found : list of LayerField
        What `receptive_fields` says of them.
    unit : (i, j)
        Row and column in the last layer's output.
    input_size : (height, width) or None
        As it was given there.

    Returns
    -------
    list of Region
        In the input, then in every layer's output. What lies inside is clipped on the way from layer to layer, so that
        it holds exactly what the unit depends on: padding passes nothing on.

    Raises
    ------
    OptionError
        If the last layer has no such unit.

    Examples
    --------
    >>> stack = [WindowLayer((3, 3), padding=((1, 1), (1, 1)))] * 2
    >>> [(region.rows, region.inside) for region in regions(stack, receptive_fields(stack, (7, 7)), (0, 4), (7, 7))]
    [((-2, 2), ((0, 2), (2, 6))), ((-1, 1), ((0, 1), (3, 5))), ((0, 0), ((0, 0), (4, 4)))]
    """
    size = found[-1].output_size
    for index, what, cells in zip(unit, ("row", "column"), size or (None, None), strict=True):
        if index < 0 or (cells is not None and index >= cells):
            there = "" if size is None else f": the last layer is {size[0]}×{size[1]}, counted from 0"
            raise OptionError("unit", f"there is no output {what} {index}{there}")
    here: tuple[Extent, Extent] = (unit[0], unit[0]), (unit[1], unit[1])
    inside = None if size is None else here
    behind = [Region(*here, inside)]
    sizes = [input_size, *(known.output_size for known in found)]
    for layer, known, below in zip(reversed(layers), reversed(found), reversed(sizes[:-1]), strict=True):
        here = _under(here, layer, known)
        if inside is not None and below is not None:
            inside = _clipped(_under(inside, layer, known), below)
        behind.append(Region(*here, inside))
    return behind[::-1]


def _clipped(extents: tuple[Extent, Extent], size: Pair) -> tuple[Extent, Extent] | None:
    rows, columns = ((max(first, 0), min(last, cells - 1)) for (first, last), cells in zip(extents, size, strict=True))
    return (rows, columns) if rows[0] <= rows[1] and columns[0] <= columns[1] else None


def _under(extents: tuple[Extent, Extent], layer: WindowLayer, known: LayerField) -> tuple[Extent, Extent]:
    rows, columns = (
        (first * stride - before, last * stride - before + span - 1)
        for (first, last), stride, (before, _), span in zip(
            extents, layer.stride, known.sides, _spans(layer), strict=True
        )
    )
    return rows, columns


def _spans(layer: WindowLayer) -> Pair:
    height, width = (d * (k - 1) + 1 for d, k in zip(layer.dilation, layer.kernel_size, strict=True))
    return height, width


def _sides(layer: WindowLayer, size: Pair | None, place: int) -> tuple[Sides, Sides]:
    if layer.padding == "valid":
        return (0, 0), (0, 0)
    if layer.padding != "same":
        return layer.padding[0], layer.padding[1]
    if size is None and max(layer.stride) > 1:
        raise OptionError(
            f"layers[{place}].padding",
            f'the padding of layer {place} is "same" with stride {list(layer.stride)}, which depends on the size of '
            "its input: give input_size",
        )
    height, width = (
        same_padding(cells, span, stride)
        for cells, span, stride in zip(size or (1, 1), _spans(layer), layer.stride, strict=True)
    )
    return height, width


def _output_size(layer: WindowLayer, size: Pair, sides: tuple[Sides, Sides], place: int) -> Pair:
    spans = _spans(layer)
    padded = [cells + sum(pads) for cells, pads in zip(size, sides, strict=True)]
    if any(cells < span for cells, span in zip(padded, spans, strict=True)):
        raise OptionError(
            f"layers[{place}].kernel_size",
            f"the effective kernel of layer {place} is {spans[0]}×{spans[1]} but its padded input only "
            f"{padded[0]}×{padded[1]}: add padding, use a smaller kernel or a larger input",
        )
    height, width = (
        (cells - span) // stride + 1 for cells, span, stride in zip(padded, spans, layer.stride, strict=True)
    )
    return height, width
