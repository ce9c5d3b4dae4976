"""Layers whose window slides or whose kernel stamps, as PyTorch: padding inside the module, or around it."""

from dataclasses import dataclass
from typing import Any

from ...layers.conv import Conv
from ...layers.conv_transpose import ConvTranspose
from ...layers.pool import AvgPool, MaxPool
from ...mechanics.axis.padding import PaddingMode
from ...networks.analysis import NodeAnalysis
from ..windows import (
    AllSides,
    average_padding,
    is_padded,
    is_same_at_stride_1,
    padding_of,
    pool_padding,
    symmetric,
)
from ..writing import X, call, one, others, sliced


@dataclass(frozen=True)
class Written:
    """A layer as code.

    Attributes
    ----------
    modules : tuple of str
        One after the other; the last of those that are no padding holds the weights.
    expression : str
        What is done with the tensor that comes out of the modules, which is `X`.
    """

    modules: tuple[str, ...] = ()
    expression: str = X


_PAD = {"zeros": "ZeroPad", "reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}


def widths(sides: AllSides) -> tuple[int, ...]:
    """Give padding in PyTorch's order: the last axis first.

    Examples
    --------
    >>> widths(((1, 2), (0, 3)))
    (0, 3, 1, 2)
    """
    return tuple(side for pair in reversed(sides) for side in pair)


def pad(sides: AllSides, mode: PaddingMode = "zeros") -> str:
    """Write a module that pads.

    Examples
    --------
    >>> pad(((1, 2), (0, 0))), pad(((1, 1),), "circular")
    ('nn.ZeroPad2d((0, 0, 1, 2))', 'nn.CircularPad1d((1, 1))')
    """
    return f"nn.{_PAD[mode]}{len(sides)}d({widths(sides)})"


def conv(found: NodeAnalysis, layer: Conv, padding_mode: PaddingMode = "zeros") -> Written:
    """Pad within the module where it has an option that means the same, else before it."""
    axes = layer.geometry(found.input_shapes[0][1:])
    sides = padding_of(axes)
    inside: Any = symmetric(sides)
    if (layer.padding == "same" or inside is None) and is_same_at_stride_1(axes):
        inside = "same"
    elif inside is not None:
        inside = one(inside)
    mode = padding_mode if is_padded(sides) else "zeros"
    module = call(
        f"nn.Conv{len(axes)}d", found.input_shapes[0][0], layer.out_channels, one(layer.kernel_size),
        **others(stride=(one(layer.stride), 1), padding=(0 if inside is None else inside, 0),
                 padding_mode=("zeros" if inside is None else mode, "zeros"), dilation=(one(layer.dilation), 1),
                 groups=(layer.groups, 1), bias=(layer.bias, True)),
    )  # fmt: skip
    return Written((module,) if inside is not None else (pad(sides, mode), module))


def unfold(found: NodeAnalysis, layer: Conv, padding_mode: PaddingMode) -> Written:
    """Write the module that lays the windows of a convolution over two axes out as columns."""
    sides = padding_of(layer.geometry(found.input_shapes[0][1:]))
    inside = symmetric(sides) if padding_mode == "zeros" or not is_padded(sides) else None
    module = call(
        "nn.Unfold", one(layer.kernel_size),
        **others(dilation=(one(layer.dilation), 1), padding=(one(inside or (0,)), 0), stride=(one(layer.stride), 1)),
    )  # fmt: skip
    return Written((module,) if inside else (pad(sides, padding_mode), module))


def conv_transpose(found: NodeAnalysis, layer: ConvTranspose) -> Written:
    """Cut off within the module where it can: the same at both ends, but for the output padding."""
    axes = layer.geometry(found.input_shapes[0][1:])
    padding, extra, kept = [], [], []
    for axis in axes:
        before, after = axis.padding
        more = axis.output_padding + before - after
        if 0 <= more < max(axis.stride, axis.dilation):
            padding.append(before)
            extra.append(more)
            kept.append(":")
            continue
        # everything that the stamps cover, and what output padding adds to it; then a slice
        padding.append(0)
        extra.append(max(axis.output_padding - after, 0))
        end = before + axis.output_size
        kept.append(f"{before or ''}:{'' if end == axis.full_size + extra[-1] else end}")
    module = call(
        f"nn.ConvTranspose{len(axes)}d", found.input_shapes[0][0], layer.out_channels, one(layer.kernel_size),
        **others(stride=(one(layer.stride), 1), padding=(one(tuple(padding)), 0), output_padding=(one(tuple(extra)), 0),
                 groups=(layer.groups, 1), bias=(layer.bias, True), dilation=(one(layer.dilation), 1)),
    )  # fmt: skip
    return Written((module,), X + sliced(":", ":", *kept))


def _fits(sides: AllSides, kernel_size: tuple[int, ...]) -> tuple[int, ...] | None:
    """Give the padding as a pooling takes it: the same at both ends, and at most half the window."""
    inside = symmetric(sides)
    fits = inside and all(before <= cells // 2 for before, cells in zip(inside, kernel_size, strict=True))
    return inside if fits else None


def max_pool(found: NodeAnalysis, layer: MaxPool) -> Written:
    """Pad within the module where PyTorch allows as much, else with −∞ before it."""
    axes = layer.geometry(found.input_shapes[0][1:])
    inside = _fits(padding_of(axes), layer.kernel_size)

    def module(**options: tuple[Any, Any]) -> str:
        stride = one(tuple(axis.stride for axis in axes))
        dilation = one(tuple(axis.dilation for axis in axes))
        given = others(**options, dilation=(dilation, 1))
        return call(f"nn.MaxPool{len(axes)}d", one(layer.kernel_size), stride, **given)

    if inside:
        return Written((module(padding=(one(inside), 0), ceil_mode=(axes[0].ceil_mode, False)),))
    sides = pool_padding(axes)
    around = f'nn.ConstantPad{len(axes)}d({widths(sides)}, float("-inf"))'
    return Written((around, module()) if is_padded(sides) else (module(),))


def avg_pool(found: NodeAnalysis, layer: AvgPool) -> Written:
    """Pad within the module where PyTorch allows as much, else before it, dividing by the mean of what counts."""
    axes = layer.geometry(found.input_shapes[0][1:])
    sides = padding_of(axes)
    inside = _fits(sides, layer.kernel_size)
    if len(axes) == 3 and any(axis.kernel_size > axis.input_size for axis in axes):
        inside = None  # AvgPool3d alone refuses such a kernel, however much padding there is

    def module(**options: tuple[Any, Any]) -> str:
        stride = one(tuple(axis.stride for axis in axes))
        return call(f"nn.AvgPool{len(axes)}d", one(layer.kernel_size), stride, **others(**options))

    if inside:
        counts = layer.count_include_pad or not is_padded(sides)
        given = {"padding": (one(inside), 0), "ceil_mode": (axes[0].ceil_mode, False)}
        return Written((module(**given, count_include_pad=(counts, True)),))
    counted, uncounted = average_padding(axes, count_include_pad=layer.count_include_pad)
    if not is_padded(uncounted):
        return Written((pad(counted), module()) if is_padded(counted) else (module(),))
    return Written((), f"masked_average({module()}, {X}, {widths(counted)}, {widths(uncounted)})")
