"""An entry of the zoo: a network and its background."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ...mechanics.errors import OptionError
from ..analysis import analyze
from ..graph import Builder, Network

#: What a network is for.
Task = Literal["classification", "detection", "segmentation", "super-resolution"]


@dataclass(frozen=True)
class Entry:
    """A network by name.

    Attributes
    ----------
    name : str
        The name in torchvision, if it has the network.
    title : str
        The name commonly used.
    year : int
        The year of the paper.
    contribution : str
        What was new.
    source : str
        The paper.
    family : str
        The idea that it shares with others, by the name of the first of them.
    layout : callable
        Adds its nodes to a builder, for the given number of classes.
    task : Task
        What it is for.
    channels, input_size, num_classes : int
        The values it was designed for, or the crop that its published figures are for; a network that outputs images
        has no classes (None).
    departures : tuple of str
        Where it differs from its paper.
    at_other_sizes : str
        What to use instead if another input size changes its layers.
    """

    name: str
    title: str
    year: int
    contribution: str
    source: str
    family: str
    layout: Callable[[Builder, int], None]
    task: Task = "classification"
    channels: int = 3
    input_size: int = 224
    num_classes: int | None = 1000
    departures: tuple[str, ...] = ()
    at_other_sizes: str = ""

    def build(self, input_size: int | None = None, num_classes: int | None = None) -> Network:
        """Build the network for the given number of rows and columns, and of classes.

        Returns
        -------
        Network
            The network, with notes on where it departs from the paper and whether its layers differ at this size.

        Raises
        ------
        OptionError
            If classes are requested but it has none, or the input is too small.

        Examples
        --------
        >>> from . import ZOO
        >>> ZOO["lenet5"].build(28).notes[0]
        'At 28×28 the linear layers are not those of 32×32: 44,426 parameters rather than 61,706. lenet5_padded pads \
its first layer and keeps them.'
        """
        if self.num_classes is None and num_classes is not None:
            raise OptionError("num_classes", f"{self.title} outputs images: it has no classes")
        size = self.input_size if input_size is None else input_size
        network = self._laid_out(size, num_classes)
        notes = self.departures
        if size != self.input_size:
            here, usual = (analyze(net).count.total for net in (network, self._laid_out(self.input_size, num_classes)))
            if here != usual:
                own = f"{self.input_size}×{self.input_size}"
                note = f"At {size}×{size} the linear layers are not those of {own}: {here:,} parameters rather than "
                notes = (f"{note}{usual:,}. {self.at_other_sizes}".rstrip(), *notes)
        return replace(network, notes=notes)

    def _laid_out(self, size: int, num_classes: int | None) -> Network:
        build = Builder((self.channels, size, size))
        self.layout(build, num_classes or self.num_classes or 0)
        return build.network()
