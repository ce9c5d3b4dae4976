"""Tensors that a file holds, or that follow from those alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from .refusals import refusal

#: Bytes from which on a tensor is held once: the file's own copy is let go.
_LARGE = 2**16
#: Types of numbers that NumPy computes with by itself; others are read as float32, or as whole numbers.
_PLAIN = "fiub"
#: Constants that are numbers, by the attribute that holds them.
_LISTS = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}


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

    @property
    def transposed(self) -> "Constant":
        """The matrix with rows and columns exchanged, which is another tensor than the matrix itself."""
        return Constant(self.values.T, f"{self.name} transposed" if self.name else "")


def is_external(tensor: onnx.TensorProto) -> bool:
    """Check whether the numbers of a tensor stand in another file."""
    return bool(tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data)


def initial(tensor: onnx.TensorProto) -> Constant:
    """Read a tensor of the file.

    Raises
    ------
    OptionError
        If its numbers stand in another file, are not as many as its shape says, or are none.
    """
    if is_external(tensor):
        raise refusal(
            f'the numbers of "{tensor.name[:200]}" stand in another file: write the model into one, with '
            "torch.onnx.export(…, external_data=False) or onnx.save(model, path, save_as_external_data=False)"
        )
    if any(size < 0 for size in tensor.dims):
        raise refusal(f'the tensor "{tensor.name[:200]}" is damaged: a size is less than 0')
    try:
        values = numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise refusal(f'the tensor "{tensor.name[:200]}" is damaged: {str(error)[:200]}') from None
    if values.dtype.kind not in _PLAIN:
        values = _numbers(tensor, values)
    if values.nbytes > _LARGE:
        tensor.ClearField("raw_data")
    return Constant(values, tensor.name)


def _numbers(tensor: onnx.TensorProto, values: np.ndarray) -> np.ndarray:
    """Read short types that NumPy has no name for."""
    kind = onnx.TensorProto.DataType.Name(tensor.data_type)
    if kind.startswith(("BFLOAT", "FLOAT")):
        return values.astype(np.float32)
    if kind.startswith(("INT", "UINT")):
        return values.astype(np.int64)
    raise refusal(f'the tensor "{tensor.name[:200]}" holds {kind.lower()}, no real numbers')


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
