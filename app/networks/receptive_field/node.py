"""The receptive field of a node's units: what they see of the input, over all paths that lead to it."""

from dataclasses import dataclass

from ...layers.layer import Reads
from .extent import Extent, TooManyPatternsError, joined


@dataclass(frozen=True)
class ReceptiveField:
    """The receptive field of a node's units, one extent for each spatial axis of the input.

    Attributes
    ----------
    extents : tuple of Extent
        Over all paths: from the first to the last cell that any of them sees.
    narrowest : tuple of Extent
        Over the path that sees least, such as a skip connection.
    aligned : bool
        Whether all paths have the same stride and centre.
    """

    extents: tuple[Extent, ...]
    narrowest: tuple[Extent, ...]
    aligned: bool


def of_input(axes: int) -> ReceptiveField:
    """Return what a cell of the input sees: itself.

    Examples
    --------
    >>> of_input(2).extents[0].size
    1
    """
    cell = (Extent(),) * axes
    return ReceptiveField(cell, cell, aligned=True)


def seen(reads: tuple[Reads | None, ...] | None, fields: list[ReceptiveField | None]) -> ReceptiveField | None:
    """Return what the units of a node see, from what it reads of each of its inputs and what these see.

    Parameters
    ----------
    reads : tuple of Reads or None
        For each input, the cells that a unit reads there; None if that is not known.
    fields : list of ReceptiveField or None
        The receptive field of each input.

    Returns
    -------
    ReceptiveField or None
        None if it is not known, or has too many patterns.

    Notes
    -----
    After Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks", Distill: over
    several paths, from the leftmost to the rightmost cell.
    """
    known = [field for field in fields if field is not None]
    if reads is None or len(known) < len(fields):
        return None
    if any(own is not None and len(own) != len(known[0].extents) for own in reads):
        return None  # a reshape has given the numbers other axes than the input has
    try:
        if all(own is reads[0] for own in reads):
            seen = known[0] if len(known) == 1 else _joined(known)
            return seen if reads[0] is None else _through(seen, reads[0])
        seen_each = [field if own is None else _through(field, own) for field, own in zip(known, reads, strict=True)]
        return _joined(seen_each)
    except TooManyPatternsError:
        return None


def _through(seen: ReceptiveField, reads: Reads) -> ReceptiveField:
    extents = tuple(extent.through(cells) for extent, cells in zip(seen.extents, reads, strict=True))
    if seen.narrowest is seen.extents:
        return ReceptiveField(extents, extents, seen.aligned)
    narrowest = tuple(extent.through(cells) for extent, cells in zip(seen.narrowest, reads, strict=True))
    return ReceptiveField(extents, narrowest, seen.aligned)


def _joined(paths: list[ReceptiveField]) -> ReceptiveField:
    over_all = [joined(list(extents)) for extents in zip(*(path.extents for path in paths), strict=True)]
    narrowest = tuple(
        min(extents, key=lambda extent: extent.size)
        for extents in zip(*(path.narrowest for path in paths), strict=True)
    )
    aligned = all(agree for _, agree in over_all) and all(path.aligned for path in paths)
    return ReceptiveField(tuple(extent for extent, _ in over_all), narrowest, aligned)
