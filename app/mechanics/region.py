"""The region behind a unit, in every layer before it."""

from dataclasses import dataclass

from .errors import OptionError
from .options import Pair
from .receptive_field import LayerField, WindowLayer, spans

#: First and last cell, both included.
Extent = tuple[int, int]


@dataclass(frozen=True)
class Region:
    """The part of one layer that a unit further on depends on.

    Attributes
    ----------
    rows, columns : (first, last)
        Padding included: they may reach out of the layer.
    inside : ((first, last), (first, last)) or None
        Rows and columns within the layer; None if all of it is padding, or the layer's size is not known.
    """

    rows: Extent
    columns: Extent
    inside: tuple[Extent, Extent] | None


def regions(layers: list[WindowLayer], found: list[LayerField], unit: Pair, input_size: Pair | None) -> list[Region]:
    """Say which cells of every layer a unit of the last one depends on.

    Parameters
    ----------
    layers : list of WindowLayer
        From the input on.
    found : list of LayerField
        What `receptive_fields` says of them.
    unit : (i, j)
        Row and column in the last layer's output.
    input_size : (height, width) or None
        As it was given there.

    Returns
    -------
    list of Region
        In the input, then in every layer's output. What lies inside is clipped on the way from layer to layer, so that
        it holds exactly what the unit depends on: padding passes nothing on.

    Raises
    ------
    OptionError
        If the last layer has no such unit.

    Examples
    --------
    >>> from .receptive_field import receptive_fields
    >>> stack = [WindowLayer((3, 3), padding=((1, 1), (1, 1)))] * 2
    >>> [(region.rows, region.inside) for region in regions(stack, receptive_fields(stack, (7, 7)), (0, 4), (7, 7))]
    [((-2, 2), ((0, 2), (2, 6))), ((-1, 1), ((0, 1), (3, 5))), ((0, 0), ((0, 0), (4, 4)))]
    """
    size = found[-1].output_size
    for index, what, cells in zip(unit, ("row", "column"), size or (None, None), strict=True):
        if index < 0 or (cells is not None and index >= cells):
            there = "" if size is None else f": the last layer is {size[0]}×{size[1]}, counted from 0"
            raise OptionError("unit", f"there is no output {what} {index}{there}")
    here: tuple[Extent, Extent] = (unit[0], unit[0]), (unit[1], unit[1])
    inside = None if size is None else here
    behind = [Region(*here, inside)]
    sizes = [input_size, *(known.output_size for known in found)]
    for layer, known, below in zip(reversed(layers), reversed(found), reversed(sizes[:-1]), strict=True):
        here = _under(here, layer, known)
        if inside is not None and below is not None:
            inside = _clipped(_under(inside, layer, known), below)
        behind.append(Region(*here, inside))
    return behind[::-1]


def _clipped(extents: tuple[Extent, Extent], size: Pair) -> tuple[Extent, Extent] | None:
    rows, columns = ((max(first, 0), min(last, cells - 1)) for (first, last), cells in zip(extents, size, strict=True))
    return (rows, columns) if rows[0] <= rows[1] and columns[0] <= columns[1] else None


def _under(extents: tuple[Extent, Extent], layer: WindowLayer, known: LayerField) -> tuple[Extent, Extent]:
    rows, columns = (
        (first * stride - before, last * stride - before + span - 1)
        for (first, last), stride, (before, _), span in zip(
            extents, layer.stride, known.sides, spans(layer), strict=True
        )
    )
    return rows, columns
