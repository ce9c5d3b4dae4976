"""Nodes that are worked out, because all that goes into them is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import prod

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from ...mechanics.errors import OptionError
from .constant import Constant
from .refusals import called, refusal

#: Nodes that are worked out at the most, and numbers that they may make whatever the size of the file.
MOST_NODES, MOST_NUMBERS = 4_000, 2**21
#: So many times the numbers that the file holds may be made.
_TIMES = 3
#: Operators that give no more than goes in.
_KEEPING = {
    "Abs", "Cast", "CastLike", "Ceil", "Concat", "DequantizeLinear", "Exp", "Flatten", "Floor", "Identity", "Log",
    "Neg", "Not", "Reciprocal", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSum", "Relu", "Reshape", "Round",
    "ScatterND", "Sigmoid", "Size", "Slice", "Split", "Sqrt", "Squeeze", "Tanh", "Transpose", "Unsqueeze",
}  # fmt: skip
#: Operators whose inputs are repeated to one shape.
_BROADCASTING = {
    "Add", "And", "Clip", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Min", "Mod",
    "Mul", "Or", "Pow", "Sub", "Sum", "Where",
}  # fmt: skip
#: Operators that are told how much to give.
_TOLD = {"ConstantOfShape", "Expand", "Gather", "Range", "Tile"}
#: Versions before which an operator did the same, and the reference has no implementation of its own.
_SINCE = {"DequantizeLinear": 19}
FOLDED = _KEEPING | _BROADCASTING | _TOLD


@dataclass
class Folding:
    """Works nodes out, as long as they make no more than a file of its size may.

    Attributes
    ----------
    version : int
        Of the set of operators that the file uses.
    numbers : int
        Numbers that may still be made.
    nodes : int
        Nodes that may still be worked out.
    """

    version: int
    numbers: int = MOST_NUMBERS
    nodes: int = MOST_NODES

    def allow(self, tensor: Constant) -> Constant:
        """Let more be made, because the file holds a tensor; give the tensor."""
        self.numbers += _TIMES * tensor.values.size
        return tensor

    def of_node(self, node: onnx.NodeProto, inputs: Sequence[Constant | None]) -> list[Constant] | None:
        """Work out a node; None if it is none that is worked out here.

        Raises
        ------
        OptionError
            If its inputs do not fit it, or it would make too much.
        """
        if node.op_type not in FOLDED or node.domain not in ("", "ai.onnx"):
            return None
        try:
            self._pay(node, [one.values for one in inputs if one is not None])
            fed = {name: one.values for name, one in zip(node.input, inputs, strict=True) if one is not None}
            with np.errstate(all="ignore"):
                made = [np.asarray(values) for values in self._evaluator(node, fed).run(None, fed)]
        except OptionError:
            raise
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise refusal(f"{called(node)} cannot be worked out: {str(error)[:200]}") from None
        if any(values.dtype.kind not in "fiub" for values in made):
            raise refusal(f"{called(node)} makes something else than numbers")
        found = iter(Constant(values) for values in made)
        return [next(found) if name else Constant(np.zeros(0)) for name in node.output]

    def _evaluator(self, node: onnx.NodeProto, fed: Mapping[str, np.ndarray]) -> ReferenceEvaluator:
        """Make what works the node out; by itself, a node would be of the newest version."""
        inputs = [onnx.ValueInfoProto(name=name) for name in fed]
        results = [onnx.ValueInfoProto(name=name) for name in node.output if name]
        version = min(max(self.version, _SINCE.get(node.op_type, 0)), onnx.defs.onnx_opset_version())
        graph = onnx.helper.make_graph([node], "node", inputs, results)
        return ReferenceEvaluator(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", version)]))

    def _pay(self, node: onnx.NodeProto, known: list[np.ndarray]) -> None:
        count = _count(node, known)
        self.nodes -= 1
        if not count <= self.numbers:
            raise refusal(f"{called(node)} would make {count:,.0f} numbers, more than a file of this size may")
        if self.nodes < 0:
            raise refusal(f"this file has more than {MOST_NODES:,} nodes that make numbers of its own")
        self.numbers -= int(count)


def _count(node: onnx.NodeProto, known: list[np.ndarray]) -> float:
    """Return how many numbers a node makes at the most."""
    shapes: list[list[float]] = [list(one.shape) for one in known]
    told: list[float] = known[-1].reshape(-1).astype(float).tolist() if node.op_type in _TOLD - {"Gather"} else []
    if node.op_type == "Range":
        start, limit, delta = (float(one.reshape(-1)[0]) for one in known)
        return abs((limit - start) / delta) + 1 if delta else float("inf")
    if node.op_type == "Gather":
        axis = next((one.i for one in node.attribute if one.name == "axis"), 0)
        return float(known[1].size * known[0].size / max(known[0].shape[axis], 1))
    if node.op_type == "Tile":
        told = [size * times for size, times in zip(shapes[0], told, strict=True)]
    if node.op_type in ("ConstantOfShape", "Tile"):
        return _product(told)
    if node.op_type == "Expand":
        return _product(_broadcast([shapes[0], told]))
    if node.op_type in _BROADCASTING:
        return _product(_broadcast(shapes))
    return float(sum(one.size for one in known))


def _broadcast(shapes: list[list[float]]) -> list[float]:
    return [max(sizes) for sizes in zip_longest(*(shape[::-1] for shape in shapes), fillvalue=1.0)]


def _product(sizes: list[float]) -> float:
    return prod(max(size, 1.0) for size in sizes)
