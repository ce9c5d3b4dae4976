"""The maximum of each of a given number of bins."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import adaptive_bins
from ..mechanics.axis.options import PerAxis
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Layer, Reads, Shape, Weights
from .options import PER_AXIS, option
from .shapes import single, spatial

#: Number of multiply-accumulates that take as long as finding out where one maximum is.
_WINNER_MACS = 200


@dataclass(frozen=True)
class AdaptiveMaxPool(Layer):
    """PyTorch's ``AdaptiveMaxPool1d``, ``AdaptiveMaxPool2d`` and ``AdaptiveMaxPool3d``.

    Examples
    --------
    >>> AdaptiveMaxPool(output_size=(1, 1)).output_shape(((512, 7, 7),))
    (512, 1, 1)
    """

    operation: ClassVar[str] = "adaptive_max_pool"

    output_size: PerAxis = option(PER_AXIS, "bins per axis", least=1, start=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the requested size."""
        channels, _ = spatial(single(inputs, "adaptive pooling"), "adaptive pooling", self.axes)
        return channels, *self.output_size

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost: every cell is visited, once for each bin that it is in."""
        return Cost(0, NUMBER_MACS * prod(inputs[0]) + _WINNER_MACS * prod(self.output_shape(inputs)))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells of each bin."""
        return tuple(map(adaptive_bins, inputs[0][1:], self.output_size))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Keep the maximum of every bin; the gradient goes to its cell, the first of several."""
        (x,) = inputs
        bins = self.reads((x.shape[1:],))
        flat = x.reshape(-1, *x.shape[2:])
        output = np.empty((len(flat), *self.output_size), x.dtype)
        winners = np.empty(output.shape, np.intp)
        for place in np.ndindex(*self.output_size):
            ranges = [cells.of(at) for cells, at in zip(bins, place, strict=True)]
            part = flat[(slice(None), *(slice(cells.start, cells.stop) for cells in ranges))].reshape(len(flat), -1)
            best = part.argmax(axis=1)
            output[(slice(None), *place)] = part[np.arange(len(flat)), best]
            within = np.unravel_index(best, [len(cells) for cells in ranges])
            cell = [at + cells.start for at, cells in zip(within, ranges, strict=True)]
            winners[(slice(None), *place)] = np.ravel_multi_index((np.arange(len(flat)), *cell), flat.shape)

        def to_winners(grad: Floats) -> tuple[Floats, ...]:
            before = np.bincount(winners.ravel(), grad.ravel(), minlength=x.size).astype(x.dtype)
            return (before.reshape(x.shape),)

        return Evaluated(output.reshape(*x.shape[:2], *self.output_size), to_winners)
