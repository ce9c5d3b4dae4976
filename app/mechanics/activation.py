"""Activation functions, applied to every number of a tensor."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Activation = Literal["identity", "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "silu"]
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
#: PyTorch's default slope of the leaky ReLU for negative numbers.
LEAKY_SLOPE = 0.01

_erf = np.frompyfunc(math.erf, 1, 1)


def _sigmoid(x: Floats) -> Floats:
    small: Floats = np.exp(-np.abs(x))
    return np.where(x >= 0, x.dtype.type(1), small) / (1 + small)


def _gelu(x: Floats) -> Floats:
    erf: Floats = _erf(x / math.sqrt(2)).astype(x.dtype)
    return x * ((1 + erf) / 2)


_FUNCTIONS: dict[Activation, Callable[[Floats], Floats]] = {
    "identity": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x >= 0, x, x * x.dtype.type(LEAKY_SLOPE)),
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "gelu": _gelu,
    "silu": lambda x: x * _sigmoid(x),
}


def activate(x: Floats, activation: Activation) -> Floats:
    """Apply an activation to every number.

    Parameters
    ----------
    x : ndarray of float
        Any shape.
    activation : str
        One of `ACTIVATIONS`. ``"gelu"`` is the exact form, x·Φ(x) (Hendrycks and Gimpel 2016,
        "Gaussian Error Linear Units", equation 1); ``"leaky_relu"`` has the slope 0.01.

    Returns
    -------
    ndarray of float
        Same shape and type as `x`.

    Examples
    --------
    >>> activate(np.array([-2.0, 0.0, 3.0]), "relu").tolist()
    [0.0, 0.0, 3.0]
    >>> activate(np.array([-2.0, 3.0]), "leaky_relu").tolist()
    [-0.02, 3.0]
    """
    return _FUNCTIONS[activation](x)


def _sigmoid_slope(x: Floats) -> Floats:
    return _sigmoid(x) * _sigmoid(-x)


def _gelu_slope(x: Floats) -> Floats:
    erf: Floats = _erf(x / math.sqrt(2)).astype(x.dtype)
    return (1 + erf) / 2 + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


_SLOPES: dict[Activation, Callable[[Floats], Floats]] = {
    "identity": np.ones_like,
    "relu": lambda x: (x > 0).astype(x.dtype),
    "leaky_relu": lambda x: np.where(x > 0, x.dtype.type(1), x.dtype.type(LEAKY_SLOPE)),
    "sigmoid": _sigmoid_slope,
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "gelu": _gelu_slope,
    "silu": lambda x: _sigmoid(x) + x * _sigmoid_slope(x),
}


def slope(x: Floats, activation: Activation) -> Floats:
    """Return an activation's derivative at every number; at a kink, the one from the negative side (as PyTorch).

    Parameters
    ----------
    x : ndarray of float
        Any shape.
    activation : str
        One of `ACTIVATIONS`.

    Returns
    -------
    ndarray of float
        Same shape and type as `x`.

    Examples
    --------
    >>> slope(np.array([-2.0, 0.0, 3.0]), "relu").tolist(), slope(np.array([0.0]), "sigmoid").tolist()
    ([0.0, 0.0, 1.0], [0.25])
    """
    return _SLOPES[activation](x)


@dataclass(frozen=True)
class SoftmaxSteps:
    """A softmax, step by step.

    Attributes
    ----------
    largest : ndarray of float
        The largest number along the axis, which is subtracted first, so that no exponential overflows.
    exponentials : ndarray of float
        e to each difference.
    total : ndarray of float
        The sum of the exponentials along the axis.
    shares : ndarray of float
        Each exponential divided by that sum.
    """

    largest: Floats
    exponentials: Floats
    total: Floats
    shares: Floats


def softmax(x: Floats, axis: int) -> SoftmaxSteps:
    """Turn numbers into shares that add up to 1 along an axis.

    Parameters
    ----------
    x : ndarray of float
        Any shape.
    axis : int
        The axis; `largest` and `total` keep it, with a size of 1.

    Examples
    --------
    >>> softmax(np.array([0.0, 0.0]), axis=0).shares.tolist()
    [0.5, 0.5]
    """
    largest = x.max(axis=axis, keepdims=True)
    with np.errstate(over="ignore"):  # a difference beyond the range is −∞, whose exponential is 0
        exponentials = np.exp(x - largest)
    total = exponentials.sum(axis=axis, keepdims=True)
    return SoftmaxSteps(largest, exponentials, total, exponentials / total)
