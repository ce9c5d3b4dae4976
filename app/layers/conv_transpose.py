"""Transposed convolution."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.options import PerAxis
from ..mechanics.axis.stamp import StampAxis, stamp_axes
from ..mechanics.conv.forward import conv
from ..mechanics.conv.gradient import weight_gradient
from ..mechanics.conv.options import ConvOptions
from ..mechanics.conv_transpose.forward import conv_transpose
from ..mechanics.conv_transpose.geometry import ConvTransposeOptions
from .filters import Filters
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Reads, Shape, Weights
from .options import PER_AXIS, option


@dataclass(frozen=True)
class ConvTranspose(Filters):
    """PyTorch's ``ConvTranspose1d``, ``ConvTranspose2d`` and ``ConvTranspose3d``.

    Source: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 14.

    Examples
    --------
    >>> ConvTranspose(out_channels=2, kernel_size=(3,), stride=2).output_shape(((4, 9),))
    (2, 19)
    """

    operation: ClassVar[str] = "conv_transpose"
    what: ClassVar[str] = "a transposed convolution"

    output_padding: PerAxis = option(PER_AXIS, "output cells added at the end of each axis", default=0, least=0)

    def geometry(self, size: PerAxis) -> tuple[StampAxis, ...]:
        """Lay out the stamps along every axis of a map of the given size."""
        return stamp_axes(size, self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape after stamping every cell."""
        size = self.checked_size(inputs)
        return self.out_channels, *(axis.output_size for axis in self.geometry(size))

    def weight_shape(self, channels: int) -> Shape:
        """Return [C, O / groups, KH, KW]."""
        return channels, self.out_channels // self.groups, *self.kernel_size

    def fan_in(self, channels: int) -> int:
        """Count the stamps that reach an output cell, on average, over all channels of its group."""
        return channels // self.groups * max(1, prod(self.kernel_size) // prod(self.stride))

    def macs(self, inputs: tuple[Shape, ...]) -> int:
        """Count every weight once for each input position."""
        return self.counts(inputs).macs(inputs[0][1:])

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost; everything that the stamps cover is held."""
        covered = self.out_channels * prod(axis.full_size for axis in self.geometry(inputs[0][1:]))
        return Cost(covered, self.macs(inputs) + NUMBER_MACS * prod(self.output_shape(inputs)))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells whose stamps reach a unit."""
        return tuple(axis.stamp.reads() for axis in self.geometry(inputs[0][1:]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Stamp each input of the batch."""
        (x,), weight = inputs, weights["weight"]
        options = ConvTransposeOptions(self.stride, self.padding, self.dilation, self.output_padding, self.groups)
        results = [conv_transpose(one, weight, weights.get("bias"), options) for one in x]
        axes = results[0].geometry.axes
        kept = (slice(None), *(slice(size) for size in x.shape[2:]))
        # its gradient is the convolution with the same weights (Dumoulin and Visin 2016, section 4.1)
        back = ConvOptions(self.stride, tuple(axis.padding for axis in axes), self.dilation, groups=self.groups)

        def input_gradients(grad: Floats) -> tuple[Floats, ...]:
            return (np.stack([conv(one, weight, options=back).output[kept] for one in grad]),)

        def weight_gradients(grad: Floats) -> Weights:
            found = np.zeros_like(weight)
            for one, from_above in zip(x, grad, strict=True):
                turned = conv(from_above, weight, options=back)
                filled = np.zeros_like(turned.output)
                filled[kept] = one
                found += weight_gradient(from_above, turned.geometry, weight, back, filled)
            return {"weight": found} | ({"bias": grad.sum(axis=(0, *range(2, grad.ndim)))} if self.bias else {})

        return Evaluated(np.stack([result.output for result in results]), input_gradients, weight_gradients)
