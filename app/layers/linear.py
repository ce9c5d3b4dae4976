"""Fully connected layers."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from ..mechanics.errors import OptionError
from .initial import he_normal
from .layer import Evaluated, Floats, Layer, Shape, Weights
from .options import COUNT, FLAG, option
from .shapes import single
from .unit import Arithmetic, Place, Terms


@dataclass(frozen=True)
class Linear(Layer):
    """PyTorch's ``Linear``; if `in_features` is set, the input must have that many numbers.

    Examples
    --------
    >>> Linear(out_features=10).count(((84,),)).total
    850
    """

    operation: ClassVar[str] = "linear"
    sets_channels: ClassVar[bool] = True

    out_features: int = option(COUNT, "number of outputs", least=1, start=10)
    bias: bool = option(FLAG, "whether each output has a bias", default=True)
    in_features: int | None = option(COUNT, "number of inputs, checked if set", default=None, least=1)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return a vector of one number for each feature."""
        shape = single(inputs, "a linear layer")
        if len(shape) != 1:
            raise OptionError("inputs", f"a linear layer needs a vector, not {list(shape)}: flatten first")
        if self.in_features not in (None, shape[0]):
            raise OptionError("in_features", f"in_features is {self.in_features}, but the input has {shape[0]} numbers")
        return (self.out_features,)

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Return the names and shapes of weights and biases."""
        learned = {"weight": (self.out_features, inputs[0][0])}
        return learned | ({"bias": (self.out_features,)} if self.bias else {})

    def macs(self, inputs: tuple[Shape, ...]) -> int:
        """Count every weight once."""
        return inputs[0][0] * self.out_features

    def bias_additions(self, inputs: tuple[Shape, ...]) -> int:  # noqa: ARG002, the same for every shape
        """Count one for each number of the output."""
        return self.out_features if self.bias else 0

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Compute the weighted sums."""
        (x,), weight = inputs, weights["weight"]
        output = x @ weight.T
        if self.bias:
            output = output + weights["bias"]

        def weight_gradients(grad: Floats) -> Weights:
            return {"weight": grad.T @ x} | ({"bias": grad.sum(axis=0)} if self.bias else {})

        return Evaluated(output, lambda grad: (grad @ weight,), weight_gradients)

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:
        """Return every number of the vector with its weight."""
        (x,), row = inputs, weights["weight"][place[0]]
        bias = float(weights["bias"][place[0]]) if self.bias else None
        everywhere = np.arange(x.shape[1])
        terms = Terms(np.zeros_like(everywhere), everywhere[:, None], x[0], row)
        return Arithmetic(float(x[0] @ row + (bias or 0)), terms=terms, bias=bias)

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:
        """Draw weights as `he_normal` does, in the type of the input; biases are 0."""
        features = inputs[0].shape[1]
        weight = he_normal(rng, features, (self.out_features, features), inputs[0].dtype)
        return {"weight": weight} | ({"bias": np.zeros(self.out_features)} if self.bias else {})

    def thin(self, was: Shape, now: Shape, channels: int) -> Layer:  # noqa: ARG002, all inputs are read
        """Return the layer with few features."""
        return replace(self, out_features=channels, in_features=None)
