"""Tensors on the wire: nested lists or base64 in requests, JSON or safetensors in responses."""

import base64
import binascii
import json
from collections.abc import Mapping
from math import prod
from typing import Annotated, Any, Literal

import numpy as np
import orjson
from fastapi import Request, Response
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from safetensors.numpy import save
from typing_extensions import TypeAliasType

from ...mechanics.conv.forward import check_finite
from ...mechanics.errors import OptionError
from .fields import Count, DType
from .problems import MALFORMED

SAFETENSORS = "application/x-safetensors"
#: Where such a file keeps what is not a tensor.
METADATA = "__metadata__"
#: The documentation of a route that responds with tensors.
TENSOR_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {SAFETENSORS: {"schema": {"type": "string", "format": "binary"}}}}
}
#: The types that a base64 tensor may have, little-endian.
WIRE_DTYPES = {"float32": "<f4", "float64": "<f8", "int32": "<i4", "uint8": "u1"}

#: A filter bank over three axes has five: [O, C, KD, KH, KW].
MOST_AXES = 5

Array = NDArray[Any]


class EncodedTensor(BaseModel):
    """A tensor as bytes."""

    model_config = ConfigDict(extra="forbid")

    shape: list[Count] = Field(description="the size of every axis", min_length=1, max_length=MOST_AXES)
    dtype: Literal["float32", "float64", "int32", "uint8"] = Field(description="the type of each number")
    base64: str = Field(
        description="the numbers, little-endian and in C order", json_schema_extra={"contentEncoding": "base64"}
    )


def parse_tensor(value: Any) -> Array:
    """Read a tensor from JSON.

    Parameters
    ----------
    value : nested lists of numbers, or a dict of shape, dtype and base64
        ``{"shape": [1, 2], "dtype": "float32", "base64": "…"}``, little-endian, C order.

    Returns
    -------
    ndarray
        Of float64 for lists, otherwise of the type in the request.

    Raises
    ------
    PydanticCustomError
        If the value is neither of these, is ragged or empty, or has numbers that are not finite.

    Examples
    --------
    >>> parse_tensor([[1, 2], [3, 4]]).shape
    (2, 2)
    >>> parse_tensor({"shape": [2], "dtype": "uint8", "base64": "AP8="}).tolist()
    [0, 255]
    """
    if isinstance(value, list):
        tensor = _from_lists(value)
    elif isinstance(value, dict):
        tensor = _from_base64(value)
    else:
        raise _wrong("must be nested lists of numbers, or an object with shape, dtype and base64")
    if tensor.size == 0:
        raise _wrong(f"must not be empty; its shape is {list(tensor.shape)}")
    if not np.isfinite(tensor).all():
        raise _wrong("must not hold NaN or infinities")
    return tensor


def _wrong(message: str) -> PydanticCustomError:
    # the message is passed as a value, so that braces in it are kept as they are
    return PydanticCustomError("tensor", "{message}", {"message": message})


def _from_lists(value: list[Any]) -> Array:
    shape: list[int] = []
    level: list[Any] = value
    flat = [value]
    while isinstance(level, list):
        lengths = {len(entry) if isinstance(entry, list) else -1 for entry in flat}
        if len(lengths) != 1 or -1 in lengths:
            raise _wrong("must have rows of the same length throughout")
        shape.append(lengths.pop())
        if shape[-1] == 0 or len(shape) > MOST_AXES:
            break
        level = flat[0][0]
        if isinstance(level, list):
            flat = [entry for row in flat for entry in row]
    if len(shape) > MOST_AXES:
        raise _wrong(f"must not have more than {MOST_AXES} axes")
    if not {kind for row in flat for kind in map(type, row)} <= {int, float}:
        raise _wrong("must hold numbers only, in rows of the same length")
    try:
        return np.array(flat, dtype=np.float64).reshape(shape)
    except OverflowError:
        raise _wrong("holds a whole number that is too large for a float64") from None


