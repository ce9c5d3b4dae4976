"""Arithmetic with constants."""

from dataclasses import dataclass
from typing import ClassVar

from .activation import Pointwise
from .layer import Evaluated, Floats, Weights
from .options import NUMBER, option


@dataclass(frozen=True)
class Affine(Pointwise):
    """Every number times a constant, plus another: ``0.1 * x``, ``1 - x``, ``x / 255``.

    Examples
    --------
    >>> import numpy as np
    >>> Affine(factor=-1, offset=1).forward((np.array([[0.25]]),), {}).output.tolist()
    [[0.75]]
    """

    operation: ClassVar[str] = "affine"

    factor: float = option(NUMBER, "what every number is multiplied by", default=1.0)
    offset: float = option(NUMBER, "what is then added", default=0.0)

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Multiply and add."""
        (x,) = inputs
        factor, offset = x.dtype.type(self.factor), x.dtype.type(self.offset)
        return Evaluated(x * factor + offset, lambda grad: (grad * factor,))
