"""The input of a graph: its name, its shape, and what was taken for granted."""

from collections.abc import Sequence
from dataclasses import dataclass

import onnx

from ...mechanics.errors import OptionError
from ..pytorch.library.tensor import Dims
from .refusals import refusal

#: Side length that is taken where the file leaves it open.
COMMON_SIZE = 224
#: The longest side, and the most channels.
_LARGEST = 2**31 - 1
_TYPES = onnx.TensorProto.DataType


@dataclass(frozen=True)
class Source:
    """The input of a graph.

    Attributes
    ----------
    name : str
        Its name in the file.
    shape : tuple of int
        Without the batch.
    batch : int or None
        How many inputs the file was written for; None if it leaves that open.
    notes : tuple of str
        What was taken for granted.
    """

    name: str
    shape: Dims
    batch: int | None
    notes: tuple[str, ...] = ()


def source_of(graph: onnx.GraphProto, wanted: Sequence[int] | None) -> Source:
    """Return the input of a graph.

    Parameters
    ----------
    graph : onnx.GraphProto
        The graph.
    wanted : sequence of int or None
        [C, …], where the file leaves sizes open.

    Raises
    ------
    OptionError
        If there is not one input, or its shape is none of a batch of maps or vectors.
    """
    held = {tensor.name for tensor in graph.initializer}
    inputs = [one for one in graph.input if one.name not in held]
    if len(inputs) != 1:
        named = ", ".join(one.name[:100] for one in inputs[:5])
        raise refusal(
            f"networks with one input are read, but this file has {len(inputs)}{f': {named}' if named else ''}"
        )
    (info,) = inputs
    kind = info.type.tensor_type.elem_type
    if kind in (_TYPES.Value("STRING"), _TYPES.Value("COMPLEX64"), _TYPES.Value("COMPLEX128")):
        raise refusal(f'the input "{info.name[:100]}" is of {_TYPES.Name(kind).lower()}, no real numbers')
    batch, *stated = _sizes(info)
    if wanted is not None:
        if len(wanted) != len(stated) or any(own not in (None, new) for own, new in zip(stated, wanted, strict=True)):
            told = [size or "any" for size in stated]
            raise OptionError("input_shape", f"the file takes {told}, not {list(wanted)}")
        return Source(info.name, tuple(wanted), batch)
    if None not in stated:
        return Source(info.name, tuple(size for size in stated if size is not None), batch)
    channels = stated[0] or _channels(graph, info.name)
    if channels is None:
        raise OptionError("input_shape", "the file leaves the channels of its input open: give input_shape")
    shape = (channels, *(size or COMMON_SIZE for size in stated[1:]))
    note = f"Guess: the file leaves the size of its input open; {'×'.join(map(str, shape))} was taken."
    return Source(info.name, shape, batch, (note,))


def _sizes(info: onnx.ValueInfoProto) -> list[int | None]:
    sizes = [dim.dim_value if dim.HasField("dim_value") and dim.dim_value > 0 else None
             for dim in info.type.tensor_type.shape.dim]  # fmt: skip
    if len(sizes) < 2 or len(sizes) > 5:
        raise refusal(
            f'the input "{info.name[:100]}" has {len(sizes)} axes: the batch, channels, and up to three more are read'
        )
    if any(size is not None and size > _LARGEST for size in sizes):
        raise refusal(f'the input "{info.name[:100]}" has a size of more than {_LARGEST:,}')
    return sizes


def _channels(graph: onnx.GraphProto, source: str) -> int | None:
    """Return the channels that the first convolution takes."""
    kernels = {tensor.name: tensor.dims for tensor in graph.initializer if len(tensor.dims) > 2}
    for node in graph.node:
        if node.op_type == "Conv" and node.input[0] == source and node.input[1] in kernels:
            groups = next((one.i for one in node.attribute if one.name == "group"), 1)
            return int(kernels[node.input[1]][1] * groups) or None
    return None
