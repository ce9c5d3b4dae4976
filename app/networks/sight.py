"""What a unit of a network depends on, cell by cell, through branches, holes and upsampling alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..mechanics.errors import OptionError
from ..mechanics.options import Pair
from .graph import INPUT, Network, Node
from .joining import CenterCrop
from .layers import Samplings, Shape

Mask = NDArray[np.bool_]
#: Counts are kept below this, so that deep networks do not leave the range of numbers.
_LARGEST_COUNT = 1e200


@dataclass(frozen=True)
class Sight:
    """The part of one node's output that a unit further on depends on.

    Attributes
    ----------
    name : str
        The node, or `INPUT`.
    cells : ndarray of bool, shape (H, W)
        True where it depends on the cell. A row of numbers counts as one cell.
    """

    name: str
    cells: Mask

    @property
    def extent(self) -> tuple[Pair, Pair] | None:
        """First and last row, first and last column; None if there is nothing to see."""
        rows, columns = (np.flatnonzero(self.cells.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return None
        return (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))


def seen_by(network: Network, shapes: dict[str, Shape], name: str, unit: Pair) -> dict[str, Sight]:
    """Say which cells of every node before it, and of the input, a unit depends on.

    Parameters
    ----------
    network : Network
        Checked: its shapes are known.
    shapes : dict of str to Shape
        Of the input and of every node, by name.
    name : str
        The unit's node.
    unit : (i, j)
        Row and column of its output; (0, 0) in a row of numbers, which counts as one unit.

    Raises
    ------
    OptionError
        If there is no such node or unit.

    Examples
    --------
    >>> from .graph import Node
    >>> from .windowed import Conv
    >>> net = Network((1, 5, 5), (Node("dilated", "conv", Conv(1, (3, 1), dilation=(2, 1)), ("input",)),))
    >>> seen = seen_by(net, {"input": (1, 5, 5), "dilated": (1, 1, 5)}, "dilated", (0, 2))["input"]
    >>> seen.extent, seen.cells[:, 2].tolist()
    (((0, 4), (2, 2)), [True, False, True, False, True])
    """
    masks = {name: _one(shapes, name, unit)}
    for node in reversed(network.nodes):
        if node.name not in masks:
            continue
        samplings = node.layer.samplings(tuple(shapes[source] for source in node.inputs))
        for source in looked_at(node):
            before = _before(masks[node.name], samplings, map_size(shapes[source]))
            masks[source] = masks[source] | before if source in masks else before
    return {source: Sight(source, mask) for source, mask in masks.items()}


def reached_from(network: Network, shapes: dict[str, Shape], name: str, unit: Pair) -> dict[str, Sight]:
    """Say which units of every node after it depend on a unit, or on a cell of the input.

    Parameters
    ----------
    network, shapes, unit
        As in `seen_by`.
    name : str
        The unit's node, or `INPUT`.

    Raises
    ------
    OptionError
        If there is no such node or unit.

    Examples
    --------
    >>> from .graph import Node
    >>> from .windowed import Conv
    >>> net = Network((1, 1, 5), (Node("conv", "conv", Conv(1, (1, 3)), ("input",)),))
    >>> reached_from(net, {"input": (1, 1, 5), "conv": (1, 1, 3)}, "input", (0, 1))["conv"].extent
    ((0, 0), (0, 1))
    """
    masks = {name: _one(shapes, name, unit)}
    for node in network.nodes:
        samplings = node.layer.samplings(tuple(shapes[source] for source in node.inputs))
        for source in looked_at(node):
            if source not in masks:
                continue
            after = _after(masks[source], samplings, map_size(shapes[node.name]))
            masks[node.name] = masks[node.name] | after if node.name in masks else after
    return {target: Sight(target, mask) for target, mask in masks.items()}


def paths_to(network: Network, shapes: dict[str, Shape], name: str, unit: Pair) -> NDArray[np.float64]:
    """Count the paths from each input cell to a unit: how much each weighs if all weights are equal.

    Returns
    -------
    ndarray of float, shape (H, W)
        As parts of the largest; this is the effective receptive field of a linear network (Luo et al. 2016,
        "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks", section 2).

    Raises
    ------
    OptionError
        As `seen_by`.

    Examples
    --------
    >>> from .graph import Builder
    >>> from .windowed import Conv
    >>> build = Builder((1, 1, 7))
    >>> names = [build.add("conv", Conv(1, (1, 3))) for _ in range(2)]
    >>> shapes = {"input": (1, 1, 7), names[0]: (1, 1, 5), names[1]: (1, 1, 3)}
    >>> (3 * paths_to(build.network(), shapes, names[1], (0, 1))).tolist()
    [[0.0, 1.0, 2.0, 3.0, 2.0, 1.0, 0.0]]
    """
    counts = {name: _one(shapes, name, unit).astype(np.float64)}
    for node in reversed(network.nodes):
        if node.name not in counts:
            continue
        here = counts.pop(node.name)
        samplings = node.layer.samplings(tuple(shapes[source] for source in node.inputs))
        for source in looked_at(node):
            before = _spread(here, samplings, map_size(shapes[source]))
            counts[source] = counts.get(source, 0) + before
        largest = max(float(count.max()) for count in counts.values())
        if largest > _LARGEST_COUNT:  # only ratios matter, and those between paths stay
            counts = {source: count / largest for source, count in counts.items()}
    found: NDArray[np.float64] = counts.get(INPUT, np.zeros(map_size(shapes[INPUT])))
    return found / (found.max() or 1.0)


def _one(shapes: dict[str, Shape], name: str, unit: Pair) -> Mask:
    if name not in shapes:
        raise OptionError("node", f'there is no node "{name}"')
    size = map_size(shapes[name])
    for index, what, cells in zip(unit, ("row", "column"), size, strict=True):
        if not 0 <= index < cells:
            raise OptionError(
                "unit", f'there is no {what} {index}: node "{name}" is {size[0]}×{size[1]}, counted from 0'
            )
    mask = np.zeros(size, dtype=bool)
    mask[unit] = True
    return mask


def looked_at(node: Node) -> tuple[str, ...]:
    """Name the inputs whose cells a node's units look at: the second input of a crop gives its size alone."""
    return node.inputs[:1] if isinstance(node.layer, CenterCrop) else node.inputs


