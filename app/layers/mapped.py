"""Activations of later years: each is a function of one number, with its derivative."""

from abc import abstractmethod
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from ..mechanics.activation import activate
from .activation import Pointwise
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Shape, Weights
from .options import NUMBER, option

#: Number of multiply-accumulates that take as long as an exponential and a logarithm.
_SMOOTH_MACS = 20
#: PyTorch's constants of a ``SELU`` (Klambauer et al. 2017, section "Self-normalizing neural networks").
_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


@dataclass(frozen=True)
class Mapped(Pointwise):
    """A layer that applies a function to every number."""

    @abstractmethod
    def value(self, x: Floats) -> Floats:
        """Return the function's value for every number."""

    @abstractmethod
    def slope(self, x: Floats) -> Floats:
        """Return its derivative; at a kink, PyTorch's."""

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of a few operations for every number."""
        return Cost(prod(inputs[0]), (NUMBER_MACS + _SMOOTH_MACS) * prod(inputs[0]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Apply the function to every number."""
        (x,) = inputs
        return Evaluated(self.value(x).astype(x.dtype), lambda grad: (grad * self.slope(x).astype(x.dtype),))


@dataclass(frozen=True)
class Hardtanh(Mapped):
    """PyTorch's ``Hardtanh``: every number clipped to a range."""

    operation: ClassVar[str] = "hardtanh"

    min_val: float = option(NUMBER, "smallest number that comes out", default=-1.0)
    max_val: float = option(NUMBER, "largest number that comes out", default=1.0)

    def value(self, x: Floats) -> Floats:
        """Clip every number."""
        return np.clip(x, self.min_val, self.max_val)

    def slope(self, x: Floats) -> Floats:
        """Return 1 within the range."""
        return ((x > self.min_val) & (x < self.max_val)).astype(x.dtype)


@dataclass(frozen=True)
class Hardsigmoid(Mapped):
    """PyTorch's ``Hardsigmoid`` (Courbariaux et al. 2015): a line from 0 to 1 in place of the sigmoid."""

    operation: ClassVar[str] = "hardsigmoid"

    def value(self, x: Floats) -> Floats:
        """Return (x + 3) / 6, clipped to 0 and 1."""
        return np.clip(x + 3, 0, 6) / 6

    def slope(self, x: Floats) -> Floats:
        """Return 1/6 on the line."""
        return np.where(np.abs(x) < 3, 1 / 6, 0)


@dataclass(frozen=True)
class Hardswish(Mapped):
    """PyTorch's ``Hardswish`` (Howard et al. 2019, section 5.2): x times a hard sigmoid of x."""

    operation: ClassVar[str] = "hardswish"

    def value(self, x: Floats) -> Floats:
        """Return x · clip(x + 3, 0, 6) / 6."""
        return x * np.clip(x + 3, 0, 6) / 6

    def slope(self, x: Floats) -> Floats:
        """Return 0 below −3, 1 above 3, and (2x + 3) / 6 between."""
        return np.where(x < -3, 0, np.where(x > 3, 1, (2 * x + 3) / 6))


@dataclass(frozen=True)
class ELU(Mapped):
    """PyTorch's ``ELU`` (Clevert, Unterthiner and Hochreiter 2016): α·(eˣ − 1) below zero."""

    operation: ClassVar[str] = "elu"

    alpha: float = option(NUMBER, "how far negative numbers go down", default=1.0)

    def value(self, x: Floats) -> Floats:
        """Return x above zero, α·(eˣ − 1) below."""
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def slope(self, x: Floats) -> Floats:
        """Return 1 above zero, α·eˣ below."""
        return np.where(x > 0, 1, self.alpha * np.exp(np.minimum(x, 0)))


@dataclass(frozen=True)
class SELU(Mapped):
    """PyTorch's ``SELU`` (Klambauer et al. 2017): an ELU, scaled so that mean and variance stay."""

    operation: ClassVar[str] = "selu"

    def value(self, x: Floats) -> Floats:
        """Return a scaled ELU."""
        return _SELU_SCALE * np.where(x > 0, x, _SELU_ALPHA * np.expm1(np.minimum(x, 0)))

    def slope(self, x: Floats) -> Floats:
        """Return its derivative."""
        return _SELU_SCALE * np.where(x > 0, 1, _SELU_ALPHA * np.exp(np.minimum(x, 0)))


@dataclass(frozen=True)
class Softplus(Mapped):
    """PyTorch's ``Softplus``: ln(1 + e^(β·x)) / β, and x itself where β·x is above 20."""

    operation: ClassVar[str] = "softplus"

    beta: float = option(NUMBER, "how sharp the bend is", default=1.0)
    threshold: float = option(NUMBER, "above which β·x it is a line", default=20.0)

    def value(self, x: Floats) -> Floats:
        """Return the soft maximum of x and 0."""
        return np.where(self.beta * x > self.threshold, x, np.logaddexp(0, self.beta * x) / self.beta)

    def slope(self, x: Floats) -> Floats:
        """Return a sigmoid."""
        return np.where(self.beta * x > self.threshold, 1, activate(self.beta * x, "sigmoid"))


@dataclass(frozen=True)
class Mish(Mapped):
    """PyTorch's ``Mish`` (Misra 2020): x·tanh(softplus(x))."""

    operation: ClassVar[str] = "mish"

    def value(self, x: Floats) -> Floats:
        """Return x·tanh(ln(1 + eˣ))."""
        found: Floats = x * np.tanh(np.logaddexp(0, x))
        return found

    def slope(self, x: Floats) -> Floats:
        """Return its derivative."""
        bent = np.tanh(np.logaddexp(0, x))
        found: Floats = bent + x * (1 - bent**2) * activate(x, "sigmoid")
        return found


@dataclass(frozen=True)
class Softsign(Mapped):
    """PyTorch's ``Softsign``: x / (1 + |x|)."""

    operation: ClassVar[str] = "softsign"

    def value(self, x: Floats) -> Floats:
        """Return x / (1 + |x|)."""
        found: Floats = x / (1 + np.abs(x))
        return found

    def slope(self, x: Floats) -> Floats:
        """Return 1 / (1 + |x|)²."""
        return 1 / (1 + np.abs(x)) ** 2


@dataclass(frozen=True)
class LogSigmoid(Mapped):
    """PyTorch's ``LogSigmoid``: the logarithm of the sigmoid."""

    operation: ClassVar[str] = "log_sigmoid"

    def value(self, x: Floats) -> Floats:
        """Return −ln(1 + e⁻ˣ)."""
        return -np.logaddexp(0, -x)

    def slope(self, x: Floats) -> Floats:
        """Return σ(−x)."""
        return activate(-x, "sigmoid")


@dataclass(frozen=True)
class TanhGELU(Mapped):
    """PyTorch's ``GELU(approximate="tanh")`` (Hendrycks and Gimpel 2016, section 2)."""

    operation: ClassVar[str] = "gelu_tanh"

    def value(self, x: Floats) -> Floats:
        """Return x · (1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2."""
        found: Floats = x * (1 + np.tanh(self._inner(x))) / 2
        return found

    def slope(self, x: Floats) -> Floats:
        """Return its derivative."""
        bent = np.tanh(self._inner(x))
        inner_slope = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)
        found: Floats = (1 + bent) / 2 + x * (1 - bent**2) * inner_slope / 2
        return found

    @staticmethod
    def _inner(x: Floats) -> Floats:
        found: Floats = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
        return found
