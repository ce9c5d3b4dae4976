"""A network with its weights and an input: what every call about values starts from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from ...layers.layer import Floats, Weights
from ...mechanics.errors import OptionError
from ...models.model import check_pixels, doubts
from ...networks.analysis import Analysis
from ...networks.attribution.classes import class_nodes, has_softmax, logits_node
from ...networks.filters_off import Off, check_off
from ...networks.values import fixed, most_held
from ...networks.weights import WeightsOf
from ..networks.budget import check_layers
from ..wire.budget import Budget, LimitError
from ..wire.tensors import Array, in_dtype

#: Drawing a weight takes as long as this many multiply-accumulates one by one.
_DRAW_MACS = 15
#: A pass forwards, and one back, which spreads every number over its window.
BACK_PASSES = 3
_SMALLER = "use a smaller input or a smaller network"
#: Of a network whose last numbers are taken for logits.
NO_SOFTMAX = (
    "no softmax at its end: its last numbers are taken for logits, and the shares are what a softmax makes of them"
)


def as_float32(field: str, tensor: Array) -> Floats:
    """Return a tensor in the type that networks are computed in.

    Raises
    ------
    OptionError
        If a number is beyond its range.

    Examples
    --------
    >>> import numpy as np
    >>> as_float32("input", np.ones((1, 2))).dtype.name
    'float32'
    """
    return in_dtype(field, tensor, "float32", "use smaller numbers")


@dataclass(frozen=True)
class Subject:
    """A network with its weights and an input.

    Attributes
    ----------
    analysis : Analysis
        The network.
    x : ndarray of float32, shape (C, …)
        The input, as it was sent.
    weights : mapping or callable
        As for `values`.
    off : mapping of str to sequence of int
        Channels that are switched off.
    prepare : callable
        Makes the network's input of what was sent.
    labels : sequence of str or None
        The names of its classes.
    pixels : bool
        Whether the input is a picture with values from 0 to 255.
    at_size : callable or None
        Gives the network for another input size, where it is one of the zoo.
    """

    analysis: Analysis
    x: Floats
    weights: Mapping[str, Weights] | WeightsOf
    off: Off
    prepare: Callable[[Floats], Floats] = lambda x: x
    labels: Sequence[str] | None = None
    pixels: bool = False
    at_size: Callable[[int], Analysis] | None = None

    @classmethod
    def of(
        cls,
        analysis: Analysis,
        input: Array,
        weights: Mapping[str, Weights] | WeightsOf,
        off: Off,
        prepare: Callable[[Floats], Floats] = lambda x: x,
        labels: Sequence[str] | None = None,
        *,
        pixels: bool = False,
    ) -> "Subject":
        """Check the input and the filters that are off.

        Raises
        ------
        OptionError
            If the input has another shape than the network's, or values that no pixel has, or there is no such node or
            channel.
        """
        shape = analysis.network.input_shape
        x = input[None] if input.shape == shape[1:] and shape[0] == 1 else input
        if x.shape != shape:
            raise OptionError("input", f"input has the shape {list(input.shape)}, but the network takes {list(shape)}")
        check_off(analysis.shapes, off, class_nodes(analysis.network, analysis.shapes))
        subject = cls(analysis, as_float32("input", x), weights, off, prepare, labels, pixels)
        subject.check_values("input", x)
        return subject

    def check_values(self, field: str, values: Array) -> None:
        """Refuse values that an input does not have.

        Raises
        ------
        OptionError
            As for `check_pixels`, where the input is a picture.
        """
        if self.pixels:
            check_pixels(field, values)

    @property
    def notes(self) -> list[str]:
        """What to know before relying on its numbers."""
        return [*self.analysis.network.notes, *(doubts(self.x) if self.pixels else ())]

    @property
    def notes_on_classes(self) -> list[str]:
        """The same, where the shares of its classes are among them."""
        network, shapes = self.analysis.network, self.analysis.shapes
        if logits_node(network, shapes) is None or has_softmax(network, shapes):
            return self.notes
        return [*self.notes, NO_SOFTMAX]

    @property
    def drawn(self) -> bool:
        """Whether the weights are drawn rather than given."""
        return callable(self.weights)

    def check(
        self,
        budget: Budget,
        *,
        passes: int = 1,
        together: int = 1,
        per_number: int = 0,
        keeps: int = 0,
        back: bool = False,
    ) -> int:
        """Refuse what takes too much time or memory, and return the effort.

        Parameters
        ----------
        budget : Budget
            The limits.
        passes : int
            How often the network is computed.
        together : int
            How many of these passes are computed at a time.
        per_number : int
            What else is done with every number, in multiply-accumulates.
        keeps : int
            Numbers that are kept for the answer.
        back : bool
            Whether a gradient is propagated back, for which all maps are held.

        Raises
        ------
        LimitError
            If it is too expensive; where the network is one of the zoo, it names the largest size that is not.
        """

        def check(subject: "Subject") -> int:
            return subject._effort(
                budget, passes=passes, together=together, per_number=per_number, keeps=keeps, back=back
            )

        try:
            return check(self)
        except LimitError as error:
            fitting = self._largest_size(check)
            if fitting is None:
                raise
            raise LimitError(
                "network.input_size", f"{error}; an input_size of {fitting} is within the limits"
            ) from None

    def _largest_size(self, check: Callable[["Subject"], int]) -> int | None:
        """Return the largest input size for which the network is not refused; None if there is none."""
        if self.at_size is None:
            return None
        fitting, least, too_large = None, 0, self.analysis.network.input_shape[1]
        while too_large - least > 1:
            size = (least + too_large) // 2
            try:
                check(replace(self, analysis=self.at_size(size)))
                fitting = least = size
            except LimitError:
                too_large = size
            except OptionError:  # the network needs a larger one
                least = size
        return fitting

    def _effort(self, budget: Budget, *, passes: int, together: int, per_number: int, keeps: int, back: bool) -> int:
        effort = check_layers(budget, "network", self.analysis)
        maps = sum(prod(found.output_shape) for found in self.analysis.nodes)
        held = keeps + (3 * maps if back else together * self.held)
        budget.check_held("network", held + self.weights_held(everything=back or passes > 1))
        effort += per_number * maps
        effort = passes * effort * (BACK_PASSES if back else 1) + self.draw_effort(effort, again=passes > 1)
        budget.check_macs(effort, "network", _SMALLER)
        return effort

    def draw_effort(self, once: int, *, again: bool = False) -> int:
        """Return what drawing the weights takes, and the walk in which batch norms see the whole picture.

        Parameters
        ----------
        once : int
            The effort of computing the network.
        again : bool
            As for `settled`.
        """
        if not self.drawn:
            return 0
        return _DRAW_MACS * self.analysis.count.total + (once if again or self._twice else 0)

    @property
    def _twice(self) -> bool:
        return self.drawn and bool(self.off)

    @property
    def held(self) -> int:
        """Count the numbers that one pass holds at its fullest, besides the weights."""
        largest = max(found.node.layer.cost(found.input_shapes).held for found in self.analysis.nodes)
        return most_held(self.analysis.network, self.analysis.shapes) + largest

    def weights_held(self, *, everything: bool) -> int:
        """Count the numbers that the weights hold.

        Parameters
        ----------
        everything : bool
            Whether all are held at a time, even where they are drawn.
        """
        counts = [found.count.total for found in self.analysis.nodes]
        return sum(counts) if everything or self._twice or not self.drawn else max(counts)

    def settled(self, *, again: bool = False) -> Mapping[str, Weights] | WeightsOf:
        """Return weights that do not depend on what is switched off or covered.

        Parameters
        ----------
        again : bool
            Whether the network is computed more than once.
        """
        if callable(self.weights) and (again or self._twice):
            return fixed(self.analysis.network, self.prepare(self.x), self.weights)
        return self.weights
