"""Pooling: the maximum or the mean of every window, channel by channel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..axis.padding import ZERO
from ..axis.window_axis import WindowAxis
from .geometry import PoolGeometry, PoolOptions, pool_geometry

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class MaxPoolResult:
    """The result of `max_pool`.

    Attributes
    ----------
    output : ndarray of float, shape (C, H', W')
        The largest number of each window.
    argmax : ndarray of int, shape (C, H', W', 2)
        Its row and column in the unpadded input; the first if several are equal.
    geometry : PoolGeometry
        The sizes.
    """

    output: Floats
    argmax: NDArray[np.intp]
    geometry: PoolGeometry


@dataclass(frozen=True)
class AvgPoolResult:
    """The result of `avg_pool`.

    Attributes
    ----------
    output : ndarray of float, shape (C, H', W')
        The mean of each window.
    divisor : ndarray of int, shape (H', W')
        The number that its sum was divided by.
    geometry : PoolGeometry
        The sizes.
    """

    output: Floats
    divisor: NDArray[np.intp]
    geometry: PoolGeometry


def max_pool(input: Floats, options: PoolOptions) -> MaxPoolResult:
    """Take the largest number of every window.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input, of one to three spatial axes; padding counts as −∞.
    options : PoolOptions
        The window and its strides.

    Raises
    ------
    OptionError
        As for `pool_axes`.

    Examples
    --------
    >>> result = max_pool(np.array([[1.0, 3.0, 2.0, 2.0]]), PoolOptions.of(2, axes=1))
    >>> result.output.tolist(), result.argmax.tolist()
    ([[3.0, 2.0]], [[[1], [2]]])
    """
    geometry = pool_geometry(input.shape, options)
    best = _padded(input, geometry, fill=-np.inf)
    # one axis at a time, the last first: comparisons grow with the sum of the kernel sizes, not with their product
    winners: list[NDArray[np.intp]] = []
    for place in range(len(geometry.axes), 0, -1):
        best, winner = _largest(best, place, geometry.axes[place - 1])
        winners.insert(0, winner)
    return MaxPoolResult(best, _argmax(winners, geometry), geometry)


def _argmax(winners: list[NDArray[np.intp]], geometry: PoolGeometry) -> NDArray[np.intp]:
    """Trace the winners from the first axis to the last, each found among the windows of the axes before it."""
    at = list(np.indices(geometry.output_shape))
    cells = []
    for place, axis in enumerate(geometry.axes, start=1):
        tap = winners[place - 1][tuple(at)]
        cells.append(axis.inputs()[at[place], tap])
        at[place] = at[place] * axis.stride + tap * axis.dilation  # the padded row that the next axis was searched in
    return np.stack(cells, axis=-1)


def avg_pool(input: Floats, options: PoolOptions, *, count_include_pad: bool = True) -> AvgPoolResult:
    """Take the mean of every window.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input, of one to three spatial axes; padding counts as 0.
    options : PoolOptions
        The window and its strides; its dilation is 1.
    count_include_pad : bool
        Whether padded cells count in the divisor. Cells of a last window beyond the padding
        (``ceil_mode``) never do.

    Raises
    ------
    OptionError
        As for `pool_axes`.

    Examples
    --------
    >>> padded = PoolOptions.of(2, padding=1, axes=1)
    >>> avg_pool(np.array([[4.0, 6.0]]), padded).output.tolist()
    [[2.0, 3.0]]
    >>> avg_pool(np.array([[4.0, 6.0]]), padded, count_include_pad=False).output.tolist()
    [[4.0, 6.0]]
    """
    geometry = pool_geometry(input.shape, options)
    padded = _padded(input, geometry, fill=0)
    divisor = _divisor(geometry, count_include_pad=count_include_pad)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = _sums(padded, geometry)
        means = sums / divisor.astype(input.dtype)
    if not np.isfinite(sums).all():  # a mean lies within the range of its numbers, though their sum may not
        scale = padded.dtype.type(2.0 ** -int(divisor.max()).bit_length())
        scaled = _sums(padded * scale, geometry) / divisor.astype(input.dtype)
        largest = np.abs(padded).max()
        means = np.where(np.isfinite(sums), means, np.clip(scaled, -largest * scale, largest * scale) / scale)
    return AvgPoolResult(means, divisor, geometry)


def _divisor(geometry: PoolGeometry, *, count_include_pad: bool) -> NDArray[np.intp]:
    divisor = np.ones((), dtype=np.intp)
    for axis in geometry.axes:
        counted = axis.taps() < axis.padded_size if count_include_pad else axis.inputs() != ZERO
        divisor = np.multiply.outer(divisor, counted.sum(axis=1))
    return divisor


def _padded(input: Floats, geometry: PoolGeometry, fill: float) -> Floats:
    sides = [(axis.padding[0], axis.padding[1] + axis.overhang) for axis in geometry.axes]
    return np.pad(input, [(0, 0), *sides], constant_values=fill)


def _tap(padded: Floats, place: int, axis: WindowAxis, k: int) -> Floats:
    """Return the values under the k-th cell of the window at every position along one axis of the array."""
    first = k * axis.dilation
    last = first + (axis.output_size - 1) * axis.stride
    return padded[(slice(None),) * place + (slice(first, last + 1, axis.stride),)]


def _largest(padded: Floats, place: int, axis: WindowAxis) -> tuple[Floats, NDArray[np.intp]]:
    """Return the maximum of every window along one axis, and the index of the (first) cell that holds it."""
    best = _tap(padded, place, axis, 0).copy()
    winner = np.zeros(best.shape, dtype=np.intp)
    for k in range(1, axis.kernel_size):
        values = _tap(padded, place, axis, k)
        larger = values > best
        best[larger] = values[larger]
        winner[larger] = k
    return best, winner


def _sums(padded: Floats, geometry: PoolGeometry) -> Floats:
    for place in range(len(geometry.axes), 0, -1):
        axis = geometry.axes[place - 1]
        sums = _tap(padded, place, axis, 0).copy()
        for k in range(1, axis.kernel_size):
            sums += _tap(padded, place, axis, k)
        padded = sums
    return padded
