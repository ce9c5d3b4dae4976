"""From an ONNX file to a network with its weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx

from ...layers.layer import Floats
from ...mechanics.errors import OptionError
from ..pytorch.library.tensor import Tensor
from . import operators  # noqa: F401, fills the table
from .constant import Constant, initial, stated
from .folding import Folding
from .names import holders, name_of
from .node import Node, Value
from .parsing import OWN_DOMAINS, parsed
from .patterns import put_together
from .recorder import Recorder
from .refusals import Unknown, called, refusal, shortened
from .registry import CONVERTERS
from .shapes import InferredShapes
from .source import source_of


@dataclass(frozen=True)
class OnnxReading:
    """What a file says.

    Attributes
    ----------
    input_shape : list of int
        [C, …].
    nodes : list of dict
        As `/networks/analyze` takes them.
    notes : list of str
        What to know before relying on it.
    opaque : list of str
        Nodes that are known by name and shape alone.
    weights : dict
        By node and name, in float32.
    """

    input_shape: list[int]
    nodes: list[dict[str, Any]]
    notes: list[str]
    opaque: list[str]
    weights: dict[str, dict[str, Floats]]


def read_onnx(file: bytes | Path, input_shape: Sequence[int] | None = None) -> OnnxReading:
    """Read a model that ``torch.onnx.export`` or another program wrote.

    Parameters
    ----------
    file : bytes or Path
        The file, or where it stands.
    input_shape : sequence of int or None
        [C, …], where the file leaves sizes open.

    Raises
    ------
    OptionError
        If it is no ONNX file, is damaged, keeps numbers in other files, or has operators without a known shape.

    Examples
    --------
    >>> from onnx import helper
    >>> info = [helper.make_tensor_value_info(name, 1, ["n", 3, 8, 8]) for name in "xy"]
    >>> graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"], name="bend")], "g", info[:1], info[1:])
    >>> reading = read_onnx(helper.make_model(graph).SerializeToString())
    >>> reading.input_shape, reading.nodes
    ([3, 8, 8], [{'operation': 'relu', 'name': 'bend', 'stage': ''}])
    """
    model, version = parsed(file)
    graph = model.graph
    source = source_of(graph, input_shape)
    recorder = Recorder(source.shape, source.batch, notes=list(source.notes))
    if len(graph.output) > 1:
        recorder.note("The file gives several results: the first is shown.")
    result = graph.output[0].name
    evaluation = _Evaluation(
        recorder,
        {source.name: recorder.input()},
        {tensor.name: tensor for tensor in graph.initializer},
        version,
        InferredShapes(model, source.name, source.shape),
        Folding(version),
        holders(graph.node),
    )
    for proto in _leading_to(put_together(graph), result):
        evaluation.evaluate(proto)
    reached = evaluation.values.get(result)
    if not isinstance(reached, Tensor):
        raise refusal("the result of this file does not depend on its input")
    return _reading(recorder, reached)


def _leading_to(nodes: list[onnx.NodeProto], result: str) -> Iterator[onnx.NodeProto]:
    """Yield the nodes that the result depends on, in order."""
    needed, kept = {result}, []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(filter(None, node.input))
            kept.append(node)
    yield from reversed(kept)


@dataclass
class _Evaluation:
    """The values of a graph, worked out node by node."""

    recorder: Recorder
    values: dict[str, Value]
    tensors: dict[str, onnx.TensorProto]
    version: int
    shapes: InferredShapes
    folding: Folding
    within: set[str]

    def evaluate(self, proto: onnx.NodeProto) -> None:
        """Work a node out: fold it, add the layers that it is, or leave it opaque."""
        inputs = [self._value(proto, name) for name in proto.input]
        if proto.op_type == "Constant" and proto.domain in OWN_DOMAINS:
            self.values[proto.output[0]] = self.folding.allow(stated(proto))
            return
        flows = [value for value in inputs if isinstance(value, Tensor)]
        made: list[Value] = [*self._folded(proto, inputs)] if not flows else self._converted(proto, inputs, flows)
        self.values.update(zip(proto.output, made, strict=False))

    def _value(self, proto: onnx.NodeProto, name: str) -> Value:
        if name in self.tensors and name not in self.values:
            self.values[name] = self.folding.allow(initial(self.tensors[name]))
        if name and name not in self.values:
            raise refusal(f'{called(proto)} reads "{name[:200]}", which nothing in the file makes before it')
        return self.values[name] if name else None

    def _folded(self, proto: onnx.NodeProto, inputs: list[Value]) -> list[Constant]:
        known = self.folding.of_node(proto, [value for value in inputs if not isinstance(value, Tensor)])
        if known is None:
            raise refusal(f"{called(proto)} makes numbers of its own, which is not read")
        return known

    def _converted(self, proto: onnx.NodeProto, inputs: list[Value], flows: list[Tensor]) -> list[Value]:
        held = [value.name for value in inputs if isinstance(value, Constant) and value.name]
        node = Node(proto, name_of(proto, held, self.within), inputs, self.version)
        kind = proto.op_type[:200]
        try:
            converter = CONVERTERS.get(proto.op_type) if proto.domain in OWN_DOMAINS else None
            if converter is None:
                raise Unknown("this operator has no counterpart among the layers here")
            made = converter(self.recorder, node)
        except Unknown as reason:
            if sum(map(bool, proto.output)) > 1:
                raise refusal(
                    f'node "{node.name[:200]}" ({kind}) has several results and no counterpart here: {reason}'
                ) from None
            made = self.recorder.unknown(kind, node.name, flows, self.shapes.of(proto.output[0]), shortened(reason))
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            if isinstance(error, OptionError):
                raise
            # what is no ONNX: an axis that is not there, fewer numbers than axes, a number where a list is due
            raise refusal(f'node "{node.name[:200]}" ({kind}) is not as ONNX defines it: {str(error)[:200]}') from None
        return made if isinstance(made, list) else [made]


def _reading(recorder: Recorder, result: Tensor) -> OnnxReading:
    try:
        last = recorder.settled(result, "result").node
    except Unknown as error:
        raise refusal(f"the result of this file cannot be read: {error}") from None
    if not recorder.nodes:
        raise refusal("there is no layer in this file")
    needed = {last}
    for node in reversed(recorder.nodes):
        if node["name"] in needed:
            needed.update(node["inputs"])
            needed.add(node.get("weights_of", last))
    kept = [node for node in recorder.nodes if node["name"] in needed]
    kept.sort(key=lambda node: node["name"] == last)
    before = "input"
    for node in kept:
        if node["inputs"] == [before]:
            del node["inputs"]
        before = node["name"]
    weights = {name: held for name, held in recorder.weights.items() if name in needed}
    opaque = [name for name in recorder.opaque if name in needed]
    return OnnxReading(list(recorder.input_shape), kept, recorder.notes, opaque, weights)
