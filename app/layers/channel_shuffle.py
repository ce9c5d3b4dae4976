"""Channel shuffle."""

from dataclasses import dataclass
from typing import ClassVar

from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Shape, Weights
from .options import COUNT, option
from .shapes import single, spatial


@dataclass(frozen=True)
class ChannelShuffle(Layer):
    """PyTorch's ``ChannelShuffle``: the channels of all groups interleaved, so that the next groups mix them.

    Source: Zhang, Zhou, Lin and Sun 2018, "ShuffleNet", CVPR, section 3.1.

    Examples
    --------
    >>> ChannelShuffle(groups=2).output_shape(((6, 7, 7),))
    (6, 7, 7)
    """

    operation: ClassVar[str] = "channel_shuffle"
    slim: ClassVar[bool] = True

    groups: int = option(COUNT, "number of groups whose channels are interleaved", least=1, start=2)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape unchanged, and require groups of the same size."""
        channels, size = spatial(single(inputs, "a channel shuffle"), "a channel shuffle")
        if channels % self.groups:
            raise OptionError("groups", f"{channels} channels cannot be split into {self.groups} equal groups")
        return channels, *size

    def channel_multiple(self) -> int:
        """Return the number of groups: the channels must be a multiple of it."""
        return self.groups

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Take the first channel of every group, then the second of every group, and so on."""
        (x,) = inputs
        batch, channels, *size = x.shape
        each = channels // self.groups
        shuffled = x.reshape(batch, self.groups, each, *size).swapaxes(1, 2).reshape(x.shape)

        def back(grad: Floats) -> tuple[Floats, ...]:
            return (grad.reshape(batch, each, self.groups, *size).swapaxes(1, 2).reshape(x.shape),)

        return Evaluated(shuffled, back)
