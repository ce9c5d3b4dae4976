"""Dropout."""

from dataclasses import dataclass
from typing import ClassVar

from .layer import Evaluated, Floats, Layer, Shape, Weights
from .options import NUMBER, option
from .shapes import single
from .unit import Place


@dataclass(frozen=True)
class Dropout(Layer):
    """PyTorch's ``Dropout`` (Srivastava et al. 2014): while training, every number is dropped with probability `p`."""

    operation: ClassVar[str] = "dropout"
    slim: ClassVar[bool] = True

    p: float = option(NUMBER, "probability that a number is dropped", default=0.5, least=0, most=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Keep the shape."""
        return single(inputs, "dropout")

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Return the input unchanged, since dropout is off."""
        return Evaluated(inputs[0], lambda grad: (grad,))

    def origin(self, input: Shape, place: Place) -> Place:  # noqa: ARG002, the same for every shape
        """Return the same position."""
        return place
