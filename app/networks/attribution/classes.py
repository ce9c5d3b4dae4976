"""The classes of a network: its logits, and the probabilities that a softmax makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...layers.activation import Softmax
from ...layers.layer import Floats, Shape
from ...mechanics.errors import OptionError
from ..graph import Network


@dataclass(frozen=True)
class Classes:
    """What a network says of one input.

    Attributes
    ----------
    logits, exponentials, probabilities : ndarray of float, shape (K,)
        The numbers before the softmax, e to each minus the largest, and their shares.
    """

    logits: Floats
    exponentials: Floats
    probabilities: Floats

    @classmethod
    def of(cls, logits: Floats) -> "Classes":
        """Apply the softmax, with its steps.

        Examples
        --------
        >>> Classes.of(np.array([0.0, 0.0])).probabilities.tolist()
        [0.5, 0.5]
        """
        exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return cls(logits, exponentials, exponentials / exponentials.sum(axis=-1, keepdims=True))

    def best(self, count: int) -> list[int]:
        """Return the classes with the largest logits, the largest first; equal ones in their order."""
        return [int(index) for index in np.argsort(-self.logits, kind="stable")[:count]]


def logits_node(network: Network, shapes: Mapping[str, Shape]) -> str | None:
    """Return the node whose numbers are the classes' logits: the last, or what its softmax reads.

    Returns
    -------
    str or None
        None if the last node does not give a vector: a network of images, or of maps.

    Examples
    --------
    >>> from ..analysis import analyze
    >>> from ..zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> logits_node(network, analyze(network).shapes)
    'linear3'
    """
    last = network.nodes[-1]
    if len(shapes[last.name]) != 1:
        return None
    return last.inputs[0] if isinstance(last.layer, Softmax) else last.name


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
    if not 0 <= index < shapes[logits][0]:
        raise OptionError("class", f"there is no class {index}: the network has {shapes[logits][0]}, counted from 0")
    return logits
