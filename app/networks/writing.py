"""What writers of code share: names that Python allows, and calls."""

import keyword
import re
from typing import Any

from app.mechanics.options import Pair
from app.networks.graph import INPUT, Network

#: Names that code for a network uses itself.
_TAKEN = {"self", "torch", "nn", "F", "keras", "layers", "ops", "model", "local_response_norm", "pixel_shuffle"}


def identifiers(network: Network) -> dict[str, str]:
    """Give every node a name that is a Python identifier of its own; the input is ``x``.

    Examples
    --------
    >>> from app.networks.graph import Node
    >>> from app.networks.layers import Layer
    >>> nodes = tuple(Node(name, "relu", Layer(), ("input",)) for name in ("features.0", "features 0", "1", "if"))
    >>> list(identifiers(Network((1, 2, 2), nodes)).values())
    ['x', 'features_0', 'features_0_2', 'layer_1', 'if_']
    """
    names, taken = {INPUT: "x"}, {*_TAKEN, "x"}
    for node in network.nodes:
        name = re.sub(r"\W", "_", node.name, flags=re.ASCII)
        if keyword.iskeyword(name):
            name += "_"
        elif not name.isidentifier() or name.startswith("__"):
            name = f"layer_{name.strip('_')}"
        called, count = name, 1
        while called in taken:
            count += 1
            called = f"{name}_{count}"
        taken.add(called)
        names[node.name] = called
    return names


def call(name: str, *args: Any, **options: Any) -> str:
    """Write a call.

    Examples
    --------
    >>> call("nn.Linear", 8, 10, bias=False)
    'nn.Linear(8, 10, bias=False)'
    """
    return f"{name}({', '.join([*map(repr, args), *(f'{key}={value!r}' for key, value in options.items())])})"


def one(pair: Pair) -> int | Pair:
    """Give one number where both axes have the same.

    Examples
    --------
    >>> one((3, 3)), one((3, 1))
    (3, (3, 1))
    """
    return pair[0] if pair[0] == pair[1] else pair
