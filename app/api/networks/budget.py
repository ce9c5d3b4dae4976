"""Limits on the cost of tracing a network or computing it."""

from math import prod

from ...networks.analysis import Analysis
from ...networks.receptive_field.cells import map_size
from ..wire.budget import Budget

_SMALLER = "use a smaller input"
#: The overhead of each node, as an equivalent number of multiply-accumulates.
_NODE_MACS = 25_000


def check_reads(budget: Budget, field: str, analysis: Analysis) -> None:
    """Refuse maps for which the table of which unit reads which cell, along an axis, is too large.

    Raises
    ------
    OptionError
        As for `Budget.check_numbers`.
    """
    for found in analysis.nodes:
        if not found.node.layer.known or found.node.layer.reads(found.input_shapes) is None:
            continue
        # a network of vectors may make maps of them
        axes = max(len(found.input_shapes[0]), len(found.output_shape)) - 1
        below, above = map_size(found.input_shapes[0], axes), map_size(found.output_shape, axes)
        for cells, units in zip(below, above, strict=True):
            what = f"the table of which unit of {found.node.name} reads which cell"
            budget.check_numbers(field, what, cells * units, _SMALLER)


def check_layers(budget: Budget, field: str, analysis: Analysis) -> int:
    """Refuse a network with a layer that is too large to compute, and return the effort of one pass.

    Returns
    -------
    int
        An equivalent number of multiply-accumulates one by one.

    Raises
    ------
    OptionError
        As for `Budget.check_numbers`.
    """
    check_reads(budget, field, analysis)
    effort = 0
    for found in analysis.nodes:
        cost = found.node.layer.cost(found.input_shapes)
        budget.check_numbers(field, f"the padded map of {found.node.name}", cost.held, _SMALLER)
        budget.check_numbers(field, f"the map of {found.node.name}", prod(found.output_shape), _SMALLER)
        effort += _NODE_MACS + cost.effort
    return effort


def check_forward(budget: Budget, field: str, analysis: Analysis) -> int:
    """Refuse a network whose maps and weights are too large to hold in double precision; otherwise as `check_layers`.

    Returns
    -------
    int
        As for `check_layers`.

    Raises
    ------
    OptionError
        As for `Budget.check_numbers`.
    """
    effort = check_layers(budget, field, analysis)
    for found in analysis.nodes:
        budget.check_numbers(field, f"the weights of {found.node.name}", found.count.weights)
    together = prod(analysis.network.input_shape) + sum(prod(found.output_shape) for found in analysis.nodes)
    budget.check_numbers(field, "the maps of all layers together", together, _SMALLER)
    return effort