def map_size(shape: Shape) -> Pair:
    """Give rows and columns; a row of numbers counts as one unit.

    Examples
    --------
    >>> map_size((64, 7, 9)), map_size((1000,))
    ((7, 9), (1, 1))
    """
    return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)


def _before(after: Mask, samplings: Samplings | None, size: Pair) -> Mask:
    return after if samplings is None else _spread(after.astype(np.float64), samplings, size) > 0


def _spread(after: NDArray[np.float64], samplings: Samplings | None, size: Pair) -> NDArray[np.float64]:
    """Give each cell the sum of the units that look at it."""
    if samplings is None:
        return after
    some = after != 0
    units = np.flatnonzero(some.any(axis=1)), np.flatnonzero(some.any(axis=0))
    rows, columns = (samplings[axis].looks(units[axis], size[axis]) for axis in (0, 1))
    spread: NDArray[np.float64] = rows.T @ after[np.ix_(*units)] @ columns
    return spread


def _after(before: Mask, samplings: Samplings | None, size: Pair) -> Mask:
    if samplings is None:
        return before
    cells = np.flatnonzero(before.any(axis=1)), np.flatnonzero(before.any(axis=0))
    rows, columns = (samplings[axis].looks(range(size[axis]), before.shape[axis])[:, cells[axis]] for axis in (0, 1))
    reached: Mask = rows @ before[np.ix_(*cells)].astype(np.float64) @ columns.T > 0
    return reached
