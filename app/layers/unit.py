"""How one unit of a layer comes about, number by number."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..mechanics.axis.padding import ZERO
from ..mechanics.axis.window_axis import WindowAxis
from ..mechanics.conv.unit import UnitArithmetic

Floats = NDArray[np.floating]
#: The position of a number in an output: [c, i, j], or [k] in a vector.
Place = tuple[int, ...]


@dataclass(frozen=True)
class Terms:
    """The numbers that a unit adds up, each with the weight that it is multiplied by.

    Attributes
    ----------
    sources : ndarray of int, shape (N,)
        Which of the layer's inputs each comes from.
    places : ndarray of int, shape (N, axes)
        Where it stands there.
    values, weights : ndarray of float, shape (N,)
        The numbers, and their weights.
    """

    sources: NDArray[np.intp]
    places: NDArray[np.intp]
    values: Floats
    weights: Floats

    @property
    def products(self) -> Floats:
        """Each number times its weight."""
        return self.values * self.weights + 0  # adding 0 turns −0 into 0

    def largest(self, count: int) -> Self:
        """Return those with the largest products, the largest first; equal ones in their order.

        Examples
        --------
        >>> terms = Terms(np.zeros(3, int), np.arange(3)[:, None], np.array([1.0, -4.0, 2.0]), np.ones(3))
        >>> terms.largest(2).values.tolist()
        [-4.0, 2.0]
        """
        order = np.argsort(-np.abs(self.products), kind="stable")[:count]
        return type(self)(self.sources[order], self.places[order], self.values[order], self.weights[order])


@dataclass(frozen=True)
class Pooled:
    """The window of a pooling unit.

    Attributes
    ----------
    cells : tuple of ndarray of int, shapes (KH,), (KW,)
        For each axis, the input cell under every cell of the window, `padding.ZERO` in the padding.
    values : ndarray of float, shape (KH, KW)
        The numbers under it; NaN where padding takes no part.
    winner : tuple of int or None
        The input cell whose number was kept (max pooling), an index for each axis.
    sum, divisor : float, int or None
        What the mean is made of (average pooling).
    """

    cells: tuple[NDArray[np.intp], ...]
    values: Floats
    winner: Place | None = None
    sum: float | None = None
    divisor: int | None = None


@dataclass(frozen=True)
class Normalised:
    """What a batch norm does to the numbers of a channel: (x − mean) / √(variance + epsilon) · scale + shift."""

    mean: float
    variance: float
    epsilon: float
    scale: float
    shift: float


@dataclass(frozen=True)
class Shared:
    """What a softmax makes of a number: its share of the exponentials.

    Attributes
    ----------
    largest : float
        The largest number, which is subtracted first, so that no exponential overflows.
    exponential, total : float
        e to the difference, and the sum of all exponentials.
    """

    largest: float
    exponential: float
    total: float


@dataclass(frozen=True)
class Arithmetic:
    """How one unit comes about; of the ways to say it, the one that suits the layer.

    Attributes
    ----------
    output : float
        The unit's number.
    convolution : UnitArithmetic or None
        Window, weights, products and sums.
    pooling : Pooled or None
        Window, and winner or divisor.
    terms : Terms or None
        The weighted numbers that add up to it, together with the bias.
    bias : float or None
        Added to the terms.
    before : float or None
        The number that a function was applied to.
    normalised, shared : Normalised, Shared or None
        What that function is made of.
    """

    output: float
    convolution: UnitArithmetic | None = None
    pooling: Pooled | None = None
    terms: Terms | None = None
    bias: float | None = None
    before: float | None = None
    normalised: Normalised | None = None
    shared: Shared | None = None


def weighted_sum(
    output: Floats,
    inputs: tuple[Floats, ...],
    back: Callable[[Floats], tuple[Floats, ...]],
    place: Place,
    bias: Floats | None,
) -> Arithmetic:
    """Write a unit as a weighted sum: the weights are its gradient, which is exact for a linear layer.

    Parameters
    ----------
    output : ndarray of float, shape (1, C, …)
        The layer's output for one input.
    inputs : tuple of ndarray of float
        What it was computed from.
    back : callable
        Maps the gradient of the output to that of each input.
    place : tuple of int
        The unit.
    bias : ndarray of float, shape (C,), or None
        What the layer adds to every unit of a channel.

    Examples
    --------
    >>> found = weighted_sum(np.array([[3.0]]), (np.array([[1.0, 2.0]]),), lambda g: (g * np.ones((1, 2)),), (0,), None)
    >>> found.terms.products.tolist(), found.output
    ([1.0, 2.0], 3.0)
    """
    grad = np.zeros_like(output)
    grad[(0, *place)] = 1
    found = [
        (source, places, input[0][tuple(places.T)], weights[0][tuple(places.T)])
        for source, (input, weights) in enumerate(zip(inputs, back(grad), strict=True))
        if len(places := np.argwhere(weights[0]))
    ]
    if not found:  # nothing is read: the channels that a subsampling adds are zeros
        nothing = np.zeros(0, output.dtype)
        found = [(0, np.zeros((0, inputs[0].ndim - 1), np.intp), nothing, nothing)]
    terms = Terms(
        np.concatenate([np.full(len(places), source) for source, places, _, _ in found]),
        np.concatenate([places for _, places, _, _ in found]),
        np.concatenate([values for _, _, values, _ in found]),
        np.concatenate([weights for _, _, _, weights in found]),
    )
    return Arithmetic(float(output[(0, *place)]), terms=terms, bias=None if bias is None else float(bias[place[0]]))


def under_window(x: Floats, axes: tuple[WindowAxis, ...], place: Place, padding: float) -> Pooled:
    """Return the numbers under a pooling window.

    Parameters
    ----------
    x : ndarray of float, shape (C, H, W)
        The input, of one to three spatial axes.
    axes : tuple of WindowAxis
        The window along each of them.
    place : (c, i, j)
        The unit.
    padding : float
        What stands for padded cells.

    Examples
    --------
    >>> axis = WindowAxis("length", input_size=3, kernel_size=2, stride=2, padding=(1, 0), dilation=1)
    >>> under_window(np.array([[5.0, 6.0, 7.0]]), (axis,), (0, 0), padding=0).values.tolist()
    [0.0, 5.0]
    """
    cells = tuple(axis.inputs()[at] for axis, at in zip(axes, place[1:], strict=True))
    values = x[place[0]][np.ix_(*cells)]
    inside = reduce(np.logical_and.outer, [under != ZERO for under in cells])
    return Pooled(cells, np.where(inside, values, values.dtype.type(padding)))
