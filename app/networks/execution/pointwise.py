"""Layers whose units look at the same place only: of other channels, or of other inputs."""

import numpy as np

from ...mechanics.activation import Floats
from ...mechanics.sampling import sliding
from ..joining import Add, Concat
from ..layers import EPSILON, BatchNorm, Dropout, Flatten, LeakyReLU, LocalResponseNorm, PReLU
from .given import Given, Run, run

#: PyTorch's slope of a ``PReLU`` before training.
_FIRST_SLOPE = 0.25


@run.register
def _batch_norm(_layer: BatchNorm, given: Given) -> Run:
    x = given.x
    if x.ndim == 1 or x[0].size == 1:  # nothing to take a variance of
        return x, lambda gradient: (gradient,)
    deviation = np.sqrt(x.var(axis=(1, 2), keepdims=True) + EPSILON)
    return (x - x.mean(axis=(1, 2), keepdims=True)) / deviation, lambda gradient: (gradient / deviation,)


@run.register
def _local_response_norm(layer: LocalResponseNorm, given: Given) -> Run:
    x = given.x
    channels = x.shape[0]
    near = sliding(layer.size, padding=layer.size // 2).looks(range(channels), channels)
    share = layer.alpha / layer.size
    damping = layer.k + share * np.tensordot(near, x**2, 1)

    def back(gradient: Floats) -> tuple[Floats, ...]:
        through = np.tensordot(near.T, gradient * x * damping ** (-layer.beta - 1), 1)
        return (gradient * damping**-layer.beta - 2 * layer.beta * share * x * through,)

    return x * damping**-layer.beta, back


@run.register
def _leaky_relu(layer: LeakyReLU, given: Given) -> Run:
    return _bent(given.x, layer.negative_slope)


@run.register
def _prelu(_layer: PReLU, given: Given) -> Run:
    return _bent(given.x, _FIRST_SLOPE)


def _bent(x: Floats, below: float) -> Run:
    slopes = np.where(x > 0, 1.0, below)
    return x * slopes, lambda gradient: (gradient * slopes,)


@run.register
def _dropout(_layer: Dropout, given: Given) -> Run:
    return given.x, lambda gradient: (gradient,)


@run.register
def _flatten(_layer: Flatten, given: Given) -> Run:
    x = given.x
    return x.reshape(-1), lambda gradient: (gradient.reshape(x.shape),)


@run.register
def _add(_layer: Add, given: Given) -> Run:
    first, *others = given.inputs
    return sum(others, first), lambda gradient: (gradient,) * len(given.inputs)


@run.register
def _concat(_layer: Concat, given: Given) -> Run:
    ends = np.cumsum([len(x) for x in given.inputs])[:-1]
    return np.concatenate(given.inputs), lambda gradient: tuple(np.split(gradient, ends))
