"""Finds a network's weights among the tensors of a file, by their names and shapes."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..layers.layer import Shape
from ..mechanics.errors import OptionError
from .graph import Network
from .weights import weight_shapes

#: Stored with a batch norm, but of no influence on its numbers: files may lack it.
UNUSED = "num_batches_tracked"
#: Tensors that a message names.
_MOST_NAMED = 5


@dataclass(frozen=True)
class Match:
    """Where a network's weights are.

    Attributes
    ----------
    keys : dict
        By node and name, the tensor of the file; empty for what is not in it and need not be.
    notes : tuple of str
        What the file holds besides, and what was taken for granted.
    """

    keys: dict[str, dict[str, str]]
    notes: tuple[str, ...]


def matched(network: Network, there: Mapping[str, Shape]) -> Match:
    """Find the weights of a network among the tensors of a file.

    They are known by name, which may stand behind that of a module around the network, as in ``module.conv1.weight``;
    where no name is known, by their order, if all shapes agree, which is noted as a guess.

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
    >>> matched(build.network(), {"module.fc.weight": (2, 4), "module.fc.bias": (2,)}).keys
    {'fc': {'weight': 'module.fc.weight', 'bias': 'module.fc.bias'}}
    """
    wanted = {(node, name): shape for node, held in weight_shapes(network).items() for name, shape in held.items()}
    needed = {place: shape for place, shape in wanted.items() if place[1] != UNUSED}
    before = _prefix(needed, there)
    if before is None:
        return _by_order(wanted, there)
    keys = {place: f"{before}{'.'.join(place)}" for place in wanted}
    lacking = [f"{'.'.join(place)} {list(shape)}" for place, shape in needed.items() if keys[place] not in there]
    other = [
        f"{'.'.join(place)} is {list(there[keys[place]])} in the file, but {list(shape)} in the network"
        for place, shape in needed.items()
        if keys[place] in there and there[keys[place]] != shape
    ]
    besides = [name for name in there if name not in keys.values() and not name.endswith(f".{UNUSED}")]
    if lacking or other:
        told = [f"the file lacks {_some(lacking)}"] if lacking else []
        told += other[:_MOST_NAMED] + ([f"and {len(other) - _MOST_NAMED} more"] if len(other) > _MOST_NAMED else [])
        told += [f"it holds besides {_some(besides)}"] if besides else []
        raise OptionError("weights", f"these weights do not fit the network: {'; '.join(told)}")
    note = f"The file holds tensors that the network does not use: {_some(besides)}."
    return Match(_nested(wanted, keys, there), (note,) if besides else ())


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(name[:100] for name in names[:_MOST_NAMED]) + more


def _prefix(needed: Mapping[tuple[str, str], Shape], there: Mapping[str, Shape]) -> str | None:
    """Return what stands before the names in the file, such that most are there; None if none is."""
    places = [".".join(place) for place in needed]
    prefixes = {
        name[: -len(own)]
        for own in (places[:1] + places[-1:])
        for name in there
        if name == own or name.endswith(f".{own}")
    }
    if not places:
        return ""
    counts = {before: sum(f"{before}{own}" in there for own in places) for before in prefixes}
    best = max(sorted(counts, key=len), key=counts.__getitem__, default=None)
    return best if best is not None and 2 * counts[best] >= len(places) else None


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
            f"these weights do not fit the network: it holds {_some(['.'.join(place) for place in needed])}, "
            f"the file {_some(names) or 'nothing'}",
        )
    keys = dict(zip(needed, names, strict=True))
    note = (
        f"Guess: the names in the file are not those of the network, but all {len(names)} shapes are, in the same "
        "order: weights were matched by it."
    )
    return Match(_nested(wanted, keys, there), (note,))


def _nested(
    wanted: Mapping[tuple[str, str], Shape], keys: Mapping[tuple[str, str], str], there: Mapping[str, Shape]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for node, name in wanted:
        key = keys.get((node, name), "")
        found.setdefault(node, {})[name] = key if key in there else ""
    return found
