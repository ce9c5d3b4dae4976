"""The analysis of a network in one pass: shapes, parameters, multiply-accumulates, memory, receptive fields."""

from dataclasses import dataclass, replace
from math import prod

from ..layers.layer import Count, Layer, Reads, Shape, option_fields
from ..layers.opaque import Opaque
from ..mechanics.errors import OptionError
from .graph import INPUT, Network, Node, computable
from .receptive_field.extent import Extent, TooManyPatternsError, joined

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
class ReceptiveField:
    """The receptive field of a node's units, one extent for each spatial axis of the input.

    Attributes
    ----------
    extents : tuple of Extent
        Over all paths: from the first to the last cell that any of them sees.
    narrowest : tuple of Extent
        Over the path that sees least, such as a skip connection.
    aligned : bool
        Whether all paths have the same stride and centre.
    """

    extents: tuple[Extent, ...]
    narrowest: tuple[Extent, ...]
    aligned: bool


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
    depth: int
    receptive_field: ReceptiveField | None


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
class _LayerFacts:
    """Everything that follows from a layer and the shapes of its inputs alone."""

    output_shape: Shape
    count: Count
    macs: int
    reads: tuple[Reads | None, ...] | None


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
    cell = (Extent(),) * network.axes
    shapes: dict[str, Shape] = {INPUT: network.input_shape}
    fields: dict[str, ReceptiveField | None] = {INPUT: ReceptiveField(cell, cell, aligned=True)}
    depths = {INPUT: 0}
    by_name: dict[str, NodeAnalysis] = {}
    # deep networks repeat the same layer on the same shape many times
    known: dict[tuple[Layer, tuple[Shape, ...]], _LayerFacts] = {}
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
        try:
            field = _field(facts.reads, [fields[name] for name in node.read_inputs])
        except OptionError as error:
            # a layer without a stride can be the one that sees too far: flatten and adaptive pooling read whole maps
            option = error.field if error.field in option_fields(type(node.layer)) else "operation"
            raise NodeError(node.name, OptionError(option, str(error))) from None
        depth = max(depths[name] for name in node.inputs) + node.layer.sets_channels
        shapes[node.name], fields[node.name], depths[node.name] = facts.output_shape, field, depth
        count = facts.count
        if node.weights_of:
            _check_shared(node, inputs, by_name[node.weights_of])
            count = Count()
        by_name[node.name] = NodeAnalysis(node, inputs, facts.output_shape, count, facts.macs, depth, field)
    return Analysis(network, tuple(by_name.values()))


def _facts(layer: Layer, inputs: tuple[Shape, ...]) -> _LayerFacts:
    shape = layer.output_shape(inputs)
    reads = layer.reads_each(inputs) if layer.known else None
    return _LayerFacts(shape, layer.count(inputs), layer.macs(inputs), reads)


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


def _field(reads: tuple[Reads | None, ...] | None, fields: list[ReceptiveField | None]) -> ReceptiveField | None:
    known = [field for field in fields if field is not None]
    if reads is None or len(known) < len(fields):
        return None
    if any(own is not None and len(own) != len(known[0].extents) for own in reads):
        return None  # a reshape has given the numbers other axes than the input has
    try:
        if all(own is reads[0] for own in reads):
            seen = known[0] if len(known) == 1 else _joined(known)
            return seen if reads[0] is None else _through(seen, reads[0])
        seen_each = [field if own is None else _through(field, own) for field, own in zip(known, reads, strict=True)]
        return _joined(seen_each)
    except TooManyPatternsError:
        return None


def _through(seen: ReceptiveField, reads: Reads) -> ReceptiveField:
    extents = tuple(extent.through(cells) for extent, cells in zip(seen.extents, reads, strict=True))
    if seen.narrowest is seen.extents:
        return ReceptiveField(extents, extents, seen.aligned)
    narrowest = tuple(extent.through(cells) for extent, cells in zip(seen.narrowest, reads, strict=True))
    return ReceptiveField(extents, narrowest, seen.aligned)


def _joined(paths: list[ReceptiveField]) -> ReceptiveField:
    over_all = [joined(list(extents)) for extents in zip(*(path.extents for path in paths), strict=True)]
    narrowest = tuple(
        min(extents, key=lambda extent: extent.size)
        for extents in zip(*(path.narrowest for path in paths), strict=True)
    )
    aligned = all(agree for _, agree in over_all) and all(path.aligned for path in paths)
    return ReceptiveField(tuple(extent for extent, _ in over_all), narrowest, aligned)
