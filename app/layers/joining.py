"""Layers with more than one input."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import shifted
from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Reads, Shape, Weights
from .shapes import spatial


@dataclass(frozen=True)
class Add(Layer):
    """A residual connection (He et al. 2016): inputs of the same shape, added."""

    operation: ClassVar[str] = "add"
    slim: ClassVar[bool] = True
    arity: ClassVar[tuple[int, int | None]] = (1, None)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape, and require all inputs to have it."""
        for other in inputs[1:]:
            if other != inputs[0]:
                raise OptionError("inputs", f"shapes to add differ: {list(inputs[0])} and {list(other)}")
        return inputs[0]

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Add up the inputs."""
        first, *others = inputs
        return Evaluated(sum(others, first), lambda grad: (grad,) * len(inputs))


@dataclass(frozen=True)
class Concat(Layer):
    """Feature maps of the same size, with their channels concatenated."""

    operation: ClassVar[str] = "concat"
    arity: ClassVar[tuple[int, int | None]] = (1, None)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the concatenated shape, and require equal sizes except for the channels."""
        for other in inputs[1:]:
            if other[1:] != inputs[0][1:] or len(other) != len(inputs[0]):
                raise OptionError(
                    "inputs",
                    f"shapes to concatenate differ in more than their channels: {list(inputs[0])} and {list(other)}",
                )
        return sum(shape[0] for shape in inputs), *inputs[0][1:]

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Concatenate the channels."""
        ends = np.cumsum([x.shape[1] for x in inputs])[:-1]
        return Evaluated(np.concatenate(inputs, axis=1), lambda grad: tuple(np.split(grad, ends, axis=1)))


@dataclass(frozen=True)
class CenterCrop(Layer):
    """The centre of the first input, cropped to the size of the second (Ronneberger et al. 2015, figure 1)."""

    operation: ClassVar[str] = "center_crop"
    arity: ClassVar[tuple[int, int | None]] = (2, 2)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the first input's channels with the second input's size."""
        if len(inputs) != 2:
            raise OptionError(
                "inputs", f"a crop has two inputs, a map and another of the desired size, not {len(inputs)}"
            )
        (channels, size), (_, wanted) = (spatial(shape, "a crop") for shape in inputs)
        if len(wanted) != len(size) or any(small > large for small, large in zip(wanted, size, strict=True)):
            raise OptionError("inputs", f"{list(inputs[0])} cannot be cropped to the size of {list(inputs[1])}")
        return channels, *wanted

    def starts(self, inputs: tuple[Shape, ...]) -> tuple[int, ...]:
        """Return how many cells are cut off at the start of each axis; an odd remainder is cut off at the end."""
        size, wanted = (shape[1:] for shape in inputs)
        return tuple((large - small) // 2 for large, small in zip(size, wanted, strict=True))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads:
        """Return the cells that are kept."""
        return tuple(map(shifted, self.starts(inputs)))

    def read_inputs(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the first input only; the second just provides its size."""
        return names[:1]

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Cut off the edges."""
        x, wanted = inputs
        starts = self.starts((x.shape[1:], wanted.shape[1:]))
        kept = tuple(slice(at, at + size) for at, size in zip(starts, wanted.shape[2:], strict=True))

        def into_the_middle(grad: Floats) -> tuple[Floats, ...]:
            before = np.zeros_like(x)
            before[(slice(None), slice(None), *kept)] = grad
            return before, np.zeros_like(wanted)

        return Evaluated(x[(slice(None), slice(None), *kept)], into_the_middle)
