"""The cells that a unit of a network depends on, one by one, across branches, holes and upsampling."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from ...layers.layer import Reads, Shape
from ...mechanics.axis.cells import Indices
from ...mechanics.axis.options import PerAxis
from ...mechanics.errors import OptionError
from ..graph import Network

Mask = NDArray[np.bool_]
#: Cells that form the product of one index list per axis.
Box = tuple[Indices, ...]
#: With more boxes than this, the boxes are rebuilt from the mask.
_MOST_BOXES = 16


@dataclass(frozen=True)
class CellSet:
    """A set of cells of one node's output, or of the input.

    Attributes
    ----------
    size : tuple of int
        Cells per axis; a vector counts as one cell.
    boxes : tuple of Box
        The boxes that make up the set; they may overlap.
    """

    size: PerAxis
    boxes: tuple[Box, ...]

    @property
    def mask(self) -> Mask:
        """An array that is True at each of the cells."""
        mask = np.zeros(self.size, dtype=bool)
        for box in self.boxes:
            mask[np.ix_(*box)] = True
        return mask

    @property
    def count(self) -> int:
        """Number of cells in the set."""
        return prod(map(len, self.boxes[0])) if len(self.boxes) == 1 else int(self.mask.sum())

    @property
    def extent(self) -> tuple[tuple[int, int], ...] | None:
        """First and last cell along each axis; None if the set is empty."""
        if not self.boxes:
            return None
        ends = [[(int(indices[0]), int(indices[-1])) for indices in box] for box in self.boxes]
        return tuple(
            (min(first for first, _ in along), max(last for _, last in along)) for along in zip(*ends, strict=True)
        )

    def joined(self, other: "CellSet") -> "CellSet":
        """Return the union of both sets."""
        boxes = list(self.boxes)
        for box in other.boxes:
            if any(_holds(larger, box) for larger in boxes):
                continue
            boxes = [*(smaller for smaller in boxes if not _holds(box, smaller)), box]
        together = CellSet(self.size, tuple(boxes))
        return together if len(boxes) <= _MOST_BOXES else CellSet(self.size, tuple(_boxes_of(together.mask)))


def _holds(larger: Box, smaller: Box) -> bool:
    return all(len(more) >= len(less) and np.isin(less, more).all() for more, less in zip(larger, smaller, strict=True))


def _boxes_of(mask: Mask) -> list[Box]:
    """Split cells into boxes, grouping identical rows."""
    if mask.ndim == 1:
        return [(np.flatnonzero(mask),)] if mask.any() else []
    patterns, which = np.unique(mask.reshape(len(mask), -1), axis=0, return_inverse=True)
    return [
        (np.flatnonzero(which.ravel() == place), *box)
        for place, pattern in enumerate(patterns)
        for box in _boxes_of(pattern.reshape(mask.shape[1:]))
    ]


def cells_before(network: Network, shapes: dict[str, Shape], name: str, unit: PerAxis) -> dict[str, CellSet]:
    """Return the cells of the input and of every earlier node that a unit depends on.

    Parameters
    ----------
    network : Network
        A checked network, whose shapes are known.
    shapes : dict of str to Shape
        The shapes of the input and of every node, by name.
    name : str
        The unit's node.
    unit : tuple of int
        Its position, one index per axis; zeros in a vector, which counts as one unit.

    Returns
    -------
    dict of str to CellSet
        The cells of the node itself and of all nodes that lead to it.

    Raises
    ------
    OptionError
        If there is no such node or unit.

    Examples
    --------
    >>> from ...layers.conv import Conv
    >>> from ..graph import Node
    >>> net = Network((1, 5, 5), (Node("dilated", Conv(1, (3, 1), dilation=(2, 1)), ("input",)),))
    >>> seen = cells_before(net, {"input": (1, 5, 5), "dilated": (1, 1, 5)}, "dilated", (0, 2))["input"]
    >>> seen.extent, seen.mask[:, 2].tolist()
    (((0, 4), (2, 2)), [True, False, True, False, True])
    """
    found = {name: _one(shapes, name, unit, network.axes)}
    for node in reversed(network.nodes):
        if node.name not in found:
            continue
        each = node.layer.reads_each(tuple(shapes[source] for source in node.inputs))
        for source, reads in zip(node.read_inputs, each, strict=False):
            size = map_size(shapes[source], network.axes)
            before = CellSet(size, _read_by(found[node.name], reads, size))
            found[source] = found[source].joined(before) if source in found else before
    return found


def cells_after(network: Network, shapes: dict[str, Shape], name: str, unit: PerAxis) -> dict[str, CellSet]:
    """Return the units of every later node that depend on a unit, or on a cell of the input.

    Parameters
    ----------
    network, shapes
        As for `cells_before`.
    name : str
        The unit's node, or `INPUT`.
    unit
        As for `cells_before`.

    Raises
    ------
    OptionError
        If there is no such node or unit.

    Examples
    --------
    >>> from ...layers.conv import Conv
    >>> from ..graph import Node
    >>> net = Network((1, 5), (Node("conv", Conv(1, (3,)), ("input",)),))
    >>> cells_after(net, {"input": (1, 5), "conv": (1, 3)}, "input", (1,))["conv"].extent
    ((0, 1),)
    """
    found = {name: _one(shapes, name, unit, network.axes)}
    for node in network.nodes:
        each = node.layer.reads_each(tuple(shapes[source] for source in node.inputs))
        for source, reads in zip(node.read_inputs, each, strict=False):
            if source not in found:
                continue
            size = map_size(shapes[node.name], network.axes)
            after = CellSet(size, _readers_of(found[source], reads, size))
            found[node.name] = found[node.name].joined(after) if node.name in found else after
    return found


def _read_by(units: CellSet, reads: Reads | None, size: PerAxis) -> tuple[Box, ...]:
    if reads is None:
        return units.boxes
    boxes = (
        tuple(cells.read_by(some, n) for cells, some, n in zip(reads, box, size, strict=True)) for box in units.boxes
    )
    return tuple(box for box in boxes if all(map(len, box)))


def _readers_of(cells: CellSet, reads: Reads | None, size: PerAxis) -> tuple[Box, ...]:
    if reads is None:
        return cells.boxes
    boxes = (
        tuple(along.readers_of(some, n, m) for along, some, n, m in zip(reads, box, size, cells.size, strict=True))
        for box in cells.boxes
    )
    return tuple(box for box in boxes if all(map(len, box)))


def _one(shapes: dict[str, Shape], name: str, unit: PerAxis, axes: int) -> CellSet:
    check_unit(shapes, name, unit, axes)
    return CellSet(map_size(shapes[name], axes), (tuple(np.array([index], dtype=np.intp) for index in unit),))


def check_unit(shapes: dict[str, Shape], name: str, unit: PerAxis, axes: int) -> None:
    """Refuse a unit that a network does not have.

    Parameters
    ----------
    shapes, name, unit
        As for `cells_before`.
    axes : int
        Number of spatial axes of the network.

    Raises
    ------
    OptionError
        If there is no such node or unit; the message names the valid range.

    Examples
    --------
    >>> check_unit({"input": (1, 5, 5)}, "input", (4, 4), 2)
    """
    if name not in shapes:
        raise OptionError("node", f'there is no node "{name}"')
    size = map_size(shapes[name], axes)
    if len(unit) != axes:
        raise OptionError("unit", f"a unit of this network has {axes} indices, not {len(unit)}")
    names = {2: ("row", "column")}.get(axes, tuple(f"index {place} of axis" for place in range(axes)))
    for index, what, cells in zip(unit, names, size, strict=True):
        if not 0 <= index < cells:
            shown = "×".join(map(str, size))
            raise OptionError("unit", f'there is no {what} {index}: node "{name}" is {shown}, counted from 0')


def map_size(shape: Shape, axes: int) -> PerAxis:
    """Return the number of cells per axis; a vector counts as one cell.

    Examples
    --------
    >>> map_size((64, 7, 9), 2), map_size((1000,), 2)
    ((7, 9), (1, 1))
    """
    return shape[1:] if len(shape) > 1 else (1,) * axes
