"""Layers that files write as several operators: found again, and put back as one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isclose, prod, sqrt

import numpy as np
import onnx
from onnx import helper

from .constant import initial, is_external
from .parsing import OWN_DOMAINS

_CLOSE = 1e-5


@dataclass
class Surroundings:
    """A graph, as patterns look at it.

    Attributes
    ----------
    nodes : list of onnx.NodeProto
        In order.
    makers : dict
        The node that makes a value, by name.
    readers : dict
        How many nodes read it; an output of the graph is read once more.
    constants : dict
        Single numbers of the graph, by name.
    rows : set of str
        Tensors of one axis.
    """

    nodes: list[onnx.NodeProto]
    makers: dict[str, onnx.NodeProto] = field(default_factory=dict)
    readers: dict[str, int] = field(default_factory=dict)
    constants: dict[str, np.ndarray] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, graph: onnx.GraphProto) -> "Surroundings":
        """Look at a graph."""
        found = cls(list(graph.node))
        for tensor in graph.initializer:
            found.hold(tensor.name, tensor)
        for node in found.nodes:
            for name in node.input:
                found.readers[name] = found.readers.get(name, 0) + 1
            if node.domain not in OWN_DOMAINS:
                continue
            if node.op_type == "Identity" and node.input[0] in found.rows:
                found.rows.add(node.output[0])
            for name in node.output:
                found.makers[name] = node
            if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value":
                found.hold(node.output[0], node.attribute[0].t)
        for output in graph.output:
            found.readers[output.name] = found.readers.get(output.name, 0) + 1
        return found

    def hold(self, name: str, tensor: onnx.TensorProto) -> None:
        """Note a tensor that is a number or a row."""
        if len(tensor.dims) == 1:
            self.rows.add(name)
        if prod(tensor.dims) == 1 and len(tensor.dims) < 2 and not is_external(tensor):
            self.constants[name] = initial(tensor).values

    def made_by(self, name: str, kind: str) -> onnx.NodeProto | None:
        """Return the node of a kind that makes a value which nothing else reads."""
        node = self.makers.get(name)
        return node if node is not None and node.op_type == kind and self.readers.get(name) == 1 else None

    def of_kind(self, node: onnx.NodeProto | None, kind: str) -> tuple[onnx.NodeProto | None, str]:
        """Return which input of an operation a node of a kind makes, and the other input."""
        for name, other in (tuple(node.input), tuple(node.input)[::-1]) if node and len(node.input) == 2 else ():
            made = self.made_by(name, kind)
            if made is not None:
                return made, str(other)
        return None, ""

    def is_number(self, name: str, number: float) -> bool:
        """Check whether a value is a constant number."""
        found = self.constants.get(name)
        return found is not None and found.size == 1 and isclose(float(found.reshape(-1)[0]), number, rel_tol=_CLOSE)

    def beside(self, node: onnx.NodeProto, number: float) -> str | None:
        """Return the input of an operation with a number that is not the number; None if there is none."""
        if len(node.input) != 2:
            return None
        for own, other in ((0, 1), (1, 0)):
            if self.is_number(node.input[other], number):
                return str(node.input[own])
        return None


#: Finds a layer that ends with a node: gives the operator that it is, what goes in, and what is no longer needed.
Found = tuple[onnx.NodeProto, list[onnx.NodeProto]]
Pattern = Callable[[Surroundings, onnx.NodeProto], Found | None]


def _one(like: onnx.NodeProto, kind: str, *inputs: str) -> onnx.NodeProto:
    return helper.make_node(kind, list(inputs), list(like.output), name=like.name)


def _gated(s: Surroundings, node: onnx.NodeProto) -> Found | None:
    """X · σ(x) is SiLU, x · hardsigmoid(x) Hardswish, x · tanh(softplus(x)) Mish."""
    if node.op_type != "Mul":
        return None
    for x, gate in (tuple(node.input), tuple(node.input)[::-1]):
        for kind, one in (("Sigmoid", "Silu"), ("HardSigmoid", "HardSwish")):
            made = s.made_by(gate, kind)
            if made is None or made.input[0] != x:
                continue
            slope = next((a.f for a in made.attribute if a.name == "alpha"), 0.2)
            if kind == "Sigmoid" or isclose(slope, 1 / 6, rel_tol=_CLOSE):
                return _one(node, one, x), [made]
        tanh = s.made_by(gate, "Tanh")
        soft = tanh and s.made_by(tanh.input[0], "Softplus")
        if tanh and soft and soft.input[0] == x:
            return _one(node, "Mish", x), [tanh, soft]
    return None


def _gelu(s: Surroundings, node: onnx.NodeProto) -> Found | None:
    """Find 0.5 · x · (1 + erf(x / √2)), multiplied in any order."""
    if node.op_type != "Mul":
        return None
    factors, products, waiting = [], [], [node]
    while waiting:  # the factors of the whole product
        product = waiting.pop()
        products.append(product)
        for name in product.input:
            inner = s.made_by(name, "Mul")
            if inner is not None:
                waiting.append(inner)
            else:
                factors.append(str(name))
    halves = [name for name in factors if s.is_number(name, 0.5)]
    shifted = [made for name in factors if (made := s.made_by(name, "Add")) is not None]
    if len(factors) != 3 or len(halves) != 1 or len(shifted) != 1:
        return None
    (x,) = (name for name in factors if name != halves[0] and name != shifted[0].output[0])
    bent = s.beside(shifted[0], 1.0)
    erf = s.made_by(bent, "Erf") if bent else None
    scaled = s.makers.get(erf.input[0]) if erf is not None else None
    if erf is None or scaled is None or s.readers.get(scaled.output[0]) != 1:
        return None
    divides = scaled.op_type == "Div" and scaled.input[0] == x and s.is_number(scaled.input[1], sqrt(2))
    if divides or (scaled.op_type == "Mul" and s.beside(scaled, 1 / sqrt(2)) == x):
        return _one(node, "Gelu", x), [*products[1:], shifted[0], erf, scaled]
    return None


def _layer_norm(s: Surroundings, node: onnx.NodeProto) -> Found | None:
    """Find (x − mean) / √(mean((x − mean)²) + ε) · scale + shift, over the last axes."""
    scaled, shift = s.of_kind(node, "Mul") if node.op_type == "Add" else (None, "")
    divided, scale = s.of_kind(scaled, "Div")
    if scaled is None or divided is None:
        return None
    centred, root = s.makers.get(divided.input[0]), s.made_by(divided.input[1], "Sqrt")
    added = s.made_by(root.input[0], "Add") if root is not None else None
    variance, epsilon = s.of_kind(added, "ReduceMean")
    power = s.made_by(variance.input[0], "Pow") if variance is not None else None
    mean = s.made_by(centred.input[1], "ReduceMean") if centred is not None and centred.op_type == "Sub" else None
    parts = [scaled, divided, centred, root, added, variance, power, mean]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or epsilon not in s.constants:
        return None
    *_, spread, squared, middle = known
    x, centre = middle.input[0], divided.input[0]
    axes = [_axes(s, one) for one in (middle, spread)]
    last = axes[0] == axes[1] == list(range(-len(axes[0]), 0)) and axes[0] and s.readers[centre] == 2
    if not last or not s.is_number(squared.input[1], 2.0) or squared.input[0] != centre or known[2].input[0] != x:
        return None
    made = _one(node, "LayerNormalization", str(x), str(scale), shift)
    made.attribute.append(helper.make_attribute("axis", axes[0][0]))
    made.attribute.append(helper.make_attribute("epsilon", float(s.constants[epsilon].reshape(-1)[0])))
    return made, known


def _axes(s: Surroundings, mean: onnx.NodeProto) -> list[int]:
    """Return the axes that a mean is over, and stay: an attribute in older files, an input in newer ones."""
    if any(one.name == "keepdims" and not one.i for one in mean.attribute):
        return []
    if len(mean.input) > 1 and mean.input[1] in s.constants:
        return [int(number) for number in s.constants[mean.input[1]].reshape(-1)]
    return next((list(one.ints) for one in mean.attribute if one.name == "axes"), [])


def _bias(s: Surroundings, node: onnx.NodeProto) -> Found | None:
    """Find a row that is added behind a product with a matrix: its bias."""
    made, row = s.of_kind(node, "MatMul") if node.op_type == "Add" else (None, "")
    return (_one(node, "MatMul", *made.input, row), [made]) if made is not None and row in s.rows else None


#: In the order in which they are tried.
PATTERNS: tuple[Pattern, ...] = (_layer_norm, _gelu, _gated, _bias)


def put_together(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Return the nodes of a graph, with those that are one layer as one.

    Parameters
    ----------
    graph : onnx.GraphProto
        The graph, whose nodes are in order.
    """
    s = Surroundings.of(graph)
    gone: set[int] = set()
    whole: dict[int, onnx.NodeProto] = {}
    for node in reversed(s.nodes):
        if id(node) in gone:
            continue
        for pattern in PATTERNS if node.domain in OWN_DOMAINS else ():
            found = pattern(s, node)
            if found is not None:
                one, parts = found
                whole[id(node)] = one
                gone |= {id(part) for part in parts}
                break
    return [whole.get(id(node), node) for node in s.nodes if id(node) not in gone]
