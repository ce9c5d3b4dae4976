"""The sizes of a convolution: what follows from its shapes and options."""

from dataclasses import dataclass
from math import prod

from ..axis.options import Sides
from ..axis.window import WindowAxis, window_axes
from ..errors import OptionError
from .options import ConvOptions


@dataclass(frozen=True)
class ConvGeometry:
    """The shapes of one convolution.

    Attributes
    ----------
    in_channels, out_channels, groups : int
        Channels that come in, filters, and how many groups they are split into.
    axes : tuple of WindowAxis
        One for each spatial axis: height, then width.
    """

    in_channels: int
    out_channels: int
    groups: int
    axes: tuple[WindowAxis, ...]

    @property
    def padding(self) -> tuple[Sides, ...]:
        """Per axis (before, after), with "same" and "valid" worked out."""
        return tuple(axis.padding for axis in self.axes)

    @property
    def kernel_size(self) -> tuple[int, ...]:
        """Weights per axis."""
        return tuple(axis.kernel_size for axis in self.axes)

    @property
    def output_size(self) -> tuple[int, ...]:
        """Places of the window per axis."""
        return tuple(axis.output_size for axis in self.axes)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(O, H', W')."""
        return self.out_channels, *self.output_size

    @property
    def window_size(self) -> int:
        """Products in one sum: C / groups · KH · KW."""
        return self.in_channels // self.groups * prod(self.kernel_size)

    @property
    def padded_numbers(self) -> int:
        """Numbers in the padded input."""
        return self.in_channels * prod(axis.padded_size for axis in self.axes)


def conv_geometry(input_shape: tuple[int, ...], weight_shape: tuple[int, ...], options: ConvOptions) -> ConvGeometry:
    """Check that input, weights and options fit together, and give the sizes that follow.

    Parameters
    ----------
    input_shape : (C, H, W)
        The input; any number of spatial axes from one to three.
    weight_shape : (O, C / groups, KH, KW)
        The filters.
    options : ConvOptions
        Stride, padding, dilation, groups.

    Raises
    ------
    OptionError
        If channels and groups do not divide, or the window does not fit.

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
        Naming the count that does not divide.

    Examples
    --------
    >>> check_groups(6, 4, groups=2)
    """
    for count, what in ((in_channels, "input channels"), (out_channels, "filters")):
        if count % groups:
            raise OptionError("groups", f"{count} {what} cannot be split into {groups} equal groups")
