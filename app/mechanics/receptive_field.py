"""What a unit sees: size, stride, padding and centre of its receptive field, layer by layer."""

from dataclasses import dataclass

from .errors import OptionError
from .field import Field
from .geometry import same_padding
from .options import Padding, Pair, Sides
from .sampling import sliding


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
        if size is not None:
            size = _output_size(layer, size, sides, place)
        height, width = (
            field.through(sliding(kernel, stride, before, dilation))
            for field, kernel, stride, (before, _), dilation in zip(
                fields, layer.kernel_size, layer.stride, sides, layer.dilation, strict=True
            )
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
