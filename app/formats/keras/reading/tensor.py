"""What flows through a Keras model: a shape as Keras has it, and the numbers of one of our nodes behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from .numbering import Atom, Dims, Numbering, merged, order_of


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tensor without numbers.

    Attributes
    ----------
    shape : tuple of int
        Keras', without the batch.
    node : str
        The node of ours that gives it.
    base : tuple of int
        The shape of what the node gives, channels first.
    atoms : tuple
        The factors that its axes are made of, larger than 1, in Keras' order; their keys are in ours.
    numbering : Numbering or None
        In which order a vector's numbers stand.
    made : object
        The call that gave it; None for an input of a model.

    Examples
    --------
    >>> x = fresh((8, 5, 4), "relu")
    >>> x.shape, x.reshaped((160,)).atoms
    ((5, 4, 8), (((1,), 20), ((0,), 8)))
    """

    shape: Dims
    node: str
    base: Dims
    atoms: tuple[Atom, ...]
    numbering: Numbering | None = None
    made: Any = None

    def reshaped(self, shape: Sequence[int]) -> "Tensor | None":
        """Give the tensor in another shape, which has as many numbers; None if it cuts across the axes that it had."""
        if prod(shape) != prod(self.shape):
            return None
        groups = grouped(merged(self.atoms), shape)
        if groups is None:
            return None
        flat = tuple(atom for group in groups for atom in group)
        return Tensor(tuple(shape), self.node, self.base, flat, self.numbering)

    def permuted(self, order: Sequence[int]) -> "Tensor":
        """Give the tensor with its axes in another order, the first being 0."""
        groups = grouped(merged(self.atoms), self.shape)
        assert groups is not None  # each shape was made of these atoms
        flat = tuple(atom for axis in order for atom in groups[axis])
        return Tensor(tuple(self.shape[axis] for axis in order), self.node, self.base, flat, self.numbering)

    def ours(self, *, first: bool) -> list[Atom]:
        """Give the atoms with those of the channels first, as our maps have them."""
        groups = grouped(merged(self.atoms), self.shape)
        assert groups is not None
        if len(groups) > 1 and not first:
            groups = [groups[-1], *groups[:-1]]
        return [atom for group in groups for atom in group]


def grouped(atoms: Sequence[Atom], shape: Sequence[int]) -> list[list[Atom]] | None:
    """Deal atoms out to the axes of a shape, splitting them where an axis ends within; None where none can be split.

    Examples
    --------
    >>> grouped([((0,), 12)], (3, 4))
    [[((0, 0), 3)], [((0, 1), 4)]]
    >>> grouped([((0,), 4), ((2,), 3)], (6, 2)) is None
    True
    """
    waiting = list(reversed(atoms))
    groups: list[list[Atom]] = []
    for size in shape:
        group: list[Atom] = []
        while size > 1:
            if not waiting:
                return None
            key, cells = waiting.pop()
            if size % cells == 0:
                group.append((key, cells))
                size //= cells  # noqa: PLW2901, what is left of the axis
            elif cells % size == 0:
                group.append(((*key, 0), size))
                waiting.append(((*key, 1), cells // size))
                size = 1  # noqa: PLW2901, likewise
            else:
                return None
        groups.append(group)
    return None if waiting else groups


def fresh(
    base: Dims, node: str, *, first: bool = False, numbering: Numbering | None = None, made: Any = None
) -> Tensor:
    """Give what one of our nodes gives, as Keras has it.

    Parameters
    ----------
    base : tuple of int
        Its shape, channels first.
    node : str
        Its name.
    first : bool
        Whether Keras has the channels first too.
    numbering : Numbering or None
        The order of a vector's numbers.
    made : object
        The call that gave it.
    """
    order = list(range(len(base)))
    if len(base) > 1 and not first:
        order = [*order[1:], 0]
    atoms = tuple(((axis,), base[axis]) for axis in order if base[axis] > 1)
    return Tensor(tuple(base[axis] for axis in order), node, base, atoms, numbering, made)


def rearranged(tensor: Tensor, *, first: bool) -> tuple[str, dict[str, Any]] | None:
    """Give the one operation of ours that a tensor's views amount to; None if there is none.

    Examples
    --------
    >>> x = fresh((6, 2, 2), "a").reshaped((2, 2, 3, 2)).permuted((0, 1, 3, 2)).reshaped((2, 2, 6))
    >>> rearranged(x, first=False)
    ('channel_shuffle', {'groups': 3})
    """
    base, found = tensor.base, order_of(tensor.ours(first=first))
    shape = tensor.shape if first or len(tensor.shape) == 1 else (tensor.shape[-1], *tensor.shape[:-1])
    if found is None or len(base) < 2 or len(shape) != len(base):
        return None
    channels, *size = base
    if shape == base:
        for groups in range(2, channels):
            if channels % groups == 0 and found == _order(
                (groups, channels // groups, *size), (1, 0, *range(2, len(base) + 1))
            ):
                return "channel_shuffle", {"groups": groups}
    if len(base) != 3:
        return None
    (height, width), (_, high, wide) = size, shape
    factor = high // height
    if factor > 1 and shape == (channels // factor**2, height * factor, width * factor):
        split = (shape[0], factor, factor, height, width)
        if prod(split) == prod(base) and found == _order(split, (0, 3, 1, 4, 2)):
            return "pixel_shuffle", {"upscale_factor": factor}
    factor = height // high
    if factor > 1 and shape == (channels * factor**2, height // factor, width // factor):
        split = (channels, high, factor, wide, factor)
        if prod(split) == prod(base) and found == _order(split, (0, 2, 4, 1, 3)):
            return "pixel_unshuffle", {"downscale_factor": factor}
    return None


def _order(sizes: Dims, axes: Dims) -> Any:
    return order_of([((axis,), sizes[axis]) for axis in axes if sizes[axis] > 1])
