"""Interpolation to any size."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from ..mechanics.axis.cells import Cells
from ..mechanics.axis.options import PerAxis
from .layer import Cost, Evaluated, Floats, Layer, Reads, Shape, Weights
from .linear_map import axis_products, linear_map
from .options import FLAG, MODE, PER_AXIS, option
from .shapes import single, spatial


@dataclass(frozen=True)
class Resize(Layer):
    """PyTorch's ``interpolate`` to a given size; ``"bilinear"`` is linear along every axis.

    Examples
    --------
    >>> Resize(output_size=(7, 10)).output_shape(((3, 5, 5),))
    (3, 7, 10)
    """

    operation: ClassVar[str] = "resize"

    output_size: PerAxis = option(PER_AXIS, "cells per axis", least=1, start=8)
    mode: Literal["nearest", "bilinear"] = option(
        MODE, "copied or interpolated values", default="nearest", choices=("nearest", "bilinear")
    )
    align_corners: bool = option(FLAG, "whether the outermost cells stay at their places", default=False)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the requested size."""
        channels, _ = spatial(single(inputs, "resizing"), "resizing", self.axes)
        return channels, *self.output_size

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of multiplying by a matrix along each axis."""
        return axis_products(inputs[0], self.output_shape(inputs))

    def _places(self, size: int, wanted: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the cells on both sides of every unit, and how much the second weighs."""
        units = np.arange(wanted)
        if self.mode == "nearest":
            # in the precision of PyTorch and of onnxruntime, which decides between two cells where it is exactly one
            scale = np.float32(size) / np.float32(wanted)
            cell = np.minimum((units.astype(np.float32) * scale).astype(np.intp), size - 1)
            return cell, cell, np.zeros(wanted)
        if self.align_corners:
            place = units * ((size - 1) / (wanted - 1) if wanted > 1 else 0.0)
        else:
            place = np.clip((units + 0.5) * size / wanted - 0.5, 0, None)
        before = np.minimum(np.floor(place).astype(np.intp), size - 1)
        return before, np.minimum(before + 1, size - 1), place - before

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells on both sides of every unit."""
        return tuple(self._cells(size, wanted) for size, wanted in zip(inputs[0][1:], self.output_size, strict=True))

    def _cells(self, size: int, wanted: int) -> Cells:
        before, after, _ = self._places(size, wanted)

        def phase(unit: int) -> range:
            return range(int(before[unit]), int(after[unit]) + 1)

        return Cells(wanted, size, phase)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Weight the neighbours by proximity."""
        (x,) = inputs
        matrices = []
        for size, wanted in zip(x.shape[2:], self.output_size, strict=True):
            before, after, share = self._places(size, wanted)
            matrix = np.zeros((wanted, size))
            matrix[np.arange(wanted), after] = share
            matrix[np.arange(wanted), before] += 1 - share
            matrices.append(matrix)
        return linear_map(x, matrices)
