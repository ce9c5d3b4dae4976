"""A new shape for all numbers of an input, in their order."""

from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import whole
from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Reads, Shape, Weights
from .options import SHAPE, option
from .shapes import single
from .unit import Place


@dataclass(frozen=True)
class Reshape(Layer):
    """PyTorch's ``view`` and ``Unflatten``: a vector becomes a map, or a map one of other sides.

    Examples
    --------
    >>> Reshape(shape=(128, 7, 7)).output_shape(((6272,),))
    (128, 7, 7)
    """

    operation: ClassVar[str] = "reshape"

    shape: Shape = option(SHAPE, "the new shape, without the batch", least=1, start=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the new shape, and require that it holds as many numbers."""
        there = single(inputs, "a reshape")
        if prod(there) != prod(self.shape):
            raise OptionError(
                "shape", f"{list(there)} holds {prod(there):,} numbers, but {list(self.shape)} {prod(self.shape):,}"
            )
        return tuple(self.shape)

    def reads(self, inputs: tuple[Shape, ...]) -> Reads | None:
        """Return all cells of a map; a vector has none."""
        return tuple(map(whole, inputs[0][1:])) if len(inputs[0]) > 1 else None

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Keep the numbers and their order."""
        (x,) = inputs
        return Evaluated(x.reshape(len(x), *self.shape), lambda grad: (grad.reshape(x.shape),))

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, as many as there are
        """Return the layer for as many channels as come in."""
        return replace(self, shape=(prod(now) // prod(self.shape[1:]), *self.shape[1:]))

    def origin(self, input: Shape, place: Place) -> Place:
        """Return the position in the input."""
        number = np.ravel_multi_index(place, tuple(self.shape))
        return tuple(int(index) for index in np.unravel_index(number, input))
