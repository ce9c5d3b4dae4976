"""In which order the numbers of a vector stand: Keras flattens rows, columns, channels, and we channels first."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

Dims = tuple[int, ...]
#: A factor of an axis, by its place among those of our tensor, and its size.
Atom = tuple[Dims, int]


@dataclass(frozen=True)
class Order:
    """A vector whose numbers stand otherwise than in Keras.

    Attributes
    ----------
    sizes : tuple of int
        Of the axes that our vector was made of, in our order.
    axes : tuple of int
        The same axes in Keras' order.

    Examples
    --------
    >>> Order((2, 3), (1, 0)).places().tolist()
    [0, 3, 1, 4, 2, 5]
    """

    sizes: Dims
    axes: Dims

    def places(self) -> np.ndarray:
        """Give, for each number in Keras' order, its place in ours."""
        return np.arange(prod(self.sizes)).reshape(self.sizes).transpose(self.axes).ravel()


def merged(atoms: Sequence[Atom]) -> list[Atom]:
    """Put atoms together that stand next to each other both here and by their places.

    Examples
    --------
    >>> merged([((1,), 4), ((2,), 5), ((0,), 3)])
    [((1,), 20), ((0,), 3)]
    """
    after = {key: place for place, key in enumerate(sorted(key for key, _ in atoms))}
    found: list[tuple[Dims, int, int]] = []
    for key, size in atoms:
        if found and after[key] == found[-1][2] + 1:
            found[-1] = (found[-1][0], found[-1][1] * size, after[key])
        else:
            found.append((key, size, after[key]))
    return [(key, size) for key, size, _ in found]


def order_of(atoms: Sequence[Atom]) -> Order | None:
    """Give in which order atoms stand that our vector has by their places; None if in the same.

    Examples
    --------
    >>> order_of([((1,), 4), ((0,), 3)])
    Order(sizes=(3, 4), axes=(1, 0))
    """
    few = merged(atoms)
    if len(few) < 2:
        return None
    ours = sorted(few)
    place = {key: at for at, (key, _) in enumerate(ours)}
    return Order(tuple(size for _, size in ours), tuple(place[key] for key, _ in few))


class OtherOrderError(Exception):
    """Two vectors that must stand in one order stand in two."""


class Numbering:
    """The order of a vector and of all that have to stand in the same, which may be found out later.

    Parameters
    ----------
    size : int
        How many numbers there are.
    order : Order or None
        Their order, if it is decided and other than Keras'.
    decided : bool
        Whether it is decided.
    parts : sequence of Numbering
        Of a concatenation, those one after the other.
    """

    def __init__(
        self, size: int, order: Order | None = None, *, decided: bool = False, parts: "Sequence[Numbering]" = ()
    ) -> None:
        self.size = size
        self._order = order
        self._decided = decided or order is not None or bool(parts)
        self._parts = tuple(parts)
        self._same: Numbering | None = None

    def _root(self) -> "Numbering":
        found = self
        while found._same is not None:
            found = found._same
        return found

    def decide(self, order: Order | None) -> None:
        """Decide the order.

        Raises
        ------
        OtherOrderError
            If another one was decided.
        """
        root = self._root()
        if root._parts and order is None:
            for part in root._parts:
                part.decide(None)
        elif root._parts or (root._decided and root._order != order):
            raise OtherOrderError
        else:
            root._order, root._decided = order, True

    def join(self, other: "Numbering") -> None:
        """Make two vectors stand in the same order.

        Raises
        ------
        OtherOrderError
            If they stand in two.
        """
        one, two = self._root(), other._root()
        if one is two:
            return
        if one._parts and [p.size for p in one._parts] == [p.size for p in two._parts]:
            for pair in zip(one._parts, two._parts, strict=True):
                pair[0].join(pair[1])
        elif one._decided and two._decided:
            if one._parts or two._parts:
                one.decide(None)
                two.decide(None)
            elif one._order != two._order:
                raise OtherOrderError
        elif one._decided:
            two._same = one
        else:
            one._same = two

    def places(self) -> np.ndarray | None:
        """Give, for each number in Keras' order, its place in ours; None if the orders are the same."""
        root = self._root()
        if root._order is not None:
            return root._order.places()
        parts = [part.places() for part in root._parts]
        if all(part is None for part in parts):
            return None
        starts = np.cumsum([0, *(part.size for part in root._parts)])
        return np.concatenate(
            [
                start + (np.arange(own.size) if part is None else part)
                for start, own, part in zip(starts, root._parts, parts, strict=False)
            ]
        )
