"""Padding as a layer of its own."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import shifted
from ..mechanics.axis.options import Padding
from ..mechanics.axis.padding import ZERO, PaddingMode, source_indices
from ..mechanics.errors import OptionError
from .layer import Cost, Evaluated, Floats, Layer, Reads, Shape, Weights
from .linear_map import axis_products, linear_map
from .options import MODE, PADDING, option
from .shapes import single, spatial

#: Cells that are looked at to check that padding fits: further ones change nothing.
_FAR = 2**20


@dataclass(frozen=True)
class Pad(Layer):
    """PyTorch's ``ZeroPad2d``, ``ReflectionPad2d``, ``ReplicationPad2d`` and ``CircularPad2d``, and their kin.

    Examples
    --------
    >>> Pad(padding=((1, 1), (0, 2))).output_shape(((3, 5, 5),))
    (3, 7, 7)
    """

    operation: ClassVar[str] = "pad"

    padding: Padding = option(PADDING, "cells at each end", default=1)
    padding_mode: PaddingMode = option(
        MODE, "what padded cells hold", default="zeros", choices=("zeros", "reflect", "replicate", "circular")
    )

    @property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """The cells at each end of every axis."""
        if isinstance(self.padding, str):
            raise OptionError("padding", f'padding must be numbers, not "{self.padding}"')
        return self.padding

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with every axis longer by its padding."""
        channels, size = spatial(single(inputs, "padding"), "padding", self.axes)
        for cells, sides in zip(size, self.sides, strict=True):
            before, after = (min(side, _FAR) for side in sides)
            source_indices(min(cells, _FAR), before, after, self.padding_mode)
        return channels, *(cells + sum(sides) for cells, sides in zip(size, self.sides, strict=True))

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of multiplying by a matrix along each axis."""
        return axis_products(inputs[0], self.output_shape(inputs))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:  # noqa: ARG002, the same for every shape
        """Return the cell at the same place; which cell a padded one copies is left out."""
        return tuple(shifted(-before) for before, _ in self.sides)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Copy every cell to where padding says."""
        (x,) = inputs
        matrices = []
        for cells, sides in zip(x.shape[2:], self.sides, strict=True):
            sources = source_indices(cells, *sides, self.padding_mode)
            matrix = np.zeros((len(sources), cells))
            inside = sources != ZERO
            matrix[np.flatnonzero(inside), sources[inside]] = 1
            matrices.append(matrix)
        return linear_map(x, matrices)
