"""Which cells of its input a layer's units look at, along one axis: the same for windows, stamps and crops."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

#: Nothing: a unit that sees only a bias.
NOTHING = range(0)


@dataclass(frozen=True)
class Sampling:
    """Unit q·period + r looks at the cells `taps(r)`, moved on by q·shift.

    Attributes
    ----------
    period : int
        After how many units the pattern repeats: 1 for a window that slides.
    shift : int
        How many cells further on it then is.
    taps : callable
        Gives the cells of units 0 to period − 1; they may lie outside the input, in padding.

    Examples
    --------
    >>> window = sliding(kernel_size=3, stride=2, padding=1)
    >>> list(window.cells(0)), list(window.cells(5))
    ([-1, 0, 1], [9, 10, 11])
    """

    period: int
    shift: int
    taps: Callable[[int], range]

    def cells(self, unit: int) -> range:
        """Give the cells that a unit looks at, padding included, in rising order."""
        turns, phase = divmod(unit, self.period)
        taps, offset = self.taps(phase), turns * self.shift
        return range(taps.start + offset, taps.stop + offset, taps.step)

    def inside(self, unit: int, size: int) -> range:
        """Give those of them that lie within an input of that size.

        Examples
        --------
        >>> window = sliding(kernel_size=3, padding=2, dilation=2)
        >>> list(window.inside(0, 3)), list(window.inside(9, 3))
        ([0, 2], [])
        """
        cells = self.cells(unit)
        first = cells.start + max(0, -(cells.start // cells.step)) * cells.step
        return range(first, max(first, min(cells.stop, size)), cells.step)

    def looks(self, units: Iterable[int], size: int) -> NDArray[np.float64]:
        """Give a row for each unit: 1 at the cells that it looks at, of an input of that size.

        Examples
        --------
        >>> sliding(kernel_size=2, stride=2).looks(range(2), 4).tolist()
        [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
        """
        cells = [self.inside(int(unit), size) for unit in units]
        looks = np.zeros((len(cells), size))
        for row, seen in zip(looks, cells, strict=True):
            row[seen.start : seen.stop : seen.step] = 1
        return looks


def sliding(kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Sampling:
    """Sample as a window does; `padding` is that before the first cell.

    Examples
    --------
    >>> list(sliding(3, dilation=2).cells(1))
    [1, 3, 5]
    """
    window = range(-padding, dilation * (kernel_size - 1) + 1 - padding, dilation)
    return Sampling(1, stride, lambda _: window)


def stamping(kernel_size: int, stride: int, padding: int = 0, dilation: int = 1) -> Sampling:
    """Sample as a transposed convolution does: cell i stamps the units i·stride − padding + t·dilation.

    Examples
    --------
    >>> doubled = stamping(kernel_size=3, stride=2, padding=1)
    >>> [list(doubled.cells(unit)) for unit in range(4)]
    [[0], [0, 1], [1], [1, 2]]
    """
    common = gcd(stride, dilation)
    every = stride // common
    inverse = pow(dilation // common, -1, every)

    def taps(unit: int) -> range:
        # the t for which unit + padding − t·dilation is a multiple of the stride come at equal distances
        turns, rest = divmod(unit + padding, common)
        first = turns * inverse % every
        if rest or first >= kernel_size:
            return NOTHING
        last = first + (kernel_size - 1 - first) // every * every
        low, high = ((unit + padding - t * dilation) // stride for t in (last, first))
        return range(low, high + 1, dilation // common)

    return Sampling(stride, 1, taps)


def parts(size: int, count: int) -> Sampling:
    """Sample as adaptive pooling does: part i from ⌊i·size/count⌋ to ⌈(i+1)·size/count⌉ (PyTorch).

    Examples
    --------
    >>> [list(parts(5, 2).cells(unit)) for unit in range(2)]
    [[0, 1, 2], [2, 3, 4]]
    """
    common = gcd(size, count)
    return Sampling(count // common, size // common, lambda i: range(i * size // count, -(-(i + 1) * size // count)))


def cropping(before: int) -> Sampling:
    """Sample as a crop does that cuts so many cells off before the first.

    Examples
    --------
    >>> list(cropping(4).cells(0))
    [4]
    """
    return sliding(1, padding=-before)


def whole(size: int) -> Sampling:
    """Sample all cells at once.

    Examples
    --------
    >>> list(whole(3).cells(0))
    [0, 1, 2]
    """
    return sliding(size)
