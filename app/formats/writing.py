"""What writers of code share: names that Python allows, and calls."""

import keyword
import re
from typing import Any

from ..layers.reshaping import Subsample
from ..mechanics.axis.options import PerAxis
from ..networks.analysis import NodeAnalysis
from ..networks.graph import INPUT, Network

#: Names that code for a network uses itself.
_TAKEN = {"self", "torch", "nn", "F", "keras", "layers", "ops", "model", "local_response_norm", "pixel_shuffle"}


def identifiers(network: Network) -> dict[str, str]:
    """Give every node a name that is a Python identifier of its own; the input is ``x``.

    Examples
    --------
    >>> from ..networks.graph import Node
    >>> from ..layers.activation import ReLU
    >>> nodes = tuple(Node(name, ReLU(), ("input",)) for name in ("features.0", "features 0", "1", "if"))
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


def one(pair: PerAxis) -> int | PerAxis:
    """Give one number where both axes have the same.

    Examples
    --------
    >>> one((3, 3)), one((3, 1))
    (3, (3, 1))
    """
    return pair[0] if pair[0] == pair[1] else pair


def others(**options: tuple[Any, Any]) -> dict[str, Any]:
    """Give those options that differ from the default, which comes second.

    Examples
    --------
    >>> others(stride=(2, 1), dilation=(1, 1))
    {'stride': 2}
    """
    return {name: value for name, (value, default) in options.items() if value != default}


def input_size(found: NodeAnalysis) -> PerAxis:
    """Give the rows and columns that go into a node."""
    return found.input_shapes[0][1], found.input_shapes[0][2]


def cropped(found: NodeAnalysis) -> tuple[str, str]:
    """Give the slices of rows and columns that a crop keeps."""
    (_, height, width), (_, rows, columns) = found.input_shapes[0], found.output_shape
    top, left = (height - rows) // 2, (width - columns) // 2
    return f"{top}:{top + rows}", f"{left}:{left + columns}"


def subsampled(found: NodeAnalysis) -> tuple[str, str, int]:
    """Give the slices of rows and columns that a subsample keeps, and how many channels are new."""
    rows, columns = found.node.layer.stride if isinstance(found.node.layer, Subsample) else (1, 1)
    return f"::{rows}", f"::{columns}", found.output_shape[0] - found.input_shapes[0][0]
