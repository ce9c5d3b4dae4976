"""Layers whose window slides, or whose kernel stamps: one small class for each."""

from dataclasses import dataclass
from typing import Literal

from app.mechanics.cost import ConvCost
from app.mechanics.geometry import check_groups, sliding_axes
from app.mechanics.options import Padding, Pair, Sides
from app.mechanics.receptive_field import WindowLayer
from app.mechanics.transposed import transposed_axes
from app.networks.layers import Count, Layer, Shape, spatial

_NONE: tuple[Sides, Sides] = ((0, 0), (0, 0))


@dataclass(frozen=True)
class Filters(Layer):
    """What convolution and transposed convolution share."""

    out_channels: int
    kernel_size: Pair
    stride: Pair = (1, 1)
    padding: Padding = _NONE
    dilation: Pair = (1, 1)
    groups: int = 1
    bias: bool = True

    def cost(self, shape: Shape) -> ConvCost:
        """Give the counts that follow from the channels that come in."""
        return ConvCost(shape[0], self.out_channels, self.kernel_size, self.groups, self.bias)

    def count(self, shape: Shape) -> Count:
        """Count weights and biases."""
        cost = self.cost(shape)
        return Count(cost.weights, cost.biases)


@dataclass(frozen=True)
class Conv(Filters):
    """PyTorch's ``Conv2d``."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Slide over both axes."""
        channels, size = spatial(inputs[0], "a convolution")
        check_groups(channels, self.out_channels, self.groups)
        axes = sliding_axes(size, self.kernel_size, self.stride, self.padding, self.dilation)
        return (self.out_channels, *(axis.output_size for axis in axes))

    def macs(self, shape: Shape, output: Shape) -> int:
        """Use every weight once for each output position."""
        return self.cost(shape).macs(output[1:])

    def window(self, shape: Shape) -> WindowLayer:  # noqa: ARG002, its own options say it all
        """Give the kernel."""
        return WindowLayer(self.kernel_size, self.stride, self.padding, self.dilation)


@dataclass(frozen=True)
class ConvTranspose(Filters):
    """PyTorch's ``ConvTranspose2d``."""

    output_padding: Pair = (0, 0)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Stamp every cell."""
        channels, size = spatial(inputs[0], "a transposed convolution")
        check_groups(channels, self.out_channels, self.groups)
        axes = transposed_axes(size, self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)
        return (self.out_channels, *(axis.output_size for axis in axes))

    def macs(self, shape: Shape, output: Shape) -> int:  # noqa: ARG002, its positions are the input's
        """Use every weight once for each input position."""
        return self.cost(shape).macs(shape[1:])


@dataclass(frozen=True)
class Pool(Layer):
    """PyTorch's ``MaxPool2d`` and ``AvgPool2d``."""

    kind: Literal["max_pool", "avg_pool"]
    kernel_size: Pair
    stride: Pair
    padding: Padding = _NONE
    dilation: Pair = (1, 1)
    ceil_mode: bool = False

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Slide over both axes."""
        channels, size = spatial(inputs[0], "pooling")
        axes = sliding_axes(size, self.kernel_size, self.stride, self.padding, self.dilation, ceil_mode=self.ceil_mode)
        return (channels, *(axis.output_size for axis in axes))

    def window(self, shape: Shape) -> WindowLayer:  # noqa: ARG002, its own options say it all
        """Give the window."""
        return WindowLayer(self.kernel_size, self.stride, self.padding, self.dilation)


@dataclass(frozen=True)
class AdaptiveAvgPool(Layer):
    """PyTorch's ``AdaptiveAvgPool2d``: the mean of as many parts as asked for."""

    output_size: Pair

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Give the size asked for."""
        channels, _ = spatial(inputs[0], "adaptive pooling")
        return (channels, *self.output_size)

    def window(self, shape: Shape) -> WindowLayer:
        """Give the largest of its windows: from ⌊i·H/H'⌋ to ⌈(i+1)·H/H'⌉."""
        sizes = tuple(zip(shape[1:], self.output_size, strict=True))
        kernel = tuple(
            max(-(-(i + 1) * size // parts) - i * size // parts for i in range(parts)) for size, parts in sizes
        )
        stride = tuple(max(size // parts, 1) for size, parts in sizes)
        return WindowLayer((kernel[0], kernel[1]), (stride[0], stride[1]))
