"""A convolution as a matrix product: the im2col view, and the Toeplitz matrix of a whole layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..axis.padding import ZERO
from .geometry import ConvGeometry, conv_geometry
from .options import ConvOptions

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Lowering:
    """The two factors whose product, plus bias, is the output with its positions flattened.

    Attributes
    ----------
    columns : ndarray of float, shape (C · KH · KW, H' · W')
        One column for each window.
    matrix : ndarray of float, shape (O, C · KH · KW)
        One row for each filter; with groups, zero where a filter does not read a channel.
    geometry : ConvGeometry
        The sizes.
    """

    columns: Floats
    matrix: Floats
    geometry: ConvGeometry


def lowering(input: Floats, weight: Floats, options: ConvOptions) -> Lowering:
    """Unfold a convolution into a matrix product.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    options : ConvOptions
        Stride, padding, dilation, groups.

    Raises
    ------
    OptionError
        As for `conv`.

    Notes
    -----
    Chellapilla, Puri and Simard 2006, "High Performance Convolutional Neural Networks for Document Processing".

    Examples
    --------
    >>> lowered = lowering(np.array([[[1.0, 2.0, 3.0]]]), np.array([[[[10.0, 1.0]]]]), ConvOptions.of())
    >>> lowered.columns.tolist(), (lowered.matrix @ lowered.columns).tolist()
    ([[1.0, 2.0], [2.0, 3.0]], [[12.0, 23.0]])
    """
    geometry = conv_geometry(input.shape, weight.shape, options)
    rows, columns = (axis.inputs(options.padding_mode) for axis in geometry.axes)
    # [C, H', KH, W', KW]
    values = input[:, rows][:, :, :, columns]
    filled = (rows != ZERO)[:, :, None, None] & (columns != ZERO)
    values = np.where(filled, values, values.dtype.type(0))
    unfolded = values.transpose(0, 2, 4, 1, 3).reshape(-1, rows.shape[0] * columns.shape[0])
    return Lowering(unfolded, _filter_rows(weight, options.groups), geometry)


def _filter_rows(weight: Floats, groups: int) -> Floats:
    filters, group_channels, kernel_height, kernel_width = weight.shape
    matrix = np.zeros((filters, groups, group_channels, kernel_height, kernel_width), dtype=weight.dtype)
    group = np.arange(filters) // (filters // groups)
    matrix[np.arange(filters), group] = weight
    return matrix.reshape(filters, -1)


def toeplitz_matrix(input_shape: tuple[int, ...], weight: Floats, options: ConvOptions) -> Floats:
    """Write the whole convolution as one sparse matrix: doubly blocked Toeplitz where padding is zero.

    Parameters
    ----------
    input_shape : (C, H, W)
        The input.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    options : ConvOptions
        Stride, padding, dilation, groups.

    Returns
    -------
    ndarray of float, shape (O · H' · W', C · H · W)
        Multiplied by the flattened input, it gives the flattened output.

    Raises
    ------
    OptionError
        As for `conv`.

    Examples
    --------
    >>> toeplitz_matrix((1, 1, 3), np.array([[[[10.0, 1.0]]]]), ConvOptions.of()).tolist()
    [[10.0, 1.0, 0.0], [0.0, 10.0, 1.0]]
    """
    geometry = conv_geometry(input_shape, weight.shape, options)
    channels, height, width = input_shape
    filters, output_rows, output_columns = geometry.output_shape
    rows, columns = (axis.inputs(options.padding_mode) for axis in geometry.axes)
    dense = _filter_rows(weight, options.groups).reshape(filters, channels, *weight.shape[2:])
    toeplitz = np.zeros((filters, output_rows, output_columns, channels, height, width), dtype=weight.dtype)
    o, i, j, c = np.ogrid[:filters, :output_rows, :output_columns, :channels]
    for a in range(weight.shape[2]):
        for b in range(weight.shape[3]):
            row, column = rows[:, a][i], columns[:, b][j]
            filled = (row != ZERO) & (column != ZERO)
            toeplitz[o, i, j, c, row, column] += np.where(filled, dense[:, None, None, :, a, b], 0)
    return toeplitz.reshape(filters * output_rows * output_columns, -1)
