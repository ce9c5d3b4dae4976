"""Evaluate a network: every feature map, and the gradients of the backward pass."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..layers.layer import Evaluated, Floats, Weights
from ..mechanics.conv.forward import check_finite
from ..mechanics.errors import OptionError
from .analysis import NodeError
from .filters_off import Off, switched
from .graph import INPUT, Network, Node, computable
from .weights import WeightsOf, weights_of


@dataclass(frozen=True)
class Evaluation:
    """The outputs of the nodes for a batch of inputs.

    Attributes
    ----------
    network : Network
        The network.
    outputs : dict of str to ndarray, shape (N, C, …)
        The input and the output of every computed node, by name.
    evaluated : dict of str to Evaluated
        The results of those nodes, with their backward passes.
    """

    network: Network
    outputs: dict[str, Floats]
    evaluated: dict[str, Evaluated]

    def gradients(self, name: str, grad: Floats, *, back_to: str = INPUT) -> dict[str, Floats]:
        """Propagate the gradient of a node's output back through every path.

        Parameters
        ----------
        name : str
            The node, or `INPUT`.
        grad : ndarray of float
            The gradient, with the shape of its output.
        back_to : str
            The node whose gradient is wanted; nothing before it is computed.

        Returns
        -------
        dict of str to ndarray
            The gradient of every output that the node depends on, including its own.
        """
        found = {name: grad}
        for node in reversed(self.network.nodes):
            if node.name == back_to:
                break
            if node.name not in found:
                continue
            with np.errstate(over="ignore", invalid="ignore"):
                for source, before in zip(
                    node.inputs, self.evaluated[node.name].input_gradients(found[node.name]), strict=True
                ):
                    found[source] = found[source] + before if source in found else before
        return found


def forward(
    network: Network,
    x: Floats,
    weights: Mapping[str, Weights] | np.random.Generator | WeightsOf,
    *,
    upto: str = "",
    training: bool = False,
    off: Off | None = None,
) -> Evaluation:
    """Compute a network.

    Parameters
    ----------
    network : Network
        A checked network, whose shapes fit.
    x : ndarray of float, shape (N, C, …)
        A batch of inputs.
    weights : mapping of str to mapping, numpy.random.Generator or callable
        As for `weights_of`.
    upto : str
        The last node to compute, along with those that lead to it; all that can be computed if omitted.
    training : bool
        Whether batch norms use the batch's own statistics, with gradients flowing through them.
    off : mapping of str to sequence of int, optional
        Channels that are zero after their node.

    Raises
    ------
    NodeError
        If a layer cannot compute with these numbers, or makes one that is larger than its type can hold.

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
    wanted = leading_to(network, upto) if upto else None
    outputs, evaluated = {INPUT: x}, {}
    for node, found in node_by_node(network, x, weights, wanted, off, training=training):
        outputs[node.name], evaluated[node.name] = found.output, found
    return Evaluation(network, outputs, evaluated)


def node_by_node(
    network: Network,
    x: Floats,
    weights: Mapping[str, Weights] | np.random.Generator | WeightsOf,
    wanted: Collection[str] | None = None,
    off: Off | None = None,
    *,
    training: bool = False,
) -> Iterator[tuple[Node, Evaluated]]:
    """Compute node after node, and let go of each output once its last reader has read it.

    Parameters
    ----------
    network, x, weights
        As for `forward`.
    wanted : collection of str, optional
        The nodes to compute, with all that lead to them; all that can be computed if omitted.
    off, training
        As for `forward`.

    Yields
    ------
    Node, Evaluated
        A node, and its result.

    Raises
    ------
    NodeError
        As for `forward`.
    """
    chosen = computable(network) if wanted is None else wanted
    nodes = [node for node in network.nodes if node.name in chosen]
    last_reader = {source: node.name for node in nodes for source in node.inputs}
    own, off = weights_of(weights), off or {}
    held = {INPUT: x}
    for node in nodes:
        inputs = tuple(held[source] for source in node.inputs)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                plain = node.layer.forward(inputs, own(node, inputs), training=training)
                found = switched(plain, off.get(node.name, ()))
            check_finite(found.output)
        except OptionError as error:
            raise NodeError(node.name, error) from None
        for source in set(node.inputs):
            if last_reader[source] == node.name:
                del held[source]
        if node.name in last_reader:
            held[node.name] = found.output
        del inputs, plain
        yield node, found
        del found  # its backward pass holds the inputs


def leading_to(network: Network, name: str) -> set[str]:
    """Return the names of a node and of everything that it depends on, nodes whose weights are used among it.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> sorted(leading_to(ZOO["lenet5"].build(), "tanh1"))
    ['conv1', 'input', 'tanh1']
    """
    wanted = {name}
    for node in reversed(network.nodes):
        if node.name in wanted:
            wanted.update(node.needs)
    return wanted
