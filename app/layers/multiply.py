"""Gates: one map that scales another."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..mechanics.axis.cells import Cells
from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Reads, Shape, Weights
from .unit import Arithmetic, Place, Terms

#: The cell at the unit's own position, and the only one that there is.
_SAME, _ONLY = Cells(1, 1, lambda _: range(1)), Cells(1, 0, lambda _: range(1))


@dataclass(frozen=True)
class Multiply(Layer):
    """Inputs multiplied number by number; one with a single cell, or a single channel, scales all of the other.

    Source: Hu, Shen and Sun 2018, "Squeeze-and-Excitation Networks", CVPR, equation 4.

    Examples
    --------
    >>> Multiply().output_shape(((8, 5, 5), (8, 1, 1)))
    (8, 5, 5)
    """

    operation: ClassVar[str] = "multiply"
    slim: ClassVar[bool] = True
    arity: ClassVar[tuple[int, int | None]] = (1, None)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape of the larger input, and require that every size is its own or 1."""
        if len({len(shape) for shape in inputs}) > 1:
            raise OptionError("inputs", f"shapes to multiply differ: {' and '.join(map(str, map(list, inputs)))}")
        largest = tuple(map(max, zip(*inputs, strict=True)))
        for shape in inputs:
            if any(size not in (1, most) for size, most in zip(shape, largest, strict=True)):
                raise OptionError("inputs", f"shapes to multiply differ: {' and '.join(map(str, map(list, inputs)))}")
        return largest

    def reads_each(self, inputs: tuple[Shape, ...]) -> tuple[Reads | None, ...]:
        """Return, of an input with a single cell along an axis, always that one."""
        size = self.output_shape(inputs)[1:]
        return tuple(
            None
            if shape[1:] == size
            else tuple(_SAME if own == all else _ONLY for own, all in zip(shape[1:], size, strict=True))
            for shape in inputs
        )

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Multiply the inputs."""
        output = inputs[0]
        for other in inputs[1:]:
            output = output * other

        def back(grad: Floats) -> tuple[Floats, ...]:
            return tuple(_summed(grad * _product(inputs, place), x.shape) for place, x in enumerate(inputs))

        return Evaluated(output, back)

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:  # noqa: ARG002
        """Return the first input's number, weighted by the product of the others'."""
        places = [tuple(min(at, size - 1) for at, size in zip(place, x.shape[1:], strict=True)) for x in inputs]
        value, *others = (x[(0, *at)] for x, at in zip(inputs, places, strict=True))
        weight = np.prod(others, dtype=inputs[0].dtype) if others else inputs[0].dtype.type(1)
        terms = Terms(np.zeros(1, np.intp), np.array([places[0]]), np.array([value]), np.array([weight]))
        return Arithmetic(float(value * weight), terms=terms)


def _product(inputs: tuple[Floats, ...], left_out: int) -> Floats:
    """Return the product of all inputs but one."""
    found: Floats = np.ones(1, inputs[0].dtype)
    for place, x in enumerate(inputs):
        if place != left_out:
            found = found * x
    return found


def _summed(grad: Floats, shape: Shape) -> Floats:
    """Add a gradient up along the axes that an input was repeated along."""
    along = tuple(axis for axis, (size, own) in enumerate(zip(grad.shape, shape, strict=True)) if size != own)
    return grad.sum(axis=along, keepdims=True) if along else grad
