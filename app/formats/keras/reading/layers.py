"""Every layer of Keras that is read, by its class."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import activations, joining, norms, shaping, windowed
from .graph import Graph, refused_kind
from .site import Site, Spec
from .tensor import Tensor

#: By class.
LAYERS: dict[str, Spec] = {
    **windowed.SPECS,
    **activations.SPECS,
    **norms.SPECS,
    **shaping.SPECS,
    **joining.SPECS,
}


@dataclass(eq=False)
class KerasLayer:
    """A layer of Keras, not called yet.

    Attributes
    ----------
    kind : str
        Its class.
    config : mapping
        Its options as they were given.
    name : str
        Its name.
    place : str
        Where it was made, for errors.

    Examples
    --------
    >>> graph = Graph()
    >>> graph.call(KerasLayer("Conv2D", {"filters": 8, "kernel_size": 3}, "conv2d"), [graph.input((28, 28, 1))]).shape
    (26, 26, 8)
    """

    kind: str
    config: Mapping[str, Any]
    name: str
    place: str = ""

    def site(self, graph: Graph, inputs: list[Tensor]) -> Site:
        """Give what it becomes nodes with."""
        if self.kind not in LAYERS:
            raise refused_kind(graph, self.kind)
        return Site(graph, self, self.kind, LAYERS[self.kind], self.config, inputs)

    def apply(self, graph: Graph, inputs: list[Tensor], options: dict[str, Any]) -> Any:  # noqa: ARG002, training, masks
        """Add its nodes, and give what comes out."""
        site = self.site(graph, inputs)
        site.check()
        return site.spec.convert(site)
