"""The receptive field of a layer's units along one axis, in cells of the network's input."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from ...layers.layer import Shape
from ...mechanics.axis.cells import Cells
from ...mechanics.axis.options import PerAxis
from ...mechanics.errors import OptionError
from ..graph import Network

#: First and last cell, inclusive.
Range = tuple[int, int]

#: Maximum number of patterns of units that are tracked.
MOST_PATTERNS = 1024
#: Cells further away cannot be distinguished in JSON, whose numbers are float64.
FARTHEST = 2**53


class TooManyPatternsError(Exception):
    """Units see the input in more patterns than can be tracked."""


@dataclass(frozen=True)
class Extent:
    """The field of each unit: unit q·period + r sees `firsts[r]` to `lasts[r]`, shifted by q·advance.

    Attributes
    ----------
    advance : int
        Number of input cells between a unit and the one a period later.
    firsts, lasts : tuple of int
        First and last cells of units 0 to period − 1. The period is 1 unless a layer has enlarged the map. A last cell
        before the first means that the unit sees nothing.
    """

    advance: int = 1
    firsts: tuple[int, ...] = (0,)
    lasts: tuple[int, ...] = (0,)

    @property
    def period(self) -> int:
        """Number of units after which the pattern repeats."""
        return len(self.firsts)

    @property
    def size(self) -> int:
        """Number of cells from the first to the last that a unit sees; the largest over all units."""
        return max(last - first for first, last in zip(self.firsts, self.lasts, strict=True)) + 1

    @property
    def stride(self) -> int | float:
        """Distance between the fields of neighbouring units, on average: the "jump"."""
        jump = Fraction(self.advance, self.period)
        return jump.numerator if jump.denominator == 1 else float(jump)

    @property
    def padding(self) -> int:
        """Number of cells by which the field of unit 0 extends beyond the input."""
        return -self.firsts[0]

    @property
    def center(self) -> float:
        """The centre of unit 0's field; the centre of cell 0 is 0."""
        return (self.firsts[0] + self.lasts[0]) / 2

    def seen(self, unit: int) -> tuple[int, int]:
        """Return the first and the last cell that a unit sees, padding included."""
        turns, phase = divmod(unit, self.period)
        return self.firsts[phase] + turns * self.advance, self.lasts[phase] + turns * self.advance

    def through(self, reads: Cells) -> "Extent":
        """Return the field of units that read these units.

        Raises
        ------
        TooManyPatternsError
            If there would be more than `MOST_PATTERNS` patterns; windows alone never do so.
        OptionError
            If the field extends beyond `FARTHEST`.

        Notes
        -----
        For windows this is Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks",
        Distill, equations 2, 3 and 5, written in the forward direction.

        Examples
        --------
        >>> from ...mechanics.axis.stamp import Stamp
        >>> from ...mechanics.axis.window import Window
        >>> window = Window(3, padding=(1, 1)).reads()
        >>> twice = Extent().through(window).through(window)
        >>> twice.size, twice.stride, twice.padding
        (5, 1, 2)
        >>> Extent().through(Stamp(2, stride=2).reads()).stride
        0.5
        """
        if self.period == reads.period == 1 and self.firsts <= self.lasts:  # almost always the case, and fast
            cells = reads.of(0)
            first, last = self.firsts[0] + cells[0] * self.advance, self.lasts[0] + cells[-1] * self.advance
            return _exact(Extent(self.advance * reads.shift, (first,), (last,)))
        turns = self.period // gcd(self.period, reads.shift)
        period = reads.period * turns
        if period > MOST_PATTERNS:
            raise TooManyPatternsError
        firsts, lasts = [], []
        for unit in range(period):
            seen = [self.seen(cell) for cell in self._extremes(reads.of(unit))]
            seen = [(first, last) for first, last in seen if first <= last] or [(0, -1)]
            firsts.append(min(first for first, _ in seen))
            lasts.append(max(last for _, last in seen))
        advance = self.advance * reads.shift * turns // self.period
        return _exact(_shortest(advance, tuple(firsts), tuple(lasts)))

    def _extremes(self, cells: range) -> Iterator[int]:
        """Yield the cells at both ends that can hold the extremes: one for each pattern."""
        yield from cells[: self.period]
        yield from cells[max(self.period, len(cells) - self.period) :]


