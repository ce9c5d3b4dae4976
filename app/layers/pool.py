"""Pooling: the maximum or the mean of every window, and the means of a given number of bins."""

from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import adaptive_bins
from ..mechanics.axis.options import Padding, PerAxis
from ..mechanics.axis.window_axis import WindowAxis
from ..mechanics.pool.forward import avg_pool, max_pool
from ..mechanics.pool.geometry import PoolOptions, pool_axes
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Layer, Reads, Shape, Weights
from .linear_map import along_axes, axis_products, incidences, linear_map
from .options import FLAG, PADDING, PER_AXIS, option
from .shapes import single, spatial
from .unit import Arithmetic, Place, under_window

#: Number of multiply-accumulates that take as long as finding out where one maximum is.
_WINNER_MACS = 200


@dataclass(frozen=True)
class Pool(Layer):
    """What max and average pooling share."""

    kernel_size: PerAxis = option(PER_AXIS, "cells per axis", least=1, start=3)
    stride: PerAxis | None = option(PER_AXIS, "steps per axis; kernel_size if omitted", default=None, least=1)
    padding: Padding = option(PADDING, "cells at each end", default=0)
    ceil_mode: bool = option(FLAG, "whether a last window may extend beyond the padded input", default=False)

    @property
    def options(self) -> PoolOptions:
        """The options of the core: everything except the input."""
        stride = self.kernel_size if self.stride is None else self.stride
        return PoolOptions(self.kernel_size, stride, self.padding, self._dilation, self.ceil_mode)

    @property
    def _dilation(self) -> PerAxis:
        return (1,) * self.axes

    def geometry(self, size: PerAxis) -> tuple[WindowAxis, ...]:
        """Lay out the window along every axis of a map of the given size."""
        return pool_axes(size, self.options)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape after sliding the window over every axis."""
        channels, size = spatial(single(inputs, "pooling"), "pooling", self.axes)
        return channels, *(axis.output_size for axis in self.geometry(size))

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost; the padded input is held, and every cell of every window is visited."""
        padded = inputs[0][0] * prod(axis.padded_size + axis.overhang for axis in self.geometry(inputs[0][1:]))
        return Cost(padded, prod(self.output_shape(inputs)) * (NUMBER_MACS + prod(self.kernel_size)))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells that the window reads."""
        return tuple(axis.window.reads() for axis in self.geometry(inputs[0][1:]))


@dataclass(frozen=True)
class MaxPool(Pool):
    """PyTorch's ``MaxPool1d``, ``MaxPool2d`` and ``MaxPool3d``; padding may exceed half the kernel.

    Examples
    --------
    >>> MaxPool(kernel_size=(2, 2), ceil_mode=True).output_shape(((3, 5, 5),))
    (3, 3, 3)
    """

    operation: ClassVar[str] = "max_pool"

    dilation: PerAxis = option(PER_AXIS, "distance between the cells of the window", default=1, least=1)

    @property
    def _dilation(self) -> PerAxis:
        return self.dilation

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost, most of which is finding the cell of each maximum."""
        windows = super().cost(inputs)
        return Cost(windows.held, windows.effort + _WINNER_MACS * prod(self.output_shape(inputs)))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Keep the maximum of every window; the gradient goes to its cell."""
        (x,) = inputs
        flat = x.reshape(-1, *x.shape[2:])  # every channel separately
        result = max_pool(flat, self.options)
        channel = np.arange(len(flat)).reshape(-1, *[1] * self.axes)
        winners = np.ravel_multi_index((channel, *np.moveaxis(result.argmax, -1, 0)), flat.shape)

        def to_winners(grad: Floats) -> tuple[Floats, ...]:
            before = np.bincount(winners.ravel(), grad.ravel(), minlength=x.size).astype(x.dtype)
            return (before.reshape(x.shape),)

        return Evaluated(result.output.reshape(*x.shape[:2], *result.output.shape[1:]), to_winners)

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:  # noqa: ARG002, it has none
        """Return the window and its winner, the first of several."""
        (x,) = inputs
        window = under_window(x[0], self.geometry(x.shape[2:]), place, padding=np.nan)
        largest = np.unravel_index(np.nanargmax(window.values), window.values.shape)
        winner = tuple(int(cells[at]) for cells, at in zip(window.cells, largest, strict=True))
        return Arithmetic(float(window.values[largest]), pooling=replace(window, winner=winner))


@dataclass(frozen=True)
class AvgPool(Pool):
    """PyTorch's ``AvgPool1d``, ``AvgPool2d`` and ``AvgPool3d``."""

    operation: ClassVar[str] = "avg_pool"

    count_include_pad: bool = option(FLAG, "whether padded cells count in the divisor", default=True)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Take the mean of every window."""
        (x,) = inputs
        result = avg_pool(x.reshape(-1, *x.shape[2:]), self.options, count_include_pad=self.count_include_pad)
        windows = incidences(self.reads((x.shape[1:],)), result.output.shape[1:], x.shape[2:])
        return Evaluated(
            result.output.reshape(*x.shape[:2], *result.output.shape[1:]),
            lambda grad: (along_axes(grad / result.divisor, [window.T for window in windows]),),
        )

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:  # noqa: ARG002, it has none
        """Return the window, its sum, and the divisor."""
        (x,) = inputs
        channel = x[0, place[0]][None]
        result = avg_pool(channel, self.options, count_include_pad=self.count_include_pad)
        window = under_window(channel, self.geometry(x.shape[2:]), (0, *place[1:]), padding=0)
        divisor = int(result.divisor[place[1:]])
        summed = replace(window, sum=float(window.values.sum()), divisor=divisor)
        return Arithmetic(float(result.output[(0, *place[1:])]), pooling=summed)


@dataclass(frozen=True)
class AdaptiveAvgPool(Layer):
    """PyTorch's ``AdaptiveAvgPool1d``, ``AdaptiveAvgPool2d`` and ``AdaptiveAvgPool3d``.

    Examples
    --------
    >>> AdaptiveAvgPool(output_size=(1, 1)).output_shape(((512, 7, 7),))
    (512, 1, 1)
    """

    operation: ClassVar[str] = "adaptive_avg_pool"

    output_size: PerAxis = option(PER_AXIS, "bins per axis", least=1, start=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the requested size."""
        channels, _ = spatial(single(inputs, "adaptive pooling"), "adaptive pooling", self.axes)
        return channels, *self.output_size

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of multiplying by a matrix along each axis."""
        return axis_products(inputs[0], self.output_shape(inputs))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells of each bin."""
        return tuple(map(adaptive_bins, inputs[0][1:], self.output_size))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Take the mean of every bin."""
        (x,) = inputs
        bins = incidences(self.reads((x.shape[1:],)), self.output_size, x.shape[2:])
        return linear_map(x, [cells / cells.sum(axis=1, keepdims=True) for cells in bins])
