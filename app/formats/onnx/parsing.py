"""From bytes to a model whose nodes are what ONNX says that they are."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from .refusals import called, refusal

#: The oldest set of operators that is read.
OLDEST = 7
#: Nodes in a file, and characters in a name.
MOST_NODES, LONGEST_NAME = 20_000, 2_000
#: The domains of ONNX's own operators.
OWN_DOMAINS = ("", "ai.onnx")


def parsed(file: bytes | Path) -> tuple[onnx.ModelProto, int]:
    """Read a model, and the version of the operators that it uses.

    Parameters
    ----------
    file : bytes or Path
        The file, or where it stands.

    Raises
    ------
    OptionError
        If it is no ONNX file, is too old, or has nodes that are not as ONNX defines them.
    """
    model = onnx.ModelProto()
    try:
        model.ParseFromString(file if isinstance(file, bytes) else file.read_bytes())
    except DecodeError:
        raise refusal("this is not an ONNX file") from None
    graph = model.graph
    if not graph.node or not graph.output:
        raise refusal("this is not an ONNX file, or one without a graph")
    if len(graph.node) > MOST_NODES:
        raise refusal(f"this file has {len(graph.node):,} nodes, more than the {MOST_NODES:,} that are read")
    if model.functions:
        kinds = {(function.domain, function.name) for function in model.functions}
        if any((node.domain, node.op_type) in kinds for node in graph.node):
            raise refusal(
                "this file has functions of its own: write it with onnx.inliner.inline_local_functions(model), or "
                "torch.onnx.export(…, dynamo=False)"
            )
    version = next((one.version for one in model.opset_import if one.domain in OWN_DOMAINS), 0)
    if version < OLDEST:
        raise refusal(f"the file uses operators of version {version}: from {OLDEST} on they are read")
    _check(graph, version)
    return model, version


def _check(graph: onnx.GraphProto, version: int) -> None:
    """Refuse values that are made twice, names that are none, and nodes that ONNX does not have so."""
    made = {info.name for info in graph.input} | {tensor.name for tensor in graph.initializer}
    _check_names(made)
    _check_names(info.name for info in graph.output)
    for node in graph.node:
        _check_names((node.name, node.op_type, node.domain, *node.input, *node.output))
        _check_names(attribute.name for attribute in node.attribute)
        for name in filter(None, node.output):
            if name in made:
                raise refusal(f'"{name[:200]}" is made twice')
            made.add(name)
        if node.domain in OWN_DOMAINS:
            _check_node(node, version)


def _check_names(names: Iterable[str | bytes]) -> None:
    for name in names:
        if isinstance(name, bytes):  # what protobuf gives of a text that is not UTF-8
            raise refusal(f"the file is damaged: the name {name[:100]!r} is no text")
        if len(name) > LONGEST_NAME:
            raise refusal(f'"{name[:50]}…" is a name of more than {LONGEST_NAME:,} characters')


def _check_node(node: onnx.NodeProto, version: int) -> None:
    schema = _schema(node.op_type, version)
    if schema is None:
        return
    least, most, kinds = schema
    if not least <= len(node.input) <= most:
        raise refusal(f"{called(node)} has {len(node.input)} inputs, where {least} to {most} are due")
    if not any(node.output):
        raise refusal(f"{called(node)} has no result")
    for one in node.attribute:
        if one.name in kinds and one.type != kinds[one.name].value:
            raise refusal(f'{called(node)}: its attribute "{one.name}" is of another type than that of ONNX')


@lru_cache(maxsize=1024)
def _schema(kind: str, version: int) -> tuple[int, int, dict[str, Any]] | None:
    """Return how many inputs an operator takes, and the types of its attributes; None if ONNX has no such operator."""
    try:
        schema = onnx.defs.get_schema(kind, min(version, onnx.defs.onnx_opset_version()))
    except onnx.defs.SchemaError:
        return None
    if schema.deprecated:
        return None
    kinds: dict[str, Any] = {name: one.type for name, one in schema.attributes.items()}
    return schema.min_input, schema.max_input, kinds
