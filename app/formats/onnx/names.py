"""What the nodes of a file are called here: as the modules that they come from, where the file says so."""

from collections.abc import Iterable, Sequence

import onnx

#: Characters of a scope that are looked at.
_LONGEST = 500


def holders(nodes: Iterable[onnx.NodeProto]) -> set[str]:
    """Return the modules that hold others, as far as the scopes of the nodes say.

    Examples
    --------
    >>> relu = onnx.helper.make_node("Relu", ["x"], ["y"], name="/layer1/layer1.0/relu/Relu")
    >>> sorted(holders([relu]))
    ['layer1', 'layer1.0']
    """
    found: set[str] = set()
    for node in nodes:
        path = _path(node.name) if node.name.startswith("/") else ""
        while "." in path:
            path = path.rpartition(".")[0]
            if path in found:
                break
            found.add(path)
    return found


def name_of(node: onnx.NodeProto, weights: Sequence[str], within: set[str] | frozenset[str] = frozenset()) -> str:
    """Return the name of a node.

    Parameters
    ----------
    node : onnx.NodeProto
        The node.
    weights : sequence of str
        The names of the tensors that it holds.
    within : set of str
        The modules that hold others: an operator of their own is named after what it does.

    Examples
    --------
    >>> name_of(onnx.helper.make_node("Conv", ["x", "w"], ["y"], name="/layer1/layer1.0/conv1/Conv"), ["onnx::Conv_7"])
    'layer1.0.conv1'
    >>> name_of(onnx.helper.make_node("Conv", ["x", "w"], ["y"], name="Conv_3"), ["features.0.weight"])
    'features.0'
    >>> name_of(onnx.helper.make_node("Relu", ["x"], ["relu_5"]), [])
    'relu_5'
    """
    for weight in weights:
        module, _, own = weight.rpartition(".")
        if module and own in ("weight", "bias", "running_mean", "layer_scale"):
            return module
    if node.name.startswith("/"):
        return _module(node, within)
    return node.name or (node.output[0] if node.output else node.op_type.lower())


def _module(node: onnx.NodeProto, within: set[str] | frozenset[str]) -> str:
    last, path = node.name.rpartition("/")[2], _path(node.name)
    if path and path not in within and last.split("_")[0] == node.op_type:
        return path
    return f"{path}.{last.lower()}".strip(".")


def _path(scope: str) -> str:
    """Return the module that a scope of PyTorch's names, where each part may repeat the one before."""
    path: list[str] = []
    for part in scope[:_LONGEST].strip("/").split("/")[:-1]:
        own = part.split(".")
        longest = min(len(path), len(own) - 1)
        repeated = next((count for count in range(longest, 0, -1) if path[-count:] == own[:count]), 0)
        path += own[repeated:]
    return ".".join(filter(None, path))
