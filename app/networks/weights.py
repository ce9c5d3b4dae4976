"""Weights of a network: by node, by the names that its layer gives them."""

from collections.abc import Mapping

from ..layers.layer import Shape, Weights
from ..mechanics.errors import OptionError, did_you_mean
from .analysis import analyze
from .graph import Network


def weight_shapes(network: Network) -> dict[str, dict[str, Shape]]:
    """Return the shape of every array that a network holds, learned or stored, by node and name.

    Raises
    ------
    NodeError
        If the inputs of a node do not fit.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> weight_shapes(ZOO["lenet5"].build())["conv1"]
    {'weight': (6, 1, 5, 5), 'bias': (6,)}
    """
    held = {
        found.node.name: found.node.layer.parameters(found.input_shapes) | found.node.layer.buffers(found.input_shapes)
        for found in analyze(network).nodes
    }
    return {name: shapes for name, shapes in held.items() if shapes}


def check_weights(network: Network, weights: Mapping[str, Weights]) -> None:
    """Refuse weights that are not exactly those that a network holds.

    Parameters
    ----------
    network : Network
        The network.
    weights : mapping of str to mapping
        Arrays by node and name.

    Raises
    ------
    OptionError
        If an array is missing, unknown or of another shape; its field is the node and the name.

    Examples
    --------
    >>> import numpy as np
    >>> from ..layers.linear import Linear
    >>> from .graph import Builder
    >>> build = Builder((4,))
    >>> _ = build.add(Linear(2, bias=False))
    >>> check_weights(build.network(), {"linear1": {"weight": np.zeros((4, 2))}})
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: linear1.weight has the shape [4, 2], but the network's is [2, 4]
    """
    shapes = {f"{node}.{name}": shape for node, held in weight_shapes(network).items() for name, shape in held.items()}
    given = {f"{node}.{name}": array.shape for node, held in weights.items() for name, array in held.items()}
    for name, shape in given.items():
        if name not in shapes:
            raise OptionError(name, f"the network holds no {name}{did_you_mean(name, shapes)}")
        if shape != shapes[name]:
            raise OptionError(name, f"{name} has the shape {list(shape)}, but the network's is {list(shapes[name])}")
    for name, shape in shapes.items():
        if name not in given:
            raise OptionError(name, f"{name} is missing: the network holds one of the shape {list(shape)}")
