"""Transposed convolution: every input cell stamps its weighted kernel onto the output, overlaps add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .activation import Activation, activate
from .convolution import check_bias, check_finite
from .errors import OptionError
from .geometry import check_groups
from .options import Padding, Pair
from .transposed import TransposedAxis, transposed_axes

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class TransposedOptions:
    """Everything about a transposed convolution but its tensors; PyTorch's ``ConvTranspose2d``."""

    stride: Pair = (1, 1)
    padding: Padding = ((0, 0), (0, 0))
    output_padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    groups: int = 1
    activation: Activation = "identity"


@dataclass(frozen=True)
class TransposedGeometry:
    """The shapes of one transposed convolution."""

    in_channels: int
    out_channels: int
    groups: int
    axes: tuple[TransposedAxis, TransposedAxis]

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(O, H', W')."""
        return self.out_channels, self.axes[0].output_size, self.axes[1].output_size

    @property
    def stamps_shape(self) -> tuple[int, int, int]:
        """(O, full height, full width): what is computed before padding cuts it down."""
        return self.out_channels, self.axes[0].full_size, self.axes[1].full_size


@dataclass(frozen=True)
class TransposedResult:
    """What `conv_transpose2d` gives; as `app.mechanics.convolution.Conv2dResult`."""

    output: Floats
    pre_activation: Floats
    geometry: TransposedGeometry


def transposed_geometry(
    input_shape: tuple[int, ...], weight_shape: tuple[int, ...], options: TransposedOptions
) -> TransposedGeometry:
    """Check that input, weights and options fit together, and give the sizes that follow.

    Parameters
    ----------
    input_shape : (C, H, W)
        The input.
    weight_shape : (C, O / groups, KH, KW)
        The filters.
    options : TransposedOptions
        Stride, padding, output padding, dilation, groups.

    Raises
    ------
    OptionError
        If channels and groups do not divide, or nothing is left of the output.

    Examples
    --------
    >>> transposed_geometry((1, 3, 3), (1, 2, 3, 3), TransposedOptions(stride=(2, 2))).output_shape
    (2, 7, 7)
    """
    in_channels, height, width = input_shape
    weight_channels, group_filters, kernel_height, kernel_width = weight_shape
    if weight_channels != in_channels:
        raise OptionError(
            "weight",
            f"weight has {weight_channels} input channels, but the input has {in_channels}: "
            "the weight of a transposed convolution is [C, O/groups, KH, KW]",
        )
    out_channels = group_filters * options.groups
    check_groups(in_channels, out_channels, options.groups)
    axes = transposed_axes(
        (height, width),
        (kernel_height, kernel_width),
        options.stride,
        options.padding,
        options.dilation,
        options.output_padding,
    )
    return TransposedGeometry(in_channels, out_channels, options.groups, (axes[0], axes[1]))


def conv_transpose2d(
    input: Floats,
    weight: Floats,
    bias: Floats | None = None,
    options: TransposedOptions = TransposedOptions(),
) -> TransposedResult:
    """Stamp every input cell's weighted kernel onto the output, add the bias, apply the activation.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        The input; its type is the type that is computed in.
    weight : ndarray of float, shape (C, O / groups, KH, KW)
        The filters.
    bias : ndarray of float, shape (O,), optional
        Added to every cell of its output channel.
    options : TransposedOptions
        Stride, padding, output padding, dilation, groups, activation.

    Raises
    ------
    OptionError
        If shapes and options do not fit together, or a sum is too large for the type.

    Examples
    --------
    >>> conv_transpose2d(np.array([[[1.0, 2.0]]]), np.array([[[[1.0, 1.0, 1.0]]]])).output.tolist()
    [[[1.0, 3.0, 3.0, 2.0]]]
    """
    geometry = transposed_geometry(input.shape, weight.shape, options)
    check_bias(bias, geometry.out_channels)
    with np.errstate(over="ignore", invalid="ignore"):
        full = scatter(input, weight, options.stride, options.dilation, options.groups)
        sums = _cut(full, geometry.axes)
        sums += 0 if bias is None else bias[:, None, None]  # adding 0 turns −0 into 0
        output = activate(sums, options.activation)
    check_finite(sums)
    return TransposedResult(output, sums, geometry)


def scatter(input: Floats, weight: Floats, stride: Pair, dilation: Pair, groups: int) -> Floats:
    """Add up every stamp, without cutting anything off.

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        What weighs the kernels.
    weight : ndarray of float, shape (C, O / groups, KH, KW)
        The kernels.
    stride, dilation : (int, int)
        Per axis, height first, in output cells.
    groups : int
        Divides both C and O.

    Returns
    -------
    ndarray of float, shape (O, (H − 1) · stride + span, (W − 1) · stride + span)

    Examples
    --------
    >>> scatter(np.array([[[1.0, 2.0]]]), np.array([[[[1.0, 5.0]]]]), (1, 2), (1, 1), 1).tolist()
    [[[1.0, 5.0, 2.0, 10.0]]]
    """
    channels, height, width = input.shape
    _, group_filters, kernel_height, kernel_width = weight.shape
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, (kernel_height, kernel_width), strict=True)]
    shape = [(size - 1) * s + span for size, s, span in zip((height, width), stride, spans, strict=True)]
    full = np.zeros((groups, group_filters, *shape), dtype=input.dtype)
    cells = input.reshape(groups, channels // groups, -1)
    kernels = weight.reshape(groups, channels // groups, group_filters, kernel_height, kernel_width)
    for a in range(kernel_height):
        for b in range(kernel_width):
            stamped = kernels[:, :, :, a, b].transpose(0, 2, 1) @ cells
            rows = slice(a * dilation[0], a * dilation[0] + (height - 1) * stride[0] + 1, stride[0])
            columns = slice(b * dilation[1], b * dilation[1] + (width - 1) * stride[1] + 1, stride[1])
            full[:, :, rows, columns] += stamped.reshape(groups, group_filters, height, width)
    return full.reshape(groups * group_filters, *shape)


def _cut(full: Floats, axes: tuple[TransposedAxis, TransposedAxis]) -> Floats:
    rows, columns = axes
    beyond = [max(axis.padding[0] + axis.output_size - axis.full_size, 0) for axis in axes]
    extended = np.pad(full, [(0, 0), (0, beyond[0]), (0, beyond[1])]) if any(beyond) else full
    (top, _), (left, _) = rows.padding, columns.padding
    return extended[:, top : top + rows.output_size, left : left + columns.output_size].copy()
