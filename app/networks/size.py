"""How large a network is, and nothing else: quick enough for lists of many."""

from dataclasses import dataclass

from .analysis import node_facts
from .graph import Network


@dataclass(frozen=True)
class Size:
    """How large a network is: its parameters, and the number of layers in names such as ResNet-50."""

    parameters: int
    depth: int


def size_of(network: Network) -> Size:
    """Count the parameters and the depth of a network, and nothing else.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> size_of(ZOO["resnet50"].build())
    Size(parameters=25557032, depth=50)
    """
    found = list(node_facts(network))
    return Size(
        sum(facts.count.total for node, facts, _ in found if not node.weights_of), max(depth for *_, depth in found)
    )
