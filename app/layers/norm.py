"""Normalisation layers."""

from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.errors import OptionError
from ..mechanics.norm import DEFAULT_EPSILON, batch_statistics, deviation, local_response, normalized
from .layer import MATRIX_GAIN, NUMBER_MACS, Cost, Evaluated, Floats, Layer, Shape, Weights
from .options import COUNT, FLAG, NUMBER, option
from .shapes import single
from .unit import Arithmetic, Normalised, Place


@dataclass(frozen=True)
class BatchNorm(Layer):
    """PyTorch's ``BatchNorm1d``, ``BatchNorm2d`` and ``BatchNorm3d``.

    For each channel, a scale and a shift are learned, and a mean and a variance are stored.

    Examples
    --------
    >>> BatchNorm().count(((64, 7, 7),))
    Count(weights=64, biases=64, buffers=129)
    """

    operation: ClassVar[str] = "batch_norm"
    slim: ClassVar[bool] = True

    num_features: int | None = option(COUNT, "number of channels, checked if set", default=None, least=1)
    affine: bool = option(FLAG, "whether scale and shift are learned", default=True)
    eps: float = option(NUMBER, "added to the variance", default=DEFAULT_EPSILON, least=0)
    scale: bool = option(
        FLAG, "whether there is a scale beside the shift, with affine; Keras' may lack it", default=True
    )

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape unchanged, and require the expected number of channels."""
        shape = single(inputs, "batch norm")
        if self.num_features not in (None, shape[0]):
            raise OptionError(
                "num_features", f"num_features is {self.num_features}, but the input has {shape[0]} channels"
            )
        return shape

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Return the names and shapes of scale and shift."""
        return dict.fromkeys(self._learned, inputs[0][:1])

    @property
    def _learned(self) -> tuple[str, ...]:
        return () if not self.affine else ("weight", "bias") if self.scale else ("bias",)

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost: every number is shifted and scaled twice."""
        return Cost(0, 4 * NUMBER_MACS * prod(inputs[0]))

    def buffers(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Return the names and shapes of the statistics, and of the number of batches behind them."""
        channels = inputs[0][:1]
        return {"running_mean": channels, "running_var": channels, "num_batches_tracked": ()}

    def check_weights(self, weights: Weights) -> None:
        """Refuse a variance that is negative, or by whose root nothing can be divided."""
        variance = weights["running_var"]
        if (variance < 0).any():
            channel = int((variance < 0).argmax())
            raise OptionError(
                "running_var", f"running_var of channel {channel} is {variance[channel]:g}: a variance is at least 0"
            )
        deviation(variance, self.eps)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:
        """Normalise by the batch's own statistics in training, otherwise by the stored ones."""
        (x,) = inputs
        mean, variance = batch_statistics(x) if training else (weights["running_mean"], weights["running_var"])
        plain, back = normalized(x, mean, variance, follows_batch=training, epsilon=self.eps)
        if not self.affine:
            return Evaluated(plain, lambda grad: (back(grad),))
        channel, over = (1, -1, *[1] * (x.ndim - 2)), (0, *range(2, x.ndim))
        shift = weights["bias"].reshape(channel)
        if not self.scale:
            return Evaluated(plain + shift, lambda grad: (back(grad),), lambda grad: {"bias": grad.sum(axis=over)})
        scale = weights["weight"].reshape(channel)
        return Evaluated(
            plain * scale + shift,
            lambda grad: (back(grad * scale),),
            lambda grad: {"weight": (grad * plain).sum(axis=over), "bias": grad.sum(axis=over)},
        )

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:
        """Return the number before and after, with the statistics, the scale and the shift of its channel."""
        channel = place[0]
        mean, variance = (float(weights[name][channel]) for name in ("running_mean", "running_var"))
        learned = {name: float(weights[name][channel]) for name in self._learned}
        scale, shift = learned.get("weight", 1.0), learned.get("bias", 0.0)
        after = self.forward(inputs, weights).output
        return Arithmetic(
            float(after[(0, *place)]),
            before=float(inputs[0][(0, *place)]),
            normalised=Normalised(mean, variance, self.eps, scale, shift),
        )

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:  # noqa: ARG002, nothing random
        """Return the statistics of the given inputs, with a scale of 1 and a shift of 0."""
        (x,) = inputs
        channels = x.shape[1]
        mean, variance = batch_statistics(x)
        if x[:, 0].size == 1:  # a single number has no variance: it passes unchanged
            mean, variance = np.zeros(channels), np.full(channels, max(1 - self.eps, 0))
        learned = {name: np.full(channels, float(name == "weight")) for name in self._learned}
        return {"running_mean": mean, "running_var": variance} | learned

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, it adapts to its input
        """Return the layer for any number of channels."""
        return replace(self, num_features=None)


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """PyTorch's ``LocalResponseNorm`` (Krizhevsky et al. 2012, section 3.3): neighbouring channels damp each other."""

    operation: ClassVar[str] = "local_response_norm"
    slim: ClassVar[bool] = True

    size: int = option(COUNT, "number of neighbouring channels, including the channel itself", default=5, least=1)
    alpha: float = option(NUMBER, "weight of the mean of squares", default=1e-4)
    beta: float = option(NUMBER, "exponent", default=0.75)
    k: float = option(NUMBER, "added to the mean", default=1.0)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Keep the shape."""
        return single(inputs, "local response normalisation")

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of summing over all channels."""
        numbers = prod(inputs[0])
        return Cost(max(numbers, inputs[0][0] ** 2), numbers * (NUMBER_MACS + inputs[0][0] // MATRIX_GAIN))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Damp every channel."""
        output, back = local_response(inputs[0], self.size, self.alpha, self.beta, self.k)
        return Evaluated(output, lambda grad: (back(grad),))

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:
        """Return the number before and after."""
        after = self.forward(inputs, weights).output
        return Arithmetic(float(after[(0, *place)]), before=float(inputs[0][(0, *place)]))
