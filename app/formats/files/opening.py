"""Opening a file: the network in it, and its weights as safetensors."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from ...mechanics.errors import OptionError
from ..keras.archive import read_keras_archive
from ..onnx.reader import read_onnx
from ..safetensors import DTYPES, write
from ..state_dict.reader import read_state_dict
from .kinds import Format, format_of

Array = NDArray[Any]
#: Most tensors in a file, and most characters in the name of one.
MOST_TENSORS, LONGEST_NAME = 100_000, 500


@dataclass(frozen=True)
class Opened:
    """What is in a file.

    Attributes
    ----------
    format : str
        Its kind.
    input_shape : list of int or None
        [C, …]; None for a file of weights alone.
    nodes : list of dict or None
        As `/networks/analyze` takes them.
    notes : list of str
        What to know before relying on it.
    opaque : list of str
        Nodes that are known by name and shape alone.
    tensors : list of dict
        Each with ``name``, ``shape`` and ``dtype``, as the file has them.
    """

    format: Format
    input_shape: list[int] | None
    nodes: list[dict[str, Any]] | None
    notes: list[str]
    opaque: list[str]
    tensors: list[dict[str, Any]]


def open_file(
    path: Path, kept: Path, input_shape: Sequence[int] | None = None, *, weights_only: bool = False
) -> Opened:
    """Read a file, and write its weights where they are kept.

    Parameters
    ----------
    path : Path
        The file.
    kept : Path
        Where its tensors are written as safetensors, those of floats in float32; nothing is written if it has none.
    input_shape : sequence of int or None
        [C, …], where the file leaves sizes open.
    weights_only : bool
        Whether only a file of weights will do.

    Raises
    ------
    OptionError
        If it cannot be read; the message says why.
    """
    kind = format_of(path)
    if weights_only and kind not in ("safetensors", "torch"):
        raise OptionError("file", f"this is a model ({kind}), not a file of weights: send it to /networks/open")
    return _READERS[kind](path, kept, input_shape)


def _safetensors(path: Path, kept: Path, _: Sequence[int] | None) -> Opened:
    try:
        with safe_open(path, framework="numpy") as file:
            parts = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118, it is no mapping
            dtypes = {name: _NAMES.get(part.get_dtype(), part.get_dtype()) for name, part in parts.items()}
            shapes = {name: tuple(part.get_shape()) for name, part in parts.items()}
            _check(shapes, dtypes)
            _write(kept, shapes, dtypes, file.get_tensor)
    except (SafetensorError, OSError) as error:
        raise OptionError("file", f"the file is damaged, or no safetensors: {str(error)[:200]}") from None
    return Opened("safetensors", None, None, [], [], _listed(shapes, dtypes))


#: What NumPy calls types, by what safetensors calls them.
_NAMES = {short: name for name, short in DTYPES.items()} | {"BF16": "bfloat16"}


def _torch(path: Path, kept: Path, _: Sequence[int] | None) -> Opened:
    return Opened("torch", None, None, [], [], _kept(read_state_dict(path), kept))


def _onnx(path: Path, kept: Path, input_shape: Sequence[int] | None) -> Opened:
    reading = read_onnx(path, input_shape)
    arrays = {f"{node}.{name}": array for node, held in reading.weights.items() for name, array in held.items()}
    return Opened("onnx", reading.input_shape, reading.nodes, reading.notes, reading.opaque, _kept(arrays, kept))


def _keras(path: Path, kept: Path, input_shape: Sequence[int] | None) -> Opened:
    reading, weights = read_keras_archive(path, kept.with_suffix(".h5"), input_shape)
    arrays = {f"{node}.{name}": array for node, held in weights.items() for name, array in held.items()}
    return Opened("keras", reading.input_shape, reading.nodes, reading.notes, [], _kept(arrays, kept))


_READERS: dict[Format, Callable[[Path, Path, Sequence[int] | None], Opened]] = {
    "safetensors": _safetensors,
    "torch": _torch,
    "onnx": _onnx,
    "keras": _keras,
}


def _kept(arrays: Mapping[str, Array], kept: Path) -> list[dict[str, Any]]:
    shapes = {name: array.shape for name, array in arrays.items()}
    dtypes = {name: array.dtype.name for name, array in arrays.items()}
    _check(shapes, dtypes)
    if arrays:
        _write(kept, shapes, dtypes, lambda name: arrays[name])
    return _listed(shapes, dtypes)


def _listed(shapes: Mapping[str, tuple[int, ...]], dtypes: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "shape": list(shape), "dtype": dtypes[name]} for name, shape in shapes.items()]


def _check(shapes: Mapping[str, tuple[int, ...]], dtypes: Mapping[str, str]) -> None:
    """Refuse what cannot be kept, before a number is read."""
    if len(shapes) > MOST_TENSORS:
        raise OptionError("file", f"the file has {len(shapes):,} tensors, more than the {MOST_TENSORS:,} that are read")
    for name in shapes:
        if len(name) > LONGEST_NAME or name == "__metadata__":
            raise OptionError("file", f'"{name[:50]}" is no name of a tensor: up to {LONGEST_NAME} characters are read')
        if dtypes[name] not in DTYPES:
            remedy = "save it in float32, as model.float().state_dict() is"
            raise OptionError("file", f'"{name[:200]}" is in {dtypes[name][:20]}, which is not read: {remedy}')


def _write(
    kept: Path, shapes: Mapping[str, tuple[int, ...]], dtypes: Mapping[str, str], numbers: Callable[[str], Array]
) -> None:
    """Write tensors as safetensors: floats in float32, whole numbers as they are."""

    def written(name: str) -> Array:
        values = numbers(name)
        if values.dtype.kind != "f":
            return values
        with np.errstate(over="ignore"):
            floats = values.astype(np.float32, copy=False)
        if not np.isfinite(floats).all():
            raise OptionError("file", f'"{name[:200]}" holds NaN, or numbers that are too large for float32')
        return floats

    kinds = ["float32" if dtypes[name].startswith("float") else dtypes[name] for name in shapes]
    write(kept, shapes, map(written, shapes), kinds)


def as_json(opened: Opened) -> str:
    """Write what was opened as one line, for the process that asked.

    Examples
    --------
    >>> as_json(Opened("torch", None, None, [], [], []))
    '{"format": "torch", "input_shape": null, "nodes": null, "notes": [], "opaque": [], "tensors": []}'
    """
    return json.dumps(asdict(opened))
