"""A window on an axis of a given size: its positions, its padding resolved, and the cell under every weight."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from .options import AXIS_NAMES, Padding, Sides
from .padding import ZERO, PaddingMode, source_indices
from .window import Window


@dataclass(frozen=True)
class WindowAxis:
    """A window on an axis of a given size.

    Attributes
    ----------
    name : str
        ``"height"`` …
    input_size : int
        Number of cells, without padding.
    kernel_size, stride, padding, dilation
        As for `Window`, with the padding resolved.
    same : bool
        Whether the padding was chosen so that the output is ceil(input / stride).
    ceil_mode : bool
        Whether a last window may extend beyond the padded input (pooling).

    Examples
    --------
    >>> axis = WindowAxis("height", input_size=7, kernel_size=3, stride=2, padding=(1, 1), dilation=1)
    >>> axis.padded_size, axis.output_size, axis.unused
    (9, 4, 0)
    """

    name: str
    input_size: int
    kernel_size: int
    stride: int
    padding: Sides
    dilation: int
    same: bool = False
    ceil_mode: bool = False

    @cached_property
    def window(self) -> Window:
        """The window itself."""
        return Window(self.kernel_size, self.stride, self.padding, self.dilation)

    @property
    def span(self) -> int:
        """The span of the dilated kernel, holes included."""
        return self.window.span

    @property
    def padded_size(self) -> int:
        """Number of cells of the input with its padding."""
        return self.padding[0] + self.input_size + self.padding[1]

    @cached_property
    def output_size(self) -> int:
        """Number of positions of the window."""
        return self.window.count(self.input_size, ceil=self.ceil_mode)

    @property
    def room(self) -> int:
        """Number of cells that the window can slide; negative if it fits only by rounding up."""
        return self.padded_size - self.span

    @property
    def positions(self) -> int:
        """Number of positions that rounding alone gives."""
        return (-(-self.room // self.stride) if self.ceil_mode else self.room // self.stride) + 1

    @property
    def drops_last(self) -> bool:
        """Whether rounding up produced a window that starts beyond the input and is therefore left out."""
        return self.output_size < self.positions

    @property
    def reached(self) -> int:
        """Number of cells from the start of the padding to the end of the last window."""
        return (self.output_size - 1) * self.stride + self.span

    @property
    def overhang(self) -> int:
        """Number of cells of the last window beyond the padded input."""
        return max(self.reached - self.padded_size, 0)

    @property
    def unused(self) -> int:
        """Number of padded cells at the end that no window reaches."""
        return max(self.padded_size - self.reached, 0)

    def taps(self) -> NDArray[np.intp]:
        """List the padded cell under every weight at every position.

        Returns
        -------
        ndarray of int, shape (output size, kernel size)
            Counted from the start of the padding.

        Examples
        --------
        >>> WindowAxis("width", 3, kernel_size=2, stride=2, padding=(1, 0), dilation=1).taps().tolist()
        [[0, 1], [2, 3]]
        """
        starts = np.arange(self.output_size) * self.stride
        return starts[:, None] + np.arange(self.kernel_size) * self.dilation

    def sources(self, mode: PaddingMode = "zeros") -> NDArray[np.intp]:
        """List the input cell that each padded cell copies, up to the end of the last window.

        Parameters
        ----------
        mode : {"zeros", "reflect", "replicate", "circular"}
            Where padded cells take their values from.

        Returns
        -------
        ndarray of int, shape (padded size + overhang,)
            `padding.ZERO` where the value does not come from the input.

        Raises
        ------
        OptionError
            If the input is too small for the padding mode.
        """
        beyond = np.full(self.overhang, ZERO, dtype=np.intp)
        return np.concatenate([source_indices(self.input_size, *self.padding, mode), beyond])

    def inputs(self, mode: PaddingMode = "zeros") -> NDArray[np.intp]:
        """List the input cell under every weight at every position; `padding.ZERO` if there is none.

        Raises
        ------
        OptionError
            As for `sources`.

        Examples
        --------
        >>> WindowAxis("width", 3, kernel_size=2, stride=2, padding=(1, 0), dilation=1).inputs().tolist()
        [[-1, 0], [1, 2]]
        """
        return self.sources(mode)[self.taps()]


def same_padding(input_size: int, span: int, stride: int) -> Sides:
    """Compute the padding that gives ceil(input / stride) outputs.

    Parameters
    ----------
    input_size, span, stride : int
        In input cells; `span` is that of the dilated kernel.

    Returns
    -------
    (before, after)
        An odd remainder goes to the end, as in ONNX's ``SAME_UPPER``.

    Examples
    --------
    >>> same_padding(7, 3, 1), same_padding(8, 3, 2)
    ((1, 1), (0, 1))
    """
    output_size = -(-input_size // stride)
    total = max((output_size - 1) * stride + span - input_size, 0)
    return total // 2, total - total // 2


def window_axes(
    input_size: tuple[int, ...],
    kernel_size: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    dilation: tuple[int, ...],
    *,
    ceil_mode: bool = False,
) -> tuple[WindowAxis, ...]:
    """Lay out a window along every spatial axis.

    Parameters
    ----------
    input_size, kernel_size, stride : tuple of int
        One value per axis, in input cells.
    padding : {"valid", "same"} or ((before, after), …)
        As for a convolution.
    dilation : tuple of int
        One value per axis, in input cells.
    ceil_mode : bool
        Whether a last window that extends beyond the padded input counts (pooling only). A kernel may then be larger
        than the padded input, as long as the rounded size is at least 1 (PyTorch).

    Raises
    ------
    OptionError
        If the window does not fit on one of the axes.

    Examples
    --------
    >>> [axis.output_size for axis in window_axes((7, 7), (3, 3), (1, 1), "same", (1, 1))]
    [7, 7]
    """
    axes = []
    for i, name in enumerate(AXIS_NAMES[len(input_size)]):
        if padding == "same":
            sides = same_padding(input_size[i], Window(kernel_size[i], dilation=dilation[i]).span, stride[i])
        else:
            sides = (0, 0) if padding == "valid" else padding[i]
        axes.append(
            WindowAxis(
                name, input_size[i], kernel_size[i], stride[i], sides, dilation[i],
                same=padding == "same", ceil_mode=ceil_mode and padding != "same",
            )
        )  # fmt: skip
    if any(axis.output_size < 1 for axis in axes):
        span_text = "×".join(str(axis.span) for axis in axes)
        padded_text = "×".join(str(axis.padded_size) for axis in axes)
        raise OptionError(
            "kernel_size",
            f"the effective kernel is {span_text} but the padded input only {padded_text}: "
            "add padding or use a smaller kernel or dilation",
        )
    return tuple(axes)
