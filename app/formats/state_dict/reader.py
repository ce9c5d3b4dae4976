"""Files of ``torch.save``: the archive that PyTorch has written since 1.6, and the row of pickles before it."""

import io
import mmap
import re
import struct
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from ...mechanics.errors import OptionError
from .tensors import Array, Storage, Tensor, arrays_of, refusal
from .unpickler import unpickle

#: What a file holds: all of it in memory, or mapped.
Bytes = bytes | mmap.mmap
#: What the row of pickles begins with, and the version that it states.
_MAGIC, _VERSION = 0x1950A86A20F9469CFC6C, 1001
#: Most files in an archive: one for each storage.
MOST_FILES = 100_000
#: Bytes that state the size of a storage in the row of pickles.
_SIZE_BYTES = 8
#: What `zipfile` raises for archives that are damaged, whether by chance or on purpose.
_DAMAGE = (
    zipfile.BadZipFile, struct.error, ValueError, LookupError, OverflowError, EOFError, NotImplementedError, OSError,
)  # fmt: skip
_REMEDY = "save model.state_dict() alone"


def read_state_dict(source: bytes | Path) -> dict[str, Array]:
    """Read a state dict that ``torch.save`` wrote.

    Parameters
    ----------
    source : bytes or Path
        The file, or where it stands; then it is mapped, and its numbers are read as they are needed.

    Returns
    -------
    dict of str to ndarray
        Every tensor by name, read-only, as a view where it can be one; bfloat16 becomes float32, with the same values.

    Raises
    ------
    OptionError
        If the file is not one of ``torch.save``, is damaged, or holds anything but a dictionary of tensors. Nothing in
        the file is ever run; the message names what was met.

    Examples
    --------
    >>> read_state_dict(b"hello")
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: this is not a file of torch.save
    """
    if isinstance(source, bytes):
        return _read(source, io.BytesIO(source))
    with source.open("rb") as file:
        if not source.stat().st_size:
            raise refusal("the file is empty")
        return _read(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), file)


def _read(data: Bytes, file: BinaryIO) -> dict[str, Array]:
    if data[:4] == b"PK\x03\x04":
        return _read_archive(data, file)
    if data[:2] == b"\x80\x02":
        return _read_pickles(data, file)
    raise refusal("this is not a file of torch.save")


def _tensors(found: Any) -> dict[str, Tensor]:
    """Check that the file holds tensors by name."""
    if not isinstance(found, dict):
        raise refusal(f"the file holds a value of type {type(found).__name__}, not a dictionary of tensors: {_REMEDY}")
    for name, value in found.items():
        if not isinstance(value, Tensor):
            raise refusal(f'"{name[:200]}" is of type {type(value).__name__}, not a tensor: {_REMEDY}')
    return found


def _storages(tensors: dict[str, Tensor]) -> dict[str, Storage]:
    """Collect the storages by key, each of which must be the same wherever it is mentioned."""
    known: dict[str, Storage] = {}
    for name, tensor in tensors.items():
        if known.setdefault(tensor.storage.key, tensor.storage) != tensor.storage:
            raise refusal(f'storage "{tensor.storage.key[:200]}" of "{name[:200]}" is described in two ways')
    return known


def _read_pickles(data: Bytes, file: BinaryIO) -> dict[str, Array]:
    if unpickle(file) != _MAGIC:
        raise refusal("this is a pickle, but not a file of torch.save")
    version, machine, found, keys = (unpickle(file) for _ in range(4))
    if version != _VERSION or not isinstance(machine, dict) or machine.get("little_endian") is not True:
        raise refusal("the file is of another version of torch.save, or was written by a big-endian machine")
    tensors = _tensors(found)
    storages = _storages(tensors)
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys) or sorted(keys) != sorted(storages):
        raise refusal("the file's list of storages is not that of its tensors")
    numbers = {}
    rest, place = memoryview(data), file.tell()
    for key in keys:
        stated = int.from_bytes(rest[place : place + _SIZE_BYTES], "little")
        if stated != storages[key].size:
            raise refusal(f'storage "{key[:200]}" has {stated:,} numbers, but should have {storages[key].size:,}')
        place += _SIZE_BYTES
        numbers[key] = storages[key].read(rest[place : place + storages[key].byte_count])
        place += storages[key].byte_count
    if place != len(data):
        raise refusal(f"there are {len(data) - place:,} bytes behind the last storage")
    return arrays_of(tensors, numbers)


def _read_archive(data: Bytes, file: BinaryIO) -> dict[str, Array]:
    entries = re.finditer(rb"PK\x01\x02", data)  # what each file's entry begins with
    if next(islice(entries, MOST_FILES, None), None) is not None:
        raise refusal(f"the archive has more than {MOST_FILES:,} files")
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_files(archive, len(data))
    except OptionError:
        raise
    except _DAMAGE as error:
        raise refusal(f"the archive is damaged: {str(error)[:200]}") from None


def _read_files(archive: zipfile.ZipFile, most: int) -> dict[str, Array]:
    files = archive.infolist()
    names = {file.filename for file in files}
    for file in files:
        if file.compress_type != zipfile.ZIP_STORED or file.file_size != file.compress_size or file.flag_bits & 1:
            raise refusal(f'"{file.filename[:200]}" is compressed or encrypted, which torch.save never does')
    if len(names) < len(files) or sum(file.file_size for file in files) > most:
        raise refusal("the archive has files of the same name, or files that overlap")
    lists = [name for name in names if name.count("/") == 1 and name.endswith("/data.pkl")]
    if len(lists) != 1:
        raise refusal("this archive is not a file of torch.save: it has no data.pkl")
    top = lists[0].removesuffix("data.pkl")
    if f"{top}byteorder" in names and archive.read(f"{top}byteorder") != b"little":
        raise refusal("the file was written by a big-endian machine")
    tensors = _tensors(unpickle(io.BytesIO(archive.read(lists[0]))))
    numbers = {}
    for key, storage in _storages(tensors).items():
        if f"{top}data/{key}" not in names:
            raise refusal(f'storage "{key[:200]}" is not in the archive')
        numbers[key] = storage.read(archive.read(f"{top}data/{key}"))
    return arrays_of(tensors, numbers)
