"""A window that slides along one axis: its span, its positions, and the cells it reads."""

from dataclasses import dataclass
from math import gcd

import numpy as np

from ..errors import OptionError
from .cells import Cells
from .options import Sides

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
