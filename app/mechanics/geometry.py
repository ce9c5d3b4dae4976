"""Sizes: how many outputs a sliding window gives, and what it leaves out."""

from dataclasses import dataclass

from .errors import OptionError
from .options import Conv2dOptions, Padding, Sides

#: Names of the spatial axes, by how many there are.
AXIS_NAMES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


@dataclass(frozen=True)
class AxisGeometry:
    """One spatial axis of a sliding window; everything in input cells.

    Examples
    --------
    >>> axis = AxisGeometry("height", input_size=7, kernel_size=3, stride=2, padding=(1, 1), dilation=1)
    >>> axis.padded_size, axis.output_size, axis.unused
    (9, 4, 0)
    """

    name: str
    input_size: int
    kernel_size: int
    stride: int
    padding: Sides
    dilation: int
    #: Whether the padding was chosen so that the output is ceil(input / stride).
    same: bool = False
    #: Whether a last window may reach beyond the padded input (pooling).
    ceil_mode: bool = False

    @property
    def effective_kernel_size(self) -> int:
        """What a dilated kernel spans, holes included."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def padded_size(self) -> int:
        """Input and padding."""
        return self.padding[0] + self.input_size + self.padding[1]

    @property
    def output_size(self) -> int:
        """Positions of the window (Dumoulin and Visin 2016, "A guide to convolution arithmetic", relationship 15)."""
        return self.positions - (1 if self.drops_last else 0)

    @property
    def room(self) -> int:
        """Cells that the window can slide over."""
        return self.padded_size - self.effective_kernel_size

    @property
    def positions(self) -> int:
        """Positions by the rounding alone."""
        return (-(-self.room // self.stride) if self.ceil_mode else self.room // self.stride) + 1

    @property
    def drops_last(self) -> bool:
        """Whether rounding up made a window that starts beyond the input (PyTorch's rule leaves it out)."""
        return self.ceil_mode and (self.positions - 1) * self.stride >= self.input_size + self.padding[0]

    @property
    def reached(self) -> int:
        """Cells from the start of the padding to the end of the last window."""
        return (self.output_size - 1) * self.stride + self.effective_kernel_size

    @property
    def overhang(self) -> int:
        """Cells of the last window beyond the padded input."""
        return max(self.reached - self.padded_size, 0)

    @property
    def unused(self) -> int:
        """Padded cells at the far end that no window reaches."""
        return max(self.padded_size - self.reached, 0)


@dataclass(frozen=True)
class Conv2dGeometry:
    """The shapes of one convolution."""

    in_channels: int
    out_channels: int
    groups: int
    height: AxisGeometry
    width: AxisGeometry

    @property
    def axes(self) -> tuple[AxisGeometry, AxisGeometry]:
        """Height, then width."""
        return self.height, self.width

    @property
    def padding(self) -> tuple[Sides, Sides]:
        """((top, bottom), (left, right)), with "same" and "valid" worked out."""
        return self.height.padding, self.width.padding

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(O, H', W')."""
        return self.out_channels, self.height.output_size, self.width.output_size

    @property
    def window_size(self) -> int:
        """Products in one sum: C / groups · KH · KW."""
        return self.in_channels // self.groups * self.height.kernel_size * self.width.kernel_size


def same_padding(input_size: int, effective_kernel_size: int, stride: int) -> Sides:
    """Work out the padding that gives ceil(input / stride) outputs.

    Parameters
    ----------
    input_size, effective_kernel_size, stride : int
        In input cells.

    Returns
    -------
    (before, after)
        An odd remainder goes after: ONNX's ``SAME_UPPER``.

    Examples
    --------
    >>> same_padding(7, 3, 1), same_padding(8, 3, 2)
    ((1, 1), (0, 1))
    """
    output_size = -(-input_size // stride)
    total = max((output_size - 1) * stride + effective_kernel_size - input_size, 0)
    return total // 2, total - total // 2


def sliding_axes(
    input_size: tuple[int, ...],
    kernel_size: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    dilation: tuple[int, ...],
    *,
    ceil_mode: bool = False,
) -> tuple[AxisGeometry, ...]:
    """Lay a sliding window out along every spatial axis.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation : tuple of int
        One value per axis, in input cells.
    padding : {"valid", "same"} or ((before, after), …)
        As in `Conv2dOptions`.
    ceil_mode : bool
        Whether a last window that reaches beyond the padded input counts (pooling only).

    Raises
    ------
    OptionError
        If the window does not fit into the padded input on some axis.

    Examples
    --------
    >>> [axis.output_size for axis in sliding_axes((7, 7), (3, 3), (1, 1), "same", (1, 1))]
    [7, 7]
    """
    names = AXIS_NAMES[len(input_size)]
    axes = []
    for i, name in enumerate(names):
        span = dilation[i] * (kernel_size[i] - 1) + 1
        if padding == "same":
            sides = same_padding(input_size[i], span, stride[i])
        else:
            sides = (0, 0) if padding == "valid" else padding[i]
        axes.append(
            AxisGeometry(
                name, input_size[i], kernel_size[i], stride[i], sides, dilation[i],
                same=padding == "same", ceil_mode=ceil_mode and padding != "same",
            )
        )  # fmt: skip
    if any(axis.padded_size < axis.effective_kernel_size for axis in axes):
        span_text = "×".join(str(axis.effective_kernel_size) for axis in axes)
        padded_text = "×".join(str(axis.padded_size) for axis in axes)
        raise OptionError(
            "kernel_size",
            f"the effective kernel is {span_text} but the padded input only {padded_text}: "
            "add padding or use a smaller kernel or dilation",
        )
    return tuple(axes)


def conv2d_geometry(
    input_shape: tuple[int, ...], weight_shape: tuple[int, ...], options: Conv2dOptions
) -> Conv2dGeometry:
    """Check that input, weights and options fit together, and give the sizes that follow.

    Parameters
    ----------
    input_shape : (C, H, W)
        The input.
    weight_shape : (O, C / groups, KH, KW)
        The filters.
    options : Conv2dOptions
        Stride, padding, dilation, groups.

    Raises
    ------
    OptionError
        If channels and groups do not divide, or the window does not fit.

    Examples
    --------
    >>> conv2d_geometry((3, 7, 7), (2, 3, 3, 3), Conv2dOptions.of(stride=2, padding=1)).output_shape
    (2, 4, 4)
    """
    in_channels, height, width = input_shape
    out_channels, group_channels, kernel_height, kernel_width = weight_shape
    check_groups(in_channels, out_channels, options.groups)
    if group_channels * options.groups != in_channels:
        expected = in_channels // options.groups
        raise OptionError(
            "weight",
            f"each filter has {group_channels} channels, but the input has {in_channels}"
            + (f" in {options.groups} groups" if options.groups > 1 else "")
            + f": a filter needs {expected}",
        )
    axes = sliding_axes(
        (height, width), (kernel_height, kernel_width), options.stride, options.padding, options.dilation
    )
    return Conv2dGeometry(in_channels, out_channels, options.groups, *axes)


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
