"""A network as the JSON that REST takes."""

import json
from typing import Any

from ..mechanics.axis.options import Padding
from ..networks.graph import INPUT, Network, Node
from .writing import one


def to_json(network: Network) -> str:
    """Write a network as a body for ``/networks/analyze``: a line for each layer.

    Examples
    --------
    >>> from ..networks.graph import Builder
    >>> from ..layers.conv import Conv
    >>> build = Builder((3, 8, 8))
    >>> _ = build.add(Conv(8, (3, 3), padding=((1, 1), (0, 2))))
    >>> print(to_json(build.network()))
    {
      "input_shape": [3, 8, 8],
      "layers": [
        {"operation": "conv", "name": "conv1", "out_channels": 8, "kernel_size": 3, "padding": [1, [0, 2]]}
      ]
    }
    <BLANKLINE>
    """
    before, layers = INPUT, []
    for node in network.nodes:
        layers.append(f"    {json.dumps(_body(node, before), ensure_ascii=False)}")
        before = node.name
    shape = json.dumps(network.input_shape)
    return f'{{\n  "input_shape": {shape},\n  "layers": [\n' + ",\n".join(layers) + "\n  ]\n}\n"


def _body(node: Node, before: str) -> dict[str, Any]:
    body: dict[str, Any] = {"operation": node.operation, "name": node.name}
    if node.inputs != (before,):
        body["inputs"] = node.inputs
    if node.stage:
        body["stage"] = node.stage
    if node.weights_of:
        body["weights_of"] = node.weights_of
    options = node.layer.changed_options()
    return body | {name: _padding(value) if name == "padding" else _short(value) for name, value in options.items()}


def _short(value: Any) -> Any:
    return one(value) if isinstance(value, tuple) else value


def _padding(value: Padding) -> Any:
    if isinstance(value, str):
        return value
    return _short(tuple(before if before == after else (before, after) for before, after in value))
