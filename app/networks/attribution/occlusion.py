"""Attribution by covering: how much a class's probability falls when a patch of the picture is covered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from ...layers.layer import Floats
from ...mechanics.axis.options import PerAxis
from ...mechanics.errors import OptionError
from ..values import outputs
from .classes import Classes
from .gradient import Asked, Attribution

#: Pictures are computed together while what is held fits into a processor's cache.
_BATCH_NUMBERS = 2**20


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


def check_patch(size: PerAxis, patch: int | None, stride: int | None) -> None:
    """Refuse a patch that is larger than the picture, and a stride that leaves pixels out.

    Raises
    ------
    OptionError
        If it is.

    Examples
    --------
    >>> check_patch((28, 28), patch=7, stride=8)
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: with a patch of 7 moved by 8, pixels are never covered: at most 7
    """
    if patch is not None and patch > min(size):
        raise OptionError("patch", f"a patch of {patch} is larger than the picture, {size[0]}×{size[1]}")
    if patch is not None and stride is not None and stride > patch:
        raise OptionError(
            "stride", f"with a patch of {patch} moved by {stride}, pixels are never covered: at most {patch}"
        )


def chosen(
    size: PerAxis, patch: int | None, stride: int | None, most_runs: int, usual_runs: int | None = None
) -> tuple[Patches, Patches] | tuple[None, None]:
    """Return the patches that are asked for, or else suit the picture, and the finest of those that fit.

    Parameters
    ----------
    size : (height, width)
        Of the picture.
    patch, stride : int or None
        As `check_patch` accepts them; chosen if omitted: a stride of an eighth of the patch, or more where that is too
        many, up to the patch itself, and a larger patch than usual where that is more than the limit.
    most_runs : int
        How often the network may be computed.
    usual_runs : int, optional
        How often it is computed where the stride is chosen, if patches side by side do not take more; `most_runs` if
        omitted.

    Returns
    -------
    tuple of Patches, or of None
        What is wanted, which has more runs than allowed only if it was asked for, and the finest that fit; None and
        None if not even the largest patch fits.

    Examples
    --------
    >>> wanted, _ = chosen((28, 28), None, None, most_runs=1000)
    >>> wanted
    Patches(size=(28, 28), patch=7, stride=1)
    >>> chosen((28, 28), 7, 1, most_runs=17)[1].stride
    7
    >>> chosen((28, 28), None, None, most_runs=1000, usual_runs=100)[0].stride
    3
    """
    least, most = patch or max(usual_patch(size), stride or 1), min(size)
    fits = next((found for side in range(least, most + 1) if (found := finest(size, side, most_runs))), None)
    if fits is None:
        return None, None
    side = patch or fits.patch
    if stride is None:
        usual = finest(size, side, most_runs if usual_runs is None else min(most_runs, usual_runs))
        stride = max(usual.stride if usual else side, -(-side // 8))
    return Patches(size, side, stride), fits


def at_once(held: int, room: int) -> int:
    """Return how many covered pictures are computed together.

    Parameters
    ----------
    held : int
        Numbers that one of them holds at the fullest.
    room : int
        Numbers that may be held.

    Examples
    --------
    >>> at_once(held=2**16, room=2**29), at_once(held=2**16, room=2**17), at_once(held=2**24, room=2**29)
    (16, 2, 1)
    """
    return max(1, min(_BATCH_NUMBERS, room) // held)


def occlusion(
    asked: Asked,
    patches: Patches,
    fill: Floats,
    prepare: Callable[[Floats], Floats] = lambda pixels: pixels,
    *,
    together: int = 1,
) -> Attribution:
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
    together : int
        How many covered pictures are computed at a time.

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
    >>> occlusion(asked, Patches((1, 2), 1, 1), np.zeros(1)).map.round(3).tolist()
    [[0.231, 0.0]]
    """
    whole = _classes(asked, prepare(asked.x)[None])
    probability = float(whole.probabilities[0, asked.index])
    falls, times = np.zeros(patches.size), np.zeros(patches.size)
    places = patches.covered()
    while some := list(islice(places, together)):
        covered = np.stack([prepare(_covered(asked.x, place, fill)) for place in some])
        for place, left in zip(some, _classes(asked, covered).probabilities[:, asked.index], strict=True):
            falls[place] += probability - float(left)
            times[place] += 1
    return Attribution((falls / times).astype(asked.x.dtype), whole.logits[0])


def _covered(x: Floats, place: tuple[slice, slice], fill: Floats) -> Floats:
    covered = x.copy()
    covered[(slice(None), *place)] = fill[:, None, None]
    return covered


def _classes(asked: Asked, x: Floats) -> Classes:
    logits = outputs(asked.network, x, asked.weights, [asked.logits], off=asked.off)[asked.logits]
    return Classes.of(logits.reshape(len(x), -1))
