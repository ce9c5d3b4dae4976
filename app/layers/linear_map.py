"""Layers that amount to one matrix along each spatial axis."""

from collections.abc import Sequence
from math import prod

import numpy as np

from .layer import MATRIX_GAIN, NUMBER_MACS, Cost, Evaluated, Floats, Reads, Shape


def along_axes(x: Floats, matrices: Sequence[Floats]) -> Floats:
    """Multiply by a matrix along each of the last axes.

    Parameters
    ----------
    x : ndarray of float, shape (…, H, W)
        The input; its last axes correspond to the matrices.
    matrices : sequence of ndarray, shape (H', H), (W', W)
        One matrix for each of these axes.

    Returns
    -------
    ndarray of float, shape (…, H', W')

    Examples
    --------
    >>> along_axes(np.ones((1, 2, 3)), [np.ones((1, 2)), np.eye(3)]).tolist()
    [[[2.0, 2.0, 2.0]]]
    """
    for axis, matrix in enumerate(matrices, start=x.ndim - len(matrices)):
        x = np.moveaxis(np.tensordot(matrix.astype(x.dtype), x, (1, axis)), 0, axis)
    return x


def linear_map(x: Floats, matrices: Sequence[Floats]) -> Evaluated:
    """Evaluate such a layer, with its transpose as the backward pass.

    Examples
    --------
    >>> found = linear_map(np.ones((1, 1, 2)), [np.array([[0.5, 0.5]])])
    >>> found.output.tolist(), found.input_gradients(np.ones((1, 1, 1)))[0].tolist()
    ([[[1.0]]], [[[0.5, 0.5]]])
    """
    return Evaluated(along_axes(x, matrices), lambda grad: (along_axes(grad, [matrix.T for matrix in matrices]),))


def incidences(reads: Reads, units: Sequence[int], size: Sequence[int]) -> list[Floats]:
    """Return, for each axis, a matrix marking the cells that each unit reads in an input of the given size.

    Examples
    --------
    >>> from ..mechanics.axis.cells import whole
    >>> incidences((whole(2),), (1,), (2,))[0].tolist()
    [[1.0, 1.0]]
    """
    return [cells.incidence(range(n), m) for cells, n, m in zip(reads, units, size, strict=True)]


def axis_products(input: Shape, output: Shape) -> Cost:
    """Estimate the cost of the products along every axis.

    Examples
    --------
    >>> axis_products((4, 10, 10), (4, 5, 5)).held
    200
    """
    held, macs = 0, 0
    size = list(input[1:])
    for axis, (cells, units) in enumerate(zip(input[1:], output[1:], strict=True)):
        size[axis] = units
        numbers = max(input[0], output[0]) * prod(size)
        held, macs = max(held, numbers), macs + numbers * cells
    return Cost(held, macs // MATRIX_GAIN + NUMBER_MACS * prod(output))
