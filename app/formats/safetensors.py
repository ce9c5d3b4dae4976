"""Files of safetensors, written one tensor after the other: the library's own writer holds all of them twice."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What safetensors calls types, by what NumPy calls them.
DTYPES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8",
    "uint8": "U8", "bool": "BOOL",
}  # fmt: skip
#: Tensors begin at multiples of this many bytes.
_ALIGNED = 8


def write(
    path: Path, shapes: Mapping[str, tuple[int, ...]], arrays: Iterable[NDArray[Any]], dtypes: Iterable[str]
) -> None:
    """Write tensors into a file.

    Parameters
    ----------
    path : Path
        The file.
    shapes : mapping of str to tuple of int
        The name and shape of each.
    arrays : iterable of ndarray
        Their numbers, in the same order; each is let go before the next is asked for.
    dtypes : iterable of str
        Their types, in the same order, as NumPy calls them.

    Examples
    --------
    >>> import tempfile
    >>> from safetensors.numpy import load_file
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Path(folder) / "a", {"row": (2,)}, [np.array([1.0, 2.0], np.float32)], ["float32"])
    ...     load_file(Path(folder) / "a")["row"].tolist()
    [1.0, 2.0]
    """
    header: dict[str, Any] = {}
    end = 0
    for (name, shape), dtype in zip(shapes.items(), dtypes, strict=True):
        start, end = end, end + int(np.prod(shape, dtype=object)) * np.dtype(dtype).itemsize
        header[name] = {"dtype": DTYPES[dtype], "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % _ALIGNED)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays:
            file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
