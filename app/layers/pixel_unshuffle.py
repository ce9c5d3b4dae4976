"""Pixels that become channels."""

from dataclasses import dataclass
from typing import ClassVar

from ..mechanics.axis.window import Window
from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Reads, Shape, Weights
from .options import COUNT, option
from .shapes import single, spatial


@dataclass(frozen=True)
class PixelUnshuffle(Layer):
    """PyTorch's ``PixelUnshuffle``: the reverse of a pixel shuffle.

    Examples
    --------
    >>> PixelUnshuffle(downscale_factor=2).output_shape(((3, 8, 8),))
    (12, 4, 4)
    """

    operation: ClassVar[str] = "pixel_unshuffle"

    downscale_factor: int = option(COUNT, "factor by which the map shrinks", least=1, start=2)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with factor² times more channels and both sides divided by the factor."""
        channels, (height, width) = spatial(single(inputs, "a pixel unshuffle"), "a pixel unshuffle", 2)
        factor = self.downscale_factor
        if height % factor or width % factor:
            raise OptionError("downscale_factor", f"{height}×{width} cells cannot be divided by {factor}")
        return channels * factor**2, height // factor, width // factor

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:  # noqa: ARG002, the same for every shape
        """Return the cells that the channels of a unit come from."""
        cells = Window(self.downscale_factor, self.downscale_factor).reads()
        return cells, cells

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Distribute the pixels over the channels."""
        (x,) = inputs
        factor = self.downscale_factor
        batch, channels, height, width = x.shape
        split = (batch, channels, height // factor, factor, width // factor, factor)
        output = (batch, channels * factor**2, height // factor, width // factor)
        dealt = x.reshape(split).transpose(0, 1, 3, 5, 2, 4).reshape(output)

        def gathered(grad: Floats) -> tuple[Floats, ...]:
            cells = grad.reshape(batch, channels, factor, factor, height // factor, width // factor)
            return (cells.transpose(0, 1, 4, 2, 5, 3).reshape(x.shape),)

        return Evaluated(dealt, gathered)
