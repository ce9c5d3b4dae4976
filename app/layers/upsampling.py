"""Layers that enlarge a map without weights."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from ..mechanics.axis.cells import Cells
from ..mechanics.axis.options import PerAxis
from ..mechanics.axis.stamp import Stamp
from ..mechanics.errors import OptionError
from .layer import Cost, Evaluated, Floats, Layer, Reads, Shape, Weights
from .linear_map import axis_products, incidences, linear_map
from .options import COUNT, MODE, PER_AXIS, option
from .shapes import single, spatial


@dataclass(frozen=True)
class Upsample(Layer):
    """PyTorch's ``Upsample`` by a whole factor; ``"bilinear"`` is linear along every axis."""

    operation: ClassVar[str] = "upsample"

    scale_factor: PerAxis = option(PER_AXIS, "factor by which the map grows, per axis", least=1, start=2)
    mode: Literal["nearest", "bilinear"] = option(
        MODE, "copied or interpolated values", default="nearest", choices=("nearest", "bilinear")
    )

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with every side multiplied by its factor."""
        channels, size = spatial(single(inputs, "upsampling"), "upsampling", self.axes)
        return channels, *(cells * factor for cells, factor in zip(size, self.scale_factor, strict=True))

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of multiplying by a matrix along each axis."""
        return axis_products(inputs[0], self.output_shape(inputs))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:  # noqa: ARG002, the same for every shape
        """Return the nearest cell, or the two cells on either side (``align_corners=False``)."""
        if self.mode == "nearest":
            return tuple(Stamp(factor, factor).reads() for factor in self.scale_factor)
        return tuple(map(_between, self.scale_factor))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Copy each cell, or weight the neighbours by proximity."""
        (x,) = inputs
        if self.mode == "nearest":
            size = self.output_shape((x.shape[1:],))[1:]
            return linear_map(x, incidences(self.reads((x.shape[1:],)), size, x.shape[2:]))
        grown = [cells * factor for cells, factor in zip(x.shape[2:], self.scale_factor, strict=True)]
        return linear_map(x, list(map(interpolation, x.shape[2:], grown)))


def _between(factor: int) -> Cells:
    return Stamp(2 * factor - factor % 2, factor, (factor // 2, 0)).reads()


def interpolation(size: int, wanted: int) -> Floats:
    """Return the weights of the two cells on either side of each unit (PyTorch's ``align_corners=False``).

    Parameters
    ----------
    size, wanted : int
        Number of cells that there are, and of units to make of them.

    Returns
    -------
    ndarray of float, shape (wanted, size)

    Examples
    --------
    >>> interpolation(2, 4).tolist()
    [[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.0, 1.0]]
    """
    units = np.arange(wanted)
    place = np.clip((units + 0.5) * size / wanted - 0.5, 0, size - 1)
    before = np.floor(place).astype(np.intp)
    after = np.minimum(before + 1, size - 1)
    weights = np.zeros((wanted, size))
    weights[units, after] = place - before
    weights[units, before] += 1 - (place - before)
    return weights


@dataclass(frozen=True)
class PixelShuffle(Layer):
    """PyTorch's ``PixelShuffle``: channels become pixels (Shi et al. 2016)."""

    operation: ClassVar[str] = "pixel_shuffle"

    upscale_factor: int = option(COUNT, "factor by which the map grows", least=1, start=2)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with factor² times fewer channels and both sides multiplied by the factor."""
        channels, (height, width) = spatial(single(inputs, "a pixel shuffle"), "a pixel shuffle", 2)
        factor = self.upscale_factor
        if channels % factor**2:
            raise OptionError(
                "upscale_factor", f"{channels} channels cannot be distributed over {factor}×{factor} pixels"
            )
        return channels // factor**2, height * factor, width * factor

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:  # noqa: ARG002, the same for every shape
        """Return the cell that each pixel comes from."""
        cells = Stamp(self.upscale_factor, self.upscale_factor).reads()
        return cells, cells

    def channel_multiple(self) -> int:
        """Return factor²: the channels must be a multiple of it."""
        return self.upscale_factor**2

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Distribute the channels over the pixels."""
        (x,) = inputs
        factor = self.upscale_factor
        batch, _, height, width = x.shape
        output = (batch, *self.output_shape((x.shape[1:],)))
        dealt = x.reshape(batch, output[1], factor, factor, height, width).transpose(0, 1, 4, 2, 5, 3)

        def gathered(grad: Floats) -> tuple[Floats, ...]:
            cells = grad.reshape(batch, output[1], height, factor, width, factor)
            return (cells.transpose(0, 1, 3, 5, 2, 4).reshape(x.shape),)

        return Evaluated(dealt.reshape(output), gathered)
