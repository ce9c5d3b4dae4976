"""One walk over a network: shapes, parameters, multiply-accumulates, memory, receptive fields."""

from dataclasses import dataclass
from math import prod

from app.mechanics.errors import OptionError
from app.mechanics.geometry import same_padding
from app.mechanics.options import Pair
from app.mechanics.receptive_field import Field
from app.networks.graph import INPUT, Network, Node
from app.networks.layers import Count, Flatten, Layer, Linear, PixelShuffle, Shape, Upsample
from app.networks.windowed import ConvTranspose

#: Bytes of a number in float32.
NUMBER_BYTES = 4


@dataclass(frozen=True)
class NodeField:
    """The receptive field of a node's units, height then width.

    Attributes
    ----------
    fields : (Field, Field)
        Over all paths: from the first cell that any of them sees to the last.
    smallest : (int, int)
        The size over the path that sees least, as past a skip connection.
    aligned : bool
        Whether all paths have the same stride and centre.
    """

    fields: tuple[Field, Field]
    smallest: Pair
    aligned: bool


@dataclass(frozen=True)
class NodeAnalysis:
    """What is known of one node; `receptive_field` is None where resizing leaves no single stride."""

    node: Node
    output_shape: Shape
    count: Count
    macs: int
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
    def activation_bytes(self) -> int:
        """What every node's output takes in float32."""
        return NUMBER_BYTES * sum(prod(node.output_shape) for node in self.nodes)

    @property
    def parameter_bytes(self) -> int:
        """What the parameters take in float32."""
        return NUMBER_BYTES * self.count.total


_START = NodeField((Field(), Field()), (1, 1), aligned=True)


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
    >>> from app.networks.zoo import ZOO
    >>> analyze(ZOO["alexnet"].build(224, 1000)).count.total
    61100840
    """
    shapes: dict[str, Shape] = {INPUT: network.input_shape}
    fields: dict[str, NodeField | None] = {INPUT: _START}
    found = []
    for node in network.nodes:
        inputs = tuple(shapes[name] for name in node.inputs)
        try:
            output = node.layer.output_shape(inputs)
        except OptionError as error:
            raise OptionError(f"{node.name}.{error.field}", f'node "{node.name}": {error}') from None
        field = _field(node.layer, inputs[0], [fields[name] for name in node.inputs])
        shapes[node.name], fields[node.name] = output, field
        found.append(NodeAnalysis(node, output, node.layer.count(inputs[0]), node.layer.macs(inputs[0], output), field))
    return Analysis(network, tuple(found))


def _field(layer: Layer, shape: Shape, fields: list[NodeField | None]) -> NodeField | None:
    known = [field for field in fields if field is not None]
    if len(known) < len(fields) or isinstance(layer, ConvTranspose | Upsample | PixelShuffle):
        return None
    joined = known[0] if len(known) == 1 else _joined(known)
    if isinstance(layer, Flatten | Linear) and len(shape) == 3:
        return _slid(joined, (shape[1], shape[2]), (1, 1), (0, 0))
    window = layer.window(shape)
    if window is None:
        return joined
    height, width = (d * (k - 1) + 1 for d, k in zip(window.dilation, window.kernel_size, strict=True))
    if window.padding == "same":
        before = tuple(
            same_padding(cells, span, stride)[0]
            for cells, span, stride in zip(shape[1:], (height, width), window.stride, strict=True)
        )
    else:
        before = (0, 0) if window.padding == "valid" else (window.padding[0][0], window.padding[1][0])
    return _slid(joined, (height, width), window.stride, (before[0], before[1]))


def _slid(field: NodeField, spans: Pair, stride: Pair, before: Pair) -> NodeField:
    height, width = (
        axis.after(span, s, pad) for axis, span, s, pad in zip(field.fields, spans, stride, before, strict=True)
    )
    rows, columns = (
        size + (span - 1) * axis.stride for size, span, axis in zip(field.smallest, spans, field.fields, strict=True)
    )
    return NodeField((height, width), (rows, columns), field.aligned)


def _joined(paths: list[NodeField]) -> NodeField:
    axes = [_joined_axis([path.fields[axis] for path in paths]) for axis in (0, 1)]
    rows, columns = (min(path.smallest[axis] for path in paths) for axis in (0, 1))
    aligned = all(path.aligned for path in paths) and all(agree for _, agree in axes)
    return NodeField((axes[0][0], axes[1][0]), (rows, columns), aligned)


def _joined_axis(fields: list[Field]) -> tuple[Field, bool]:
    padding = max(field.padding for field in fields)
    last = max(field.size - field.padding for field in fields)
    agree = len({(field.stride, field.center) for field in fields}) == 1
    return Field(last + padding, max(field.stride for field in fields), padding), agree
