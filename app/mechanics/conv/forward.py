"""Convolution as deep-learning libraries define it: without flipping the kernel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..activation import activate
from ..axis.padding import pad
from ..errors import OptionError
from .algorithms.gemm import gemm
from .geometry import ConvGeometry, conv_geometry
from .options import ConvOptions

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class ConvResult:
    """The result of `conv`.

    Attributes
    ----------
    output : ndarray of float, shape (O, H', W')
        After the activation.
    pre_activation : ndarray of float, shape (O, H', W')
        The sums before it; the same array for the identity.
    geometry : ConvGeometry
        The sizes, with the padding resolved.
    """

    output: Floats
    pre_activation: Floats
    geometry: ConvGeometry


def conv(
    input: Floats,
    weight: Floats,
    bias: Floats | None = None,
    options: ConvOptions | None = None,
) -> ConvResult:
    """Slide filters over an input, sum, add the bias, apply the activation.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input, of one to three spatial axes; computation uses its type.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    bias : ndarray of float, shape (O,), optional
        Added to every sum of its filter.
    options : ConvOptions, optional
        Stride, padding, dilation, groups, activation.

    Returns
    -------
    ConvResult
        Output, sums and sizes.

    Raises
    ------
    OptionError
        If shapes and options do not fit together, or a sum is too large for the type.

    Examples
    --------
    >>> edge = np.array([[[[-1.0, 1.0]]]])
    >>> conv(np.array([[[0.0, 0.0, 5.0, 5.0]]]), edge).output.tolist()
    [[[0.0, 5.0, 0.0]]]
    """
    options = options or ConvOptions.of(axes=weight.ndim - 2)
    geometry = conv_geometry(input.shape, weight.shape, options)
    check_bias(bias, weight.shape[0])
    padded = pad(input, geometry.padding, options.padding_mode)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = gemm(padded, weight, options.stride, options.dilation, options.groups)
        sums += 0 if bias is None else per_channel(bias, sums)  # adding 0 turns −0 into 0
        output = activate(sums, options.activation)
    check_finite(sums)
    return ConvResult(output, sums, geometry)


def check_bias(bias: Floats | None, filters: int) -> None:
    """Refuse a bias that does not have exactly one number for each filter.

    Raises
    ------
    OptionError
        If the counts differ; the message names both.

    Examples
    --------
    >>> check_bias(np.zeros(2), filters=2)
    """
    if bias is not None and bias.shape != (filters,):
        raise OptionError(
            "bias",
            f"bias has the shape {list(bias.shape)}, but there are {filters} filters: one number for each",
        )


def per_channel(values: Floats, over: Floats) -> Floats:
    """Reshape one value per channel so that it can be added to every cell.

    Examples
    --------
    >>> per_channel(np.ones(2), np.ones((2, 5, 5))).shape
    (2, 1, 1)
    """
    return values.reshape(-1, *[1] * (over.ndim - 1))


def check_finite(sums: Floats) -> None:
    """Refuse sums that exceed the range of their type.

    Raises
    ------
    OptionError
        If a sum is not finite; the message names the largest number of the type.

    Examples
    --------
    >>> check_finite(np.ones(3))
    """
    if not np.isfinite(sums).all():
        largest = np.finfo(sums.dtype).max
        advice = 'ask for "dtype": "float64" or ' if sums.dtype == np.float32 else ""
        raise OptionError(
            "dtype", f"a sum is larger than {sums.dtype} can hold ({largest:.2g}): {advice}use smaller numbers"
        )
