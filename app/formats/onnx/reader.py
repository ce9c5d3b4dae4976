"""From an ONNX file to a network with its weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from ...layers.layer import Floats
from ...mechanics.errors import OptionError
from ..pytorch.library.tensor import Dims, Tensor
from . import operators  # noqa: F401, fills the table
from .constant import Constant, folded, initial, stated
from .names import holders, name_of
from .node import Node, Value
from .patterns import put_together
from .recorder import Recorder
from .refusals import Unknown, refusal
from .registry import CONVERTERS
from .shapes import InferredShapes

#: The oldest set of operators that is read.
OLDEST = 7
#: Side length that is taken where the file leaves it open.
COMMON_SIZE = 224


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
    model = _parsed(file)
    graph, version = model.graph, _version(model)
    constants = {tensor.name: tensor for tensor in graph.initializer}
    source, shape, notes = _input(graph, set(constants), input_shape)
    recorder = Recorder(shape, notes=notes)
    values: dict[str, Value] = {source: recorder.input()}
    if len(graph.output) > 1:
        recorder.note("The file gives several results: the first is shown.")
    shapes = InferredShapes(model, source, shape)
    within = holders(graph.node)
    result = graph.output[0].name
    for proto in _leading_to(put_together(graph), result):
        _evaluate(recorder, proto, values, constants, version, shapes, within)
    if not isinstance(values.get(result), Tensor):
        raise refusal("the result of this file does not depend on its input")
    return _reading(recorder, values[result])  # type: ignore[arg-type]


def _parsed(file: bytes | Path) -> onnx.ModelProto:
    model = onnx.ModelProto()
    try:
        model.ParseFromString(file if isinstance(file, bytes) else file.read_bytes())
    except DecodeError:
        raise refusal("this is not an ONNX file") from None
    if not model.graph.node or not model.graph.output:
        raise refusal("this is not an ONNX file, or one without a graph")
    if model.functions:
        kinds = {(function.domain, function.name) for function in model.functions}
        if any((node.domain, node.op_type) in kinds for node in model.graph.node):
            raise refusal(
                "this file has functions of its own: write it with onnx.inliner.inline_local_functions(model), or "
                "torch.onnx.export(…, dynamo=False)"
            )
    return model


def _version(model: onnx.ModelProto) -> int:
    version = next((one.version for one in model.opset_import if one.domain in ("", "ai.onnx")), 0)
    if version < OLDEST:
        raise refusal(f"the file uses operators of version {version}: from {OLDEST} on they are read")
    return version


def _input(graph: onnx.GraphProto, constants: set[str], wanted: Sequence[int] | None) -> tuple[str, Dims, list[str]]:
    """Return the name and shape of the graph's input, and what was taken for granted."""
    inputs = [one for one in graph.input if one.name not in constants]
    if len(inputs) != 1:
        named = ", ".join(one.name[:100] for one in inputs[:5])
        raise refusal(
            f"networks with one input are read, but this file has {len(inputs)}{f': {named}' if named else ''}"
        )
    (info,) = inputs
    sizes = [dim.dim_value if dim.HasField("dim_value") and dim.dim_value > 0 else None
             for dim in info.type.tensor_type.shape.dim]  # fmt: skip
    if len(sizes) < 2 or len(sizes) > 5:
        raise refusal(
            f'the input "{info.name[:100]}" has {len(sizes)} axes: the batch, channels, and up to three more are read'
        )
    stated = sizes[1:]
    if wanted is not None:
        if len(wanted) != len(stated) or any(own not in (None, new) for own, new in zip(stated, wanted, strict=True)):
            told = [size or "any" for size in stated]
            raise OptionError("input_shape", f"the file takes {told}, not {list(wanted)}")
        return info.name, tuple(wanted), []
    if None not in stated:
        return info.name, tuple(size for size in stated if size is not None), []
    channels = stated[0] or _channels(graph, info.name)
    if channels is None:
        raise OptionError("input_shape", "the file leaves the channels of its input open: give input_shape")
    shape = (channels, *(size or COMMON_SIZE for size in stated[1:]))
    note = f"Guess: the file leaves the size of its input open; {'×'.join(map(str, shape))} was taken."
    return info.name, shape, [note]


def _channels(graph: onnx.GraphProto, source: str) -> int | None:
    """Return the channels that the first convolution takes."""
    kernels = {tensor.name: tensor.dims for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Conv" and node.input[0] == source and node.input[1] in kernels:
            groups = next((one.i for one in node.attribute if one.name == "group"), 1)
            return int(kernels[node.input[1]][1] * groups)
    return None


def _leading_to(nodes: list[onnx.NodeProto], result: str) -> Iterator[onnx.NodeProto]:
    """Yield the nodes that the result depends on, in order."""
    needed, kept = {result}, []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    yield from reversed(kept)


def _evaluate(
    recorder: Recorder,
    proto: onnx.NodeProto,
    values: dict[str, Value],
    constants: dict[str, onnx.TensorProto],
    version: int,
    shapes: InferredShapes,
    within: set[str],
) -> None:
    """Work a node out: fold it, add the layers that it is, or leave it opaque."""
    for name in proto.input:
        if name in constants and name not in values:
            values[name] = initial(constants[name])
        if name and name not in values:
            raise refusal(f'node "{proto.name[:200]}" reads "{name[:200]}", which nothing in the file makes before it')
    inputs = [values[name] if name else None for name in proto.input]
    if proto.op_type == "Constant":
        values[proto.output[0]] = stated(proto)
        return
    flows = [value for value in inputs if isinstance(value, Tensor)]
    if not flows:
        known = folded(proto, inputs)  # type: ignore[arg-type]
        if known is None:
            raise refusal(
                f'node "{proto.name[:200]}" ({proto.op_type[:100]}) makes numbers of its own, which is not read'
            )
        values.update(zip(proto.output, known, strict=False))
        return
    held = [value.name for value in inputs if isinstance(value, Constant) and value.name]
    node = Node(proto, name_of(proto, held, within), inputs, version)
    try:
        converter = CONVERTERS.get(proto.op_type) if proto.domain in ("", "ai.onnx") else None
        if converter is None:
            raise Unknown("this operator has no counterpart among the layers here")
        made = converter(recorder, node)
    except Unknown as reason:
        kind = proto.op_type[:200]
        made = recorder.unknown(kind, node.name, flows, shapes.of(proto.output[0]), str(reason))
        if len(proto.output) > 1:
            raise refusal(
                f'node "{node.name[:200]}" ({kind}) has several results and no counterpart here: {reason}'
            ) from None
    values.update(zip(proto.output, made if isinstance(made, list) else [made], strict=False))


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
