"""Which cells of its input each unit of a layer reads, along one axis: one pattern for windows, stamps and crops."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Cells:
    """The cells that each unit reads: unit q·period + r reads `phase(r)`, shifted by q·shift.

    Attributes
    ----------
    period : int
        Number of units after which the pattern repeats: 1 for a sliding window.
    shift : int
        Number of cells that the pattern has then moved on.
    phase : callable
        Maps each of the units 0 to period − 1 to its cells, which may lie outside the input, in the padding.

    Examples
    --------
    >>> from .window import Window
    >>> window = Window(kernel_size=3, stride=2, padding=(1, 1)).reads()
    >>> list(window.of(0)), list(window.of(5))
    ([-1, 0, 1], [9, 10, 11])
    """

    period: int
    shift: int
    phase: Callable[[int], range]

    def of(self, unit: int) -> range:
        """Return the cells that a unit reads, padding included, in ascending order."""
        turns, phase = divmod(unit, self.period)
        cells, offset = self.phase(phase), turns * self.shift
        return range(cells.start + offset, cells.stop + offset, cells.step)

    def inside(self, unit: int, size: int) -> range:
        """Return the cells that a unit reads within an input of the given size.

        Examples
        --------
        >>> from .window import Window
        >>> window = Window(kernel_size=3, padding=(2, 2), dilation=2).reads()
        >>> list(window.inside(0, 3)), list(window.inside(9, 3))
        ([0, 2], [])
        """
        cells = self.of(unit)
        first = cells.start + max(0, -(cells.start // cells.step)) * cells.step
        return range(first, max(first, min(cells.stop, size)), cells.step)

    def read_by(self, units: Indices, size: int) -> Indices:
        """Return the cells that any of the units reads in an input of the given size, in ascending order.

        Examples
        --------
        >>> from .window import Window
        >>> Window(kernel_size=2, padding=(1, 1), dilation=2).reads().read_by(np.array([0, 2]), 4).tolist()
        [1, 3]
        """
        found: set[int] = set()
        for unit in units.tolist():
            found.update(self.inside(unit, size))
        return np.array(sorted(found), dtype=np.intp)

    def readers_of(self, cells: Indices, units: int, size: int) -> Indices:
        """Return which of the first `units` units read any of the cells, for an input of `size`, in ascending order.

        Examples
        --------
        >>> from .window import Window
        >>> Window(kernel_size=2).reads().readers_of(np.array([1]), 4, 5).tolist()
        [0, 1]
        """
        wanted = np.zeros(size, dtype=bool)
        wanted[cells] = True
        inside = (self.inside(unit, size) for unit in range(units))
        return np.flatnonzero([wanted[read.start : read.stop : read.step].any() for read in inside])

    def incidence(self, units: Iterable[int], size: int) -> NDArray[np.float64]:
        """Return a row for each unit: 1 at the cells that it reads in an input of the given size, 0 elsewhere.

        Examples
        --------
        >>> from .window import Window
        >>> Window(kernel_size=2, stride=2).reads().incidence(range(2), 4).tolist()
        [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
        """
        cells = [self.inside(int(unit), size) for unit in units]
        incidence = np.zeros((len(cells), size))
        for row, read in zip(incidence, cells, strict=True):
            row[read.start : read.stop : read.step] = 1
        return incidence


def adaptive_bins(size: int, count: int) -> Cells:
    """Divide an axis as adaptive pooling does: bin i from ⌊i·size/count⌋ to ⌈(i+1)·size/count⌉ (PyTorch).

    Examples
    --------
    >>> [list(adaptive_bins(5, 2).of(unit)) for unit in range(2)]
    [[0, 1, 2], [2, 3, 4]]
    """
    common = gcd(size, count)
    return Cells(count // common, size // common, lambda i: range(i * size // count, -(-(i + 1) * size // count)))


def shifted(before: int) -> Cells:
    """Read one cell per unit, skipping the first `before` cells, as a crop does.

    Examples
    --------
    >>> list(shifted(4).of(0))
    [4]
    """
    return Cells(1, 1, lambda _: range(before, before + 1))


def whole(size: int) -> Cells:
    """Read all cells with every unit.

    Examples
    --------
    >>> list(whole(3).of(0))
    [0, 1, 2]
    """
    return Cells(1, 1, lambda _: range(size))
