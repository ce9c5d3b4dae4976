"""The nodes of one pass as a network: without what does not lead to the result, and padding where it belongs."""

from typing import Any

from ....mechanics.errors import OptionError
from ....networks.graph import INPUT
from .graph import Graph
from .numbering import Dims
from .tensor import Tensor

Node = dict[str, Any]


def finished(graph: Graph, given: Tensor) -> list[Node]:
    """Give the nodes that lead to a tensor.

    Raises
    ------
    OptionError
        If there are none, or what one pads with has no counterpart.
    """
    last = graph.settled(given)
    if last.node == INPUT:
        raise OptionError("text", "there is no layer in this text")
    needed = _needed(graph, last.node)
    _fuse(graph, needed)
    nodes = list(needed.values())
    wrong = next((node["name"] for node in nodes if node["name"] in graph.fills), None)
    if wrong is not None:
        raise OptionError(
            "text", f"{wrong} pads with {graph.fills[wrong]:g}, which only a max pooling can have before it"
        )
    if last.numbering is not None and last.numbering.places() is not None:
        graph.note("The result is a flattened map, whose numbers stand channels first here and last in Keras.")
    before = INPUT
    for node in nodes:
        if node["inputs"] == [before]:
            del node["inputs"]
        before = node["name"]
    return nodes


def _needed(graph: Graph, last: str) -> dict[str, Node]:
    known, needed, waiting = {node["name"]: node for node in graph.nodes}, set[str](), [last]
    while waiting:
        name = waiting.pop()
        if name in needed or name == INPUT:
            continue
        needed.add(name)
        waiting += known[name]["inputs"]
        waiting += [known[name]["weights_of"]] if "weights_of" in known[name] else []
    for node in graph.nodes:
        source = graph.sources.get(node["name"])
        if node["name"] not in needed and source is not None:
            graph.note(f"{node['name']} ({node['operation']}) does not lead to the result, and is left out.")
    return {node["name"]: node for node in graph.nodes if node["name"] in needed}


def _fuse(graph: Graph, nodes: dict[str, Node]) -> None:
    """Put padding, cropping and strides into the nodes that they belong to, where nothing else uses them."""
    users: dict[str, int] = {}
    for node in nodes.values():
        for name in node["inputs"]:
            users[name] = users.get(name, 0) + 1
    renamed: dict[str, str] = {}
    for name, node in list(nodes.items()):
        node["inputs"] = [renamed.get(source, source) for source in node["inputs"]]
        before = _only(nodes, users, node)
        if before is not None and node["operation"] == "slice" and _cropped(graph, before, node):
            renamed[name], users[before["name"]] = before["name"], users.get(name, 0)
            del nodes[name]
        while before is not None and (_padded(graph, before, node) or _strided(graph, before, node)):
            node["inputs"] = before["inputs"]
            graph.fills.pop(before["name"], None)
            del nodes[before["name"]]
            before = _only(nodes, users, node)
    for node in list(nodes.values()):
        before = _only(nodes, users, node)
        if before is not None and _stamped(graph, before, node):
            node["inputs"] = before["inputs"]
            del nodes[before["name"]]


def _only(nodes: dict[str, Node], users: dict[str, int], node: Node) -> Node | None:
    """Give the one node that goes into another and nowhere else."""
    before = nodes.get(node["inputs"][0]) if len(node["inputs"]) == 1 else None
    return before if before is not None and users[before["name"]] == 1 else None


def _axes(value: Any, axes: int) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] * axes


def _pairs(value: Any, axes: int) -> list[list[int]]:
    return [list(one) if isinstance(one, list) else [one, one] for one in _axes(value, axes)]


def _short(sides: list[list[int]]) -> Any:
    plain = [one[0] if one[0] == one[1] else one for one in sides]
    return plain[0] if all(isinstance(one, int) and one == plain[0] for one in plain) else plain


