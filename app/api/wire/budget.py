"""What a request may cost, and the slots that expensive requests wait for."""

from collections.abc import Callable, Sequence
from math import prod
from typing import TypeVar

import anyio

from ...mechanics.axis.window_axis import WindowAxis
from ...mechanics.conv.geometry import ConvGeometry
from ...mechanics.errors import OptionError
from ...settings import Settings

T = TypeVar("T")
#: What makes a convolution cost less.
SMALLER = "use a smaller input, fewer filters, a smaller kernel or a larger stride"


class LimitError(OptionError):
    """A request that is valid but would cost more than one request may."""


class Busy(Exception):  # noqa: N818, the name says what is wrong
    """Every compute slot is taken and the queue is full."""

    def __init__(self, slots: int, retry_after_seconds: int) -> None:
        super().__init__(f"all {slots} compute slots are busy and the queue is full: try again shortly")
        self.retry_after_seconds = retry_after_seconds


class Budget:
    """The limits of a server.

    Parameters
    ----------
    settings : Settings
        The settings that define the limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limiter = anyio.CapacityLimiter(settings.compute_slots)

    def check_macs(self, macs: int, field: str = "input", remedy: str = SMALLER) -> None:
        """Refuse a computation that takes too long; the field is the one that the remedy is about.

        Parameters
        ----------
        macs : int
            Its effort: multiply-accumulates one by one, or what takes as long.
        field, remedy : str
            What to change, and how.

        Raises
        ------
        LimitError
            If it is too expensive; the message names its time and the limit.
        """
        if macs > self._most_macs:
            raise LimitError(field, f"{self.too_long(macs)}: {remedy}")

    def too_long(self, macs: int) -> str:
        """Say how long a computation takes, and how long it may take."""
        seconds = macs / self._settings.macs_per_second
        return (
            f"this takes about {seconds:,.3g} seconds, more than the {self._settings.max_seconds:g} "
            "that a request may cost"
        )

    def affordable(self, macs: int, besides: int = 0, seconds: float | None = None) -> int:
        """Return how often a computation may be repeated in one request, besides another one.

        Parameters
        ----------
        macs, besides : int
            The effort of the computation, and of the other one.
        seconds : float, optional
            How long it may take, as far as the limit allows; as long as that if omitted.
        """
        most = self._most_macs if seconds is None else min(self._most_macs, seconds * self._settings.macs_per_second)
        return max(int(most - besides) // max(macs, 1), 0)

    @property
    def _most_macs(self) -> float:
        return self._settings.max_seconds * self._settings.macs_per_second

    def check_held(self, field: str, count: int) -> None:
        """Refuse a computation that needs too much memory.

        Raises
        ------
        LimitError
            If it needs too much; the message names its count of numbers and the limit.
        """
        if count > self._settings.max_held_numbers:
            raise LimitError(
                field,
                f"this holds about {count:,} numbers at a time, weights and maps together, more than the "
                f"{self._settings.max_held_numbers:,} allowed: use a smaller input or fewer filters",
            )

    @property
    def max_held(self) -> int:
        """The most numbers that one request may hold at a time."""
        return self._settings.max_held_numbers

    def check_shapes(self, geometry: ConvGeometry) -> None:
        """Refuse a convolution whose padded input or output is too large, before either is created.

        Raises
        ------
        LimitError
            As for `check_numbers`.
        """
        self.check_numbers("padding", "the padded input", geometry.padded_numbers)
        self.check_numbers("input", "the output", prod(geometry.output_shape))

    def check_windows(self, axes: Sequence[WindowAxis], field: str = "kernel_size") -> None:
        """Refuse windows that are too many to list cell by cell.

        Raises
        ------
        LimitError
            As for `check_numbers`.
        """
        for axis in axes:
            listed = axis.output_size * axis.kernel_size + axis.padded_size
            self.check_numbers(field, f"the list of windows along the {axis.name}", listed)

    def check_numbers(self, field: str, what: str, count: int, remedy: str = "") -> None:
        """Refuse a tensor that is too large to create.

        Parameters
        ----------
        field, what : str
            What to change, and what the tensor is.
        count : int
            Its numbers.
        remedy : str
            How to change it, where the field alone does not say so.

        Raises
        ------
        LimitError
            If it is too large; the message names its count of numbers and the limit.
        """
        if count > self._settings.max_numbers:
            told = f"{what} would hold {count:,} numbers, more than the {self._settings.max_numbers:,} allowed"
            raise LimitError(field, f"{told}: {remedy}" if remedy else told)

    async def run(self, macs: int, work: Callable[[], T]) -> T:
        """Run light work immediately, and heavy work in a slot.

        Parameters
        ----------
        macs : int
            The cost of the work.
        work : callable
            A function without arguments, whose result is returned.

        Raises
        ------
        Busy
            If the work is heavy and the queue is full.
        """
        if macs <= self._settings.inline_macs:
            return work()
        state = self._limiter.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._settings.compute_queue:
            raise Busy(self._settings.compute_slots, self._settings.retry_after_seconds)
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)
