"""Layers whose window slides, or whose kernel stamps: one small class for each."""

from dataclasses import dataclass

from ..mechanics.cost import ConvCost
from ..mechanics.errors import OptionError
from ..mechanics.geometry import AxisGeometry, check_groups, sliding_axes
from ..mechanics.options import Padding, Pair, Sides
from ..mechanics.sampling import parts, sliding, stamping
from ..mechanics.transposed import TransposedAxis, transposed_axes
from .layers import Count, Layer, Samplings, Shape, single, spatial

_NONE: tuple[Sides, Sides] = ((0, 0), (0, 0))


@dataclass(frozen=True)
class Filters(Layer):
    """What convolution and transposed convolution share; with `in_channels`, what comes in must have as many."""

    out_channels: int
    kernel_size: Pair
    stride: Pair = (1, 1)
    padding: Padding = _NONE
    dilation: Pair = (1, 1)
    groups: int = 1
    bias: bool = True
    in_channels: int | None = None

    def checked(self, inputs: tuple[Shape, ...], what: str) -> Pair:
        """Check the channels that come in, and give the size of the map."""
        channels, size = spatial(single(inputs, what), what)
        if self.in_channels not in (None, channels):
            raise OptionError("in_channels", f"in_channels is {self.in_channels}, but {channels} channels come in")
        check_groups(channels, self.out_channels, self.groups)
        return size

    def cost(self, shape: Shape) -> ConvCost:
        """Give the counts that follow from the channels that come in."""
        return ConvCost(shape[0], self.out_channels, self.kernel_size, self.groups, self.bias)

    def count(self, shape: Shape) -> Count:
        """Count weights and biases."""
        cost = self.cost(shape)
        return Count(cost.weights, cost.biases)


def _slid(axes: tuple[AxisGeometry, ...]) -> Samplings:
    height, width = ((axis.kernel_size, axis.stride, axis.padding[0], axis.dilation) for axis in axes)
    rows = sliding(*height)
    return rows, rows if height == width else sliding(*width)


@dataclass(frozen=True)
class Conv(Filters):
    """PyTorch's ``Conv2d``."""

    def axes(self, size: Pair) -> tuple[AxisGeometry, ...]:
        """Lay it out along both axes of a map of that size."""
        return sliding_axes(size, self.kernel_size, self.stride, self.padding, self.dilation)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Slide over both axes."""
        size = self.checked(inputs, "a convolution")
        return (self.out_channels, *(axis.output_size for axis in self.axes(size)))

    def macs(self, shape: Shape, output: Shape) -> int:
        """Use every weight once for each output position."""
        return self.cost(shape).macs(output[1:])

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:
        """Look through the kernel."""
        return _slid(self.axes((inputs[0][1], inputs[0][2])))


@dataclass(frozen=True)
class ConvTranspose(Filters):
    """PyTorch's ``ConvTranspose2d``."""

    output_padding: Pair = (0, 0)

    def axes(self, size: Pair) -> tuple[TransposedAxis, ...]:
        """Lay it out along both axes of a map of that size."""
        return transposed_axes(size, self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Stamp every cell."""
        size = self.checked(inputs, "a transposed convolution")
        return (self.out_channels, *(axis.output_size for axis in self.axes(size)))

    def macs(self, shape: Shape, output: Shape) -> int:  # noqa: ARG002, its positions are the input's
        """Use every weight once for each input position."""
        return self.cost(shape).macs(shape[1:])

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:
        """Look at the cells whose stamps arrive."""
        height, width = (
            stamping(axis.kernel_size, axis.stride, axis.padding[0], axis.dilation)
            for axis in self.axes((inputs[0][1], inputs[0][2]))
        )
        return height, width


@dataclass(frozen=True)
class Pool(Layer):
    """What max and average pooling share."""

    kernel_size: Pair
    stride: Pair | None = None
    padding: Padding = _NONE
    ceil_mode: bool = False

    def axes(self, size: Pair) -> tuple[AxisGeometry, ...]:
        """Lay it out along both axes of a map of that size."""
        stride = self.kernel_size if self.stride is None else self.stride
        return sliding_axes(size, self.kernel_size, stride, self.padding, self._dilation, ceil_mode=self.ceil_mode)

    @property
    def _dilation(self) -> Pair:
        return 1, 1

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Slide over both axes."""
        channels, size = spatial(single(inputs, "pooling"), "pooling")
        return (channels, *(axis.output_size for axis in self.axes(size)))

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:
        """Look through the window."""
        return _slid(self.axes((inputs[0][1], inputs[0][2])))


@dataclass(frozen=True)
class MaxPool(Pool):
    """PyTorch's ``MaxPool2d``."""

    dilation: Pair = (1, 1)

    @property
    def _dilation(self) -> Pair:
        return self.dilation


@dataclass(frozen=True)
class AvgPool(Pool):
    """PyTorch's ``AvgPool2d``."""

    count_include_pad: bool = True


@dataclass(frozen=True)
class AdaptiveAvgPool(Layer):
    """PyTorch's ``AdaptiveAvgPool2d``: the mean of as many parts as asked for."""

    output_size: Pair

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Give the size asked for."""
        channels, _ = spatial(single(inputs, "adaptive pooling"), "adaptive pooling")
        return (channels, *self.output_size)

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:
        """Look at one part."""
        (_, height, width), (rows, columns) = inputs[0], self.output_size
        return parts(height, rows), parts(width, columns)


@dataclass(frozen=True)
class Subsample(Layer):
    """The skip without parameters (He et al. 2016, option A): one cell in `stride`, zeros for channels that are new."""

    out_channels: int
    stride: Pair = (2, 2)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Divide both sides, rounding up."""
        channels, (height, width) = spatial(single(inputs, "subsampling"), "subsampling")
        if self.out_channels < channels:
            raise OptionError("out_channels", f"out_channels is {self.out_channels}, but {channels} channels come in")
        return self.out_channels, -(-height // self.stride[0]), -(-width // self.stride[1])

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:  # noqa: ARG002, the same for every shape
        """See one cell."""
        return sliding(1, self.stride[0]), sliding(1, self.stride[1])
