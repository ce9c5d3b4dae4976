"""Layers with more than one input: one small class for each."""

from dataclasses import dataclass

from ..mechanics.errors import OptionError
from ..mechanics.sampling import cropping
from .layers import Layer, Samplings, Shape, spatial


@dataclass(frozen=True)
class Add(Layer):
    """A residual connection: inputs of the same shape, added."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require equal shapes."""
        for other in inputs[1:]:
            if other != inputs[0]:
                raise OptionError("inputs", f"shapes to add differ: {list(inputs[0])} and {list(other)}")
        return inputs[0]


@dataclass(frozen=True)
class Concat(Layer):
    """Feature maps of the same size, channels one after the other."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Require equal sizes but for the channels."""
        for other in inputs[1:]:
            if other[1:] != inputs[0][1:] or len(other) != len(inputs[0]):
                raise OptionError(
                    "inputs", f"shapes to concatenate differ in more than channels: {list(inputs[0])} and {list(other)}"
                )
        return (sum(shape[0] for shape in inputs), *inputs[0][1:])


@dataclass(frozen=True)
class CenterCrop(Layer):
    """The middle of the first input, as large as the second (Ronneberger et al. 2015, figure 1)."""

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Keep the channels, take the other's size."""
        if len(inputs) != 2:
            raise OptionError("inputs", f"a crop has two inputs, a map and one of the size wanted, not {len(inputs)}")
        (channels, size), (_, wanted) = (spatial(shape, "a crop") for shape in inputs)
        if wanted[0] > size[0] or wanted[1] > size[1]:
            raise OptionError("inputs", f"{list(inputs[0])} cannot be cropped to the size of {list(inputs[1])}")
        return channels, *wanted

    def samplings(self, inputs: tuple[Shape, ...]) -> Samplings:
        """Leave out what lies before; an odd remainder is cut off after."""
        (_, height, width), (_, rows, columns) = inputs
        return cropping((height - rows) // 2), cropping((width - columns) // 2)
