"""Tensors without numbers: shapes, and the node of the network that gives them."""

from dataclasses import dataclass, field
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
class Memory:
    """Numbers that one tensor or several look at: what is written into it, all of them see.

    Attributes
    ----------
    node : str
        The node that gives what it holds now.
    base : tuple of int
        The shape of what the node gives.
    of : Memory or None
        What it may be a part of, or may be the same as.
    part : tuple of int or None
        Which part: axis, start and stop; None where it may be all of it.
    changed : int
        The line in which some of it was overwritten, so that no node gives what it holds; 0 if none was.
    """

    node: str
    base: Dims
    of: "Memory | None" = None
    part: tuple[int, int, int] | None = None
    changed: int = 0
    _parts: list["Memory"] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Become known to what it is a part of."""
        if self.of is not None:
            self.of._parts.append(self)

    def look_into(self, other: "Memory", part: tuple[int, int, int] | None = None) -> None:
        """Be a part of other memory."""
        self.of, self.part = other, part
        other._parts.append(self)

    def overwrite(self, node: str, line: int) -> None:
        """Hold what another node gives; what overlaps is no longer what any node gives.

        Parameters
        ----------
        node : str
            The node.
        line : int
            Where the text says so.

        Examples
        --------
        >>> whole = Memory("relu", (BATCH, 8))
        >>> left, right = (Memory(node, (BATCH, 4), whole, (1, *ends)) for node, *ends in (("a", 0, 4), ("b", 4, 8)))
        >>> left.overwrite("c", 7)
        >>> left.node, left.changed, right.changed, whole.changed
        ('c', 0, 0, 7)
        """
        self.node = node
        waiting = list(self._parts)
        inner, outer = self, self.of
        while outer is not None:
            outer.changed = line
            waiting += [part for part in outer._parts if part is not inner and part._overlaps(inner)]
            inner, outer = outer, outer.of
        while waiting:
            part = waiting.pop()
            part.changed = line
            waiting += part._parts

    def _overlaps(self, other: "Memory") -> bool:
        if self.part is None or other.part is None or self.part[0] != other.part[0]:
            return True
        return self.part[1] < other.part[2] and other.part[1] < self.part[2]


@dataclass(eq=False)
class Tensor:
    """What flows through the network.

    Attributes
    ----------
    shape : tuple of int
        With the batch first, unless a view puts it elsewhere.
    memory : Memory
        What it looks at.
    views : tuple of View
        How it does, as far as that has no node of its own yet.

    Examples
    --------
    >>> x = Tensor.given_by("relu", (BATCH, 8, 5, 5))
    >>> shown(x.shape), shown(x.reshaped((BATCH, 200)).shape)
    ('[8, 5, 5]', '[200]')
    """

    shape: Dims
    memory: Memory
    views: tuple[View, ...] = ()

    @classmethod
    def given_by(cls, node: str, shape: Dims) -> "Tensor":
        """Give what a node gives, in memory of its own."""
        return cls(shape, Memory(node, shape))

    @property
    def node(self) -> str:
        """The node that gives what it looks at."""
        return self.memory.node

    @property
    def base(self) -> Dims:
        """The shape of what it looks at."""
        return self.memory.base

    @property
    def whole(self) -> "Tensor":
        """All that it looks at, as its node gives it."""
        return Tensor(self.base, self.memory)

    def seen_as(self, other: "Tensor") -> "Tensor":
        """Give the tensor as another one looks at its own memory."""
        return Tensor(other.shape, self.memory, other.views)

    def copied(self) -> "Tensor":
        """Give a tensor like this in memory of its own."""
        return Tensor(self.shape, Memory(self.node, self.base, changed=self.memory.changed), self.views)

    @property
    def is_moved(self) -> bool:
        """Whether its numbers lie in memory in another order than its own."""
        return any(view.how != "reshape" for view in self.views)

    def reshaped(self, shape: Dims) -> "Tensor":
        """Give the tensor in another shape with as many numbers."""
        if shape == self.shape:
            return self
        views = self.views[:-1] if self.views and self.views[-1].how == "reshape" else self.views
        views = (*views, View("reshape", shape))
        # PyTorch copies what it cannot look at in this shape
        memory = (
            Memory(self.node, self.base, self.memory, changed=self.memory.changed) if self.is_moved else self.memory
        )
        return Tensor(shape, memory, () if len(views) == 1 and shape == self.base else views)

    def expanded(self, shape: Dims) -> "Tensor":
        """Give the tensor repeated along axes of size 1."""
        if shape == self.shape:
            return self
        return Tensor(shape, self.memory, (*self.views, View("expand", shape)))

    @property
    def unexpanded(self) -> "Tensor":
        """The tensor before it was last repeated, for what repeats it anyway."""
        if not self.views or self.views[-1].how != "expand":
            return self
        *before, _ = self.views
        shape = self.base
        for view in before:
            shape = tuple(shape[axis] for axis in view.dims) if view.how == "permute" else view.dims
        return Tensor(shape, self.memory, tuple(before))

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
        return Tensor(shape, self.memory, views)


@dataclass(eq=False)
class Made:
    """A tensor that the text makes by itself: a parameter, or numbers of its own.

    Attributes
    ----------
    shape : tuple of int or None
        None if it is not known.
    learned : bool
        Whether it is a parameter.
    of : tuple of Made
        The parameters that its numbers are computed from, where it is none.
    late : bool
        Whether its shape is known once the first input is.
    """

    shape: Dims | None
    learned: bool = False
    of: tuple["Made", ...] = ()
    late: bool = False

    @property
    def count(self) -> int:
        """How many numbers it holds; 0 if that is not known."""
        return 0 if self.shape is None else prod(self.shape)

    @property
    def parameters(self) -> tuple["Made", ...]:
        """The parameters that it depends on: itself, or what it is computed from."""
        return (self,) if self.learned else self.of


def computed(shape: Dims | None, *values: Any) -> Made:
    """Give what is computed from tensors that the text makes, in a shape that is None if it is not known."""
    found = [parameter for value in values if isinstance(value, Made) for parameter in value.parameters]
    return Made(shape, of=tuple(dict.fromkeys(found)))


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
