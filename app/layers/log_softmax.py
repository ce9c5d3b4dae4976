"""The logarithm of a softmax."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from .activation import Pointwise
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Shape, Weights


@dataclass(frozen=True)
class LogSoftmax(Pointwise):
    """PyTorch's ``LogSoftmax`` over the channels, or over the numbers of a vector."""

    operation: ClassVar[str] = "log_softmax"

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of raising e to each number, adding up and subtracting."""
        return Cost(prod(inputs[0]), 2 * NUMBER_MACS * prod(inputs[0]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Subtract the logarithm of the sum of all powers of e."""
        (x,) = inputs
        moved = x - x.max(axis=1, keepdims=True)
        output: Floats = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
        return Evaluated(output, lambda grad: (grad - np.exp(output) * grad.sum(axis=1, keepdims=True),))
