"""Attribution by covering: how much a class's probability falls when a patch of the picture is covered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from ...layers.layer import Floats
from ...mechanics.axis.options import PerAxis
from ..values import outputs
from .classes import Classes
from .gradient import Asked

#: Most numbers in a batch of covered pictures.
_BATCH_NUMBERS = 2**17


@dataclass(frozen=True)
class Patches:
    """A square patch that is moved over a picture.

    Attributes
    ----------
    size : (height, width)
        Of the picture.
    patch, stride : int
        The side of the patch, and how many pixels it is moved by; the last one ends where the picture does.
    """

    size: PerAxis
    patch: int
    stride: int

    def starts(self, axis: int) -> list[int]:
        """Return where the patches begin along an axis.

        Examples
        --------
        >>> Patches((8, 5), patch=3, stride=2).starts(0)
        [0, 2, 4, 5]
        """
        last = max(self.size[axis] - self.patch, 0)
        return sorted({*range(0, last + 1, self.stride), last})

    @property
    def runs(self) -> int:
        """How often the network is computed: once for each patch, and once for the whole picture."""
        return 1 + self._along(0) * self._along(1)

    def _along(self, axis: int) -> int:
        return -(-max(self.size[axis] - self.patch, 0) // self.stride) + 1

    def covered(self) -> Iterator[tuple[slice, slice]]:
        """Give the rows and columns of each patch."""
        for row, column in product(self.starts(0), self.starts(1)):
            yield slice(row, row + self.patch), slice(column, column + self.patch)


def usual_patch(size: PerAxis) -> int:
    """Return the side of the patch if none is asked for: a quarter of the shorter side.

    Zeiler and Fergus cover 50 of 225 pixels.

    Examples
    --------
    >>> usual_patch((28, 28)), usual_patch((224, 224))
    (7, 56)
    """
    return max(1, min(size) // 4)


def finest(size: PerAxis, patch: int, most_runs: int) -> Patches | None:
    """Return the smallest stride for which the network is computed at most so often; None if there is none.

    The stride is at most the patch, so that every pixel is covered.

    Examples
    --------
    >>> finest((28, 28), 7, most_runs=17), finest((28, 28), 7, most_runs=16)
    (Patches(size=(28, 28), patch=7, stride=7), None)
    """
    low, high = 1, patch
    if Patches(size, patch, high).runs > most_runs:
        return None
    while low < high:
        middle = (low + high) // 2
        if Patches(size, patch, middle).runs <= most_runs:
            high = middle
        else:
            low = middle + 1
    return Patches(size, patch, low)


def occlusion(
    asked: Asked, patches: Patches, fill: Floats, prepare: Callable[[Floats], Floats] = lambda pixels: pixels
) -> Floats:
    """Return by how much the probability falls, for each pixel the mean over the patches that cover it.

    Parameters
    ----------
    asked : Asked
        The class and the picture; it is covered before it is prepared.
    patches : Patches
        The patches.
    fill : ndarray of float, shape (C,)
        The colour of the patch.
    prepare : callable
        Makes the network's input of a picture.

    Returns
    -------
    ndarray of float, shape (H, W)

    Notes
    -----
    Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", section 4.2.

    Examples
    --------
    >>> from ...layers.linear import Linear
    >>> from ...layers.reshaping import Flatten
    >>> from ..graph import Builder
    >>> build = Builder((1, 1, 2))
    >>> _, last = build.add(Flatten()), build.add(Linear(2, bias=False))
    >>> weights = {last: {"weight": np.array([[1.0, 0.0], [0.0, 0.0]])}}
    >>> asked = Asked(build.network(), np.ones((1, 1, 2)), weights, last, 0)
    >>> occlusion(asked, Patches((1, 2), 1, 1), np.zeros(1)).round(3).tolist()
    [[0.231, 0.0]]
    """
    whole = float(_probabilities(asked, prepare(asked.x)[None])[0])
    falls, times = np.zeros(patches.size), np.zeros(patches.size)
    places = patches.covered()
    batch = max(1, _BATCH_NUMBERS // asked.x.size)
    while some := list(islice(places, batch)):
        covered = np.stack([prepare(_covered(asked.x, place, fill)) for place in some])
        for place, probability in zip(some, _probabilities(asked, covered), strict=True):
            falls[place] += whole - float(probability)
            times[place] += 1
    return (falls / times).astype(asked.x.dtype)


def _covered(x: Floats, place: tuple[slice, slice], fill: Floats) -> Floats:
    covered = x.copy()
    covered[(slice(None), *place)] = fill[:, None, None]
    return covered


def _probabilities(asked: Asked, x: Floats) -> Floats:
    logits = outputs(asked.network, x, asked.weights, [asked.logits], off=asked.off)[asked.logits]
    return Classes.of(logits).probabilities[:, asked.index]
