"""The receptive field of a layer's units along one axis, in cells of the network's input."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from .sampling import Sampling

#: More patterns of units than this are not told apart.
MOST_PATTERNS = 1024


class TooManyPatternsError(Exception):
    """Units see the input in more patterns than are told apart."""


@dataclass(frozen=True)
class Field:
    """Unit q·period + r sees from `firsts[r]` to `lasts[r]`, moved on by q·advance.

    Attributes
    ----------
    advance : int
        Input cells between a unit and the one a period further on.
    firsts, lasts : tuple of int
        Of units 0 to period − 1. The period is 1 unless a layer has made the map larger. A last before its first
        means that the unit sees nothing.
    """

    advance: int = 1
    firsts: tuple[int, ...] = (0,)
    lasts: tuple[int, ...] = (0,)

    @property
    def period(self) -> int:
        """After how many units the pattern repeats."""
        return len(self.firsts)

    @property
    def size(self) -> int:
        """Cells from the first to the last that a unit sees; of the unit that sees most."""
        return max(last - first for first, last in zip(self.firsts, self.lasts, strict=True)) + 1

    @property
    def stride(self) -> int | float:
        """How far the fields of two neighbours lie apart, on average: the "jump"."""
        jump = Fraction(self.advance, self.period)
        return jump.numerator if jump.denominator == 1 else float(jump)

    @property
    def padding(self) -> int:
        """How far the field of unit 0 reaches out of the input."""
        return -self.firsts[0]

    @property
    def center(self) -> float:
        """Where the middle of unit 0's field lies; cell 0's middle is 0."""
        return (self.firsts[0] + self.lasts[0]) / 2

    def seen(self, unit: int) -> tuple[int, int]:
        """Give the first and the last cell that a unit sees, padding included."""
        turns, phase = divmod(unit, self.period)
        return self.firsts[phase] + turns * self.advance, self.lasts[phase] + turns * self.advance

    def through(self, sampling: Sampling) -> "Field":
        """Give the field of units that look at these.

        Raises
        ------
        TooManyPatternsError
            If there would be more than `MOST_PATTERNS` patterns; windows alone never make any.

        Notes
        -----
        For windows this is Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks",
        Distill, equations 2, 3 and 5, written forwards.

        Examples
        --------
        >>> from .sampling import sliding, stamping
        >>> twice = Field().through(sliding(3, padding=1)).through(sliding(3, padding=1))
        >>> twice.size, twice.stride, twice.padding
        (5, 1, 2)
        >>> Field().through(stamping(2, stride=2)).stride
        0.5
        """
        if self.period == sampling.period == 1 and self.firsts <= self.lasts:  # as good as always, and fast
            cells = sampling.cells(0)
            first, last = self.firsts[0] + cells[0] * self.advance, self.lasts[0] + cells[-1] * self.advance
            return Field(self.advance * sampling.shift, (first,), (last,))
        turns = self.period // gcd(self.period, sampling.shift)
        period = sampling.period * turns
        if period > MOST_PATTERNS:
            raise TooManyPatternsError
        firsts, lasts = [], []
        for unit in range(period):
            seen = [self.seen(cell) for cell in self._telling(sampling.cells(unit))]
            seen = [(first, last) for first, last in seen if first <= last] or [(0, -1)]
            firsts.append(min(first for first, _ in seen))
            lasts.append(max(last for _, last in seen))
        advance = self.advance * sampling.shift * turns // self.period
        return _shortest(advance, tuple(firsts), tuple(lasts))

    def _telling(self, cells: range) -> Iterator[int]:
        """Of many cells, those at both ends that can hold the extremes: one of each pattern."""
        yield from cells[: self.period]
        yield from cells[max(self.period, len(cells) - self.period) :]


def _shortest(advance: int, firsts: tuple[int, ...], lasts: tuple[int, ...]) -> Field:
    period = len(firsts)
    for shorter in range(1, period):
        if period % shorter == 0 and advance * shorter % period == 0:
            step = advance * shorter // period
            if all(
                firsts[i] - firsts[i - shorter] == step == lasts[i] - lasts[i - shorter] for i in range(shorter, period)
            ):
                return Field(step, firsts[:shorter], lasts[:shorter])
    return Field(advance, firsts, lasts)


def joined(fields: list[Field]) -> tuple[Field, bool]:
    """Put the fields of several paths into one that reaches from the first cell of any to the last.

    Returns
    -------
    Field, bool
        And whether the paths are aligned: the same stride and centres. Where their strides differ, units move apart:
        the field is then that of unit 0, its stride the largest.

    Examples
    --------
    >>> from .sampling import sliding
    >>> field, aligned = joined([Field(), Field().through(sliding(3, padding=1))])
    >>> field.size, field.padding, aligned
    (3, 1, True)
    """
    period = lcm(*(field.period for field in fields))
    advances = {Fraction(field.advance, field.period) for field in fields}
    if len(advances) > 1 or period > MOST_PATTERNS:
        first, last = min(field.firsts[0] for field in fields), max(field.lasts[0] for field in fields)
        return Field(max(field.advance for field in fields), (first,), (last,)), False
    seen = [[field.seen(unit) for unit in range(period)] for field in fields]
    firsts = tuple(min(first for first, _ in units) for units in zip(*seen, strict=True))
    lasts = tuple(max(last for _, last in units) for units in zip(*seen, strict=True))
    aligned = all(len({first + last for first, last in units}) == 1 for units in zip(*seen, strict=True))
    return _shortest(int(advances.pop() * period), firsts, lasts), aligned
