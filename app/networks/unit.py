"""The arithmetic of one unit, anywhere in a network."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..layers.layer import Floats, Shape, Weights
from ..layers.unit import Arithmetic, Place, Terms
from ..mechanics.errors import OptionError, did_you_mean
from .analysis import NodeError
from .filters_off import Off
from .graph import INPUT, Network, Node
from .values import outputs, refusal, too_large
from .weights import WeightsOf, weights_of


@dataclass(frozen=True)
class Part:
    """One of the numbers that a unit adds up.

    Attributes
    ----------
    node : str
        The node, or `INPUT`, that computed it, however often it was moved since: by a flatten, for instance.
    place : tuple of int
        Where it stands there.
    value, weight, product : float
        The number, its weight, and their product.
    """

    node: str
    place: Place
    value: float
    weight: float
    product: float


@dataclass(frozen=True)
class UnitOfNetwork:
    """How a unit comes about.

    Attributes
    ----------
    node : Node
        The node.
    arithmetic : Arithmetic
        Its arithmetic.
    parts : tuple of Part or None
        Of what is added up, the parts with the largest products; None if it is not a plain sum.
    rest : int
        How many further parts there are.
    rest_sum : float
        The sum of their products.
    """

    node: Node
    arithmetic: Arithmetic
    parts: tuple[Part, ...] | None
    rest: int
    rest_sum: float


def check_place(shapes: Mapping[str, Shape], name: str, place: Place) -> None:
    """Refuse a node that is not computed, and a unit that there is not.

    Parameters
    ----------
    shapes : mapping of str to Shape
        The shapes of the input and of every node's output.
    name, place : str, tuple of int
        The node, and the unit.

    Raises
    ------
    OptionError
        If there is no such node or unit; the message says which there are.

    Examples
    --------
    >>> check_place({"input": (1, 4, 4), "conv1": (2, 4, 4)}, "conv1", (0, 0))
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: "conv1" makes [2, 4, 4]: a unit of it is 3 numbers, not 2
    """
    check_node(shapes, name)
    shape = shapes[name]
    if len(place) != len(shape):
        numbers = f"{len(shape)} number{'s' if len(shape) > 1 else ''}"
        raise OptionError("unit", f'"{name}" makes {list(shape)}: a unit of it is {numbers}, not {len(place)}')
    if not all(0 <= index < size for index, size in zip(place, shape, strict=True)):
        raise OptionError(
            "unit", f'there is no unit {list(place)}: "{name}" makes {list(shape)}, every index counted from 0'
        )


def check_node(shapes: Mapping[str, Shape], name: str, field: str = "node") -> None:
    """Refuse a node that there is not.

    Raises
    ------
    OptionError
        If there is none with that name; the message says which there are.

    Examples
    --------
    >>> check_node({"input": (1, 4, 4), "conv1": (2, 4, 4)}, "conv1")
    """
    if name == INPUT or name not in shapes:
        nodes = [node for node in shapes if node != INPUT]
        raise OptionError(field, f'there is no node "{name}" that computes anything{did_you_mean(name, nodes)}')


def unit(
    network: Network,
    shapes: Mapping[str, Shape],
    x: Floats,
    weights: Mapping[str, Weights] | WeightsOf,
    name: str,
    place: Place,
    *,
    most_parts: int,
    off: Off | None = None,
) -> UnitOfNetwork:
    """Work out one unit, number by number.

    Parameters
    ----------
    network : Network
        A checked network.
    shapes : mapping of str to Shape
        The shapes of the input and of every node's output.
    x : ndarray of float, shape (C, …)
        The input of the network.
    weights
        As for `values`.
    name, place : str, tuple of int
        The node and the unit, as `check_place` accepts them.
    most_parts : int
        How many parts of a sum are named.
    off
        As for `values`; a unit of a channel that is off is shown as it was before that.

    Raises
    ------
    OptionError
        As for `values`.

    Examples
    --------
    >>> from ..layers.linear import Linear
    >>> from ..layers.reshaping import Flatten
    >>> from .graph import Builder
    >>> build = Builder((1, 2))
    >>> _, last = build.add(Flatten()), build.add(Linear(1))
    >>> weights = {last: {"weight": np.array([[10.0, 20.0]]), "bias": np.zeros(1)}}
    >>> shapes = {"input": (1, 2), "flatten1": (2,), last: (1,)}
    >>> unit(build.network(), shapes, np.array([[1.0, 2.0]]), weights, last, (0,), most_parts=1).parts
    (Part(node='input', place=(0, 1), value=2.0, weight=20.0, product=40.0),)
    """
    node = next(node for node in network.nodes if node.name == name)
    found = outputs(network, x[None], weights, node.needs, off=off)  # what is shared is drawn there
    inputs = tuple(found[source] for source in node.inputs)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            arithmetic = node.layer.arithmetic(inputs, weights_of(weights)(node, inputs), place)
    except OptionError as error:
        raise refusal(NodeError(name, error)) from error
    if not np.isfinite(arithmetic.output):
        raise too_large(name)
    terms = arithmetic.terms
    if terms is None:
        return UnitOfNetwork(node, arithmetic, None, 0, 0.0)
    largest = terms.largest(most_parts)
    parts = tuple(_part(network, shapes, node, largest, i, off or {}) for i in range(len(largest.values)))
    everything = terms.products.sum(dtype=np.float64)
    rest = len(terms.values) - len(parts)
    return UnitOfNetwork(
        node, arithmetic, parts, rest, float(everything - largest.products.sum(dtype=np.float64)) if rest else 0.0
    )


def _part(network: Network, shapes: Mapping[str, Shape], node: Node, terms: Terms, i: int, off: Off) -> Part:
    name, place = _origin(network, shapes, node.inputs[terms.sources[i]], tuple(map(int, terms.places[i])), off)
    return Part(name, place, float(terms.values[i]), float(terms.weights[i]), float(terms.products[i]))


def _origin(network: Network, shapes: Mapping[str, Shape], name: str, place: Place, off: Off) -> tuple[str, Place]:
    """Follow a number back through layers that only move it, up to one that switches it off."""
    nodes = {node.name: node for node in network.nodes}
    while name != INPUT and place[0] not in off.get(name, ()):
        (source, *_) = nodes[name].inputs
        before = nodes[name].layer.origin(shapes[source], place)
        if before is None:
            break
        name, place = source, before
    return name, place
