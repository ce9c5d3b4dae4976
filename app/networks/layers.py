"""One small class per layer: its output shape, its parameters, what it costs, and how its window slides."""

from dataclasses import dataclass
from math import prod
from typing import Literal

from app.mechanics.cost import ConvCost
from app.mechanics.errors import OptionError
from app.mechanics.geometry import check_groups, sliding_axes
from app.mechanics.options import Padding, Pair, Sides
from app.mechanics.receptive_field import WindowLayer
from app.mechanics.transposed import transposed_axes

#: (C, H, W), or (N,) once flattened.
Shape = tuple[int, ...]
_NONE: tuple[Sides, Sides] = ((0, 0), (0, 0))


@dataclass(frozen=True)
class Count:
    """Numbers that a layer holds: learned weights and biases, and buffers that it only keeps."""

    weights: int = 0
    biases: int = 0
    buffers: int = 0

    @property
    def total(self) -> int:
        """What is learned."""
        return self.weights + self.biases


@dataclass(frozen=True)
class Layer:
    """What all layers share; on its own, a layer that changes nothing.

    Examples
    --------
    >>> Layer().output_shape(((3, 7, 7),)), Layer().count((3, 7, 7)).total
    ((3, 7, 7), 0)
    """

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Give the shape of what comes out.

        Raises
        ------
        OptionError
            If the inputs do not fit.
        """
        return inputs[0]

    def count(self, shape: Shape) -> Count:  # noqa: ARG002, most layers learn something
        """Count the numbers that the layer holds, given the shape of its first input."""
        return Count()

    def macs(self, shape: Shape, output: Shape) -> int:  # noqa: ARG002, likewise
        """Count the multiply-accumulates of one pass; zero for what a convolution's or linear layer's are not."""
        return 0

    def window(self, shape: Shape) -> WindowLayer | None:  # noqa: ARG002, likewise
        """Give the window that slides over the input; None where every unit sees one cell."""
        return None


def _spatial(shape: Shape, what: str) -> tuple[int, Pair]:
    if len(shape) != 3:
        raise OptionError("inputs", f"{what} needs a feature map [C, H, W], but its input is {list(shape)}")
    return shape[0], (shape[1], shape[2])


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
        channels, size = _spatial(inputs[0], "a convolution")
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
        channels, size = _spatial(inputs[0], "a transposed convolution")
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
        channels, size = _spatial(inputs[0], "pooling")
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
        channels, _ = _spatial(inputs[0], "adaptive pooling")
        return (channels, *self.output_size)

    def window(self, shape: Shape) -> WindowLayer:
        """Give the largest of its windows: from ⌊i·H/H'⌋ to ⌈(i+1)·H/H'⌉."""
        sizes = tuple(zip(shape[1:], self.output_size, strict=True))
        kernel = tuple(
            max(-(-(i + 1) * size // parts) - i * size // parts for i in range(parts)) for size, parts in sizes
        )
        stride = tuple(max(size // parts, 1) for size, parts in sizes)
        return WindowLayer((kernel[0], kernel[1]), (stride[0], stride[1]))


@dataclass(frozen=True)
class BatchNorm(Layer):
    """PyTorch's ``BatchNorm2d``: a scale and a shift learned per channel, a mean and a variance kept."""

    def count(self, shape: Shape) -> Count:
        """Count scale, shift, running mean and variance, and the number of batches seen."""
        return Count(shape[0], shape[0], 2 * shape[0] + 1)


@dataclass(frozen=True)
class Flatten(Layer):
    """PyTorch's ``Flatten``: every number in a row."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Count them."""
        return (prod(inputs[0]),)


@dataclass(frozen=True)
class Linear(Layer):
    """PyTorch's ``Linear``; with `in_features`, what comes in must have as many."""

    out_features: int
    bias: bool = True
    in_features: int | None = None

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Give one number for each feature."""
        (shape,) = inputs
        if len(shape) != 1:
            raise OptionError("inputs", f"a linear layer needs numbers in a row, not {list(shape)}: flatten first")
        if self.in_features not in (None, shape[0]):
            raise OptionError("in_features", f"in_features is {self.in_features}, but {shape[0]} numbers come in")
        return (self.out_features,)

    def count(self, shape: Shape) -> Count:
        """Count weights and biases."""
        return Count(shape[0] * self.out_features, self.out_features if self.bias else 0)

    def macs(self, shape: Shape, output: Shape) -> int:
        """Use every weight once."""
        return shape[0] * output[0]


@dataclass(frozen=True)
class Add(Layer):
    """A residual connection: inputs of the same shape, added."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require equal shapes."""
        for other in inputs[1:]:
            if other != inputs[0]:
                raise OptionError("inputs", f"shapes to add differ: {list(inputs[0])} and {list(other)}")
        return inputs[0]


@dataclass(frozen=True)
class Concat(Layer):
    """Feature maps of the same size, channels one after the other."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require equal sizes but for the channels."""
        for other in inputs[1:]:
            if other[1:] != inputs[0][1:] or len(other) != len(inputs[0]):
                raise OptionError(
                    "inputs", f"shapes to concatenate differ in more than channels: {list(inputs[0])} and {list(other)}"
                )
        return (sum(shape[0] for shape in inputs), *inputs[0][1:])


@dataclass(frozen=True)
class Upsample(Layer):
    """PyTorch's ``Upsample`` to the nearest neighbour, by a whole factor."""

    scale_factor: Pair

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Multiply both sides."""
        channels, (height, width) = _spatial(inputs[0], "upsampling")
        return channels, height * self.scale_factor[0], width * self.scale_factor[1]


@dataclass(frozen=True)
class PixelShuffle(Layer):
    """PyTorch's ``PixelShuffle``: channels become pixels (Shi et al. 2016)."""

    upscale_factor: int

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Trade factor² channels for a factor on both sides."""
        channels, (height, width) = _spatial(inputs[0], "a pixel shuffle")
        factor = self.upscale_factor
        if channels % factor**2:
            raise OptionError("upscale_factor", f"{channels} channels cannot be dealt out to {factor}×{factor} pixels")
        return channels // factor**2, height * factor, width * factor
