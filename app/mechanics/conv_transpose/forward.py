"""Transposed convolution: every input cell stamps its weighted kernel onto the output, and overlaps add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..activation import activate
from ..axis.stamp import StampAxis
from ..conv.algorithms.scatter import scatter
from ..conv.forward import check_bias, check_finite, per_channel
from .geometry import ConvTransposeGeometry, ConvTransposeOptions, conv_transpose_geometry

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class ConvTransposeResult:
    """The result of `conv_transpose`; fields as in `app.mechanics.conv.forward.ConvResult`."""

    output: Floats
    pre_activation: Floats
    geometry: ConvTransposeGeometry


def conv_transpose(
    input: Floats,
    weight: Floats,
    bias: Floats | None = None,
    options: ConvTransposeOptions | None = None,
) -> ConvTransposeResult:
    """Stamp every input cell's weighted kernel onto the output, add the bias, apply the activation.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input, of one to three spatial axes; computation uses its type.
    weight : ndarray of float, shape (C, O / groups, KH, KW)
        The filters.
    bias : ndarray of float, shape (O,), optional
        Added to every cell of its output channel.
    options : ConvTransposeOptions, optional
        Stride, padding, output padding, dilation, groups, activation.

    Raises
    ------
    OptionError
        If shapes and options do not fit together, or a sum is too large for the type.

    Examples
    --------
    >>> conv_transpose(np.array([[[1.0, 2.0]]]), np.array([[[[1.0, 1.0, 1.0]]]])).output.tolist()
    [[[1.0, 3.0, 3.0, 2.0]]]
    """
    options = options or ConvTransposeOptions.of(axes=weight.ndim - 2)
    geometry = conv_transpose_geometry(input.shape, weight.shape, options)
    check_bias(bias, geometry.out_channels)
    with np.errstate(over="ignore", invalid="ignore"):
        full = scatter(input, weight, options.stride, options.dilation, options.groups)
        sums = _cut(full, geometry.axes)
        sums += 0 if bias is None else per_channel(bias, sums)  # adding 0 turns −0 into 0
        output = activate(sums, options.activation)
    check_finite(sums)
    return ConvTransposeResult(output, sums, geometry)


def _cut(full: Floats, axes: tuple[StampAxis, ...]) -> Floats:
    beyond = [max(axis.padding[0] + axis.output_size - axis.full_size, 0) for axis in axes]
    extended = np.pad(full, [(0, 0), *((0, cells) for cells in beyond)]) if any(beyond) else full
    kept = (slice(axis.padding[0], axis.padding[0] + axis.output_size) for axis in axes)
    return extended[(slice(None), *kept)].copy()
