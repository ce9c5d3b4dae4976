"""Tensors that a file holds, or that follow from those alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator

from .refusals import refusal

#: Bytes from which on a tensor is held once: the file's own copy is let go.
_LARGE = 2**16
#: Numbers in a tensor that is worked out from others.
MOST_NUMBERS = 2**26
#: Operators that are worked out where all their inputs are known; none of them gives more than it is told to.
FOLDED = {
    "Abs", "Add", "And", "Cast", "CastLike", "Ceil", "Concat", "Div", "Equal", "Flatten", "Floor", "Gather", "Greater",
    "GreaterOrEqual", "Identity", "Less", "LessOrEqual", "Max", "Min", "Mod", "Mul", "Neg", "Not", "Or", "Pow",
    "Reciprocal", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSum", "Reshape", "Round", "ScatterND", "Size", "Slice",
    "Split", "Sqrt", "Squeeze", "Sub", "Sum", "Transpose", "Unsqueeze", "Where", "Exp", "Log", "Sigmoid", "Tanh",
    "Relu", "Clip", "DequantizeLinear",
}  # fmt: skip
#: Constants that are numbers, by the attribute that holds them.
_LISTS = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}
#: Operators whose output may be far larger than their inputs, by what says how large.
_GROWING = ("ConstantOfShape", "Expand", "Range", "Tile")


@dataclass(eq=False)
class Constant:
    """A tensor of the file.

    Attributes
    ----------
    values : ndarray
        Its numbers.
    name : str
        The name that it has in the file; empty where it is worked out.
    """

    values: np.ndarray
    name: str = ""

    @property
    def numbers(self) -> list[Any]:
        """The numbers as a list, for shapes, axes and pads."""
        return self.values.reshape(-1).tolist()


def initial(tensor: onnx.TensorProto) -> Constant:
    """Read a tensor of the file.

    Raises
    ------
    OptionError
        If its numbers stand in another file, or are not as many as its shape says.
    """
    if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
        raise refusal(
            f'the numbers of "{tensor.name[:200]}" stand in another file: write the model into one, with '
            "torch.onnx.export(…, external_data=False) or onnx.save(model, path, save_as_external_data=False)"
        )
    try:
        values = numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError) as error:
        raise refusal(f'the tensor "{tensor.name[:200]}" is damaged: {str(error)[:200]}') from None
    if values.nbytes > _LARGE:
        tensor.ClearField("raw_data")
    return Constant(values, tensor.name)


def stated(node: onnx.NodeProto) -> Constant:
    """Read what a node of the kind ``Constant`` says: a tensor, a number, or a list.

    Raises
    ------
    OptionError
        If it says something else.
    """
    for attribute in node.attribute:
        if attribute.name == "value":
            return Constant(initial(attribute.t).values)
        if attribute.name in _LISTS:
            value = onnx.helper.get_attribute_value(attribute)
            return Constant(np.asarray(value, _LISTS[attribute.name]))
    raise refusal(f'the constant "{node.output[0][:200]}" is of a kind that is not read')


def folded(node: onnx.NodeProto, inputs: list[Constant | None]) -> list[Constant] | None:
    """Work out a node whose inputs are all known; None if it is none that is worked out here."""
    known = [one.values for one in inputs if one is not None]
    if node.op_type in _GROWING:
        _check(node.op_type, known)
    elif node.op_type not in FOLDED:
        return None
    if any(attribute.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS) for attribute in node.attribute):
        return None
    fed = {name: one.values for name, one in zip(node.input, inputs, strict=True) if one is not None}
    try:
        with np.errstate(all="ignore"):
            made = ReferenceEvaluator(node).run(None, fed)
    except Exception as error:
        raise refusal(f'node "{node.name[:200]}" ({node.op_type}) cannot be worked out: {str(error)[:200]}') from None
    return [Constant(np.asarray(values)) for values in made]


def _check(kind: str, inputs: list[np.ndarray]) -> None:
    """Refuse to make a tensor that is too large."""
    if kind == "Range":
        start, limit, delta = (float(one.reshape(-1)[0]) for one in inputs)
        count = abs((limit - start) / delta) if delta else np.inf
    else:
        wanted = inputs[-1].reshape(-1).astype(float)
        sizes = wanted if kind != "Tile" else wanted * np.array(inputs[0].shape)
        count = float(np.prod(np.maximum(sizes, 1)))
    if not count <= MOST_NUMBERS:
        raise refusal(f"{kind} would make {count:,.0f} numbers, more than the {MOST_NUMBERS:,} that are worked out")
