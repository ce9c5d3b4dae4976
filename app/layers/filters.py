"""What convolution and transposed convolution share."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.options import Padding, PerAxis
from ..mechanics.conv.cost import ConvCost
from ..mechanics.conv.geometry import check_groups
from ..mechanics.errors import OptionError
from .initial import he_normal
from .layer import Floats, Layer, Shape, Weights
from .options import COUNT, FLAG, PADDING, PER_AXIS, option
from .shapes import single, spatial


@dataclass(frozen=True)
class Filters(Layer):
    """Filters over feature maps; if `in_channels` is set, the input must have that many channels."""

    sets_channels: ClassVar[bool] = True
    #: The name used in error messages.
    what: ClassVar[str]

    out_channels: int = option(COUNT, "number of filters", least=1, start=16)
    kernel_size: PerAxis = option(PER_AXIS, "cells per axis", least=1, start=3)
    stride: PerAxis = option(PER_AXIS, "steps per axis", default=1, least=1)
    padding: Padding = option(PADDING, "cells at each end", default=0)
    dilation: PerAxis = option(PER_AXIS, "distance between weights", default=1, least=1)
    groups: int = option(
        COUNT, "number of independent convolutions that the channels are split into", default=1, least=1
    )
    bias: bool = option(FLAG, "whether each filter has a bias", default=True)
    in_channels: int | None = option(COUNT, "number of input channels, checked if set", default=None, least=1)

    def checked_size(self, inputs: tuple[Shape, ...]) -> PerAxis:
        """Check the input channels, and return the size of the map.

        Raises
        ------
        OptionError
            If their number is not the one expected, or groups do not divide it.
        """
        channels, size = spatial(single(inputs, self.what), self.what, self.axes)
        if self.in_channels not in (None, channels):
            raise OptionError(
                "in_channels", f"in_channels is {self.in_channels}, but the input has {channels} channels"
            )
        check_groups(channels, self.out_channels, self.groups)
        return size

    def counts(self, inputs: tuple[Shape, ...]) -> ConvCost:
        """Return the counts that follow from the number of input channels."""
        return ConvCost(inputs[0][0], self.out_channels, self.kernel_size, self.groups, self.bias)

    @abstractmethod
    def weight_shape(self, channels: int) -> Shape:
        """Return the shape of the weights for the given number of input channels."""

    @abstractmethod
    def fan_in(self, channels: int) -> int:
        """Count the products in one sum, on average."""

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Return the names and shapes of filters and biases."""
        learned = {"weight": self.weight_shape(inputs[0][0])}
        return learned | ({"bias": (self.out_channels,)} if self.bias else {})

    def bias_additions(self, inputs: tuple[Shape, ...]) -> int:
        """Count one for each number of the output."""
        return prod(self.output_shape(inputs)) if self.bias else 0

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:
        """Draw weights as `he_normal` does, in the type of the input; biases are 0."""
        channels = inputs[0].shape[1]
        weight = he_normal(rng, self.fan_in(channels), self.weight_shape(channels), inputs[0].dtype)
        return {"weight": weight} | ({"bias": np.zeros(self.out_channels)} if self.bias else {})

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:
        """Return the layer without groups, unless the convolution is depthwise."""
        depthwise = self.groups == was[0] > 1
        out = now[0] if depthwise else channels
        return replace(self, out_channels=out, groups=out if depthwise else 1, in_channels=None)
