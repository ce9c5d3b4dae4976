"""Weights as they are before training."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def he_normal(
    rng: np.random.Generator, fan_in: int, shape: Sequence[int], dtype: "np.dtype[Any]"
) -> NDArray[np.floating]:
    """Draw normally distributed weights with a variance of 2 / fan-in.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where they are drawn from.
    fan_in : int
        Number of products in one sum.
    shape : sequence of int
        The shape of the weights.
    dtype : dtype
        In which they are drawn, float32 or float64: half the time and the memory of drawing in float64 first.

    Notes
    -----
    He et al. 2015, "Delving Deep into Rectifiers", equation 10.

    Examples
    --------
    >>> he_normal(np.random.default_rng(0), 8, (2, 3), np.dtype("float32")).dtype.name
    'float32'
    """
    drawn: NDArray[np.floating] = rng.standard_normal(tuple(shape), dtype.type)
    drawn *= dtype.type(np.sqrt(2 / fan_in))
    return drawn
