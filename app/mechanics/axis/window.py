"""A window that slides along one axis: its span, its positions, and the cells it reads."""

from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from .cells import Cells
from .options import Padding, Sides
from .padding import ZERO, PaddingMode, source_indices

#: Names of the spatial axes, by their number.
AXIS_NAMES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
#: Most windows that are checked one by one for whether they read a cell of the input.
_MOST_PHASES = 2**22


@dataclass(frozen=True)
class Window:
    """A window that slides along one axis; all quantities are in input cells.

    Attributes
    ----------
    kernel_size, stride, dilation : int
        As for a convolution.
    padding : (before, after)
        Number of cells added at each end.

    Examples
    --------
    >>> window = Window(kernel_size=3, stride=2, padding=(1, 1))
    >>> window.span, window.count(7)
    (3, 4)
    >>> list(window.cells(0))
    [-1, 0, 1]
    """

    kernel_size: int
    stride: int = 1
    padding: Sides = (0, 0)
    dilation: int = 1

    @property
    def span(self) -> int:
        """The span of the dilated kernel, holes included: D·(K − 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    def count(self, size: int, *, ceil: bool = False) -> int:
        """Count the positions of the window on an axis; the result is below 1 if the window does not fit.

        Parameters
        ----------
        size : int
            Number of cells of the axis, without padding.
        ceil : bool
            Whether a last window may extend beyond the padded input. One that would start beyond the input and the
            padding before it is left out (PyTorch's ``ceil_mode``).

        Notes
        -----
        Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 15.

        Examples
        --------
        >>> Window(3, 2).count(6), Window(3, 2).count(6, ceil=True), Window(3, 2).count(2, ceil=True)
        (2, 3, 1)
        """
        room = self.padding[0] + size + self.padding[1] - self.span
        if not ceil:
            return room // self.stride + 1
        places = -(-room // self.stride) + 1
        return places - ((places - 1) * self.stride >= size + self.padding[0])

    def cells(self, unit: int) -> range:
        """Return the cells under the window at one position; those outside the input are padding."""
        start = unit * self.stride - self.padding[0]
        return range(start, start + self.span, self.dilation)

    def reads(self) -> Cells:
        """Return the cells that the window reads, for all positions at once.

        Examples
        --------
        >>> list(Window(3, dilation=2).reads().of(1))
        [1, 3, 5]
        """
        first = self.cells(0)
        return Cells(1, self.stride, lambda _: first)

    def first_on_padding(self, size: int, count: int) -> int | None:
        """Find the first of `count` windows that contains no input cell at all.

        Raises
        ------
        OptionError
            If a dilation larger than the input would make this a search over millions of windows.

        Examples
        --------
        >>> Window(2, 1, padding=(2, 0)).first_on_padding(3, 4), Window(3, 1, padding=(2, 2)).first_on_padding(1, 3)
        (0, None)
        """
        # windows that start in the padding have to step over the padded cells that come first
        early = min(count, -(-self.padding[0] // self.stride))
        if early and -(-self.padding[0] // self.dilation) > self.kernel_size - 1:
            return 0
        if early and self.dilation > size:
            phases = min(early, self.dilation // gcd(self.stride, self.dilation))
            if phases > _MOST_PHASES:
                raise OptionError(
                    "dilation",
                    f"a dilation of {self.dilation:,} steps over an input of {size:,} cells from {early:,} windows "
                    "in the padding: use less padding or a smaller dilation",
                )
            beyond = (np.arange(phases) * self.stride - self.padding[0]) % self.dilation >= size
            if beyond.any():
                return int(np.argmax(beyond))
        late = -(-(size + self.padding[0]) // self.stride)  # the first that starts past the input
        return late if late < count else None


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
