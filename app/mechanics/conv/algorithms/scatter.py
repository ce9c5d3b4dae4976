"""Stamping every input cell's weighted kernel onto the output: the transpose of the sums of a convolution."""

from math import prod

import numpy as np
from numpy.typing import NDArray

from ...axis.options import PerAxis

Floats = NDArray[np.floating]


def scatter(input: Floats, weight: Floats, stride: PerAxis, dilation: PerAxis, groups: int) -> Floats:
    """Add up every stamp, without cutting anything off.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input, which weights the kernels, with any number of spatial axes.
    weight : ndarray of float, shape (C, O / groups, KH, KW)
        The kernels.
    stride, dilation : tuple of int
        Per axis, height before width, in output cells.
    groups : int
        Number of groups; divides both C and O.

    Returns
    -------
    ndarray of float, shape (O, (H − 1) · stride + span, (W − 1) · stride + span)

    Examples
    --------
    >>> scatter(np.array([[[1.0, 2.0]]]), np.array([[[[1.0, 5.0]]]]), (1, 2), (1, 1), 1).tolist()
    [[[1.0, 5.0, 2.0, 10.0]]]
    """
    channels, *size = input.shape
    _, group_filters, *kernel_size = weight.shape
    reach = [(cells - 1) * s + 1 for cells, s in zip(size, stride, strict=True)]
    shape = [last + d * (k - 1) for last, d, k in zip(reach, dilation, kernel_size, strict=True)]
    full = np.zeros((groups, group_filters, *shape), dtype=input.dtype)
    cells = input.reshape(groups, channels // groups, -1)
    kernels = weight.reshape(groups, channels // groups, group_filters, prod(kernel_size))
    for place, tap in enumerate(np.ndindex(*kernel_size)):
        stamped = kernels[:, :, :, place].transpose(0, 2, 1) @ cells
        starts = [d * k for d, k in zip(dilation, tap, strict=True)]
        under = (slice(first, first + last, s) for first, last, s in zip(starts, reach, stride, strict=True))
        full[(slice(None), slice(None), *under)] += stamped.reshape(groups, group_filters, *size)
    return full.reshape(groups * group_filters, *shape)
