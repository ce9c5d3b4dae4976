"""Networks: named nodes, each with its inputs, checked and in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from ..layers.layer import Layer, Shape
from ..mechanics.errors import OptionError

#: The name of the network's input among the inputs of a node.
INPUT = "input"


@dataclass(frozen=True)
class Node:
    """One layer of a network.

    Attributes
    ----------
    name : str
        Its name.
    layer : Layer
        Its layer.
    inputs : tuple of str
        Names of nodes, or `INPUT`.
    stage : str
        The part of the network that it belongs to; may be empty.
    weights_of : str
        The node whose weights it uses too; empty if it has its own.
    module : str
        The module of the PyTorch model that holds its weights, as a state file names it (``layer1.0.conv1``); may be
        empty.
    """

    name: str
    layer: Layer
    inputs: tuple[str, ...]
    stage: str = ""
    weights_of: str = ""
    module: str = ""

    @property
    def operation(self) -> str:
        """The name of its operation."""
        return self.layer.operation

    @property
    def holder(self) -> str:
        """The node that holds its weights: another, or itself."""
        return self.weights_of or self.name

    @property
    def needs(self) -> tuple[str, ...]:
        """The nodes that come before it: its inputs, and the one whose weights it uses."""
        return (*self.inputs, self.weights_of) if self.weights_of else self.inputs

    @property
    def read_inputs(self) -> tuple[str, ...]:
        """The inputs whose numbers it reads."""
        return self.layer.read_inputs(self.inputs)


@dataclass(frozen=True)
class Network:
    """A network of nodes, ordered so that each one follows its inputs.

    Attributes
    ----------
    input_shape : Shape
        (C, …) with up to three spatial axes.
    nodes : tuple of Node
        The nodes in order.
    notes : tuple of str
        What to know before relying on its numbers.

    Examples
    --------
    >>> from ..layers.registry import make
    >>> later, sooner = Node("b", make("add", {}), ("a", "input")), Node("a", make("relu", {}), ("input",))
    >>> [node.name for node in ordered((1, 4, 4), [later, sooner]).nodes]
    ['a', 'b']
    """

    input_shape: Shape
    nodes: tuple[Node, ...]
    notes: tuple[str, ...] = ()

    @property
    def axes(self) -> int:
        """Number of spatial axes of the input: 0 for a vector."""
        return len(self.input_shape) - 1


def ordered(input_shape: Shape, nodes: list[Node]) -> Network:
    """Check names and connections, and put nodes after their inputs.

    Parameters
    ----------
    input_shape : Shape
        The shape of the input.
    nodes : list of Node
        The nodes in any order.

    Raises
    ------
    OptionError
        If a name is used twice, an input is unknown, a node has more or fewer inputs than its layer takes, or nodes
        form a cycle; or if weights are those of a node that has none of its own, or is of another operation.
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
                    f"layers[{place}].inputs",
                    f'node "{node.name}" takes its input from "{name}", but no node has that name',
                )
        least, most = node.layer.arity
        if len(node.inputs) < least or (most is not None and len(node.inputs) > most):
            raise OptionError(
                f"layers[{place}].inputs",
                f'node "{node.name}" ({node.operation}) takes {least} input{"s" if least > 1 else ""}, '
                f"not {len(node.inputs)}",
            )
        if node.weights_of:
            _check_shared(place, node, nodes, places)
    if all(name == INPUT or places[name] < place for place, node in enumerate(nodes) for name in node.needs):
        return Network(input_shape, tuple(nodes))
    sorter = TopologicalSorter({node.name: [name for name in node.needs if name != INPUT] for node in nodes})
    try:
        return Network(input_shape, tuple(nodes[places[name]] for name in sorter.static_order()))
    except CycleError as error:
        circle = [str(name) for name in error.args[1]]
        place = places[circle[0]]
        raise OptionError(f"layers[{place}].inputs", f"nodes form a cycle: {' → '.join(reversed(circle))}") from None


def _check_shared(place: int, node: Node, nodes: list[Node], places: dict[str, int]) -> None:
    """Refuse weights of another node that cannot be a node's own."""
    field = f"layers[{place}].weights_of"
    if node.weights_of not in places:
        raise OptionError(
            field, f'node "{node.name}" uses the weights of "{node.weights_of}", but no node has that name'
        )
    other = nodes[places[node.weights_of]]
    if other.weights_of:
        raise OptionError(
            field, f'node "{node.name}" uses the weights of "{other.name}", which are those of "{other.weights_of}"'
        )
    if other.operation != node.operation:
        raise OptionError(
            field,
            f'node "{node.name}" ({node.operation}) uses the weights of "{other.name}" ({other.operation}): both must '
            "be of the same operation",
        )


def computable(network: Network) -> set[str]:
    """Return the names of the nodes that depend on no operation that is known by name and shape alone.

    Examples
    --------
    >>> from ..layers.registry import make
    >>> known, opaque = Node("a", make("relu", {}), (INPUT,)), Node("b", make("opaque", {"output_shape": [1]}), ("a",))
    >>> computable(Network((1,), (known, opaque, Node("c", make("relu", {}), ("b",)))))
    {'a'}
    """
    found = {INPUT}
    for node in network.nodes:
        if node.layer.known and found.issuperset(node.needs):
            found.add(node.name)
    return found - {INPUT}


@dataclass
class Builder:
    """A builder that assembles a network node by node; each follows the last one unless its inputs are named.

    Examples
    --------
    >>> from ..layers.activation import ReLU
    >>> build = Builder((3, 8, 8))
    >>> build.add(ReLU())
    'relu1'
    >>> build.network().nodes[0].inputs
    ('input',)
    """

    input_shape: Shape
    stage: str = ""
    last: str = INPUT
    _scope: str = ""
    _nodes: list[Node] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, layer: Layer, *inputs: str, name: str = "", module: str = "") -> str:
        """Add a node and return its name; its module is named from where the builder is."""
        operation = layer.operation
        self._counts[operation] = self._counts.get(operation, 0) + 1
        name = name or f"{operation}{self._counts[operation]}"
        node = Node(name, layer, inputs or (self.last,), self.stage, module=self._within(module) if module else "")
        self._nodes.append(node)
        self.last = node.name
        return self.last

    @contextmanager
    def within(self, module: str) -> Iterator[None]:
        """Name the modules of what is added from inside a module; an empty name leaves them as they are.

        Yields
        ------
        None
            While inside.

        Examples
        --------
        >>> from ..layers.linear import Linear
        >>> build = Builder((4,))
        >>> with build.within("classifier"), build.within("head"):
        ...     _ = build.add(Linear(2), module="0")
        >>> build.network().nodes[0].module
        'classifier.head.0'
        """
        outer = self._scope
        self._scope = self._within(module) if module else outer
        yield
        self._scope = outer

    def _within(self, module: str) -> str:
        return f"{self._scope}.{module}" if self._scope else module

    def network(self) -> Network:
        """Return the assembled network."""
        return ordered(self.input_shape, self._nodes)
