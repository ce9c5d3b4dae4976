"""What a layer computes, and how a gradient gets back through it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import cast

import numpy as np

from ...mechanics.activation import Activation, Floats, activate, slope
from ..layers import Layer

#: Takes the gradient of a layer's output to that of each of its inputs.
Back = Callable[[Floats], tuple[Floats, ...]]
#: A layer's output, and the way back.
Run = tuple[Floats, Back]


@dataclass(frozen=True)
class Given:
    """What a layer is computed from.

    Attributes
    ----------
    operation : str
        What tells layers without options apart.
    inputs : tuple of ndarray of float
        Each of shape (C, H, W), or (N,).
    rng : numpy.random.Generator
        Where weights come from.
    """

    operation: str
    inputs: tuple[Floats, ...]
    rng: np.random.Generator

    @property
    def x(self) -> Floats:
        """The first input, or the only one."""
        return self.inputs[0]


@singledispatch
def run(_layer: Layer, given: Given) -> Run:
    """Compute a layer as it is before training, dropout off.

    Parameters
    ----------
    layer : Layer
        Whose `output_shape` accepts the inputs.
    given : Given
        What it is computed from.

    Notes
    -----
    Weights are normally distributed with a variance of 2 / fan-in (He et al. 2015, equation 10), biases are 0.
    A batch norm's statistics are those of the map at hand, and stay as they are on the way back.

    Examples
    --------
    >>> x = np.array([[[-1.0, 2.0]]])
    >>> output, back = run(Layer(), Given("relu", (x,), np.random.default_rng(0)))
    >>> output.tolist(), back(np.ones_like(x))[0].tolist()
    ([[[0.0, 2.0]]], [[[0.0, 1.0]]])
    """
    x, operation = given.x, given.operation
    if operation == "relu6":
        return np.clip(x, 0, 6), lambda gradient: (gradient * ((x > 0) & (x < 6)),)
    if operation == "softmax":
        raised = np.exp(x - x.max(axis=0))
        shares: Floats = raised / raised.sum(axis=0)
        return shares, lambda gradient: (shares * (gradient - (shares * gradient).sum(axis=0)),)
    activation = cast("Activation", operation)
    return activate(x, activation), lambda gradient: (gradient * slope(x, activation),)
