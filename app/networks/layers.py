"""One small class per layer: its shape, its parameters, its cost; `windowed`, `joining`, `upsampling` have more."""

from dataclasses import dataclass
from math import prod

from ..mechanics.errors import OptionError
from ..mechanics.options import Pair
from ..mechanics.sampling import Sampling, whole

#: (C, H, W), or (N,) once flattened.
Shape = tuple[int, ...]
#: Along the height, then the width.
Samplings = tuple[Sampling, Sampling]


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
        return single(inputs, "this layer")

    def count(self, shape: Shape) -> Count:  # noqa: ARG002, most layers learn something
        """Count the numbers that the layer holds, given the shape of its first input."""
        return Count()

    def macs(self, shape: Shape, output: Shape) -> int:  # noqa: ARG002, likewise
        """Count the multiply-accumulates of one pass; zero for what a convolution's or linear layer's are not."""
        return 0

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings | None:  # noqa: ARG002, likewise
        """Say which cells of the first input a unit looks at; None where it is the one in the same place."""
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


def single(inputs: tuple[Shape, ...], what: str) -> Shape:
    """Give the only input.

    Raises
    ------
    OptionError
        If there are more.

    Examples
    --------
    >>> single(((3, 7, 9),), "pooling")
    (3, 7, 9)
    """
    if len(inputs) != 1:
        raise OptionError("inputs", f"{what} has one input, not {len(inputs)}")
    return inputs[0]


@dataclass(frozen=True)
class Dropout(Layer):
    """PyTorch's ``Dropout``: while training, every number is dropped with probability `p`."""

    p: float = 0.5

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require a probability."""
        if not 0 <= self.p <= 1:
            raise OptionError("p", f"p is a probability from 0 to 1, not {self.p}")
        return single(inputs, "dropout")


@dataclass(frozen=True)
class LeakyReLU(Layer):
    """PyTorch's ``LeakyReLU``."""

    negative_slope: float = 0.01


@dataclass(frozen=True)
class PReLU(Layer):
    """PyTorch's ``PReLU`` (He et al. 2015): a slope below zero that is learned, one for all channels or one each."""

    num_parameters: int = 1

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require one slope, or one for each channel."""
        shape = single(inputs, "PReLU")
        if self.num_parameters not in (1, shape[0]):
            raise OptionError(
                "num_parameters", f"num_parameters is {self.num_parameters}, but {shape[0]} channels come in"
            )
        return shape

    def count(self, shape: Shape) -> Count:  # noqa: ARG002, checked to be the channels, or 1
        """Count the slopes."""
        return Count(self.num_parameters)


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """PyTorch's ``LocalResponseNorm`` (Krizhevsky et al. 2012, section 3.3): neighbouring channels damp each other."""

    size: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0


#: Added to the variance, as PyTorch's ``BatchNorm2d`` does.
EPSILON = 1e-5


@dataclass(frozen=True)
class BatchNorm(Layer):
    """PyTorch's ``BatchNorm2d``: a scale and a shift learned per channel, a mean and a variance kept."""

    num_features: int | None = None
    affine: bool = True

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require as many channels as it was made for."""
        shape = single(inputs, "batch norm")
        if self.num_features not in (None, shape[0]):
            raise OptionError("num_features", f"num_features is {self.num_features}, but {shape[0]} channels come in")
        return shape

    def count(self, shape: Shape) -> Count:
        """Count scale, shift, running mean and variance, and the number of batches seen."""
        learned = shape[0] if self.affine else 0
        return Count(learned, learned, 2 * shape[0] + 1)


@dataclass(frozen=True)
class Flatten(Layer):
    """PyTorch's ``Flatten``: every number in a row."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Count them."""
        return (prod(single(inputs, "flatten")),)

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings | None:
        """Look at everything."""
        return (whole(inputs[0][1]), whole(inputs[0][2])) if len(inputs[0]) == 3 else None


@dataclass(frozen=True)
class Linear(Layer):
    """PyTorch's ``Linear``; with `in_features`, what comes in must have as many."""

    out_features: int
    bias: bool = True
    in_features: int | None = None

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Give one number for each feature."""
        shape = single(inputs, "a linear layer")
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
