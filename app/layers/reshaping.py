"""Layers that move numbers or drop some, without changing their values."""

from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import whole
from ..mechanics.axis.options import PerAxis
from ..mechanics.axis.window import Window
from ..mechanics.errors import OptionError
from .layer import Cost, Evaluated, Floats, Layer, Reads, Shape, Weights
from .linear_map import axis_products, incidences, linear_map
from .options import COUNT, PER_AXIS, option
from .shapes import single, spatial
from .unit import Place


@dataclass(frozen=True)
class Flatten(Layer):
    """PyTorch's ``Flatten``: all numbers in one vector."""

    operation: ClassVar[str] = "flatten"
    slim: ClassVar[bool] = True

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return a vector with the count of all numbers."""
        return (prod(single(inputs, "flatten")),)

    def reads(self, inputs: tuple[Shape, ...]) -> Reads | None:
        """Return all cells."""
        return tuple(map(whole, inputs[0][1:])) if len(inputs[0]) > 1 else None

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Flatten the numbers, channel by channel."""
        (x,) = inputs
        return Evaluated(x.reshape(len(x), -1), lambda grad: (grad.reshape(x.shape),))

    def origin(self, input: Shape, place: Place) -> Place:
        """Return the channel and the cell that a number of the vector comes from."""
        return tuple(int(index) for index in np.unravel_index(place[0], input))


@dataclass(frozen=True)
class Subsample(Layer):
    """The skip without parameters (He et al. 2016, option A): one cell in every `stride`, zeros for new channels."""

    operation: ClassVar[str] = "subsample"

    out_channels: int = option(COUNT, "number of output channels", least=1, start=16)
    stride: PerAxis = option(PER_AXIS, "keep one cell in this many, per axis", default=2, least=1)
    before: int = option(COUNT, "how many of the new channels come before the others", default=0, least=0)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with every side divided by the stride, rounding up."""
        channels, size = spatial(single(inputs, "subsampling"), "subsampling", self.axes)
        if self.out_channels < channels:
            raise OptionError(
                "out_channels", f"out_channels is {self.out_channels}, but the input has {channels} channels"
            )
        if self.before > self.out_channels - channels:
            raise OptionError("before", f"before is {self.before}, but {self.out_channels - channels} channels are new")
        return self.out_channels, *(-(-cells // stride) for cells, stride in zip(size, self.stride, strict=True))

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of multiplying by a matrix along each axis."""
        return axis_products(inputs[0], self.output_shape(inputs))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:  # noqa: ARG002, the same for every shape
        """Return the one cell that each unit reads."""
        return tuple(Window(1, stride).reads() for stride in self.stride)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Select the cells, and add channels of zeros."""
        (x,) = inputs
        size = self.output_shape((x.shape[1:],))[1:]
        some = linear_map(x, incidences(self.reads((x.shape[1:],)), size, x.shape[2:]))
        kept = slice(self.before, self.before + x.shape[1])
        around = (self.before, self.out_channels - kept.stop)
        return Evaluated(
            np.pad(some.output, [(0, 0), around, *[(0, 0)] * len(size)]),
            lambda grad: some.input_gradients(grad[:, kept]),
        )

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, the new ones are zeros
        """Return the layer without added channels."""
        return replace(self, out_channels=now[0], before=0)