def _exact(extent: Extent) -> Extent:
    if max(extent.advance, -extent.firsts[0], extent.lasts[-1]) > FARTHEST:
        raise OptionError(
            "stride",
            f"its units see over more than {FARTHEST:,} cells, the largest number that is exact: use fewer "
            "layers or smaller strides",
        )
    return extent


def _shortest(advance: int, firsts: tuple[int, ...], lasts: tuple[int, ...]) -> Extent:
    period = len(firsts)
    for shorter in range(1, period):
        if period % shorter == 0 and advance * shorter % period == 0:
            step = advance * shorter // period
            if all(
                firsts[i] - firsts[i - shorter] == step == lasts[i] - lasts[i - shorter] for i in range(shorter, period)
            ):
                return Extent(step, firsts[:shorter], lasts[:shorter])
    return Extent(advance, firsts, lasts)


def joined(fields: list[Extent]) -> tuple[Extent, bool]:
    """Join the fields of several paths into one that extends from the first to the last cell of any of them.

    Returns
    -------
    Extent, bool
        The field, and whether the paths are aligned: the same stride and centres. If their strides differ, the fields
        drift apart: the result is then the field of unit 0, with the largest stride.

    Examples
    --------
    >>> from ...mechanics.axis.window import Window
    >>> field, aligned = joined([Extent(), Extent().through(Window(3, padding=(1, 1)).reads())])
    >>> field.size, field.padding, aligned
    (3, 1, True)
    """
    period = lcm(*(field.period for field in fields))
    advances = {Fraction(field.advance, field.period) for field in fields}
    if len(advances) > 1 or period > MOST_PATTERNS:
        first, last = min(field.firsts[0] for field in fields), max(field.lasts[0] for field in fields)
        return Extent(max(field.advance for field in fields), (first,), (last,)), False
    seen = [[field.seen(unit) for unit in range(period)] for field in fields]
    firsts = tuple(min(first for first, _ in units) for units in zip(*seen, strict=True))
    lasts = tuple(max(last for _, last in units) for units in zip(*seen, strict=True))
    aligned = all(len({first + last for first, last in units}) == 1 for units in zip(*seen, strict=True))
    return _shortest(int(advances.pop() * period), firsts, lasts), aligned


def extents_before(
    network: Network, shapes: dict[str, Shape], name: str, unit: PerAxis
) -> dict[str, tuple[Range, ...]]:
    """Return the range that a unit reads in the input and in every earlier node, padding included.

    Parameters
    ----------
    network : Network
        A checked network, whose shapes are known.
    shapes : dict of str to Shape
        The shapes of the input and of every node, by name.
    name, unit : str, tuple of int
        The node, and the position in its output.

    Returns
    -------
    dict of str to tuple of (first, last)
        Ranges per axis, for all nodes that lead to it; they may extend beyond a node's output. Nodes in which the unit
        sees nothing are left out.

    Examples
    --------
    >>> from ...layers.conv import Conv
    >>> from ..graph import Node
    >>> net = Network((1, 5), (Node("conv", Conv(1, (3,), padding=1), ("input",)),))
    >>> extents_before(net, {"input": (1, 5), "conv": (1, 5)}, "conv", (0,))["input"]
    ((-1, 1),)
    """
    found: dict[str, tuple[Range, ...]] = {name: tuple((index, index) for index in unit)}
    for node in reversed(network.nodes):
        if node.name not in found:
            continue
        each = node.layer.reads_each(tuple(shapes[source] for source in node.inputs))
        for source, reads in zip(node.read_inputs, each, strict=False):
            before = found[node.name] if reads is None else _extended(found[node.name], reads)
            if before is None:
                continue
            there = found.get(source, before)
            found[source] = tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(there, before, strict=True))
    return found


def _extended(ranges: tuple[Range, ...], reads: tuple[Cells, ...]) -> tuple[Range, ...] | None:
    """Return the extents of the cells that the units from the first to the last read; None if they read nothing."""
    extended = []
    for (first, last), cells in zip(ranges, reads, strict=True):
        # the outermost units, one of each pattern; some may read nothing
        outermost = {
            *range(first, min(first + cells.period, last + 1)),
            *range(max(last - cells.period + 1, first), last + 1),
        }
        read = [cells.of(unit) for unit in outermost]
        ends = [(some[0], some[-1]) for some in read if some]
        if not ends:
            return None
        extended.append((min(low for low, _ in ends), max(high for _, high in ends)))
    return tuple(extended)
