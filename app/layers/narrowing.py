"""A part of a tensor."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import Cells
from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Reads, Shape, Weights
from .options import COUNT, option
from .shapes import single
from .unit import Place


@dataclass(frozen=True)
class Slice(Layer):
    """A slice along one axis, as ``x[:, 8:16]`` or ``x[:, :, ::2]``; a chunk is one.

    Examples
    --------
    >>> Slice(dim=1, start=8, stop=16).output_shape(((16, 5, 5),))
    (8, 5, 5)
    """

    operation: ClassVar[str] = "slice"

    dim: int = option(COUNT, "the axis, with the batch counted: 1 for the channels", default=1, least=1)
    start: int = option(COUNT, "the first index", default=0, least=0)
    stop: int | None = option(COUNT, "the index behind the last; the end if omitted", default=None, least=1)
    step: int = option(COUNT, "the distance between indices", default=1, least=1)

    def _indices(self, input: Shape) -> range:
        size = input[self.dim - 1]
        return range(size)[self.start : self.stop : self.step]

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with one axis shortened."""
        shape = single(inputs, "a slice")
        if self.dim > len(shape):
            raise OptionError("dim", f"dim is {self.dim}, but {list(shape)} has {len(shape)} axes besides the batch")
        left = len(self._indices(shape))
        if not left:
            raise OptionError("start", f"nothing of axis {self.dim}, of size {shape[self.dim - 1]}, is left")
        return *shape[: self.dim - 1], left, *shape[self.dim :]

    def reads(self, inputs: tuple[Shape, ...]) -> Reads | None:
        """Return the one cell that each unit reads; of a slice of channels, the one at its own position."""
        if self.dim == 1:
            return None
        every, own = self._indices(inputs[0]), Cells(1, 1, lambda _: range(1))
        along = Cells(1, every.step, lambda _: range(every.start, every.start + 1))
        return tuple(along if axis == self.dim - 1 else own for axis in range(1, len(inputs[0])))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Keep the part."""
        (x,) = inputs
        kept = (*[slice(None)] * self.dim, slice(self.start, self.stop, self.step))

        def back(grad: Floats) -> tuple[Floats, ...]:
            before = np.zeros_like(x)
            before[kept] = grad
            return (before,)

        return Evaluated(x[kept], back)

    def origin(self, input: Shape, place: Place) -> Place:
        """Return the position in the input."""
        at = list(place)
        at[self.dim - 1] = self._indices(input)[at[self.dim - 1]]
        return tuple(at)

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, as many as there are
        """Return a slice of channels that keeps the same share of them."""
        if self.dim > 1:
            return self
        first = min(self.start * now[0] // was[0], now[0] - 1)
        last = now[0] if self.stop is None else max(self.stop * now[0] // was[0], first + 1)
        return replace(self, start=first, stop=last)
