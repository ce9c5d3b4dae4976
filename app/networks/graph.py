"""A network: named nodes, each with its inputs, checked and in order."""

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from ..mechanics.errors import OptionError
from .layers import Layer, Shape

#: The name by which nodes call the network's input.
INPUT = "input"


@dataclass(frozen=True)
class Node:
    """One layer in its place.

    Attributes
    ----------
    name, operation : str
        What it is called, and what it does: ``"conv"``, ``"relu"`` …
    layer : Layer
        The arithmetic.
    inputs : tuple of str
        Names of nodes, or `INPUT`.
    stage : str
        The part of the network that it belongs to; may be empty.
    """

    name: str
    operation: str
    layer: Layer
    inputs: tuple[str, ...]
    stage: str = ""


@dataclass(frozen=True)
class Network:
    """Nodes in an order in which each follows its inputs.

    Examples
    --------
    >>> later, sooner = Node("b", "add", Layer(), ("a", "input")), Node("a", "relu", Layer(), ("input",))
    >>> [node.name for node in ordered((1, 4, 4), [later, sooner]).nodes]
    ['a', 'b']
    """

    input_shape: Shape
    nodes: tuple[Node, ...]


def ordered(input_shape: Shape, nodes: list[Node]) -> Network:
    """Check names and connections, and put nodes after their inputs.

    Parameters
    ----------
    input_shape : (C, H, W)
        What goes in.
    nodes : list of Node
        In any order.

    Raises
    ------
    OptionError
        If a name is used twice, an input is unknown, or nodes feed each other in a circle.
    """
    places: dict[str, int] = {}
    for place, node in enumerate(nodes):
        if node.name == INPUT or node.name in places:
            raise OptionError(f"layers[{place}].name", f'there is more than one node named "{node.name}"')
        places[node.name] = place
    for place, node in enumerate(nodes):
        for name in node.inputs:
            if name != INPUT and name not in places:
                raise OptionError(
                    f"layers[{place}].inputs", f'node "{node.name}" takes its input from "{name}", which there is not'
                )
    if all(name == INPUT or places[name] < place for place, node in enumerate(nodes) for name in node.inputs):
        return Network(input_shape, tuple(nodes))
    sorter = TopologicalSorter({node.name: [name for name in node.inputs if name != INPUT] for node in nodes})
    try:
        return Network(input_shape, tuple(nodes[places[name]] for name in sorter.static_order()))
    except CycleError as error:
        circle = [str(name) for name in error.args[1]]
        place = places[circle[0]]
        raise OptionError(
            f"layers[{place}].inputs", f"nodes feed each other in a circle: {' → '.join(reversed(circle))}"
        ) from None


@dataclass
class Builder:
    """Puts a network together, node after node; each follows the last unless told otherwise.

    Examples
    --------
    >>> build = Builder((3, 8, 8))
    >>> build.add("relu", Layer())
    'relu1'
    >>> build.network().nodes[0].inputs
    ('input',)
    """

    input_shape: Shape
    stage: str = ""
    last: str = INPUT
    _nodes: list[Node] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, operation: str, layer: Layer, *inputs: str, name: str = "") -> str:
        """Add a node and give its name."""
        self._counts[operation] = self._counts.get(operation, 0) + 1
        self.last = self._named(operation, layer, inputs or (self.last,), name)
        return self.last

    def _named(self, operation: str, layer: Layer, inputs: tuple[str, ...], name: str) -> str:
        called = name or f"{operation}{self._counts[operation]}"
        self._nodes.append(Node(called, operation, layer, inputs, self.stage))
        return called

    def network(self) -> Network:
        """Give what was put together."""
        return ordered(self.input_shape, self._nodes)
