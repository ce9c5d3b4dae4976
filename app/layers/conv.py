"""Convolution."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.options import PerAxis
from ..mechanics.axis.window_axis import WindowAxis, window_axes
from ..mechanics.conv.cost import conv_effort
from ..mechanics.conv.forward import conv
from ..mechanics.conv.gradient import input_gradient, weight_gradient
from ..mechanics.conv.options import ConvOptions
from ..mechanics.conv.unit import unit_arithmetic
from .filters import Filters
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Reads, Shape, Weights
from .unit import Arithmetic, Place


@dataclass(frozen=True)
class Conv(Filters):
    """PyTorch's ``Conv1d``, ``Conv2d`` and ``Conv3d``.

    Source: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 15.

    Examples
    --------
    >>> conv = Conv(out_channels=2, kernel_size=(3,), stride=2)
    >>> conv.output_shape(((4, 9),)), conv.parameters(((4, 9),)), conv.macs(((4, 9),))
    ((2, 4), {'weight': (2, 4, 3), 'bias': (2,)}, 96)
    """

    operation: ClassVar[str] = "conv"
    what: ClassVar[str] = "a convolution"

    def geometry(self, size: PerAxis) -> tuple[WindowAxis, ...]:
        """Lay out the window along every axis of a map of the given size."""
        return window_axes(size, self.kernel_size, self.stride, self.padding, self.dilation)

    @property
    def _options(self) -> ConvOptions:
        return ConvOptions(self.stride, self.padding, self.dilation, groups=self.groups)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape after sliding the window over every axis."""
        size = self.checked_size(inputs)
        return self.out_channels, *(axis.output_size for axis in self.geometry(size))

    def weight_shape(self, channels: int) -> Shape:
        """Return [O, C / groups, KH, KW]."""
        return self.out_channels, channels // self.groups, *self.kernel_size

    def fan_in(self, channels: int) -> int:
        """Count the products in one sum."""
        return prod(self.weight_shape(channels)[1:])

    def macs(self, inputs: tuple[Shape, ...]) -> int:
        """Count every weight once for each output position."""
        return self.counts(inputs).macs(self.output_shape(inputs)[1:])

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost; the padded input is held."""
        padded = inputs[0][0] * prod(axis.padded_size for axis in self.geometry(inputs[0][1:]))
        effort = conv_effort(self.macs(inputs), self.out_channels // self.groups)
        return Cost(padded, effort + NUMBER_MACS * prod(self.output_shape(inputs)))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells that the window reads."""
        return tuple(axis.window.reads() for axis in self.geometry(inputs[0][1:]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Convolve each input of the batch."""
        (x,), weight = inputs, weights["weight"]
        options = self._options
        results = [conv(one, weight, weights.get("bias"), options) for one in x]
        geometry = results[0].geometry

        def input_gradients(grad: Floats) -> tuple[Floats, ...]:
            return (np.stack([input_gradient(geometry, weight, options, one) for one in grad]),)

        def weight_gradients(grad: Floats) -> Weights:
            found = np.zeros_like(weight)
            for one, from_above in zip(x, grad, strict=True):
                found += weight_gradient(one, geometry, weight, options, from_above)
            return {"weight": found} | ({"bias": grad.sum(axis=(0, *range(2, grad.ndim)))} if self.bias else {})

        return Evaluated(np.stack([result.output for result in results]), input_gradients, weight_gradients)

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:
        """Return window, weights, products and sums; over one or three axes, the products in one row."""
        if self.axes != 2:
            return super().arithmetic(inputs, weights, place)
        o, i, j = place
        found = unit_arithmetic(inputs[0][0], weights["weight"], weights.get("bias"), self._options, (o, i, j))
        return Arithmetic(float(found.output), convolution=found, bias=found.bias)
