"""Weights of a network: by node, by the names that its layer gives them; given, or drawn from a seed."""

from collections.abc import Callable, Mapping

import numpy as np

from ..layers.layer import Floats, Layer, Shape, Weights
from ..mechanics.errors import OptionError, did_you_mean
from .analysis import NodeError, analyze
from .graph import Network, Node

#: Gives the weights of a node whose inputs are known.
WeightsOf = Callable[[Node, tuple[Floats, ...]], Weights]


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
        if not found.node.weights_of
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
        If an array is missing, unknown or of another shape, or holds numbers that its layer cannot compute with; its
        field is the node and the name.

    Examples
    --------
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
    check_numbers(network, weights)


def check_numbers(network: Network, weights: Mapping[str, Weights]) -> None:
    """Refuse weights of the right shapes that layers cannot compute with.

    Raises
    ------
    NodeError
        If there are any; it names the node and the array.
    """
    for node in network.nodes:
        if type(node.layer).check_weights is Layer.check_weights:
            continue  # it takes any numbers, which need not be read
        try:
            node.layer.check_weights(weights.get(node.holder, {}))
        except OptionError as error:
            raise NodeError(node.name, error) from None


def weights_of(weights: Mapping[str, Weights] | np.random.Generator | WeightsOf) -> WeightsOf:
    """Return a function that gives the weights of a node.

    Parameters
    ----------
    weights : mapping of str to mapping, numpy.random.Generator or callable
        The weights by node, as its layer names them; or a generator, from which they are drawn as before training, in
        the order of the nodes, with batch norms storing the statistics of the given inputs.

    Examples
    --------
    >>> from ..layers.activation import PReLU
    >>> weights_of({"bend": {"weight": 1}})(Node("bend", PReLU(), ("input",)), ())
    {'weight': 1}
    """
    if isinstance(weights, np.random.Generator):
        rng, drawn = weights, {}

        def draw(node: Node, inputs: tuple[Floats, ...]) -> Weights:
            if node.holder not in drawn:
                drawn[node.holder] = node.layer.draw(rng, inputs)
            return drawn[node.holder]

        return draw
    if isinstance(weights, Mapping):
        given = weights
        return lambda node, _: given.get(node.holder, {})
    return weights


def seeded(network: Network, seed: int) -> WeightsOf:
    """Return a function that draws each node's weights from the seed and its place, in float32.

    They are the same whichever nodes are computed; batch norms store the statistics of the inputs that they are given,
    those that share weights the ones of the first.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> draw = seeded(network, 0)
    >>> draw(network.nodes[0], (np.zeros((1, 1, 32, 32), np.float32),))["weight"].shape
    (6, 1, 5, 5)
    """
    places = {node.name: place for place, node in enumerate(network.nodes)}
    shared = {node.weights_of for node in network.nodes if node.weights_of}
    kept: dict[str, Weights] = {}

    def draw(node: Node, inputs: tuple[Floats, ...]) -> Weights:
        if node.weights_of in kept:
            return kept[node.weights_of]
        drawn = node.layer.draw(np.random.default_rng((seed, places[node.holder])), inputs)
        found = {name: array.astype(np.float32, copy=False) for name, array in drawn.items()}
        if node.name in shared:
            kept[node.name] = found
        return found

    return draw
