"""The options of a transposed convolution, and the sizes that follow from options and shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Self

from ..activation import Activation
from ..axis.options import Padding, PerAxis, padding_per_axis, per_axis
from ..axis.stamp import StampAxis, stamp_axes
from ..conv.geometry import check_groups
from ..errors import OptionError


@dataclass(frozen=True)
class ConvTransposeOptions:
    """Everything about a transposed convolution except its tensors; PyTorch's ``ConvTranspose1d`` to ``3d``.

    Attributes
    ----------
    stride, dilation, output_padding : tuple of int
        Per axis, height before width, in output cells.
    padding : {"valid", "same"} or ((before, after), …)
        Output cells cut off; with ``"same"`` the output is input · stride.
    groups : int
        Number of independent transposed convolutions that the channels are split into.
    activation : str
        Applied to every sum.
    """

    stride: PerAxis
    padding: Padding
    dilation: PerAxis
    output_padding: PerAxis
    groups: int = 1
    activation: Activation = "identity"

    @classmethod
    def of(
        cls,
        *,
        stride: int | Sequence[int] = 1,
        padding: str | int | Sequence[int | Sequence[int]] = 0,
        dilation: int | Sequence[int] = 1,
        output_padding: int | Sequence[int] = 0,
        groups: int = 1,
        activation: Activation = "identity",
        axes: int = 2,
    ) -> Self:
        """Normalise the caller's values for the given number of spatial axes.

        Raises
        ------
        OptionError
            If a value is out of range or has the wrong number of axes.

        Examples
        --------
        >>> ConvTransposeOptions.of(stride=2, axes=1).stride
        (2,)
        """
        return cls(
            stride=per_axis("stride", stride, 1, axes),
            padding=padding_per_axis(padding, axes),
            dilation=per_axis("dilation", dilation, 1, axes),
            output_padding=per_axis("output_padding", output_padding, 0, axes),
            groups=groups,
            activation=activation,
        )


@dataclass(frozen=True)
class ConvTransposeGeometry:
    """The shapes of one transposed convolution.

    Attributes
    ----------
    in_channels, out_channels, groups : int
        Number of input channels, of output channels, and of the groups they are split into.
    axes : tuple of StampAxis
        One for each spatial axis: height, then width.
    """

    in_channels: int
    out_channels: int
    groups: int
    axes: tuple[StampAxis, ...]

    @property
    def kernel_size(self) -> tuple[int, ...]:
        """Number of weights per axis."""
        return tuple(axis.kernel_size for axis in self.axes)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The output shape, (O, H', W')."""
        return self.out_channels, *(axis.output_size for axis in self.axes)

    @property
    def stamped_numbers(self) -> int:
        """Number of values that are computed before padding is cut off."""
        return self.out_channels * prod(axis.full_size for axis in self.axes)


def conv_transpose_geometry(
    input_shape: tuple[int, ...], weight_shape: tuple[int, ...], options: ConvTransposeOptions
) -> ConvTransposeGeometry:
    """Check that input, weights and options fit together, and return the resulting sizes.

    Parameters
    ----------
    input_shape : (C, H, W)
        The input, with one to three spatial axes.
    weight_shape : (C, O / groups, KH, KW)
        The filters.
    options : ConvTransposeOptions
        Stride, padding, output padding, dilation, groups.

    Raises
    ------
    OptionError
        If groups do not divide the channels, or nothing is left of the output.

    Examples
    --------
    >>> conv_transpose_geometry((1, 3, 3), (1, 2, 3, 3), ConvTransposeOptions.of()).output_shape
    (2, 5, 5)
    """
    in_channels, *input_size = input_shape
    weight_channels, group_filters, *kernel_size = weight_shape
    out_channels = group_filters * options.groups
    check_groups(in_channels, out_channels, options.groups)
    if weight_channels != in_channels:
        raise OptionError(
            "weight",
            f"weight has {weight_channels} input channels, but the input has {in_channels}: "
            "the weight of a transposed convolution is [C, O/groups, KH, KW]",
        )
    axes = stamp_axes(
        tuple(input_size),
        tuple(kernel_size),
        options.stride,
        options.padding,
        options.dilation,
        options.output_padding,
    )
    return ConvTransposeGeometry(in_channels, out_channels, options.groups, axes)
