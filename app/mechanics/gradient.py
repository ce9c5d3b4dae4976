"""The backward pass of a convolution: what flows back into input, weights and bias."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .convolution import check_finite
from .errors import OptionError
from .geometry import Conv2dGeometry, conv2d_geometry
from .options import Conv2dOptions
from .padding import ZERO, pad, source_indices
from .transposed_convolution import scatter

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Conv2dGradient:
    """Gradients of a loss, given its gradient with respect to the output.

    Attributes
    ----------
    grad_input : ndarray of float, shape (C, H, W)
        A full convolution of grad_output with the flipped kernels.
    grad_weight : ndarray of float, shape (O, C / groups, KH, KW)
        The padded input correlated with grad_output.
    grad_bias : ndarray of float, shape (O,)
        Sums of grad_output.
    geometry : Conv2dGeometry
        The sizes of the forward pass.
    """

    grad_input: Floats
    grad_weight: Floats
    grad_bias: Floats
    geometry: Conv2dGeometry


def conv2d_gradient(
    input: Floats, weight: Floats, options: Conv2dOptions, grad_output: Floats | None = None
) -> Conv2dGradient:
    """Send a gradient back through a convolution.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The forward input.
    weight : ndarray of float, shape (O, C / groups, KH, KW)
        The filters.
    options : Conv2dOptions
        Those of the forward pass; its activation must be the identity.
    grad_output : ndarray of float, shape (O, H', W'), optional
        The loss's gradient with respect to the output; ones if left out.

    Raises
    ------
    OptionError
        As `conv2d`; also if grad_output has another shape than the output, or there is an activation.

    Notes
    -----
    Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", section 4.1, for the input; for the
    weights, every weight's gradient is the sum of what it was multiplied with.

    Examples
    --------
    >>> gradient = conv2d_gradient(np.array([[[1.0, 2.0, 3.0]]]), np.array([[[[10.0, 20.0]]]]), Conv2dOptions())
    >>> gradient.grad_input.tolist(), gradient.grad_weight.tolist(), gradient.grad_bias.tolist()
    ([[[10.0, 30.0, 20.0]]], [[[[3.0, 5.0]]]], [2.0])
    """
    if options.activation != "identity":
        raise OptionError(
            "activation", f'this is the gradient of the plain convolution: leave out "{options.activation}"'
        )
    geometry = conv2d_geometry(input.shape, weight.shape, options)
    if grad_output is None:
        grad_output = np.ones(geometry.output_shape, dtype=input.dtype)
    if grad_output.shape != geometry.output_shape:
        raise OptionError(
            "grad_output",
            f"grad_output has the shape {list(grad_output.shape)}, but the output {list(geometry.output_shape)}",
        )
    with np.errstate(over="ignore", invalid="ignore"):
        grad_input = input_gradient(geometry, weight, options, grad_output)
        grad_weight = _grad_weight(pad(input, geometry.padding, options.padding_mode), weight, options, grad_output)
        grad_bias = grad_output.sum(axis=(1, 2))
    for gradient in (grad_input, grad_weight, grad_bias):
        check_finite(gradient)
    return Conv2dGradient(grad_input, grad_weight, grad_bias, geometry)


def input_gradient(geometry: Conv2dGeometry, weight: Floats, options: Conv2dOptions, grad_output: Floats) -> Floats:
    """Send a gradient back to the input alone.

    Parameters
    ----------
    geometry : Conv2dGeometry
        Of the forward pass.
    weight, options, grad_output
        As `conv2d_gradient`; what comes out may be infinite.

    Examples
    --------
    >>> weight, options = np.array([[[[10.0, 20.0]]]]), Conv2dOptions()
    >>> geometry = conv2d_geometry((1, 1, 3), weight.shape, options)
    >>> input_gradient(geometry, weight, options, np.ones((1, 1, 2))).tolist()
    [[[10.0, 30.0, 20.0]]]
    """
    reached = scatter(grad_output, weight, options.stride, options.dilation, options.groups)
    rows, columns = geometry.axes
    grad_padded = np.zeros((geometry.in_channels, rows.padded_size, columns.padded_size), dtype=grad_output.dtype)
    grad_padded[:, : rows.reached, : columns.reached] = reached
    # what flows into a padded cell flows on to the input cell that it copies
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


def _grad_weight(padded: Floats, weight: Floats, options: Conv2dOptions, grad_output: Floats) -> Floats:
    filters, group_channels, kernel_height, kernel_width = weight.shape
    groups = options.groups
    _, rows, columns = grad_output.shape
    span = tuple(d * (k - 1) + 1 for d, k in zip(options.dilation, (kernel_height, kernel_width), strict=True))
    windows = sliding_window_view(padded, span, axis=(1, 2))[
        :, :: options.stride[0], :: options.stride[1], :: options.dilation[0], :: options.dilation[1]
    ]
    grouped = windows.reshape(groups, group_channels, *windows.shape[1:])
    gradients = grad_output.reshape(groups, filters // groups, rows, columns)
    grad_weight: Floats = np.einsum("gcijkl,goij->gockl", grouped, gradients, optimize=True)
    return grad_weight.reshape(weight.shape)
