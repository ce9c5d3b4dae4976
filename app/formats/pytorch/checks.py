"""What PyTorch asks of the shapes at a layer, which are known once the network is analysed."""

from dataclasses import dataclass
from math import prod

from ...layers.layer import Shape
from ...layers.shapes import MAPS
from .module import refusal


@dataclass(frozen=True)
class Check:
    """What PyTorch asks of the shapes at a node.

    Attributes
    ----------
    node, line : str, int
        Its name, and where it stands in the text.
    kind : str
        What the text calls it.
    axes : tuple of int
        Numbers of spatial axes that its input may have; empty where any will do.
    features : int or None
        How many numbers must come out.
    dim : int or None
        The axis, the batch's counted, that must be that of the channels.
    """

    node: str
    line: int
    kind: str
    axes: tuple[int, ...] = ()
    features: int | None = None
    dim: int | None = None

    def run(self, input: Shape, output: Shape) -> None:
        """Refuse shapes that do not fit.

        Raises
        ------
        OptionError
            Naming the line.
        """
        axes = len(input) - 1
        if self.axes and axes not in self.axes:
            wanted = " or ".join("a row of numbers" if n == 0 else f"a map {MAPS[n]}" for n in self.axes)
            raise refusal(self.line, f"{self.kind} takes {wanted}, but {list(input)} comes in")
        if self.features is not None and output != (self.features,):
            raise refusal(
                self.line,
                f"the view asks for {self.features:,} numbers, but {list(input)} comes in, which is {prod(input):,}: "
                "the rest would go into the batch",
            )
        if self.dim is not None and self.dim not in (1, -len(input)):
            raise refusal(self.line, f"{self.kind} over axis {self.dim} is not that of the channels: use dim=1")
