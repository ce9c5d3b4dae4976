"""One small class per layer: its shape, its parameters, what it costs; those with a window stand in `windowed`."""

from dataclasses import dataclass
from math import prod

from app.mechanics.errors import OptionError
from app.mechanics.options import Pair
from app.mechanics.receptive_field import WindowLayer

#: (C, H, W), or (N,) once flattened.
Shape = tuple[int, ...]


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


def spatial(shape: Shape, what: str) -> tuple[int, Pair]:
    """Give channels and size of a feature map.

    Raises
    ------
    OptionError
        If the shape is not one.

    Examples
    --------
    >>> spatial((3, 7, 9), "pooling")
    (3, (7, 9))
    """
    if len(shape) != 3:
        raise OptionError("inputs", f"{what} needs a feature map [C, H, W], but its input is {list(shape)}")
    return shape[0], (shape[1], shape[2])


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
        channels, (height, width) = spatial(inputs[0], "upsampling")
        return channels, height * self.scale_factor[0], width * self.scale_factor[1]


@dataclass(frozen=True)
class PixelShuffle(Layer):
    """PyTorch's ``PixelShuffle``: channels become pixels (Shi et al. 2016)."""

    upscale_factor: int

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Trade factor² channels for a factor on both sides."""
        channels, (height, width) = spatial(inputs[0], "a pixel shuffle")
        factor = self.upscale_factor
        if channels % factor**2:
            raise OptionError("upscale_factor", f"{channels} channels cannot be dealt out to {factor}×{factor} pixels")
        return channels // factor**2, height * factor, width * factor
