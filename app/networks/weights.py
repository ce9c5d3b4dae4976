"""Where the weights of a network come from: given ones, or drawn from a seed as before training."""

from collections.abc import Callable, Mapping

import numpy as np

from ..layers.layer import Floats, Shape, Weights
from ..mechanics.errors import OptionError, did_you_mean
from .analysis import Analysis, NodeAnalysis
from .graph import Network, Node

#: Gives the weights of a node whose inputs are known.
WeightsOf = Callable[[Node, tuple[Floats, ...]], Weights]
#: Stored with a batch norm, but of no influence on its numbers.
_UNUSED = "num_batches_tracked"


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
        rng = weights
        return lambda node, inputs: node.layer.draw(rng, inputs)
    if isinstance(weights, Mapping):
        given = weights
        return lambda node, _: given.get(node.name, {})
    return weights


def seeded(network: Network, seed: int) -> WeightsOf:
    """Return a function that draws each node's weights from the seed and its place, in float32.

    They are the same whichever nodes are computed; batch norms store the statistics of the inputs that they are given.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> draw = seeded(network, 0)
    >>> draw(network.nodes[0], (np.zeros((1, 1, 32, 32), np.float32),))["weight"].shape
    (6, 1, 5, 5)
    """
    places = {node.name: place for place, node in enumerate(network.nodes)}

    def draw(node: Node, inputs: tuple[Floats, ...]) -> Weights:
        drawn = node.layer.draw(np.random.default_rng((seed, places[node.name])), inputs)
        return {name: array.astype(np.float32) for name, array in drawn.items()}

    return draw


def checked(analysis: Analysis, tensors: Mapping[str, Mapping[str, Floats]]) -> Mapping[str, Weights]:
    """Require exactly the weights that a network takes.

    Parameters
    ----------
    analysis : Analysis
        The network.
    tensors : mapping of str to mapping of ndarray
        By node, then by PyTorch's name.

    Raises
    ------
    OptionError
        If one is missing, belongs to nothing, has the wrong shape, or is a negative variance; fields start with
        ``tensors``.

    Examples
    --------
    >>> from .analysis import analyze
    >>> from .zoo import ZOO
    >>> checked(analyze(ZOO["lenet5"].build()), {"conv": {}})
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: there is no node "conv" that has weights; did you mean conv2?
    """
    wanted = {found.node.name: shapes for found in analysis.nodes if (shapes := taken(found))}
    for node in tensors:
        if node not in wanted:
            there = did_you_mean(node, wanted) or "; no node has any"
            raise OptionError(f"tensors.{node}", f'there is no node "{node}" that has weights{there}')
    for node, shapes in wanted.items():
        own = tensors.get(node)
        if own is None:
            missing = ", ".join(f"{name} {list(shape)}" for name, shape in shapes.items())
            raise OptionError("tensors", f'the weights of "{node}" are missing: {missing}')
        for name in own:
            if name not in shapes:
                raise OptionError(f"tensors.{node}.{name}", f'"{node}" takes no {name}{did_you_mean(name, shapes)}')
        for name, shape in shapes.items():
            _check(node, name, shape, own.get(name))
    return tensors


def _check(node: str, name: str, shape: Shape, given: Floats | None) -> None:
    if given is None:
        raise OptionError(f"tensors.{node}", f'the {name} of "{node}" is missing: its shape is {list(shape)}')
    field = f"tensors.{node}.{name}"
    if given.shape != shape:
        raise OptionError(
            field, f'the {name} of "{node}" has the shape {list(given.shape)}, but the network takes {list(shape)}'
        )
    if name == "running_var" and (given < 0).any():
        raise OptionError(field, f'the running_var of "{node}" holds {given.min():g}: a variance is not negative')


def taken(found: NodeAnalysis) -> dict[str, Shape]:
    """Return the name and shape of every array that a node's numbers depend on.

    Examples
    --------
    >>> from .analysis import analyze
    >>> from .zoo import ZOO
    >>> taken(analyze(ZOO["lenet5"].build()).nodes[0])
    {'weight': (6, 1, 5, 5), 'bias': (6,)}
    """
    layer, inputs = found.node.layer, found.input_shapes
    shapes = layer.parameters(inputs) | layer.buffers(inputs)
    return {name: shape for name, shape in shapes.items() if name != _UNUSED}
