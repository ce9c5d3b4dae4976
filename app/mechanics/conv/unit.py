"""The arithmetic of output units: window × weights, channel sums, bias, activation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..activation import activate
from ..axis.padding import ZERO
from ..errors import OptionError
from .forward import check_bias, check_finite
from .geometry import conv_geometry
from .options import ConvOptions

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class UnitArithmetic:
    """The calculation of one output unit, or of a row of N units.

    For a single unit, the arrays lack the first axis.

    Attributes
    ----------
    channels : tuple of int
        The input channels that the filter reads: those of its group.
    rows : ndarray of int, shape (KH,)
        The input row under every weight, `padding.ZERO` where padding fills in zero.
    columns : ndarray of int, shape (N, KW)
        The input column under every weight, likewise.
    values, products : ndarray of float, shape (N, C / groups, KH, KW)
        The numbers under the window, and each times its weight.
    weights : ndarray of float, shape (C / groups, KH, KW)
        The filter.
    channel_sums : ndarray of float, shape (N, C / groups)
        Products summed within a channel.
    bias : float or None
        The filter's bias.
    sum, output : ndarray of float, shape (N,)
        The result before and after the activation.
    """

    channels: tuple[int, ...]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Floats
    weights: Floats
    products: Floats
    channel_sums: Floats
    bias: float | None
    sum: Floats
    output: Floats


def unit_arithmetic(
    input: Floats,
    weight: Floats,
    bias: Floats | None,
    options: ConvOptions,
    unit: tuple[int, int, int],
) -> UnitArithmetic:
    """Work out one output unit, number by number.

    Parameters
    ----------
    input, weight, bias, options
        As for `app.mechanics.conv.forward.conv`.
    unit : (o, i, j)
        Filter, output row and output column, from 0.

    Raises
    ------
    OptionError
        As for `conv`; also if there is no such unit.

    Examples
    --------
    >>> arithmetic = unit_arithmetic(
    ...     np.array([[[1.0, 2.0], [3.0, 4.0]]]), np.array([[[[1.0, -1.0]]]]), None, ConvOptions.of(), (0, 1, 0)
    ... )
    >>> arithmetic.products.tolist(), float(arithmetic.sum)
    ([[[3.0, -4.0]]], -1.0)
    """
    column = unit[2]
    row = _arithmetic(input, weight, bias, options, unit, slice(column, column + 1))
    return UnitArithmetic(
        channels=row.channels,
        rows=row.rows,
        columns=row.columns[0],
        values=row.values[0],
        weights=row.weights,
        products=row.products[0],
        channel_sums=row.channel_sums[0],
        bias=row.bias,
        sum=row.sum[0],
        output=row.output[0],
    )


def row_arithmetic(
    input: Floats,
    weight: Floats,
    bias: Floats | None,
    options: ConvOptions,
    row: tuple[int, int],
) -> UnitArithmetic:
    """Work out every unit of one output row, number by number.

    Parameters
    ----------
    input, weight, bias, options
        As for `app.mechanics.conv.forward.conv`.
    row : (o, i)
        Filter and output row, from 0.

    Raises
    ------
    OptionError
        As for `conv`; also if there is no such row.

    Examples
    --------
    >>> arithmetic = row_arithmetic(
    ...     np.array([[[1.0, 2.0, 5.0]]]), np.array([[[[-1.0, 1.0]]]]), None, ConvOptions.of(), (0, 0)
    ... )
    >>> arithmetic.sum.tolist()
    [1.0, 3.0]
    """
    return _arithmetic(input, weight, bias, options, (*row, 0), slice(None))


def _arithmetic(
    input: Floats,
    weight: Floats,
    bias: Floats | None,
    options: ConvOptions,
    unit: tuple[int, int, int],
    which_columns: slice,
) -> UnitArithmetic:
    geometry = conv_geometry(input.shape, weight.shape, options)
    check_bias(bias, weight.shape[0])
    _check_unit(unit, geometry.output_shape)
    o, i, _ = unit
    group_channels = weight.shape[1]
    first = o // (weight.shape[0] // options.groups) * group_channels
    height, width = geometry.axes
    rows = height.inputs(options.padding_mode)[i]
    columns = width.inputs(options.padding_mode)[which_columns]
    # [C/groups, KH, N, KW], then the position first
    values = input[first : first + group_channels][:, rows][:, :, columns].transpose(2, 0, 1, 3)
    filled = (rows[:, None] != ZERO) & (columns[:, None, None, :] != ZERO)
    values = np.where(filled, values, values.dtype.type(0))
    with np.errstate(over="ignore", invalid="ignore"):
        products = values * weight[o] + 0  # adding 0 turns −0 into 0
        channel_sums = products.sum(axis=(2, 3))
        total = channel_sums.sum(axis=1) + (0 if bias is None else bias[o])
        output = activate(total, options.activation)
    check_finite(total)
    return UnitArithmetic(
        channels=tuple(range(first, first + group_channels)),
        rows=rows,
        columns=columns,
        values=values,
        weights=weight[o],
        products=products,
        channel_sums=channel_sums,
        bias=None if bias is None else float(bias[o]),
        sum=total,
        output=output,
    )


def _check_unit(unit: tuple[int, int, int], output_shape: tuple[int, ...]) -> None:
    for index, size, what in zip(unit, output_shape, ("filter", "row", "column"), strict=True):
        if not 0 <= index < size:
            raise OptionError(
                "unit",
                f"there is no output {what} {index}: the output is {'×'.join(map(str, output_shape))}, counted from 0",
            )
