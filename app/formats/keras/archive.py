"""Archives that ``model.save("model.keras")`` writes: the configuration of a model, and its weights in HDF5."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py

from ...layers.layer import Floats
from ...mechanics.errors import OptionError
from .reader import read_keras_config
from .reading.reading import KerasReading
from .weights import weights_of_keras

_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"
#: Bytes of a configuration: that of NASNet-Large has 900,000.
_MOST_CONFIG = 16 * 2**20
#: Bytes that are copied at a time.
_PART = 2**20


def read_keras_archive(
    path: Path, scratch: Path, input_shape: Sequence[int] | None = None
) -> tuple[KerasReading, dict[str, dict[str, Floats]]]:
    """Read an archive of Keras 3.

    Parameters
    ----------
    path : Path
        The archive.
    scratch : Path
        Where the file of weights is unpacked.
    input_shape : sequence of int or None
        [C, …], where the configuration leaves sizes open.

    Returns
    -------
    KerasReading, dict
        The network, and its weights by node and name.

    Raises
    ------
    OptionError
        If it is damaged, or holds a layer or weights that cannot be read; the message names the layer.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = _configuration(archive)
            _unpack(archive, scratch)
    except (zipfile.BadZipFile, OSError, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise OptionError("file", f"the archive is damaged: {str(error)[:200]}") from None
    try:
        reading = read_keras_config(config, input_shape)
        with h5py.File(scratch, "r") as file:
            return reading, weights_of_keras(reading, dict(_arrays(config, file, "")))
    except OptionError as error:
        field = error.field if error.field == "input_shape" else "file"
        raise OptionError(field, str(error)) from None
    except (OSError, KeyError, ValueError, TypeError, RuntimeError) as error:
        raise OptionError("file", f"the weights in the archive cannot be read: {str(error)[:200]}") from None


def _configuration(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    if archive.getinfo(_CONFIG).file_size > _MOST_CONFIG:
        raise OptionError("file", f"the configuration has more than {_MOST_CONFIG:,} bytes")
    try:
        config = json.loads(archive.read(_CONFIG))
    except (ValueError, RecursionError):
        raise OptionError("file", f"{_CONFIG} of the archive is not JSON") from None
    if not isinstance(config, dict):
        raise OptionError("file", f"{_CONFIG} of the archive is no configuration of a model")
    return config


def _unpack(archive: zipfile.ZipFile, scratch: Path) -> None:
    """Copy the weights out of the archive, which Keras never compresses."""
    entry = archive.getinfo(_WEIGHTS)
    if entry.compress_type != zipfile.ZIP_STORED:
        raise OptionError("file", f"{_WEIGHTS} of the archive is compressed, which Keras never does")
    with archive.open(entry) as source, scratch.open("wb") as target:
        while part := source.read(_PART):
            target.write(part)


def _arrays(config: Mapping[str, Any], group: Any, before: str) -> Iterator[tuple[str, list[Floats]]]:
    """Give the arrays of every layer by its path; a group is named by the layer's class and counted."""
    counts: dict[str, int] = {}
    inner = config.get("config")
    for layer in inner.get("layers", ()) if isinstance(inner, Mapping) else ():
        kind = _snake(str(layer["class_name"]))
        count = counts[kind] = counts.get(kind, 0) + 1
        called = kind if count == 1 else f"{kind}_{count - 1}"
        name = f"{before}{layer['config'].get('name') or layer.get('name')}"
        if called not in group.get("layers", ()):
            continue
        own = group["layers"][called]
        if "layers" in layer["config"]:
            yield from _arrays(layer, own, f"{name}/")
        elif "vars" in own:
            yield name, [own["vars"][str(place)][()] for place in range(len(own["vars"]))]


def _snake(name: str) -> str:
    """Write the name of a class as Keras names groups after it.

    Examples
    --------
    >>> _snake("DepthwiseConv2D"), _snake("Conv2D"), _snake("BatchNormalization")
    ('depthwise_conv2d', 'conv2d', 'batch_normalization')
    """
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
