"""The sizes of a convolution: everything that follows from its shapes and options."""

from dataclasses import dataclass
from math import prod

from ..axis.options import Sides
from ..axis.window_axis import WindowAxis, window_axes
from ..errors import OptionError
from .options import ConvOptions


@dataclass(frozen=True)
class ConvGeometry:
    """The shapes of one convolution.

    Attributes
    ----------
    in_channels, out_channels, groups : int
        Number of input channels, of filters, and of the groups they are split into.
    axes : tuple of WindowAxis
        One for each spatial axis: height, then width.
    """

    in_channels: int
    out_channels: int
    groups: int
    axes: tuple[WindowAxis, ...]

    @property
    def padding(self) -> tuple[Sides, ...]:
        """(before, after) per axis, with "same" and "valid" resolved."""
        return tuple(axis.padding for axis in self.axes)

    @property
    def kernel_size(self) -> tuple[int, ...]:
        """Number of weights per axis."""
        return tuple(axis.kernel_size for axis in self.axes)

    @property
    def output_size(self) -> tuple[int, ...]:
        """Number of window positions per axis."""
        return tuple(axis.output_size for axis in self.axes)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The output shape, (O, H', W')."""
        return self.out_channels, *self.output_size

    @property
    def window_size(self) -> int:
        """Number of products in one sum: C / groups · KH · KW."""
        return self.in_channels // self.groups * prod(self.kernel_size)

    @property
    def padded_numbers(self) -> int:
        """Number of values in the padded input."""
        return self.in_channels * prod(axis.padded_size for axis in self.axes)


def conv_geometry(input_shape: tuple[int, ...], weight_shape: tuple[int, ...], options: ConvOptions) -> ConvGeometry:
    """Check that input, weights and options fit together, and return the resulting sizes.

    Parameters
    ----------
    input_shape : (C, H, W)
        The input, with one to three spatial axes.
    weight_shape : (O, C / groups, KH, KW)
        The filters.
    options : ConvOptions
        Stride, padding, dilation, groups.

    Raises
    ------
    OptionError
        If groups do not divide the channels, or the window does not fit.

    Examples
    --------
    >>> conv_geometry((3, 7, 7), (2, 3, 3, 3), ConvOptions.of(stride=2, padding=1)).output_shape
    (2, 4, 4)
    """
    in_channels, *input_size = input_shape
    out_channels, group_channels, *kernel_size = weight_shape
    check_groups(in_channels, out_channels, options.groups)
    if group_channels * options.groups != in_channels:
        expected = in_channels // options.groups
        raise OptionError(
            "weight",
            f"each filter has {group_channels} channels, but the input has {in_channels}"
            + (f" in {options.groups} groups" if options.groups > 1 else "")
            + f": a filter needs {expected}",
        )
    axes = window_axes(tuple(input_size), tuple(kernel_size), options.stride, options.padding, options.dilation)
    return ConvGeometry(in_channels, out_channels, options.groups, axes)


def check_groups(in_channels: int, out_channels: int, groups: int) -> None:
    """Refuse a number of groups that does not divide both channel counts.

    Raises
    ------
    OptionError
        If there is not at least one group, or groups do not divide a count; the message names that count.

    Examples
    --------
    >>> check_groups(6, 4, groups=2)
    """
    if groups < 1:
        raise OptionError("groups", f"groups must be at least 1, not {groups}")
    for count, what in ((in_channels, "input channels"), (out_channels, "filters")):
        if count % groups:
            raise OptionError("groups", f"{count} {what} cannot be split into {groups} equal groups")
