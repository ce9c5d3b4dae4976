"""Operations that are outside ours: known by name and shape alone."""

from dataclasses import dataclass
from typing import ClassVar, NoReturn

from ..mechanics.errors import OptionError
from .layer import Evaluated, Floats, Layer, Reads, Shape, Weights
from .options import SHAPE, TEXT, option


@dataclass(frozen=True)
class Opaque(Layer):
    """An operation of which nothing is known but its name and the shape that it gives.

    It has no counts, reads nobody knows which cells, and cannot be computed.

    Examples
    --------
    >>> layer = Opaque((64, 8, 8), "MultiheadAttention")
    >>> layer.output_shape(((32, 8, 8),)), layer.known
    ((64, 8, 8), False)
    """

    operation: ClassVar[str] = "opaque"
    arity: ClassVar[tuple[int, int | None]] = (1, None)
    known: ClassVar[bool] = False

    shape: Shape = option(SHAPE, "the shape of its output, without the batch", least=1, start=1, name="output_shape")
    kind: str = option(TEXT, "its own name", default="unknown")

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:  # noqa: ARG002, nobody knows what it does with them
        """Return the stated shape."""
        return self.shape

    def reads(self, inputs: tuple[Shape, ...]) -> Reads | None:  # noqa: ARG002, likewise
        """Refuse: it is not known.

        Raises
        ------
        OptionError
            Always.
        """
        self._refuse("which cells {} reads is not known: choose a layer before it")

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002, likewise
        """Refuse: it is not known.

        Raises
        ------
        OptionError
            Always.
        """
        self._refuse("what {} computes is not known: choose a layer before it")

    def _refuse(self, message: str) -> NoReturn:
        raise OptionError("operation", message.format(self.kind))
