"""Walk a network with numbers: every feature map, and back with a gradient."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..layers.layer import Evaluated, Floats, Weights
from .graph import INPUT, Network


@dataclass(frozen=True)
class Evaluation:
    """What the nodes have made of a batch of inputs.

    Attributes
    ----------
    network : Network
        The one.
    outputs : dict of str to ndarray, shape (N, C, …)
        Of the input and of every node that was computed, by name.
    evaluated : dict of str to Evaluated
        Of those nodes, with the way back.
    """

    network: Network
    outputs: dict[str, Floats]
    evaluated: dict[str, Evaluated]

    def gradients(self, name: str, grad: Floats) -> dict[str, Floats]:
        """Send the gradient of a node's output back through every path.

        Parameters
        ----------
        name : str
            The node, or `INPUT`.
        grad : ndarray of float
            Of the shape of its output.

        Returns
        -------
        dict of str to ndarray
            The gradient of every output that the node depends on, its own included.
        """
        found = {name: grad}
        for node in reversed(self.network.nodes):
            if node.name not in found:
                continue
            for source, before in zip(
                node.inputs, self.evaluated[node.name].input_gradients(found[node.name]), strict=True
            ):
                found[source] = found[source] + before if source in found else before
        return found


def forward(
    network: Network,
    x: Floats,
    weights: Mapping[str, Weights] | np.random.Generator,
    *,
    upto: str = "",
    training: bool = False,
) -> Evaluation:
    """Compute a network.

    Parameters
    ----------
    network : Network
        Checked: its shapes fit.
    x : ndarray of float, shape (N, C, …)
        A batch of inputs.
    weights : mapping of str to mapping, or numpy.random.Generator
        By node, as its layer names them; or where weights come from, which are then drawn as they are before training,
        in the order of the nodes, and batch norms keep the statistics of the numbers at hand.
    upto : str
        The node that is wanted, with those that lead to it; all if left out.
    training : bool
        Whether batch norms use the batch's own statistics, gradients flowing through them.

    Examples
    --------
    >>> from ..layers.activation import ReLU
    >>> from .graph import Builder
    >>> build = Builder((1, 2))
    >>> relu = build.add(ReLU())
    >>> found = forward(build.network(), np.array([[[-1.0, 2.0]]]), {})
    >>> found.outputs[relu].tolist(), found.gradients(relu, np.ones((1, 1, 2)))["input"].tolist()
    ([[[0.0, 2.0]]], [[[0.0, 1.0]]])
    """
    wanted = leading_to(network, upto) if upto else {node.name for node in network.nodes}
    outputs, evaluated = {INPUT: x}, {}
    for node in network.nodes:
        if node.name not in wanted:
            continue
        inputs = tuple(outputs[source] for source in node.inputs)
        if isinstance(weights, np.random.Generator):
            own = node.layer.draw(weights, inputs)
        else:
            own = weights.get(node.name, {})
        evaluated[node.name] = node.layer.forward(inputs, own, training=training)
        outputs[node.name] = evaluated[node.name].output
    return Evaluation(network, outputs, evaluated)


def leading_to(network: Network, name: str) -> set[str]:
    """Name a node and all that it depends on.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> sorted(leading_to(ZOO["lenet5"].build(), "tanh1"))
    ['conv1', 'input', 'tanh1']
    """
    wanted = {name}
    for node in reversed(network.nodes):
        if node.name in wanted:
            wanted.update(node.inputs)
    return wanted
