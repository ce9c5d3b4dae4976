"""One walk over a network: shapes, parameters, multiply-accumulates, memory, receptive fields."""

from dataclasses import dataclass
from math import prod

from ..mechanics.errors import OptionError
from ..mechanics.field import Field, TooManyPatternsError, joined
from .graph import INPUT, Network, Node
from .layers import Count, Layer, Linear, Samplings, Shape
from .windowed import Filters

#: Bytes of a number in float32.
NUMBER_BYTES = 4


@dataclass(frozen=True)
class NodeField:
    """The receptive field of a node's units, height then width.

    Attributes
    ----------
    fields : (Field, Field)
        Over all paths: from the first cell that any of them sees to the last.
    narrowest : (Field, Field)
        Over the path that sees least, as past a skip connection.
    aligned : bool
        Whether all paths have the same stride and centre.
    """

    fields: tuple[Field, Field]
    narrowest: tuple[Field, Field]
    aligned: bool


@dataclass(frozen=True)
class NodeAnalysis:
    """What is known of one node.

    Attributes
    ----------
    node : Node
        The one.
    input_shapes, output_shape : Shape
        What goes in and what comes out.
    count, macs : Count, int
        What it holds, and costs.
    depth : int
        Convolutions and linear layers on the longest path to it, itself included.
    receptive_field : NodeField or None
        None where its units see the input in more patterns than are told apart.
    """

    node: Node
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    count: Count
    macs: int
    depth: int
    receptive_field: NodeField | None


@dataclass(frozen=True)
class Analysis:
    """What is known of a network."""

    network: Network
    nodes: tuple[NodeAnalysis, ...]

    @property
    def count(self) -> Count:
        """All parameters and buffers."""
        counts = [node.count for node in self.nodes]
        return Count(
            sum(count.weights for count in counts),
            sum(count.biases for count in counts),
            sum(count.buffers for count in counts),
        )

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one pass."""
        return sum(node.macs for node in self.nodes)

    @property
    def depth(self) -> int:
        """Convolutions and linear layers on the longest path: the number that papers put after the name."""
        return max(node.depth for node in self.nodes)

    @property
    def activation_bytes(self) -> int:
        """What every node's output takes in float32."""
        return NUMBER_BYTES * sum(prod(node.output_shape) for node in self.nodes)

    @property
    def parameter_bytes(self) -> int:
        """What the parameters take in float32."""
        return NUMBER_BYTES * self.count.total


#: What follows from a layer and its inputs' shapes alone.
_Alone = tuple[Shape, Count, int, Samplings | None]
_PIXEL = (Field(),) * 2
_START = NodeField(_PIXEL, _PIXEL, aligned=True)


def analyze(network: Network) -> Analysis:
    """Walk a network once.

    Parameters
    ----------
    network : Network
        Nodes in order.

    Raises
    ------
    OptionError
        If a node's inputs do not fit; it names the node.

    Notes
    -----
    Receptive fields after Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks",
    Distill: over several paths, from the leftmost cell to the rightmost.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> analyze(ZOO["alexnet"].build(224, 1000)).count.total
    61100840
    """
    shapes: dict[str, Shape] = {INPUT: network.input_shape}
    fields: dict[str, NodeField | None] = {INPUT: _START}
    depths = {INPUT: 0}
    found = []
    # deep networks repeat the same layer on the same shape many times
    known: dict[tuple[Layer, tuple[Shape, ...]], _Alone] = {}
    for node in network.nodes:
        inputs = tuple(shapes[name] for name in node.inputs)
        alone = known.get((node.layer, inputs))
        if alone is None:
            try:
                alone = known[node.layer, inputs] = _alone(node.layer, inputs)
            except OptionError as error:
                raise OptionError(f"{node.name}.{error.field}", f'node "{node.name}": {error}') from None
        output, count, macs, samplings = alone
        field = _field(samplings, [fields[name] for name in node.inputs])
        depth = max(depths[name] for name in node.inputs) + isinstance(node.layer, Filters | Linear)
        shapes[node.name], fields[node.name], depths[node.name] = output, field, depth
        found.append(NodeAnalysis(node, inputs, output, count, macs, depth, field))
    return Analysis(network, tuple(found))


def _alone(layer: Layer, inputs: tuple[Shape, ...]) -> _Alone:
    output = layer.output_shape(inputs)
    return output, layer.count(inputs[0]), layer.macs(inputs[0], output), layer.samplings(inputs)


def _field(samplings: Samplings | None, fields: list[NodeField | None]) -> NodeField | None:
    known = [field for field in fields if field is not None]
    if len(known) < len(fields):
        return None
    try:
        if samplings is None:
            return known[0] if len(known) == 1 else _joined(known)
        # the first input alone is looked at through them: that of a window, or the map that is cropped
        return _through(known[0], samplings)
    except TooManyPatternsError:
        return None


def _through(seen: NodeField, samplings: Samplings) -> NodeField:
    fields = _both(seen.fields, samplings)
    if seen.narrowest is seen.fields:
        return NodeField(fields, fields, seen.aligned)
    return NodeField(fields, _both(seen.narrowest, samplings), seen.aligned)


def _both(fields: tuple[Field, Field], samplings: Samplings) -> tuple[Field, Field]:
    (height, width), (rows, columns) = fields, samplings
    below = height.through(rows)
    return below, below if rows is columns and height is width else width.through(columns)


def _joined(paths: list[NodeField]) -> NodeField:
    (height, rows_agree), (width, columns_agree) = (joined([path.fields[axis] for path in paths]) for axis in (0, 1))
    height_path, width_path = (
        min((path.narrowest[axis] for path in paths), key=lambda field: field.size) for axis in (0, 1)
    )
    aligned = rows_agree and columns_agree and all(path.aligned for path in paths)
    return NodeField(_shared(height, width), _shared(height_path, width_path), aligned)


def _shared(height: Field, width: Field) -> tuple[Field, Field]:
    """Give one object for both where they are equal, which `_both` takes notice of."""
    return (height, height) if height == width else (height, width)
