"""Which maps of a node answer most."""

import numpy as np
from numpy.typing import NDArray

from ..layers.layer import Floats


def strongest(maps: Floats, most: int) -> NDArray[np.intp]:
    """Return the channels whose numbers are largest in magnitude, on average.

    Parameters
    ----------
    maps : ndarray of float, shape (C, …)
        The numbers of a node.
    most : int
        How many channels to return; all where there are fewer.

    Returns
    -------
    ndarray of int, shape (min(most, C),)
        The strongest first; equal ones in their order.

    Examples
    --------
    >>> strongest(np.array([[1.0, 1.0], [-4.0, 2.0], [0.0, 2.0]]), 2).tolist()
    [1, 0]
    """
    strength = np.abs(maps).mean(axis=tuple(range(1, maps.ndim)), dtype=np.float64)
    return np.argsort(-strength, kind="stable")[:most]
