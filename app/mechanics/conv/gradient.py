"""The backward pass of a convolution: the gradients of input, weights and bias."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..axis.padding import ZERO, pad, source_indices
from ..errors import OptionError
from .algorithms.gemm import windows_of
from .algorithms.scatter import scatter
from .forward import check_finite
from .geometry import ConvGeometry, conv_geometry
from .options import ConvOptions

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class ConvGradient:
    """Gradients of a loss, given its gradient with respect to the output.

    Attributes
    ----------
    grad_input : ndarray of float, shape (C, H, W)
        A full convolution of grad_output with the flipped kernels.
    grad_weight : ndarray of float, shape (O, C / groups, KH, KW)
        The padded input correlated with grad_output.
    grad_bias : ndarray of float, shape (O,)
        Sums of grad_output.
    geometry : ConvGeometry
        The sizes of the forward pass.
    """

    grad_input: Floats
    grad_weight: Floats
    grad_bias: Floats
    geometry: ConvGeometry


def conv_gradient(
    input: Floats, weight: Floats, options: ConvOptions, grad_output: Floats | None = None
) -> ConvGradient:
    """Propagate a gradient back through a convolution.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The forward input.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    options : ConvOptions
        Those of the forward pass; its activation must be the identity.
    grad_output : ndarray of float, shape (O, H', W'), optional
        The gradient of the loss with respect to the output; ones if omitted.

    Raises
    ------
    OptionError
        As for `conv`; also if the shape of grad_output differs from that of the output, or there is an activation.

    Notes
    -----
    Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", section 4.1, for the input; for the
    weights, every weight's gradient is the sum of what it was multiplied by.

    Examples
    --------
    >>> gradient = conv_gradient(np.array([[[1.0, 2.0, 3.0]]]), np.array([[[[10.0, 20.0]]]]), ConvOptions.of())
    >>> gradient.grad_input.tolist(), gradient.grad_weight.tolist(), gradient.grad_bias.tolist()
    ([[[10.0, 30.0, 20.0]]], [[[[3.0, 5.0]]]], [2.0])
    """
    geometry = conv_geometry(input.shape, weight.shape, options)
    if grad_output is None:
        grad_output = np.ones(geometry.output_shape, dtype=input.dtype)
    check_gradient(options, grad_output.shape, geometry)
    with np.errstate(over="ignore", invalid="ignore"):
        grad_input = input_gradient(geometry, weight, options, grad_output)
        grad_weight = weight_gradient(input, geometry, weight, options, grad_output)
        grad_bias = grad_output.sum(axis=tuple(range(1, grad_output.ndim)))
    for gradient in (grad_input, grad_weight, grad_bias):
        check_finite(gradient)
    return ConvGradient(grad_input, grad_weight, grad_bias, geometry)


def check_gradient(options: ConvOptions, grad_output_shape: tuple[int, ...], geometry: ConvGeometry) -> None:
    """Refuse a gradient that does not belong to the output of a plain convolution.

    Parameters
    ----------
    options : ConvOptions
        The options of the forward pass.
    grad_output_shape : tuple of int
        Shape of the gradient with respect to the output.
    geometry : ConvGeometry
        The geometry of the forward pass.

    Raises
    ------
    OptionError
        If there is an activation, or the gradient has another shape than the output.

    Examples
    --------
    >>> options = ConvOptions.of()
    >>> check_gradient(options, (1, 1, 2), conv_geometry((1, 1, 3), (1, 1, 1, 2), options))
    """
    if options.activation != "identity":
        raise OptionError(
            "activation", f'this is the gradient of the plain convolution: leave out "{options.activation}"'
        )
    if grad_output_shape != geometry.output_shape:
        raise OptionError(
            "grad_output",
            f"grad_output has the shape {list(grad_output_shape)}, but the output has {list(geometry.output_shape)}",
        )


def input_gradient(geometry: ConvGeometry, weight: Floats, options: ConvOptions, grad_output: Floats) -> Floats:
    """Propagate a gradient back to the input only.

    Parameters
    ----------
    geometry : ConvGeometry
        The geometry of the forward pass.
    weight, options, grad_output
        As for `conv_gradient`; the result may be infinite.

    Examples
    --------
    >>> weight, options = np.array([[[[10.0, 20.0]]]]), ConvOptions.of()
    >>> geometry = conv_geometry((1, 1, 3), weight.shape, options)
    >>> input_gradient(geometry, weight, options, np.ones((1, 1, 2))).tolist()
    [[[10.0, 30.0, 20.0]]]
    """
    reached = scatter(grad_output, weight, options.stride, options.dilation, options.groups)
    padded_size = (axis.padded_size for axis in geometry.axes)
    grad_padded = np.zeros((geometry.in_channels, *padded_size), dtype=grad_output.dtype)
    grad_padded[(slice(None), *(slice(axis.reached) for axis in geometry.axes))] = reached
    # the gradient of a padded cell is passed on to the input cell that it copies
    for axis, laid_out in enumerate(geometry.axes, start=1):
        sources = source_indices(laid_out.input_size, *laid_out.padding, options.padding_mode)
        grad_padded = _folded(grad_padded, axis, sources, laid_out.input_size)
    return grad_padded


def _folded(padded: Floats, axis: int, sources: NDArray[np.intp], size: int) -> Floats:
    cells = np.moveaxis(padded, axis, 0)
    folded = np.zeros((size, *cells.shape[1:]), dtype=padded.dtype)
    copies = sources != ZERO
    np.add.at(folded, sources[copies], cells[copies])
    return np.moveaxis(folded, 0, axis)


def weight_gradient(
    input: Floats, geometry: ConvGeometry, weight: Floats, options: ConvOptions, grad_output: Floats
) -> Floats:
    """Propagate a gradient back to the weights only: each receives the sum of what it was multiplied by.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input of the forward pass.
    geometry, weight, options, grad_output
        As for `input_gradient`.

    Examples
    --------
    >>> x, weight, options = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[[10.0, 20.0]]]]), ConvOptions.of()
    >>> geometry = conv_geometry(x.shape, weight.shape, options)
    >>> weight_gradient(x, geometry, weight, options, np.ones((1, 1, 2))).tolist()
    [[[[3.0, 5.0]]]]
    """
    padded = pad(input, geometry.padding, options.padding_mode)
    windows = windows_of(padded, geometry.kernel_size, options.stride, options.dilation)
    axes, groups = len(geometry.axes), options.groups
    grouped = windows.reshape(groups, -1, *windows.shape[1:])
    gradients = grad_output.reshape(groups, -1, *grad_output.shape[1:])
    # letters of the axes: windows are [group, channel, places, taps], gradients [group, filter, places]
    places, taps = "ijk"[:axes], "abc"[:axes]
    grad_weight: Floats = np.einsum(f"gm{places}{taps},go{places}->gom{taps}", grouped, gradients, optimize=True)
    return grad_weight.reshape(weight.shape)
