"""The classes of a network: its logits, and the probabilities that a softmax makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from ...layers.activation import Softmax
from ...layers.layer import Floats, Shape
from ...layers.log_softmax import LogSoftmax
from ...mechanics.activation import SoftmaxSteps, softmax
from ...mechanics.errors import OptionError
from ..graph import INPUT, Network

#: The layers that make probabilities of logits, or their logarithms.
_SOFTMAX = (Softmax, LogSoftmax)


@dataclass(frozen=True)
class Classes:
    """What a network says of one input, or of a batch.

    Attributes
    ----------
    logits : ndarray of float, shape (K,) or (N, K)
        The numbers before the softmax.
    softmax : SoftmaxSteps
        What it makes of them.
    """

    logits: Floats
    softmax: SoftmaxSteps

    @classmethod
    def of(cls, logits: Floats) -> "Classes":
        """Apply the softmax.

        Examples
        --------
        >>> Classes.of(np.array([0.0, 0.0])).probabilities.tolist()
        [0.5, 0.5]
        """
        return cls(logits, softmax(logits, axis=-1))

    @property
    def probabilities(self) -> Floats:
        """The share of each class."""
        return self.softmax.shares

    def best(self, count: int) -> list[int]:
        """Return the classes with the largest logits, the largest first; equal ones in their order."""
        return [int(index) for index in np.argsort(-self.logits, kind="stable")[:count]]


def logits_node(network: Network, shapes: Mapping[str, Shape]) -> str | None:
    """Return the node, or `INPUT`, whose numbers in their order are the classes' logits.

    They are the last node's, unless a softmax or its logarithm made these: then they are what it reads.

    Returns
    -------
    str or None
        None if the last node does not give a vector (a network of images, or of maps), or one that several softmaxes
        made (a network that classifies every pixel).

    Examples
    --------
    >>> from ..analysis import analyze
    >>> from ..zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> logits_node(network, analyze(network).shapes)
    'linear3'
    """
    last, nodes = network.nodes[-1].name, {node.name: node for node in network.nodes}
    if len(shapes[last]) != 1:
        return None
    applied = _softmax_node(network, shapes)
    if applied is None:
        return last
    return nodes[applied].inputs[0] if _one_each(shapes[applied]) else None


def has_softmax(network: Network, shapes: Mapping[str, Shape]) -> bool:
    """Check whether the network itself makes probabilities of its logits, or their logarithms.

    Where it does not, shares of classes suppose that a softmax is meant to follow.

    Examples
    --------
    >>> from ..analysis import analyze
    >>> from ..zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> has_softmax(network, analyze(network).shapes)
    False
    """
    return _softmax_node(network, shapes) is not None


def _softmax_node(network: Network, shapes: Mapping[str, Shape]) -> str | None:
    nodes = {node.name: node for node in network.nodes}
    return next((name for name in _handed_on(network, shapes) if isinstance(nodes[name].layer, _SOFTMAX)), None)


def class_nodes(network: Network, shapes: Mapping[str, Shape]) -> set[str]:
    """Return the nodes whose channels are the classes: those of the logits and of the probabilities.

    Examples
    --------
    >>> from ..analysis import analyze
    >>> from ..zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> class_nodes(network, analyze(network).shapes)
    {'linear3'}
    """
    if logits_node(network, shapes) is None:
        return set()
    return {name for name in _handed_on(network, shapes) if _one_each(shapes[name])}


def _handed_on(network: Network, shapes: Mapping[str, Shape]) -> list[str]:
    """Return the nodes from the last back to the one that computes the logits: others hand numbers on, in order.

    A softmax is among them once: a second one is part of the network's arithmetic.
    """
    nodes = {node.name: node for node in network.nodes}
    found, name, is_after = [], network.nodes[-1].name, False
    while name != INPUT:
        found.append(name)
        layer, source = nodes[name].layer, nodes[name].inputs[0]
        if layer.origin(shapes[source], (0,) * len(shapes[name])) is None:
            if is_after or not isinstance(layer, _SOFTMAX):
                break
            is_after = True
        name = source
    return found


def _one_each(shape: Shape) -> bool:
    """Check whether every channel is one number."""
    return prod(shape) == shape[0]


def check_class(network: Network, shapes: Mapping[str, Shape], index: int) -> str:
    """Return the node of the logits, and refuse a class that there is not.

    Raises
    ------
    OptionError
        If there are no classes, or not as many.
    """
    logits = logits_node(network, shapes)
    if logits is None:
        last = network.nodes[-1].name
        raise OptionError("network", f'there are no classes: the last node, "{last}", makes {list(shapes[last])}')
    count = prod(shapes[logits])
    if not 0 <= index < count:
        raise OptionError("class", f"there is no class {index}: the network has {count}, counted from 0")
    return logits
