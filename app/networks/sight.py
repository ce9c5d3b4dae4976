"""What a unit of a network depends on, cell by cell, through branches, holes and upsampling alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mechanics.errors import OptionError
from app.mechanics.options import Pair
from app.mechanics.sampling import Sampling
from app.networks.graph import INPUT, Network
from app.networks.layers import CenterCrop, Shape

Mask = NDArray[np.bool_]


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
    >>> from app.networks.graph import Node
    >>> from app.networks.windowed import Conv
    >>> net = Network((1, 5, 5), (Node("dilated", "conv", Conv(1, (3, 1), dilation=(2, 1)), ("input",)),))
    >>> seen = seen_by(net, {"input": (1, 5, 5), "dilated": (1, 1, 5)}, "dilated", (0, 2))["input"]
    >>> seen.extent, seen.cells[:, 2].tolist()
    (((0, 4), (2, 2)), [True, False, True, False, True])
    """
    if name not in shapes or name == INPUT:
        raise OptionError("node", f'there is no node "{name}"')
    size = map_size(shapes[name])
    for index, what, cells in zip(unit, ("row", "column"), size, strict=True):
        if not 0 <= index < cells:
            raise OptionError(
                "unit", f'there is no {what} {index}: node "{name}" is {size[0]}×{size[1]}, counted from 0'
            )
    masks = {name: np.zeros(size, dtype=bool)}
    masks[name][unit] = True
    for node in reversed(network.nodes):
        if node.name not in masks:
            continue
        inputs = tuple(shapes[source] for source in node.inputs)
        samplings = node.layer.samplings(inputs)
        # the second input of a crop gives its size alone
        sources = node.inputs[:1] if isinstance(node.layer, CenterCrop) else node.inputs
        for source in sources:
            before = _before(masks[node.name], samplings, map_size(shapes[source]))
            masks[source] = masks[source] | before if source in masks else before
    return {source: Sight(source, mask) for source, mask in masks.items()}


def map_size(shape: Shape) -> Pair:
    """Give rows and columns; a row of numbers counts as one unit.

    Examples
    --------
    >>> map_size((64, 7, 9)), map_size((1000,))
    ((7, 9), (1, 1))
    """
    return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)


def _before(after: Mask, samplings: tuple[Sampling, Sampling] | None, size: Pair) -> Mask:
    if samplings is None:
        return after
    rows, columns = (_looks(np.flatnonzero(after.any(axis=1 - axis)), samplings[axis], size[axis]) for axis in (0, 1))
    inner = after[after.any(axis=1)][:, after.any(axis=0)].astype(np.float32)
    return (rows.T @ inner @ columns) > 0


def _looks(units: NDArray[np.intp], sampling: Sampling, size: int) -> NDArray[np.float32]:
    """Give a row for each unit, 1 at the cells it looks at."""
    looks = np.zeros((len(units), size), dtype=np.float32)
    for row, unit in zip(looks, units, strict=True):
        cells = sampling.cells(int(unit))
        first = max(0, -(cells.start // cells.step))
        row[cells.start + first * cells.step : max(min(cells.stop, size), 0) : cells.step] = 1
    return looks
