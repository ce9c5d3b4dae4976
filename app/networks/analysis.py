"""The analysis of a network in one pass: shapes, parameters, multiply-accumulates, memory, receptive fields."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

from ..layers.layer import Count, Layer, Reads, Shape, option_fields
from ..layers.opaque import Opaque
from ..mechanics.errors import OptionError
from .graph import INPUT, Network, Node, computable
from .receptive_field.node import ReceptiveField, of_input, seen

#: Bytes per number in float32.
NUMBER_BYTES = 4


class NodeError(OptionError):
    """A node whose inputs do not fit.

    Attributes
    ----------
    name : str
        The node's name.
    option, reason : str
        The option at fault, and the reason.
    """

    def __init__(self, name: str, error: OptionError) -> None:
        super().__init__(f"{name}.{error.field}", f'node "{name}": {error}')
        self.name, self.option, self.reason = name, error.field, str(error)


@dataclass(frozen=True)
class NodeAnalysis:
    """The analysis of one node.

    Attributes
    ----------
    node : Node
        The node.
    input_shapes, output_shape : Shape
        The shapes of its inputs and its output.
    count, macs : Count, int
        The numbers it holds, and its multiply-accumulates.
    bias_additions : int
        Its additions of biases, which are no multiply-accumulates.
    depth : int
        Number of convolutions and linear layers on the longest path to it, including itself.
    receptive_field : ReceptiveField or None
        None if its units see the input in more patterns than can be tracked, or what they see is not known.
    """

    node: Node
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    count: Count
    macs: int
    bias_additions: int
    depth: int
    receptive_field: ReceptiveField | None

    def flops(self, *, biases: bool = False) -> int:
        """Return the floating-point operations of one pass: two for each multiply-accumulate, and perhaps the biases.

        The first product of a sum has nothing to be added to, or the bias: with `biases`, one more addition is counted
        for each sum that has one.
        """
        return 2 * self.macs + (self.bias_additions if biases else 0)


@dataclass(frozen=True)
class Analysis:
    """The analysis of a network."""

    network: Network
    nodes: tuple[NodeAnalysis, ...]

    @property
    def count(self) -> Count:
        """The number of parameters and buffers in all layers."""
        counts = [node.count for node in self.nodes]
        return Count(
            sum(count.weights for count in counts),
            sum(count.biases for count in counts),
            sum(count.buffers for count in counts),
        )

    @property
    def opaque(self) -> dict[str, str]:
        """The nodes that are known by name and shape alone, each with the name of its operation; no total has them."""
        return {node.node.name: node.node.layer.kind for node in self.nodes if isinstance(node.node.layer, Opaque)}

    @property
    def known_part(self) -> "Analysis":
        """The nodes that depend on no operation that is known by name and shape alone."""
        if not self.opaque:
            return self
        names = computable(self.network)
        nodes = tuple(node for node in self.network.nodes if node.name in names)
        return Analysis(replace(self.network, nodes=nodes), tuple(n for n in self.nodes if n.node.name in names))

    @property
    def macs(self) -> int:
        """Number of multiply-accumulates of one pass."""
        return sum(node.macs for node in self.nodes)

    def flops(self, *, biases: bool = False) -> int:
        """Return the floating-point operations of one pass, as for a node.

        Examples
        --------
        >>> from .zoo import ZOO
        >>> found = analyze(ZOO["lenet5"].build())
        >>> found.macs, found.flops(), found.flops(biases=True)
        (416520, 833040, 839558)
        """
        return sum(node.flops(biases=biases) for node in self.nodes)

    @property
    def depth(self) -> int:
        """Number of convolutions and linear layers on the longest path: the number in names such as ResNet-50."""
        return max(node.depth for node in self.nodes)

    @property
    def activation_bytes(self) -> int:
        """Number of bytes that the outputs of all nodes take in float32."""
        return NUMBER_BYTES * sum(prod(node.output_shape) for node in self.nodes)

    @property
    def parameter_bytes(self) -> int:
        """Number of bytes that the parameters take in float32."""
        return NUMBER_BYTES * self.count.total

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of the input and of every node's output, by name."""
        return {INPUT: self.network.input_shape} | {found.node.name: found.output_shape for found in self.nodes}


@dataclass(frozen=True)
class LayerFacts:
    """What follows from a layer and the shapes of its inputs alone.

    Attributes
    ----------
    input_shapes, output_shape : Shape
        The shapes of its inputs and its output.
    count : Count
        The numbers it holds.
    """

    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    count: Count


