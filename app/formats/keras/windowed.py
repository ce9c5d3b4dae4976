"""Layers whose window slides or whose kernel stamps, as Keras: step by step, channels last."""

from ...layers.conv import Conv
from ...layers.conv_transpose import ConvTranspose
from ...layers.pool import AdaptiveAvgPool, AvgPool, MaxPool
from ...networks.analysis import NodeAnalysis
from ..windows import (
    AllSides,
    average_padding,
    is_padded,
    is_same_at_stride_1,
    padding_of,
    pool_padding,
)
from ..writing import X, call, one, others, sliced

#: What is done to a tensor, one thing after the other; the tensor is `X` in each.
Steps = list[str]


def _around(layer: str, sides: AllSides) -> Steps:
    """Write a layer that pads or crops, where there is anything to do."""
    return [f"layers.{layer}{len(sides)}D({sides if len(sides) > 1 else sides[0]})({X})"] if is_padded(sides) else []


def pad_widths(sides: AllSides) -> AllSides:
    """Give padding as ``ops.pad`` takes it: none for the batch and the channels.

    Examples
    --------
    >>> pad_widths(((1, 2),))
    ((0, 0), (1, 2), (0, 0))
    """
    return (0, 0), *sides, (0, 0)


def _dilation(layer: Conv | ConvTranspose | MaxPool) -> tuple[int, ...]:
    """Give the dilation where it matters: a kernel of one cell has no distance in it."""
    return tuple(d if cells > 1 else 1 for d, cells in zip(layer.dilation, layer.kernel_size, strict=True))


def conv(found: NodeAnalysis, layer: Conv, *, pads: bool = True) -> Steps:
    """Write a convolution.

    Parameters
    ----------
    found : NodeAnalysis
        Of it.
    layer : Conv
        The same node's.
    pads : bool
        Whether padding is written; else the input has it already.
    """
    axes, dilation = layer.geometry(found.input_shapes[0][1:]), _dilation(layer)
    # Keras refuses strides together with a dilation: what is skipped is left out afterwards
    later = max(layer.stride) > 1 and max(dilation) > 1
    padded = pads and is_padded(padding_of(axes))
    same = padded and (is_same_at_stride_1(axes) or (layer.padding == "same" and not later))
    made = call(
        f"layers.Conv{len(axes)}D", layer.out_channels, one(layer.kernel_size),
        **others(strides=(1 if later else one(layer.stride), 1), padding=("same" if same else "valid", "valid"),
                 dilation_rate=(one(dilation), 1), groups=(layer.groups, 1), use_bias=(layer.bias, True)),
    )  # fmt: skip
    steps = _around("ZeroPadding", padding_of(axes)) if padded and not same else []
    steps.append(f"{made}({X})")
    return [*steps, X + sliced(":", *(f"::{step}" if step > 1 else ":" for step in layer.stride))] if later else steps


def conv_transpose(found: NodeAnalysis, layer: ConvTranspose) -> Steps:
    """Write a transposed convolution without padding, and cut its edges off."""
    axes, dilation = layer.geometry(found.input_shapes[0][1:]), _dilation(layer)
    # Keras refuses strides together with a dilation: the input's cells are put apart beforehand
    apart = max(layer.stride) > 1 and max(dilation) > 1
    stride = (1,) * len(axes) if apart else layer.stride
    more, cut = [], []
    for axis, step in zip(axes, stride, strict=True):
        # Keras lets the last gap of a kernel shorter than its stride belong to the output
        whole = axis.full_size + max(step - axis.span, 0)
        end = axis.padding[0] + axis.output_size
        cells = max(-(-(end - whole) // step), 0)  # of zeros, whose stamps are the output that padding adds
        more.append((0, cells))
        cut.append((axis.padding[0], whole + cells * step - end))
    made = call(
        f"layers.Conv{len(axes)}DTranspose", layer.out_channels // layer.groups, one(layer.kernel_size),
        **others(strides=(one(stride), 1), dilation_rate=(one(dilation), 1), use_bias=(layer.bias, True)),
    )  # fmt: skip
    channels = found.input_shapes[0][0]
    if layer.groups > 1:
        size = channels // layer.groups
        part = f"{X}[..., i : i + {size}]"
        made_of = f"[{made}({part}) for i in range(0, {channels}, {size})]"
    return [
        *([f"spread({X}, {layer.stride})"] if apart else []),
        *_around("ZeroPadding", tuple(more)),
        f"layers.Concatenate()({made_of})" if layer.groups > 1 else f"{made}({X})",
        *_around("Cropping", tuple(cut)),
    ]


def max_pool(found: NodeAnalysis, layer: MaxPool) -> Steps:
    """Write a max pooling; what is padded is −∞."""
    axes, dilation = layer.geometry(found.input_shapes[0][1:]), _dilation(layer)
    sides, stride = pool_padding(axes), tuple(axis.stride for axis in axes)
    dilated = max(dilation) > 1
    same = layer.padding == "same" and is_padded(sides) and not dilated
    widths = pad_widths(sides)
    padding = [f'ops.pad({X}, {widths}, constant_values=float("-inf"))'] if is_padded(sides) and not same else []
    if dilated:
        return [*padding, f"dilated_max_pool({X}, {layer.kernel_size}, {stride}, {dilation})"]
    options = others(padding=("same" if same else "valid", "valid"))
    made = call(f"layers.MaxPooling{len(axes)}D", one(layer.kernel_size), strides=one(stride), **options)
    return [*padding, f"{made}({X})"]


def avg_pool(found: NodeAnalysis, layer: AvgPool) -> Steps:
    """Write an average pooling, divided by the mean of what counts where not everything does."""
    axes = layer.geometry(found.input_shapes[0][1:])
    stride = one(tuple(axis.stride for axis in axes))
    made = call(f"layers.AveragePooling{len(axes)}D", one(layer.kernel_size), strides=stride)
    counted, uncounted = average_padding(axes, count_include_pad=layer.count_include_pad)
    if is_padded(uncounted):
        return [f"masked_average({made}, {X}, {pad_widths(counted)}, {pad_widths(uncounted)})"]
    return [*_around("ZeroPadding", counted), f"{made}({X})"]


def adaptive_avg_pool(found: NodeAnalysis, layer: AdaptiveAvgPool) -> Steps:
    """Write an adaptive pooling; where bins are not all alike, from slices and means."""
    size, bins = found.input_shapes[0][1:], layer.output_size
    if max(bins) == 1:
        return [f"layers.GlobalAveragePooling{len(bins)}D(keepdims=True)({X})"]
    if any(cells % parts for cells, parts in zip(size, bins, strict=True)):
        return [f"adaptive_average({X}, {bins})"]
    pool_size = one(tuple(cells // parts for cells, parts in zip(size, bins, strict=True)))
    return [f"{call(f'layers.AveragePooling{len(bins)}D', pool_size)}({X})"]
