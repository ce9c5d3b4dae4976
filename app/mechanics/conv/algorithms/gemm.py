"""The sums of a convolution as one matrix product over a view of the windows."""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ...axis.options import PerAxis

Floats = NDArray[np.floating]

#: Most numbers of copied windows held at a time, so that a large image needs little memory.
BLOCK_NUMBERS = 2**22


def gemm(padded: Floats, weight: Floats, stride: PerAxis, dilation: PerAxis, groups: int) -> Floats:
    """Sum weight × input over every window.

    Parameters
    ----------
    padded : ndarray of float, shape (C, H, W)
        The padded input, with any number of spatial axes.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    stride, dilation : tuple of int
        Per axis, height before width.
    groups : int
        Number of groups; divides both C and O.

    Returns
    -------
    ndarray of float, shape (O, H', W')
        The sums, without bias. After Chellapilla, Puri and Simard 2006, "High Performance Convolutional
        Neural Networks for Document Processing", section 3: unfold, then multiply.

    Examples
    --------
    >>> gemm(np.ones((1, 3, 3)), np.ones((1, 1, 2, 2)), (1, 1), (1, 1), 1).tolist()
    [[[4.0, 4.0], [4.0, 4.0]]]
    """
    out_channels, group_channels, *kernel_size = weight.shape
    axes = len(kernel_size)
    windows = windows_of(padded, tuple(kernel_size), stride, dilation)
    rows, *columns = windows.shape[1 : 1 + axes]
    matrix = weight.reshape(groups, out_channels // groups, -1)
    sums = np.empty((groups, out_channels // groups, rows, *columns), dtype=padded.dtype)
    block = max(1, BLOCK_NUMBERS // (padded.shape[0] * prod(kernel_size) * prod(columns)))
    channels_and_taps = (0, *range(1 + axes, 1 + 2 * axes), *range(1, 1 + axes))
    for first in range(0, rows, block):
        some = windows[:, first : first + block].transpose(channels_and_taps)
        unfolded = some.reshape(groups, group_channels * prod(kernel_size), -1)
        sums[:, :, first : first + block] = (matrix @ unfolded).reshape(*matrix.shape[:2], -1, *columns)
    return sums.reshape(out_channels, rows, *columns)


def windows_of(padded: Floats, kernel_size: PerAxis, stride: PerAxis, dilation: PerAxis) -> Floats:
    """Return a view of the numbers under a window at all of its positions, without copying.

    Parameters
    ----------
    padded : ndarray of float, shape (C, H, W)
        The padded input.
    kernel_size, stride, dilation : tuple of int
        Per axis, height before width.

    Returns
    -------
    ndarray of float, shape (C, H', W', KH, KW)

    Examples
    --------
    >>> windows_of(np.arange(5.0)[None], (2,), (2,), (1,)).tolist()
    [[[0.0, 1.0], [2.0, 3.0]]]
    """
    axes = len(kernel_size)
    span = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel_size, strict=True))
    view = sliding_window_view(padded, span, axis=tuple(range(1, 1 + axes)))
    steps = tuple(slice(None, None, step) for step in (*stride, *dilation))
    windows: Floats = view[(slice(None), *steps)]
    return windows
