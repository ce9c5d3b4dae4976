"""Tensors without numbers: shapes, and the node of the network that gives them."""

from dataclasses import dataclass
from math import prod
from typing import Any, Literal

#: How many inputs are in a batch: a prime that no layer's size is, so that it is found again wherever it goes.
BATCH = 1_000_003
Dims = tuple[int, ...]


@dataclass(frozen=True)
class View:
    """A tensor looked at in another way: ``("reshape", shape)``, ``("permute", order)`` or ``("expand", shape)``."""

    how: Literal["reshape", "permute", "expand"]
    dims: Dims


@dataclass(eq=False)
class Tensor:
    """What flows through the network.

    Attributes
    ----------
    shape : tuple of int
        With the batch first, unless a view puts it elsewhere.
    node : str
        The node that gives it.
    base : tuple of int
        The shape of what the node gives.
    views : tuple of View
        What has been done to that since, without a node of its own yet.

    Examples
    --------
    >>> x = Tensor((BATCH, 8, 5, 5), "relu", (BATCH, 8, 5, 5))
    >>> shown(x.shape), shown(x.reshaped((BATCH, 200)).shape)
    ('[8, 5, 5]', '[200]')
    """

    shape: Dims
    node: str
    base: Dims
    views: tuple[View, ...] = ()

    def reshaped(self, shape: Dims) -> "Tensor":
        """Give the tensor in another shape with as many numbers."""
        if shape == self.shape:
            return self
        views = self.views[:-1] if self.views and self.views[-1].how == "reshape" else self.views
        views = (*views, View("reshape", shape))
        return Tensor(shape, self.node, self.base, () if len(views) == 1 and shape == self.base else views)

    def expanded(self, shape: Dims) -> "Tensor":
        """Give the tensor repeated along axes of size 1."""
        if shape == self.shape:
            return self
        return Tensor(shape, self.node, self.base, (*self.views, View("expand", shape)))

    @property
    def unexpanded(self) -> "Tensor":
        """The tensor before it was last repeated, for what repeats it anyway."""
        if not self.views or self.views[-1].how != "expand":
            return self
        *before, _ = self.views
        shape = self.base
        for view in before:
            shape = tuple(shape[axis] for axis in view.dims) if view.how == "permute" else view.dims
        return Tensor(shape, self.node, self.base, tuple(before))

    def permuted(self, order: Dims) -> "Tensor":
        """Give the tensor with its axes in another order."""
        views = self.views
        shape = tuple(self.shape[axis] for axis in order)
        moved = [axis for axis in order if self.shape[axis] != 1]
        if moved == sorted(moved) and order != tuple(range(len(order))):
            return self.reshaped(shape)  # axes of size 1 alone change their places
        if views and views[-1].how == "permute":
            order = tuple(views[-1].dims[axis] for axis in order)
            views = views[:-1]
        if order != tuple(range(len(order))):
            views = (*views, View("permute", order))
        return Tensor(shape, self.node, self.base, views)


@dataclass(eq=False)
class Made:
    """A tensor that the text makes by itself: a parameter, or numbers of its own.

    Attributes
    ----------
    shape : tuple of int or None
        None if it is not known.
    learned : bool
        Whether it is a parameter.
    owner : object
        The layer that it is the weight or bias of, or the parameter that it is in another shape.
    """

    shape: Dims | None
    learned: bool = False
    owner: Any = None

    @property
    def count(self) -> int:
        """How many numbers it holds; 0 if that is not known."""
        return 0 if self.shape is None else prod(self.shape)


def shown(shape: Dims) -> str:
    """Write a shape as the pages do: without the batch.

    Examples
    --------
    >>> shown((BATCH, 3, 4)), shown((7, BATCH))
    ('[3, 4]', '[7, batch]')
    """
    sizes = shape[1:] if shape[:1] == (BATCH,) else shape
    return f"[{', '.join(map(_named, sizes))}]"


def _named(size: int) -> str:
    times, rest = divmod(size, BATCH)
    return str(size) if rest or not times else "batch" if times == 1 else f"batch·{times}"
