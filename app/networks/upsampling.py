"""Layers that make a map larger without weights: one small class for each."""

from dataclasses import dataclass
from typing import Literal

from ..mechanics.errors import OptionError
from ..mechanics.options import Pair
from ..mechanics.sampling import Sampling, stamping
from .layers import Layer, Samplings, Shape, single, spatial


@dataclass(frozen=True)
class Upsample(Layer):
    """PyTorch's ``Upsample`` by a whole factor."""

    scale_factor: Pair
    mode: Literal["nearest", "bilinear"] = "nearest"

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Multiply both sides."""
        channels, (height, width) = spatial(single(inputs, "upsampling"), "upsampling")
        return channels, height * self.scale_factor[0], width * self.scale_factor[1]

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:  # noqa: ARG002, the same for every shape
        """Look at the nearest cell, or at the two that it is between (``align_corners=False``)."""
        height, width = self.scale_factor
        if self.mode == "nearest":
            return stamping(height, height), stamping(width, width)
        return _between(height), _between(width)


def _between(factor: int) -> Sampling:
    return stamping(2 * factor - factor % 2, factor, factor // 2)


@dataclass(frozen=True)
class PixelShuffle(Layer):
    """PyTorch's ``PixelShuffle``: channels become pixels (Shi et al. 2016)."""

    upscale_factor: int

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Trade factor² channels for a factor on both sides."""
        channels, (height, width) = spatial(single(inputs, "a pixel shuffle"), "a pixel shuffle")
        factor = self.upscale_factor
        if channels % factor**2:
            raise OptionError("upscale_factor", f"{channels} channels cannot be dealt out to {factor}×{factor} pixels")
        return channels // factor**2, height * factor, width * factor

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:  # noqa: ARG002, the same for every shape
        """Look at the cell that the pixel was dealt from."""
        sampling = stamping(self.upscale_factor, self.upscale_factor)
        return sampling, sampling
