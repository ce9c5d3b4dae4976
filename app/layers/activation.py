"""Activations: all work on each number independently, except the softmax."""

from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.activation import Activation, activate, slope, softmax
from ..mechanics.errors import OptionError
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Layer, Shape, Weights
from .options import COUNT, NUMBER, option
from .shapes import single
from .unit import Arithmetic, Place, Shared

#: PyTorch's slope of a ``PReLU`` before training.
FIRST_SLOPE = 0.25
#: Number of multiply-accumulates that take as long as one number of a GELU.
_GELU_MACS = 200


@dataclass(frozen=True)
class Pointwise(Layer):
    """A layer that keeps the shape of its input."""

    slim: ClassVar[bool] = True

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Keep the shape."""
        return single(inputs, self.operation.replace("_", " "))

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:
        """Return the number before and after."""
        after = self.forward(inputs, weights).output
        return Arithmetic(float(after[(0, *place)]), before=float(inputs[0][(0, *place)]))


@dataclass(frozen=True)
class _Function(Pointwise):
    """An activation of the core, selected by its name."""

    operation: ClassVar[Activation]

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Apply the activation to every number."""
        (x,) = inputs
        return Evaluated(activate(x, self.operation), lambda grad: (grad * slope(x, self.operation),))


@dataclass(frozen=True)
class Identity(_Function):
    """PyTorch's ``Identity``."""

    operation: ClassVar[Activation] = "identity"

    def origin(self, input: Shape, place: Place) -> Place:  # noqa: ARG002, the same for every shape
        """Return the same position."""
        return place


@dataclass(frozen=True)
class ReLU(_Function):
    """PyTorch's ``ReLU`` (Nair and Hinton 2010): negative numbers become 0."""

    operation: ClassVar[Activation] = "relu"


@dataclass(frozen=True)
class Sigmoid(_Function):
    """PyTorch's ``Sigmoid``."""

    operation: ClassVar[Activation] = "sigmoid"


@dataclass(frozen=True)
class Tanh(_Function):
    """PyTorch's ``Tanh``."""

    operation: ClassVar[Activation] = "tanh"


@dataclass(frozen=True)
class GELU(_Function):
    """PyTorch's ``GELU`` (Hendrycks and Gimpel 2016, equation 1): x·Φ(x)."""

    operation: ClassVar[Activation] = "gelu"

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost, which is high for every number."""
        return Cost(0, _GELU_MACS * prod(inputs[0]))


@dataclass(frozen=True)
class SiLU(_Function):
    """PyTorch's ``SiLU``: x·σ(x)."""

    operation: ClassVar[Activation] = "silu"


@dataclass(frozen=True)
class ReLU6(Pointwise):
    """PyTorch's ``ReLU6``: a ReLU capped at 6."""

    operation: ClassVar[str] = "relu6"

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Clip every number."""
        (x,) = inputs
        return Evaluated(np.clip(x, 0, 6), lambda grad: (grad * ((x > 0) & (x < 6)),))


def _bent(x: Floats, below: Floats) -> Evaluated:
    """Multiply negative numbers by a slope: one for all channels, or one for each."""
    slopes = np.where(x > 0, x.dtype.type(1), below.astype(x.dtype).reshape(-1, *[1] * (x.ndim - 2)))
    return Evaluated(x * slopes, lambda grad: (grad * slopes,))


@dataclass(frozen=True)
class LeakyReLU(Pointwise):
    """PyTorch's ``LeakyReLU`` (Maas et al. 2013)."""

    operation: ClassVar[str] = "leaky_relu"

    negative_slope: float = option(NUMBER, "slope below zero", default=0.01)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Multiply negative numbers by the slope."""
        return _bent(inputs[0], np.array([self.negative_slope]))


@dataclass(frozen=True)
class PReLU(Pointwise):
    """PyTorch's ``PReLU`` (He et al. 2015): a learned slope below zero, one for all channels or one for each."""

    operation: ClassVar[str] = "prelu"

    num_parameters: int = option(COUNT, "number of slopes: 1, or one for each channel", default=1, least=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require one slope, or one for each channel."""
        shape = single(inputs, "PReLU")
        if self.num_parameters not in (1, shape[0]):
            raise OptionError(
                "num_parameters", f"num_parameters is {self.num_parameters}, but the input has {shape[0]} channels"
            )
        return shape

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:  # noqa: ARG002, checked to be the channels, or 1
        """Return the name and shape of the slopes."""
        return {"weight": (self.num_parameters,)}

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Multiply negative numbers by the learned slope."""
        (x,) = inputs

        def weight_gradients(grad: Floats) -> Weights:
            each = (grad * np.minimum(x, 0)).sum(axis=(0, *range(2, x.ndim)))
            return {"weight": each if self.num_parameters > 1 else each.sum(keepdims=True)}

        return replace(_bent(x, weights["weight"]), weight_gradients=weight_gradients)

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:  # noqa: ARG002, nothing random
        """Return the initial slopes, as in PyTorch."""
        return {"weight": np.full(self.num_parameters, FIRST_SLOPE)}

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, one slope is enough
        """Return the layer with a single slope."""
        return replace(self, num_parameters=1)


@dataclass(frozen=True)
class Softmax(Pointwise):
    """PyTorch's ``Softmax`` over the channels, or over the numbers of a vector: shares that add up to 1."""

    operation: ClassVar[str] = "softmax"

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of raising e to each number, adding up and dividing."""
        return Cost(prod(inputs[0]), 2 * NUMBER_MACS * prod(inputs[0]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Divide each power of e by the sum of them all."""
        (x,) = inputs
        shares = softmax(x, axis=1).shares
        return Evaluated(shares, lambda grad: (shares * (grad - (shares * grad).sum(axis=1, keepdims=True)),))

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:  # noqa: ARG002, it has none
        """Return the number before and after, its exponential, and the sum that it is a share of."""
        channel = place[0]
        x = inputs[0][0][(slice(None), *place[1:])]
        steps = softmax(x, axis=0)
        shared = Shared(float(steps.largest[0]), float(steps.exponentials[channel]), float(steps.total[0]))
        return Arithmetic(float(steps.shares[channel]), before=float(x[channel]), shared=shared)
