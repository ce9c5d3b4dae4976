"""The arithmetic of a transposed convolution: the stamps of one input row, and the output as it accumulates them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..activation import activate
from ..axis.stamp import CUT
from ..conv.forward import check_bias, check_finite
from ..errors import OptionError
from .forward import conv_transpose
from .geometry import ConvTransposeOptions, conv_transpose_geometry

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class StampRow:
    """The stamps of the W cells of an input row on one output channel.

    Attributes
    ----------
    channels : tuple of int
        The input channels that the filter reads: those of its group.
    values : ndarray of float, shape (W, C / groups)
        The input cells.
    stamps : ndarray of float, shape (W, C / groups, KH, KW)
        Each cell times its kernel.
    sums : ndarray of float, shape (W, KH, KW)
        The stamps summed over the channels, as added to the output.
    """

    channels: tuple[int, ...]
    values: Floats
    stamps: Floats
    sums: Floats


def stamp_row(input: Floats, weight: Floats, options: ConvTransposeOptions, row: tuple[int, int]) -> StampRow:
    """Work out the stamps of one input row, number by number.

    Parameters
    ----------
    input, weight, options
        As for `conv_transpose`.
    row : (o, i)
        Output channel and input row, from 0.

    Raises
    ------
    OptionError
        As for `conv_transpose`; also if there is no such row.

    Examples
    --------
    >>> row = stamp_row(np.array([[[2.0, 3.0]]]), np.array([[[[1.0, -1.0]]]]), ConvTransposeOptions.of(), (0, 0))
    >>> row.sums.tolist()
    [[[2.0, -2.0]], [[3.0, -3.0]]]
    """
    o, i = _checked(input, weight, options, row)
    group_channels = input.shape[0] // options.groups
    group_filters = weight.shape[1]
    first = o // group_filters * group_channels
    values = input[first : first + group_channels, i].T
    kernels = weight[first : first + group_channels, o % group_filters]
    with np.errstate(over="ignore", invalid="ignore"):
        stamps = values[:, :, None, None] * kernels + 0  # adding 0 turns −0 into 0
        sums = stamps.sum(axis=1)
    check_finite(sums)
    return StampRow(tuple(range(first, first + group_channels)), values, stamps, sums)


def partial_outputs(
    input: Floats, weight: Floats, bias: Floats | None, options: ConvTransposeOptions, row: tuple[int, int]
) -> Floats:
    """Return one output channel as it is after each stamp of an input row.

    Parameters
    ----------
    input, weight, bias, options
        As for `conv_transpose`.
    row : (o, i)
        Output channel and input row, from 0.

    Returns
    -------
    ndarray of float, shape (W, H', W')
        With bias and activation; the rows above have already been stamped.

    Raises
    ------
    OptionError
        As for `stamp_row`; also if the output exceeds the range of its type at any step.

    Examples
    --------
    >>> x, w = np.array([[[2.0, 3.0]]]), np.array([[[[1.0, 1.0]]]])
    >>> partial_outputs(x, w, None, ConvTransposeOptions.of(), (0, 0)).tolist()
    [[[2.0, 2.0, 0.0]], [[2.0, 5.0, 3.0]]]
    """
    o, i = _checked(input, weight, options, row)
    geometry = conv_transpose_geometry(input.shape, weight.shape, options)
    check_bias(bias, geometry.out_channels)
    above = input.copy()
    above[:, i:] = 0
    partial = conv_transpose(above, weight, bias, options).pre_activation[o]
    rows, columns = (axis.targets() for axis in geometry.axes)
    down = rows[i]
    after = np.empty((input.shape[2], *partial.shape), dtype=input.dtype)
    for j, stamp in enumerate(stamp_row(input, weight, options, row).sums):
        right = columns[j]
        with np.errstate(over="ignore", invalid="ignore"):
            partial[np.ix_(down[down != CUT], right[right != CUT])] += stamp[np.ix_(down != CUT, right != CUT)]
        after[j] = partial
    check_finite(after)
    return activate(after, options.activation)


def _checked(input: Floats, weight: Floats, options: ConvTransposeOptions, row: tuple[int, int]) -> tuple[int, int]:
    geometry = conv_transpose_geometry(input.shape, weight.shape, options)
    for index, size, what in zip(row, (geometry.out_channels, input.shape[1]), ("filter", "input row"), strict=True):
        if not 0 <= index < size:
            raise OptionError("row", f"there is no {what} {index}: there are {size}, counted from 0")
    return row
