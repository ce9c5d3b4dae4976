"""What a unit sees: size, stride, padding and centre of its receptive field, layer by layer."""

from dataclasses import dataclass

from app.mechanics.errors import OptionError
from app.mechanics.geometry import same_padding
from app.mechanics.options import Padding, Pair, Sides


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
        extents = spans(layer)
        if size is not None:
            size = _output_size(layer, size, sides, place)
        height, width = (
            field.after(span, stride, before)
            for field, span, stride, (before, _) in zip(fields, extents, layer.stride, sides, strict=True)
        )
        fields = (height, width)
        found.append(LayerField(fields, size, sides))
    return found


def spans(layer: WindowLayer) -> Pair:
    """Give what the layer's dilated kernel spans, per axis.

    Examples
    --------
    >>> spans(WindowLayer((3, 1), dilation=(2, 2)))
    (5, 1)
    """
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
        for cells, span, stride in zip(size or (1, 1), spans(layer), layer.stride, strict=True)
    )
    return height, width


def _output_size(layer: WindowLayer, size: Pair, sides: tuple[Sides, Sides], place: int) -> Pair:
    extents = spans(layer)
    padded = [cells + sum(pads) for cells, pads in zip(size, sides, strict=True)]
    if any(cells < span for cells, span in zip(padded, extents, strict=True)):
        raise OptionError(
            f"layers[{place}].kernel_size",
            f"the effective kernel of layer {place} is {extents[0]}×{extents[1]} but its padded input only "
            f"{padded[0]}×{padded[1]}: add padding, use a smaller kernel or a larger input",
        )
    height, width = (
        (cells - span) // stride + 1 for cells, span, stride in zip(padded, extents, layer.stride, strict=True)
    )
    return height, width