def _padded(graph: Graph, pad: Node, node: Node) -> bool:
    """Pad in the node itself, where that is the same."""
    fill, operation = graph.fills.get(pad["name"], 0.0), node["operation"]
    if pad["operation"] != "pad" or "padding_mode" in pad or node.get("padding", 0) != 0:
        return False
    if (operation, fill) not in (("conv", 0.0), ("avg_pool", 0.0), ("max_pool", float("-inf"))):
        return False
    if operation == "avg_pool" and "count_include_pad" in node:
        return False
    node["padding"] = pad["padding"]
    return True


def _span(node: Node, axes: int) -> list[int]:
    kernel, dilation = _axes(node["kernel_size"], axes), _axes(node.get("dilation", 1), axes)
    return [(cells - 1) * apart + 1 for cells, apart in zip(kernel, dilation, strict=True)]


def _ends(node: Node, axes: int) -> list[list[int]] | None:
    """Give what a transposed convolution cuts off before and after; negative where it adds."""
    padding = node.get("padding", 0)
    if isinstance(padding, str):
        return None
    added = _axes(node.get("output_padding", 0), axes)
    return [[before, after - more] for (before, after), more in zip(_pairs(padding, axes), added, strict=True)]


def _with_ends(node: Node, ends: list[list[int]], input: Dims) -> bool:
    axes = len(ends)
    stride, dilation = (_axes(node.get(key, 1), axes) for key in ("stride", "dilation"))
    added = [max(-after, 0) for _, after in ends]
    if any(more >= max(s, d) for more, s, d in zip(added, stride, dilation, strict=True) if more):
        return False
    if any(before < 0 for before, _ in ends):
        return False
    span = _span(node, axes)
    size = [(cells - 1) * s + k - sum(cut) for cells, s, k, cut in zip(input[1:], stride, span, ends, strict=True)]
    if min(size) < 1:
        return False
    for key in ("padding", "output_padding"):
        node.pop(key, None)
    sides = [[before, max(after, 0)] for before, after in ends]
    if any(map(any, sides)):
        node["padding"] = _short(sides)
    if any(added):
        node["output_padding"] = added[0] if len(set(added)) == 1 else added
    return True


def _stamped(graph: Graph, pad: Node, node: Node) -> bool:
    """Take zeros behind the input of a transposed convolution as output that is added."""
    if pad["operation"] != "pad" or "padding_mode" in pad or node["operation"] != "conv_transpose":
        return False
    axes = len(graph.shapes[pad["name"]]) - 1
    sides, ends = _pairs(pad["padding"], axes), _ends(node, axes)
    if ends is None or any(before for before, _ in sides) or pad["name"] in graph.fills:
        return False
    stride = _axes(node.get("stride", 1), axes)
    ends = [
        [before, after - cells * step] for (before, after), (_, cells), step in zip(ends, sides, stride, strict=True)
    ]
    return _with_ends(node, ends, graph.shapes[pad["inputs"][0]])


def _cropped(graph: Graph, node: Node, crop: Node) -> bool:
    """Cut off in a transposed convolution what is cut off behind it."""
    axes = len(graph.shapes[node["name"]]) - 1
    dim, start, step = crop.get("dim", 1), crop.get("start", 0), crop.get("step", 1)
    ends = _ends(node, axes) if node["operation"] == "conv_transpose" else None
    if ends is None or dim < 2 or step != 1:
        return False
    size = graph.shapes[node["name"]][dim - 1]
    ends[dim - 2][0] += start
    ends[dim - 2][1] += size - crop.get("stop", size)
    if not _with_ends(node, ends, graph.shapes[node["inputs"][0]]):
        return False
    graph.shapes[node["name"]] = graph.shapes[crop["name"]]
    return True


def _strided(graph: Graph, part: Node, node: Node) -> bool:
    """Take one cell in so many in the skip without parameters that follows."""
    if part["operation"] != "slice" or node["operation"] != "subsample" or {"start", "stop"} & set(part):
        return False
    axes = len(graph.shapes[part["name"]]) - 1
    stride = _axes(node.get("stride", 1), axes)
    if part.get("dim", 1) < 2:
        return False
    stride[part["dim"] - 2] *= part["step"]
    node["stride"] = stride if len(set(stride)) > 1 else stride[0]
    return True