def node_facts(network: Network) -> Iterator[tuple[Node, LayerFacts, int]]:
    """Give every node with its facts, and the depth at which it is.

    Parameters
    ----------
    network : Network
        The network, with its nodes in order.

    Yields
    ------
    node, facts, depth : Node, LayerFacts, int
        The facts are the same object for the same layer on the same shapes; those that share the weights of another
        node count them again. The depth is the number of convolutions and linear layers on the longest path to it,
        including itself.

    Raises
    ------
    NodeError
        If the inputs of a node do not fit.
    """
    shapes: dict[str, Shape] = {INPUT: network.input_shape}
    depths = {INPUT: 0}
    # deep networks repeat the same layer on the same shape many times
    known: dict[tuple[Layer, tuple[Shape, ...]], LayerFacts] = {}
    for node in network.nodes:
        inputs = tuple(shapes[name] for name in node.inputs)
        facts = known.get((node.layer, inputs))
        if facts is None:
            try:
                facts = known[node.layer, inputs] = _facts(node.layer, inputs)
            except OptionError as error:
                raise NodeError(node.name, error) from None
        axes = len(facts.output_shape) - 1
        if network.axes and axes not in (0, network.axes):
            there = (
                f"{list(facts.output_shape)} has {axes} spatial axes, but the input of the network has {network.axes}"
            )
            raise NodeError(node.name, OptionError("shape", f"{there}: maps keep as many as the input has"))
        shapes[node.name] = facts.output_shape
        depths[node.name] = max(depths[name] for name in node.inputs) + node.layer.sets_channels
        yield node, facts, depths[node.name]


def _facts(layer: Layer, inputs: tuple[Shape, ...]) -> LayerFacts:
    return LayerFacts(inputs, layer.output_shape(inputs), layer.count(inputs))


@dataclass(frozen=True)
class _Work:
    """What a layer does with its inputs, which takes longer to find out than its facts."""

    macs: int
    bias_additions: int
    reads: tuple[Reads | None, ...] | None

    @classmethod
    def of(cls, layer: Layer, inputs: tuple[Shape, ...]) -> "_Work":
        reads = layer.reads_each(inputs) if layer.known else None
        return cls(layer.macs(inputs), layer.bias_additions(inputs), reads)


def analyze(network: Network) -> Analysis:
    """Analyse a network in one pass.

    Parameters
    ----------
    network : Network
        The network, with its nodes in order.

    Raises
    ------
    NodeError
        If the inputs of a node do not fit.

    Notes
    -----
    Receptive fields after Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks",
    Distill: over several paths, from the leftmost to the rightmost cell.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> analyze(ZOO["alexnet"].build(224, 1000)).count.total
    61100840
    """
    fields: dict[str, ReceptiveField | None] = {INPUT: of_input(network.axes)}
    by_name: dict[str, NodeAnalysis] = {}
    # by facts, which are the same object for the same layer on the same shapes
    known: dict[int, _Work] = {}
    for node, facts, depth in node_facts(network):
        inputs = facts.input_shapes
        work = known.get(id(facts))
        if work is None:
            work = known[id(facts)] = _Work.of(node.layer, inputs)
        try:
            field = seen(work.reads, [fields[name] for name in node.read_inputs])
        except OptionError as error:
            # a layer without a stride can be the one that sees too far: flatten and adaptive pooling read whole maps
            option = error.field if error.field in option_fields(type(node.layer)) else "operation"
            raise NodeError(node.name, OptionError(option, str(error))) from None
        fields[node.name] = field
        count = facts.count
        if node.weights_of:
            _check_shared(node, inputs, by_name[node.weights_of])
            count = Count()
        costs = work.macs, work.bias_additions
        by_name[node.name] = NodeAnalysis(node, inputs, facts.output_shape, count, *costs, depth, field)
    return Analysis(network, tuple(by_name.values()))


def _check_shared(node: Node, inputs: tuple[Shape, ...], other: NodeAnalysis) -> None:
    """Refuse to use the weights of another node if a node's own would have other shapes."""
    own, there = (
        layer.parameters(shapes) | layer.buffers(shapes)
        for layer, shapes in ((node.layer, inputs), (other.node.layer, other.input_shapes))
    )
    if own != there:
        shapes = (" and ".join(f"{name} {list(shape)}" for name, shape in held.items()) for held in (own, there))
        text = 'it would hold {}, but uses the weights of "{}", which holds {}'
        mine, others = shapes
        raise NodeError(node.name, OptionError("weights_of", text.format(mine, other.node.name, others)))
