"""Pooling: the largest or the mean of every window, channel by channel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import OptionError
from .geometry import AxisGeometry, sliding_axes
from .options import Padding, Pair
from .padding import ZERO
from .windows import axis_windows

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class PoolOptions:
    """Everything about pooling but its input; PyTorch's ``MaxPool2d`` and ``AvgPool2d``."""

    kernel_size: Pair
    stride: Pair
    padding: Padding = ((0, 0), (0, 0))
    dilation: Pair = (1, 1)
    ceil_mode: bool = False


@dataclass(frozen=True)
class PoolGeometry:
    """The shapes of one pooling."""

    channels: int
    axes: tuple[AxisGeometry, AxisGeometry]

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(C, H', W')."""
        return self.channels, self.axes[0].output_size, self.axes[1].output_size


@dataclass(frozen=True)
class MaxPoolResult:
    """What `max_pool2d` gives.

    Attributes
    ----------
    output : ndarray of float, shape (C, H', W')
        The largest number of each window.
    argmax : ndarray of int, shape (C, H', W', 2)
        Row and column of it in the unpadded input; of several alike, the first.
    geometry : PoolGeometry
        The sizes.
    """

    output: Floats
    argmax: NDArray[np.intp]
    geometry: PoolGeometry


@dataclass(frozen=True)
class AvgPoolResult:
    """What `avg_pool2d` gives.

    Attributes
    ----------
    output : ndarray of float, shape (C, H', W')
        The mean of each window.
    divisor : ndarray of int, shape (H', W')
        What its sum was divided by.
    geometry : PoolGeometry
        The sizes.
    """

    output: Floats
    divisor: NDArray[np.intp]
    geometry: PoolGeometry


def pool_geometry(input_shape: tuple[int, ...], options: PoolOptions) -> PoolGeometry:
    """Give the sizes of a pooling.

    Raises
    ------
    OptionError
        If the window does not fit.

    Examples
    --------
    >>> pool_geometry((3, 5, 5), PoolOptions((2, 2), (2, 2), ceil_mode=True)).output_shape
    (3, 3, 3)
    """
    channels, height, width = input_shape
    axes = sliding_axes(
        (height, width),
        options.kernel_size,
        options.stride,
        options.padding,
        options.dilation,
        ceil_mode=options.ceil_mode,
    )
    return PoolGeometry(channels, (axes[0], axes[1]))


def _windows(geometry: PoolGeometry) -> list[NDArray[np.intp]]:
    """List the input cells of every window per axis, and refuse a window that holds padding only."""
    windows = [axis_windows(axis, "zeros").inputs for axis in geometry.axes]
    for axis, inputs in zip(geometry.axes, windows, strict=True):
        inside = (inputs != ZERO).any(axis=1)
        if not inside.all():
            raise OptionError(
                "padding",
                f"window {np.argmin(inside)} along the {axis.name} holds padding only: padding "
                f"{axis.padding[0]} before and {axis.padding[1]} after is too much for an input of {axis.input_size} "
                f"and a kernel of {axis.kernel_size}"
                + (f" with dilation {axis.dilation}" if axis.dilation > 1 else "")
                + ": use less padding or a larger kernel",
            )
    return windows


def max_pool2d(input: Floats, options: PoolOptions) -> MaxPoolResult:
    """Take the largest number of every window.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input; padding counts as −∞.
    options : PoolOptions
        The window and its steps.

    Raises
    ------
    OptionError
        As `pool_geometry`.

    Examples
    --------
    >>> result = max_pool2d(np.array([[[1.0, 3.0, 2.0, 2.0]]]), PoolOptions((1, 2), (1, 2)))
    >>> result.output.tolist(), result.argmax.tolist()
    ([[[3.0, 2.0]]], [[[[0, 1], [0, 2]]]])
    """
    geometry = pool_geometry(input.shape, options)
    rows, columns = _windows(geometry)
    padded = _padded(input, geometry, fill=-np.inf)
    # along the width, then along the height: as many comparisons as the kernel has rows and columns, not cells
    best, right = _largest(padded, 2, geometry.axes[1])
    output, down = _largest(best, 1, geometry.axes[0])
    c, i, j = np.indices(output.shape)
    right = right[c, i * geometry.axes[0].stride + down * geometry.axes[0].dilation, j]
    argmax = np.stack([rows[i, down], columns[j, right]], axis=-1)
    return MaxPoolResult(output, argmax, geometry)


def avg_pool2d(input: Floats, options: PoolOptions, *, count_include_pad: bool = True) -> AvgPoolResult:
    """Take the mean of every window.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input; padding counts as 0.
    options : PoolOptions
        The window and its steps.
    count_include_pad : bool
        Whether padded cells count in the divisor. What a last window holds beyond the padding
        (``ceil_mode``) never does.

    Raises
    ------
    OptionError
        As `pool_geometry`.

    Examples
    --------
    >>> padded = PoolOptions((1, 2), (1, 2), padding=((0, 0), (1, 1)))
    >>> avg_pool2d(np.array([[[4.0, 6.0]]]), padded).output.tolist()
    [[[2.0, 3.0]]]
    >>> avg_pool2d(np.array([[[4.0, 6.0]]]), padded, count_include_pad=False).output.tolist()
    [[[4.0, 6.0]]]
    """
    geometry = pool_geometry(input.shape, options)
    _windows(geometry)
    sums = _padded(input, geometry, fill=0)
    for place, axis in ((2, geometry.axes[1]), (1, geometry.axes[0])):
        sums = _sums(sums, place, axis)
    counts = (_counted(axis, count_include_pad=count_include_pad) for axis in geometry.axes)
    divisor: NDArray[np.intp] = np.multiply.outer(*counts)
    return AvgPoolResult(sums / divisor.astype(input.dtype), divisor, geometry)


def _counted(axis: AxisGeometry, *, count_include_pad: bool) -> NDArray[np.intp]:
    windows = axis_windows(axis, "zeros")
    counted: NDArray[np.bool_] = windows.taps < axis.padded_size if count_include_pad else windows.inputs != ZERO
    counts: NDArray[np.intp] = counted.sum(axis=1)
    return counts


def _padded(input: Floats, geometry: PoolGeometry, fill: float) -> Floats:
    sides = [(axis.padding[0], axis.padding[1] + axis.overhang) for axis in geometry.axes]
    return np.pad(input, [(0, 0), *sides], constant_values=fill)


def _tap(padded: Floats, place: int, axis: AxisGeometry, k: int) -> Floats:
    """Give what lies under the k-th cell of the window at every position along one axis of the array."""
    first = k * axis.dilation
    last = first + (axis.output_size - 1) * axis.stride
    return padded[(slice(None),) * place + (slice(first, last + 1, axis.stride),)]


def _largest(padded: Floats, place: int, axis: AxisGeometry) -> tuple[Floats, NDArray[np.intp]]:
    """Give the largest number of every window along one axis, and which of its cells it is: the first of several."""
    best = _tap(padded, place, axis, 0).copy()
    winner = np.zeros(best.shape, dtype=np.intp)
    for k in range(1, axis.kernel_size):
        values = _tap(padded, place, axis, k)
        larger = values > best
        best[larger] = values[larger]
        winner[larger] = k
    return best, winner


def _sums(padded: Floats, place: int, axis: AxisGeometry) -> Floats:
    sums = _tap(padded, place, axis, 0).copy()
    for k in range(1, axis.kernel_size):
        sums += _tap(padded, place, axis, k)
    return sums
