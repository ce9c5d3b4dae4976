"""Normalisation of each input by its own numbers: groups of channels, single channels, or all channels of a cell."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar, Literal

import numpy as np

from ..mechanics.errors import OptionError
from ..mechanics.norm import DEFAULT_EPSILON
from .activation import Pointwise
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Layer, Shape, Weights
from .options import COUNT, FLAG, MODE, NUMBER, option
from .shapes import single


@dataclass(frozen=True)
class _OwnNorm(Pointwise):
    """A norm whose mean and variance are those of the input itself, in training and after."""

    eps: float = option(NUMBER, "added to the variance", default=DEFAULT_EPSILON, least=0)
    affine: bool = option(FLAG, "whether scale and shift are learned", default=True)

    @abstractmethod
    def _grouped(self, x: Floats) -> tuple[Floats, tuple[int, ...]]:
        """Return the numbers, with those that are normalised together along some axes, and these axes."""

    def _learned(self, input: Shape) -> Shape:
        """Return the shape of scale and shift."""
        return input[:1]

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Return the names and shapes of scale and shift."""
        shape = self._learned(inputs[0])
        return {"weight": shape, "bias": shape} if self.affine else {}

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost: mean and variance, and a shift and a scale of every number."""
        return Cost(prod(inputs[0]), 8 * NUMBER_MACS * prod(inputs[0]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Subtract the mean, divide by the standard deviation, scale and shift."""
        (x,) = inputs
        grouped, over = self._grouped(x)
        centred = grouped - grouped.mean(axis=over, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=over, keepdims=True) + self.eps).astype(x.dtype)
        normal = centred / deviation
        plain = normal.reshape(x.shape)

        def back(grad: Floats) -> Floats:
            above = grad.reshape(grouped.shape)
            lost = above.mean(axis=over, keepdims=True) + normal * (above * normal).mean(axis=over, keepdims=True)
            before: Floats = (above - lost) / deviation
            return before.reshape(x.shape)

        if not self.affine:
            return Evaluated(plain, lambda grad: (back(grad),))
        shape = self._learned(x.shape[1:])
        wide = (1, *shape, *[1] * (x.ndim - 1 - len(shape)))
        scale, shift = (weights[name].reshape(wide) for name in ("weight", "bias"))
        summed = (0, *range(1 + len(shape), x.ndim))
        return Evaluated(
            plain * scale + shift,
            lambda grad: (back(grad * scale),),
            lambda grad: {"weight": (grad * plain).sum(axis=summed), "bias": grad.sum(axis=summed)},
        )

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:  # noqa: ARG002, nothing random
        """Return a scale of 1 and a shift of 0."""
        shape = self._learned(inputs[0].shape[1:])
        return {"weight": np.ones(shape), "bias": np.zeros(shape)} if self.affine else {}


@dataclass(frozen=True)
class GroupNorm(_OwnNorm):
    """PyTorch's ``GroupNorm`` (Wu and He 2018): the channels of each group are normalised together.

    Examples
    --------
    >>> GroupNorm(num_groups=4).count(((8, 5, 5),)).total
    16
    """

    operation: ClassVar[str] = "group_norm"

    num_groups: int = option(COUNT, "groups of channels that are normalised together", default=1, least=1)
    num_channels: int | None = option(COUNT, "number of channels, checked if set", default=None, least=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape unchanged, and require groups of the same size."""
        shape = single(inputs, "group norm")
        if self.num_channels not in (None, shape[0]):
            raise OptionError(
                "num_channels", f"num_channels is {self.num_channels}, but the input has {shape[0]} channels"
            )
        if shape[0] % self.num_groups:
            raise OptionError("num_groups", f"{shape[0]} channels cannot be split into {self.num_groups} equal groups")
        return shape

    def _grouped(self, x: Floats) -> tuple[Floats, tuple[int, ...]]:
        return x.reshape(len(x), self.num_groups, -1), (2,)

    def channel_multiple(self) -> int:
        """Return the number of groups: the channels must be a multiple of it."""
        return self.num_groups

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, it adapts to its input
        """Return the layer for any number of channels."""
        return replace(self, num_channels=None)


@dataclass(frozen=True)
class InstanceNorm(_OwnNorm):
    """PyTorch's ``InstanceNorm`` (Ulyanov et al. 2016): each channel is normalised by itself."""

    operation: ClassVar[str] = "instance_norm"

    affine: bool = option(FLAG, "whether scale and shift are learned", default=False)
    num_features: int | None = option(COUNT, "number of channels, checked if set", default=None, least=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape unchanged, and require the expected number of channels, and more than one cell."""
        shape = single(inputs, "instance norm")
        if self.num_features not in (None, shape[0]):
            raise OptionError(
                "num_features", f"num_features is {self.num_features}, but the input has {shape[0]} channels"
            )
        return shape

    def _grouped(self, x: Floats) -> tuple[Floats, tuple[int, ...]]:
        return x.reshape(*x.shape[:2], -1), (2,)

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, it adapts to its input
        """Return the layer for any number of channels."""
        return replace(self, num_features=None)


@dataclass(frozen=True)
class LayerNorm(_OwnNorm):
    """PyTorch's ``LayerNorm`` (Ba, Kiros and Hinton 2016): over the channels of each cell, or over all numbers.

    Over the channels, it is what ConvNeXt does to a map whose channels come last; over all, every number has a scale
    and a shift of its own.

    Examples
    --------
    >>> LayerNorm().count(((96, 7, 7),)).total, LayerNorm(over="all").count(((3, 2, 2),)).total
    (192, 24)
    """

    operation: ClassVar[str] = "layer_norm"

    over: Literal["channels", "all"] = option(
        MODE, "what is normalised together", default="channels", choices=("channels", "all")
    )

    def _grouped(self, x: Floats) -> tuple[Floats, tuple[int, ...]]:
        return (x, (1,)) if self.over == "channels" else (x.reshape(len(x), -1), (1,))

    def _learned(self, input: Shape) -> Shape:
        return input[:1] if self.over == "channels" else input
