"""What the zoo knows of a network."""

from collections.abc import Callable
from dataclasses import dataclass

from ...mechanics.errors import OptionError
from ..graph import Builder, Network


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
        What it was made for; a network that makes pictures has no classes (None).
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
    num_classes: int | None = 1000

    def build(self, input_size: int | None = None, num_classes: int | None = None) -> Network:
        """Build it for an input of that many rows and columns, and that many classes.

        Raises
        ------
        OptionError
            If classes are asked for and it has none.
        """
        if self.num_classes is None and num_classes is not None:
            raise OptionError("num_classes", f"{self.title} makes pictures: it has no classes")
        size = self.input_size if input_size is None else input_size
        build = Builder((self.channels, size, size))
        self.layout(build, num_classes or self.num_classes or 0)
        return build.network()
