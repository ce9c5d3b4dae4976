"""The numbers of every node of a network, in one walk that keeps what is asked for alone."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from ..layers.layer import Floats, Shape, Weights
from ..mechanics.errors import OptionError
from .analysis import NodeError
from .filters_off import Off
from .forward import leading_to, node_by_node
from .graph import INPUT, Network, Node
from .weights import WeightsOf


@dataclass(frozen=True)
class Summary:
    """A node's numbers in short.

    Attributes
    ----------
    minimum, maximum, mean, std : float
        Of all numbers; the standard deviation divides by their count.
    zeros : float
        The share of those that are exactly 0.
    """

    minimum: float
    maximum: float
    mean: float
    std: float
    zeros: float


@dataclass(frozen=True)
class Values:
    """What a walk has found.

    Attributes
    ----------
    summaries : dict of str to Summary
        Of every computed node.
    kept : dict of str to ndarray, shape (C, …)
        The numbers of those that were asked for.
    """

    summaries: dict[str, Summary]
    kept: dict[str, Floats]


def values(
    network: Network,
    x: Floats,
    weights: Mapping[str, Weights] | WeightsOf,
    *,
    keep: Collection[str] = (),
    off: Off | None = None,
) -> Values:
    """Compute every node for one input.

    Parameters
    ----------
    network : Network
        A checked network, whose shapes fit.
    x : ndarray of float, shape (C, …)
        The input; computation uses its type.
    weights : mapping or callable
        As for `weights_of`.
    keep : collection of str
        The nodes whose numbers are wanted, or `INPUT`.
    off : mapping of str to sequence of int, optional
        Channels that are zero after their node.

    Raises
    ------
    OptionError
        If a number is larger than its type can hold, or a layer cannot compute with its numbers; the message names
        the node.

    Examples
    --------
    >>> from ..layers.activation import ReLU
    >>> from .graph import Builder
    >>> build = Builder((1, 4))
    >>> relu = build.add(ReLU())
    >>> values(build.network(), np.array([[-1.0, 0.0, 2.0, 3.0]]), {}).summaries[relu]
    Summary(minimum=0.0, maximum=3.0, mean=1.25, std=1.299038105676658, zeros=0.5)
    """
    summaries, kept = {}, {INPUT: x} if INPUT in keep else {}
    for node, output in walk(network, x[None], weights, off=off):
        summaries[node.name] = _summary(output)
        if node.name in keep:
            kept[node.name] = output[0]
    return Values(summaries, kept)


def outputs(
    network: Network,
    x: Floats,
    weights: Mapping[str, Weights] | WeightsOf,
    names: Collection[str],
    *,
    off: Off | None = None,
) -> dict[str, Floats]:
    """Compute some nodes, and those that lead to them, for a batch of inputs.

    Parameters
    ----------
    network
        As for `values`.
    x : ndarray of float, shape (N, C, …)
        The inputs.
    weights
        As for `values`.
    names : collection of str
        The nodes, or `INPUT`.
    off
        As for `values`.

    Returns
    -------
    dict of str to ndarray, shape (N, C, …)

    Raises
    ------
    OptionError
        As for `values`.

    Examples
    --------
    >>> from ..layers.activation import ReLU
    >>> from .graph import Builder
    >>> build = Builder((1, 2))
    >>> relu = build.add(ReLU())
    >>> outputs(build.network(), np.array([[[-1.0, 2.0]]]), {}, [relu])[relu].tolist()
    [[[0.0, 2.0]]]
    """
    wanted = set().union(*(leading_to(network, name) for name in names))
    found = {INPUT: x} if INPUT in names else {}
    for node, output in walk(network, x, weights, wanted, off):
        if node.name in names:
            found[node.name] = output
    return found


def walk(
    network: Network,
    x: Floats,
    weights: Mapping[str, Weights] | WeightsOf,
    wanted: Collection[str] | None = None,
    off: Off | None = None,
) -> Iterator[tuple[Node, Floats]]:
    """Compute node after node as `node_by_node` does, for numbers alone.

    Parameters
    ----------
    network
        As for `values`.
    x : ndarray of float, shape (N, C, …)
        The inputs.
    weights
        As for `values`.
    wanted : collection of str, optional
        The nodes to compute, with all that lead to them; all nodes if omitted.
    off
        As for `values`.

    Yields
    ------
    Node, ndarray of float
        A node, and its output.

    Raises
    ------
    OptionError
        As for `values`.
    """
    try:
        for node, found in node_by_node(network, x, weights, wanted, off):
            output = found.output
            del found  # its backward pass holds the inputs
            yield node, output
    except NodeError as error:
        raise refusal(error) from error


def most_held(network: Network, shapes: Mapping[str, Shape]) -> int:
    """Count the numbers that a walk holds at its fullest: the outputs that are still to be read.

    Examples
    --------
    >>> from .analysis import analyze
    >>> from .zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> most_held(network, analyze(network).shapes)  # what the first convolution and the tanh after it make
    9408
    """
    last_reader = {source: node.name for node in network.nodes for source in node.inputs}
    here = most = prod(shapes[INPUT])
    for node in network.nodes:
        here += prod(shapes[node.name])
        most = max(most, here)
        here -= sum(prod(shapes[source]) for source in set(node.inputs) if last_reader[source] == node.name)
    return most


def too_large(name: str) -> OptionError:
    """Return the refusal of a node whose numbers are too large, and what helps.

    Examples
    --------
    >>> str(too_large("conv1"))
    'the numbers of "conv1" are too large for float32: use a smaller input or smaller weights'
    """
    return OptionError(
        "input", f'the numbers of "{name}" are too large for float32: use a smaller input or smaller weights'
    )


def refusal(error: NodeError) -> OptionError:
    """Return why a node cannot be computed, in terms of what a walk was given.

    Examples
    --------
    >>> refusal(NodeError("norm", OptionError("running_var", "√(0 + 0) is 0"))).field
    'network'
    """
    return too_large(error.name) if error.option == "dtype" else OptionError("network", str(error))


def fixed(network: Network, x: Floats, draw: WeightsOf) -> dict[str, Weights]:
    """Draw all weights for one input, so that other inputs meet the same.

    Parameters
    ----------
    network : Network
        The network.
    x : ndarray of float, shape (C, …)
        The input whose statistics the batch norms store.
    draw : callable
        As `weights.seeded` makes it.

    Examples
    --------
    >>> from .weights import seeded
    >>> from .zoo import ZOO
    >>> network = ZOO["lenet5"].build()
    >>> list(fixed(network, np.zeros((1, 32, 32), np.float32), seeded(network, 0)))[:3]
    ['conv1', 'tanh1', 'avg_pool1']
    """
    drawn: dict[str, Weights] = {}
    for _ in walk(network, x[None], _remembering(draw, drawn)):
        pass
    return drawn


def _remembering(draw: WeightsOf, drawn: dict[str, Weights]) -> Callable[[Node, tuple[Floats, ...]], Weights]:
    def remember(node: Node, inputs: tuple[Floats, ...]) -> Weights:
        drawn[node.name] = draw(node, inputs)
        return drawn[node.name]

    return remember


def _summary(output: Floats) -> Summary:
    return Summary(
        float(output.min()),
        float(output.max()),
        float(output.mean(dtype=np.float64)),
        float(output.std(dtype=np.float64)),
        float(np.count_nonzero(output == 0) / output.size),
    )
