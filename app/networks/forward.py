"""Walk a network with numbers: every feature map, and back with a gradient."""

from dataclasses import dataclass

import numpy as np

from ..mechanics.activation import Floats
from .execution import Back, Given, run
from .graph import INPUT, Network


@dataclass(frozen=True)
class Passage:
    """What the nodes have made of an input.

    Attributes
    ----------
    outputs : dict of str to ndarray
        Of the input and of every node that was computed, by name.
    """

    network: Network
    outputs: dict[str, Floats]
    backs: dict[str, Back]

    def gradients(self, name: str, gradient: Floats) -> dict[str, Floats]:
        """Send the gradient of a node's output back through every path.

        Parameters
        ----------
        name : str
            The node, or `INPUT`.
        gradient : ndarray of float
            Of the shape of its output.

        Returns
        -------
        dict of str to ndarray
            The gradient of every output that the node depends on, its own included.
        """
        found = {name: gradient}
        for node in reversed(self.network.nodes):
            if node.name not in found:
                continue
            for source, before in zip(node.inputs, self.backs[node.name](found[node.name]), strict=True):
                found[source] = found[source] + before if source in found else before
        return found


def forward(network: Network, x: Floats, rng: np.random.Generator, upto: str = "") -> Passage:
    """Compute a network with weights that are drawn at random.

    Parameters
    ----------
    network : Network
        Checked: its shapes fit.
    x : ndarray of float, shape (C, H, W)
        The input.
    rng : numpy.random.Generator
        Where the weights come from, in the order of the nodes.
    upto : str
        The node that is wanted, with those that lead to it; all if left out.

    Examples
    --------
    >>> from .graph import Builder
    >>> from .layers import Layer
    >>> build = Builder((1, 1, 2))
    >>> relu = build.add("relu", Layer())
    >>> passage = forward(build.network(), np.array([[[-1.0, 2.0]]]), np.random.default_rng(0))
    >>> passage.outputs[relu].tolist(), passage.gradients(relu, np.ones((1, 1, 2)))["input"].tolist()
    ([[[0.0, 2.0]]], [[[0.0, 1.0]]])
    """
    wanted = _leading_to(network, upto) if upto else {node.name for node in network.nodes}
    outputs, backs = {INPUT: x}, {}
    for node in network.nodes:
        if node.name in wanted:
            given = Given(node.operation, tuple(outputs[source] for source in node.inputs), rng)
            outputs[node.name], backs[node.name] = run(node.layer, given)
    return Passage(network, outputs, backs)


def _leading_to(network: Network, name: str) -> set[str]:
    wanted = {name}
    for node in reversed(network.nodes):
        if node.name in wanted:
            wanted.update(node.inputs)
    return wanted
