"""The sums of a convolution as one matrix product over a view of the windows."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.floating]

#: The copied windows are kept below this many numbers at a time, so that a large picture needs little memory.
BLOCK_NUMBERS = 2**22


def gemm(padded: Floats, weight: Floats, stride: tuple[int, int], dilation: tuple[int, int], groups: int) -> Floats:
    """Sum weight × input over every window.

    Parameters
    ----------
    padded : ndarray of float, shape (C, H, W)
        The input with its padding.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    stride, dilation : (int, int)
        Per axis, height first.
    groups : int
        Divides both C and O.

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
    channels = padded.shape[0]
    out_channels, group_channels, kernel_height, kernel_width = weight.shape
    span = tuple(d * (k - 1) + 1 for d, k in zip(dilation, (kernel_height, kernel_width), strict=True))
    windows = sliding_window_view(padded, span, axis=(1, 2))[
        :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]
    ]
    rows, columns = windows.shape[1:3]
    matrix = weight.reshape(groups, out_channels // groups, -1)
    sums = np.empty((groups, out_channels // groups, rows, columns), dtype=padded.dtype)
    block = max(1, BLOCK_NUMBERS // (channels * kernel_height * kernel_width * columns))
    for first in range(0, rows, block):
        part = windows[:, first : first + block].transpose(0, 3, 4, 1, 2)
        unfolded = part.reshape(groups, group_channels * kernel_height * kernel_width, -1)
        sums[:, :, first : first + block] = (matrix @ unfolded).reshape(*matrix.shape[:2], -1, columns)
    return sums.reshape(out_channels, rows, columns)
