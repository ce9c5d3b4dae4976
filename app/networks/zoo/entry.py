"""What the zoo knows of a network."""

from collections.abc import Callable
from dataclasses import dataclass

from app.networks.graph import Builder, Network


@dataclass(frozen=True)
class Entry:
    """A network by name.

    Attributes
    ----------
    name : str
        As torchvision writes it, where it has one.
    title : str
        As people say it.
    year : int
        Of the paper.
    news : str
        What was new.
    source : str
        The paper.
    channels, input_size, num_classes : int
        What it was made for.
    layout : callable
        Puts its nodes together, given a builder and the number of classes.
    """

    name: str
    title: str
    year: int
    news: str
    source: str
    layout: Callable[[Builder, int], None]
    channels: int = 3
    input_size: int = 224
    num_classes: int = 1000

    def build(self, input_size: int | None = None, num_classes: int | None = None) -> Network:
        """Build it for an input of that many rows and columns, and that many classes."""
        size = self.input_size if input_size is None else input_size
        build = Builder((self.channels, size, size))
        self.layout(build, self.num_classes if num_classes is None else num_classes)
        return build.network()
