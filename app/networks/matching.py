"""Finds a network's weights among the tensors of a file, by their names and shapes."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..layers.layer import Shape
from ..mechanics.errors import OptionError
from .graph import Network
from .state_names import state_names
from .weights import weight_shapes

#: Stored with a batch norm, but of no influence on its numbers: files may lack it.
UNUSED = "num_batches_tracked"
#: Tensors that a message names.
_MOST_NAMED = 5


@dataclass(frozen=True)
class Place:
    """Where an array of a network stands.

    Attributes
    ----------
    key : str
        The tensor of the file; empty for one that is not in it and need not be.
    shape : Shape
        The shape that the network has it in: that of the file may have axes of size 1 more or fewer.
    """

    key: str
    shape: Shape


@dataclass(frozen=True)
class Match:
    """Where a network's weights are.

    Attributes
    ----------
    places : dict
        By node and name.
    notes : tuple of str
        What the file holds besides, and what was taken for granted.
    """

    places: dict[str, dict[str, Place]]
    notes: tuple[str, ...]


def matched(network: Network, there: Mapping[str, Shape]) -> Match:
    """Find the weights of a network among the tensors of a file.

    They are known by name: of the nodes, or, in a network that corresponds to a model of PyTorch, of its modules; a
    module around the network may stand before it, as in ``module.conv1.weight``. Where no name is known, they are
    matched by their order, if all shapes agree, which is noted as a guess.

    Parameters
    ----------
    network : Network
        The network.
    there : mapping of str to Shape
        The shape of every tensor, in the order of the file.

    Raises
    ------
    OptionError
        If the file lacks tensors, or has them in other shapes; the message lists them.

    Examples
    --------
    >>> from ..layers.linear import Linear
    >>> from .graph import Builder
    >>> build = Builder((4,))
    >>> _ = build.add(Linear(2), name="fc")
    >>> matched(build.network(), {"module.fc.weight": (2, 4), "module.fc.bias": (2,)}).places["fc"]["bias"]
    Place(key='module.fc.bias', shape=(2,))
    """
    wanted = {(node, name): shape for node, held in weight_shapes(network).items() for name, shape in held.items()}
    own = {place: ".".join(place) for place in wanted}
    modules = {place: name for name, place in state_names(network).items()}
    found = [
        {place: f"{before}{name}" for place, name in names.items()}
        for names in (own, modules)
        if names and (before := _prefix(list(names.values()), there)) is not None
    ]
    if not found:
        return _by_order(wanted, there)
    keys = max(found, key=lambda names: sum(name in there for name in names.values()))
    _check(wanted, keys, there)
    used = set(keys.values())
    besides = [name for name in there if name not in used and not name.endswith(f".{UNUSED}")]
    note = f"The file holds tensors that the network does not use: {_some(besides)}."
    return Match(_nested(wanted, keys, there), (note,) if besides else ())


def _check(
    wanted: Mapping[tuple[str, str], Shape], keys: Mapping[tuple[str, str], str], there: Mapping[str, Shape]
) -> None:
    """Refuse a file that lacks tensors, or has them in other shapes."""
    needed = {place: shape for place, shape in wanted.items() if place[1] != UNUSED}
    lacking, other = [], []
    for place, shape in needed.items():
        key = keys.get(place, ".".join(place))
        if key not in there:
            lacking.append(f"{key} {list(shape)}")
        elif _core(there[key]) != _core(shape):
            other.append(f"{key} is {list(there[key])} in the file, but {list(shape)} in the network")
    if lacking or other:
        told = [f"the file lacks {_some(lacking)}"] if lacking else []
        told += other[:_MOST_NAMED] + ([f"and {len(other) - _MOST_NAMED} more"] if len(other) > _MOST_NAMED else [])
        used = set(keys.values())
        besides = [name for name in there if name not in used and not name.endswith(f".{UNUSED}")]
        told += [f"it holds besides {_some(besides)}"] if besides else []
        raise OptionError("weights", f"these weights do not fit the network: {'; '.join(told)}")


def _core(shape: Shape) -> Shape:
    """Return a shape without axes of size 1: a linear layer there may be a 1×1 convolution here."""
    return tuple(size for size in shape if size != 1)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(name[:100] for name in names[:_MOST_NAMED]) + more


def _prefix(names: list[str], there: Mapping[str, Shape]) -> str | None:
    """Return what stands before the names in the file, such that most are there; None if none is."""
    prefixes = {
        key[: -len(own)] for own in (*names[:1], *names[-1:]) for key in there if key == own or key.endswith(f".{own}")
    }
    counts = {before: sum(f"{before}{own}" in there for own in names) for before in prefixes}
    best = max(sorted(counts, key=len), key=counts.__getitem__, default=None)
    return best if best is not None and 2 * counts[best] >= len(names) else None


def _by_order(wanted: Mapping[tuple[str, str], Shape], there: Mapping[str, Shape]) -> Match:
    """Match by order, if the shapes and the last parts of the names agree one by one."""
    needed = {place: shape for place, shape in wanted.items() if place[1] != UNUSED}
    names = [name for name in there if name.rpartition(".")[2] != UNUSED]
    agree = len(names) == len(needed) and all(
        there[name] == shape and name.rpartition(".")[2] == place[1]
        for name, (place, shape) in zip(names, needed.items(), strict=True)
    )
    if not agree:
        raise OptionError(
            "weights",
            "these weights do not fit the network: it holds "
            f"{_some(['.'.join(place) for place in needed]) or 'none'}, the file {_some(names) or 'nothing'}",
        )
    keys = dict(zip(needed, names, strict=True))
    note = (
        f"Guess: the names in the file are not those of the network, but all {len(names)} shapes are, in the same "
        "order: weights were matched by it."
    )
    return Match(_nested(wanted, keys, there), (note,) if names else ())


def _nested(
    wanted: Mapping[tuple[str, str], Shape], keys: Mapping[tuple[str, str], str], there: Mapping[str, Shape]
) -> dict[str, dict[str, Place]]:
    found: dict[str, dict[str, Place]] = {}
    for (node, name), shape in wanted.items():
        key = keys.get((node, name), "")
        found.setdefault(node, {})[name] = Place(key if key in there else "", shape)
    return found