def _from_base64(value: dict[str, Any]) -> Array:
    if set(value) != {"shape", "dtype", "base64"}:
        raise _wrong(f"as an object must have exactly shape, dtype and base64, not {sorted(map(str, value))}")
    shape, dtype, text = value["shape"], value["dtype"], value["base64"]
    if not isinstance(dtype, str) or dtype not in WIRE_DTYPES:
        raise _wrong(f"has a dtype that is not one of {', '.join(WIRE_DTYPES)}")
    if (
        not isinstance(shape, list)
        or not all(type(size) is int and size >= 0 for size in shape)
        or len(shape) > MOST_AXES
    ):
        raise _wrong(f"must have a shape of up to {MOST_AXES} whole numbers")
    if not isinstance(text, str):
        raise _wrong("must have its base64 as a string")
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PydanticCustomError(MALFORMED, "is not valid base64") from None
    expected = prod(shape) * np.dtype(WIRE_DTYPES[dtype]).itemsize
    if len(raw) != expected:
        raise PydanticCustomError(
            MALFORMED,
            "{message}",
            {"message": f"holds {len(raw)} bytes, but the shape {shape} of {dtype} takes {expected}"},
        )
    return np.frombuffer(raw, dtype=WIRE_DTYPES[dtype]).reshape(shape)


def in_dtype(
    field: str, tensor: Array, dtype: DType, remedy: str = 'ask for "dtype": "float64"'
) -> NDArray[np.floating]:
    """Convert a tensor to the type used for computation.

    Raises
    ------
    OptionError
        If a finite number is beyond the range of that type.

    Examples
    --------
    >>> in_dtype("input", np.array([1e39]), "float32")
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: input holds 1e+39, more than float32 can: ask for "dtype": "float64"
    """
    with np.errstate(over="ignore"):
        converted: NDArray[np.floating] = tensor.astype(dtype)
    finite = np.isfinite(converted)
    if not finite.all():
        worst = tensor[~finite].flat[0]
        raise OptionError(field, f"{field} holds {worst:g}, more than float32 can: {remedy}")
    return converted


_Row = Annotated[list[float], Field(min_length=1)]
_Plane = Annotated[list[_Row], Field(min_length=1)]
_Maps = Annotated[list[_Plane], Field(min_length=1)]
_Filters = Annotated[list[_Maps], Field(min_length=1)]
_VolumeFilters = Annotated[list[_Filters], Field(min_length=1)]
Tensor = TypeAliasType(
    "Tensor",
    Annotated[
        Array,
        BeforeValidator(
            parse_tensor, json_schema_input_type=_Row | _Plane | _Maps | _Filters | _VolumeFilters | EncodedTensor
        ),
        Field(description="nested lists of numbers, one level for each axis, or bytes in base64"),
    ],
)


def encoded(values: Array) -> dict[str, Any]:
    """Write a tensor as bytes in base64.

    Examples
    --------
    >>> encoded(np.array([1.0], np.float32))
    {'shape': [1], 'dtype': 'float32', 'base64': 'AACAPw=='}
    """
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return {
        "shape": list(values.shape),
        "dtype": values.dtype.name,
        "base64": base64.b64encode(little.tobytes()).decode("ascii"),
    }


def wants_file(request: Request) -> bool:
    """Check whether the caller accepts tensors as one file."""
    return SAFETENSORS in request.headers.get("accept", "")


def answer(request: Request, tensors: Mapping[str, Array | None], rest: dict[str, Any]) -> Response:
    """Build a response with tensors, in the format that the caller accepts.

    Parameters
    ----------
    request : Request
        The request, whose ``Accept`` header decides the format.
    tensors : dict of ndarray or None
        The tensors by name; None becomes null.
    rest : dict
        The rest of the response, as JSON.

    Returns
    -------
    Response
        JSON; or, for ``application/x-safetensors``, one file of the tensors with the rest as JSON in its
        ``__metadata__`` under ``response``.

    Raises
    ------
    OptionError
        If a number has exceeded the range of its type: JSON has no infinity.
    """
    for tensor in tensors.values():
        if tensor is not None and np.issubdtype(tensor.dtype, np.floating):
            check_finite(tensor)
    if wants_file(request):
        arrays = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items() if tensor is not None}
        missing = {name: None for name, tensor in tensors.items() if tensor is None}
        return Response(save(arrays, {"response": json.dumps(missing | rest)}), media_type=SAFETENSORS)
    contiguous = {name: None if tensor is None else np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    return Response(orjson.dumps(contiguous | rest, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")
