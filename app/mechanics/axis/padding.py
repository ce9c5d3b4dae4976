"""Where the value of each padded cell comes from."""

from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError

T = TypeVar("T", bound=np.generic)
PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
#: The entry of `source_indices` for a cell that padding fills with zero.
ZERO = -1

_NUMPY_MODE: dict[PaddingMode, Literal["constant", "reflect", "edge", "wrap"]] = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def source_indices(size: int, before: int, after: int, mode: PaddingMode) -> NDArray[np.intp]:
    """Return, for every cell of a padded axis, the input cell that its value comes from.

    Parameters
    ----------
    size : int
        Number of cells of the axis, without padding.
    before, after : int
        Number of cells added at each end.
    mode : {"zeros", "reflect", "replicate", "circular"}
        As in PyTorch's ``padding_mode``.

    Returns
    -------
    ndarray of int, shape (before + size + after,)
        The index of the source cell, or `ZERO` where the value is zero.

    Raises
    ------
    OptionError
        If the input is too small to be reflected or wrapped that many cells (PyTorch's rule: reflection
        needs more input cells than padding, circular at least as many).

    Examples
    --------
    >>> source_indices(3, 1, 2, "zeros").tolist()
    [-1, 0, 1, 2, -1, -1]
    >>> source_indices(3, 1, 2, "reflect").tolist()
    [1, 0, 1, 2, 1, 0]
    >>> source_indices(3, 1, 2, "replicate").tolist()
    [0, 0, 1, 2, 2, 2]
    >>> source_indices(3, 1, 2, "circular").tolist()
    [2, 0, 1, 2, 0, 1]
    """
    _check_reach(size, max(before, after), mode)
    if mode == "zeros":
        return np.pad(np.arange(size), (before, after), constant_values=ZERO)
    return np.pad(np.arange(size), (before, after), mode=_NUMPY_MODE[mode])


def pad(tensor: NDArray[T], sides: tuple[tuple[int, int], ...], mode: PaddingMode) -> NDArray[T]:
    """Pad the last axes of a tensor.

    Parameters
    ----------
    tensor : ndarray, shape (C, H, W)
        The input.
    sides : ((top, bottom), (left, right))
        Cells to add, per spatial axis.
    mode : {"zeros", "reflect", "replicate", "circular"}
        As in PyTorch's ``padding_mode``.

    Raises
    ------
    OptionError
        As for `source_indices`.

    Examples
    --------
    >>> pad(np.ones((1, 1, 2)), ((0, 0), (1, 0)), "zeros").tolist()
    [[[0.0, 1.0, 1.0]]]
    """
    if not any(map(any, sides)):
        return tensor
    spatial_shape = tensor.shape[tensor.ndim - len(sides) :]
    for size, (before, after) in zip(spatial_shape, sides, strict=True):
        _check_reach(size, max(before, after), mode)
    channels = [(0, 0)] * (tensor.ndim - len(sides))
    return np.pad(tensor, [*channels, *sides], mode=_NUMPY_MODE[mode])


def _check_reach(size: int, reach: int, mode: PaddingMode) -> None:
    most = {"reflect": size - 1, "circular": size}.get(mode)
    if most is not None and reach > most:
        raise OptionError(
            "padding",
            f"{mode} padding of {reach} needs more cells than an input of {size} cells has: "
            f"use at most {most} on each side, or another padding_mode",
        )
