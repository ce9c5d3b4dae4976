"""What reading a text may cost: steps, time, and the sizes of what it makes."""

from dataclasses import dataclass, field
from time import thread_time

from .errors import Raised

#: Expressions and statements that are evaluated: the constructor and forward method of ResNet-152 take 60,000.
MOST_STEPS = 600_000
#: Seconds of this thread's time.
MOST_SECONDS = 1.5
#: Calls within calls.
DEEPEST = 150
#: Characters of one string, and items of one list, tuple, dictionary or range that is walked through.
MOST_ITEMS = 100_000
#: Items of all of them together.
MOST_MEMORY = 1_000_000
#: The largest whole number that is computed with, by its bits: offsets in a batch of maps have 50.
MOST_BITS = 100
_CLOCK_EVERY = 256


class TooMuchError(Exception):
    """A text that asks for more than reading it may cost; the interpreter adds the line."""


@dataclass
class Budget:
    """What is left of it.

    Examples
    --------
    >>> budget = Budget(steps=1)
    >>> budget.step()
    >>> budget.step()
    Traceback (most recent call last):
    app.formats.pytorch.interpreter.budget.TooMuchError: the text runs for too long: more than 1 steps
    """

    steps: int = MOST_STEPS
    memory: int = MOST_MEMORY
    _taken: int = 0
    _end: float = field(default_factory=lambda: thread_time() + MOST_SECONDS)

    def step(self) -> None:
        """Take one step.

        Raises
        ------
        TooMuchError
            If there is none left, or no time.
        """
        self._taken += 1
        if self._taken > self.steps:
            raise TooMuchError(f"the text runs for too long: more than {self.steps:,} steps")
        if not self._taken % _CLOCK_EVERY and thread_time() > self._end:
            raise TooMuchError("the text runs for too long")

    def allocate(self, items: int) -> None:
        """Make room for so many items of a list, or characters of a string.

        Raises
        ------
        TooMuchError
            If one thing is too large, or all together are.
        """
        if items > MOST_ITEMS:
            raise TooMuchError(f"{items:,} items or characters in one are too many: {MOST_ITEMS:,} are read")
        self.memory -= items
        if self.memory < 0:
            raise TooMuchError(f"lists and strings of more than {MOST_MEMORY:,} items and characters are not read")


def bounded(number: int) -> int:
    """Give a whole number that is not too large.

    Raises
    ------
    TooMuchError
        If it is.

    Examples
    --------
    >>> bounded(12)
    12
    """
    if number.bit_length() > MOST_BITS:
        raise TooMuchError(f"a number of {number.bit_length()} bits is larger than any size")
    return number


def power(base: float, exponent: float) -> float:
    """Raise to a power, if the result is no larger than any size.

    Raises
    ------
    TooMuchError
        If it would be.
    Raised
        If it has no value.

    Examples
    --------
    >>> power(2, 10), power(2, -1), power(4, 0.5)
    (1024, 0.5, 2.0)
    """
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > 2 * MOST_BITS:
        raise TooMuchError("the power is larger than any size")
    try:
        result = base**exponent
    except ZeroDivisionError:
        raise Raised("ZeroDivisionError", "0 cannot be raised to a negative power") from None
    except OverflowError:
        raise TooMuchError("the power is larger than any size") from None
    if isinstance(result, complex):
        raise Raised("ValueError", "the power is not a real number")
    return bounded(result) if isinstance(result, int) else float(result)
