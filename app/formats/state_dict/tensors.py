"""What a state file says of its tensors, checked before one number is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from ...mechanics.errors import OptionError

Array = NDArray[Any]
#: Most axes that a tensor may have.
MOST_AXES = 32
#: Most numbers along the other axes of a tensor that has none along one.
MOST_EMPTY = 2**31
#: The numbers of every type of storage, all little-endian. NumPy has no bfloat16: its two bytes are the upper half of a
#: float32's.
STORAGES: dict[str, str] = {
    "DoubleStorage": "<f8", "FloatStorage": "<f4", "HalfStorage": "<f2", "BFloat16Storage": "<u2",
    "LongStorage": "<i8", "IntStorage": "<i4", "ShortStorage": "<i2", "CharStorage": "i1", "ByteStorage": "u1",
    "BoolStorage": "u1",
}  # fmt: skip


def refusal(message: str) -> OptionError:
    """Return the error of a file that is not read.

    Examples
    --------
    >>> refusal("it is empty").field
    'file'
    """
    return OptionError("file", message)


@dataclass(frozen=True)
class Storage:
    """A row of numbers that tensors are views of.

    Attributes
    ----------
    key : str
        Its name in the file.
    kind : str
        One of `STORAGES`.
    size : int
        How many numbers the file says it has.
    """

    key: str
    kind: str
    size: int

    @property
    def byte_count(self) -> int:
        """Number of bytes that it must have."""
        return self.size * np.dtype(STORAGES[self.kind]).itemsize

    def read(self, data: bytes | memoryview) -> Array:
        r"""Return its numbers.

        Raises
        ------
        OptionError
            If the file holds more or fewer bytes than it says.

        Examples
        --------
        >>> Storage("0", "BFloat16Storage", 1).read(b"\x80\x3f").tolist()
        [1.0]
        """
        if len(data) != self.byte_count:
            raise refusal(
                f'storage "{self.key}" should be {self.size:,} numbers ({self.kind}, {self.byte_count:,} bytes), '
                f"but the file holds {len(data):,} bytes for it"
            )
        numbers: Array = np.frombuffer(data, STORAGES[self.kind])
        if self.kind == "BFloat16Storage":
            return (numbers.astype(np.uint32) << 16).view(np.float32)
        if self.kind == "BoolStorage":
            bits: Array = numbers != 0
            return bits
        # in a row of pickles numbers stand at any place, and NumPy is slow with those that are not aligned
        return numbers if numbers.flags.aligned else numbers.copy()


@dataclass(frozen=True)
class Tensor:
    """A view of a storage.

    Attributes
    ----------
    storage : Storage
        The storage.
    offset : int
        The place of its first number.
    shape, strides : tuple of int
        Per axis: its size, and how many numbers further the next one is.

    Examples
    --------
    >>> transposed = Tensor(Storage("0", "ByteStorage", 6), 0, (3, 2), (1, 3))
    >>> transposed.view(np.arange(6)).tolist()
    [[0, 3], [1, 4], [2, 5]]
    """

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse a view that reaches outside its storage, or is larger than it."""
        whole = (self.offset, *self.shape, *self.strides)
        if any(type(value) is not int for value in whole):
            raise refusal("a tensor's offset, shape or strides are not whole numbers")
        if len(self.shape) != len(self.strides) or len(self.shape) > MOST_AXES:
            raise refusal(
                f"a tensor has {len(self.shape)} axes and {len(self.strides)} strides: as many, up to {MOST_AXES}"
            )
        if min(whole) < 0:
            raise refusal(f"a tensor has a negative offset, size or stride: {_short(min(whole))}")
        steps = zip(self.shape, self.strides, strict=True)
        last = self.offset + sum((size - 1) * stride for size, stride in steps)
        if 0 not in self.shape and last >= self.storage.size:
            raise refusal(
                f'a tensor reaches number {_short(last)} of storage "{self.storage.key}", '
                f"which has {_short(self.storage.size)}"
            )
        if prod(max(size, 1) for size in self.shape) > (self.storage.size if self.size else MOST_EMPTY):
            raise refusal(
                f'a tensor is larger than its storage "{self.storage.key}", which has {_short(self.storage.size)} '
                "numbers: tensors that repeat numbers (expand) are not read"
            )

    @property
    def size(self) -> int:
        """Number of numbers."""
        return prod(self.shape)

    def view(self, numbers: Array) -> Array:
        """Return the view of the storage's numbers, without copying."""
        if 0 in self.shape:
            return np.empty(self.shape, numbers.dtype)
        strides = [stride * numbers.itemsize for stride in self.strides]
        return as_strided(numbers[self.offset :], self.shape, strides, writeable=False)


def arrays_of(tensors: Mapping[str, Tensor], storages: Mapping[str, Array]) -> dict[str, Array]:
    """Return every tensor as an array.

    Parameters
    ----------
    tensors : mapping of str to Tensor
        The tensors by name.
    storages : mapping of str to ndarray
        The numbers of every storage, by its key.

    Examples
    --------
    >>> scalar = Tensor(Storage("0", "FloatStorage", 1), 0, (), ())
    >>> arrays_of({"scale": scalar}, {"0": np.ones(1)})["scale"].shape
    ()
    """
    return {name: tensor.view(storages[tensor.storage.key]) for name, tensor in tensors.items()}


def _short(number: int) -> str:
    """Write a number, however large."""
    return f"{number:,}" if abs(number) < 2**63 else "more than 2⁶³"
