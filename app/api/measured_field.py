"""Measuring an effective receptive field within a server's budget."""

from collections.abc import Callable
from math import prod

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from app.api.budget import Budget
from app.api.fields import Count, Strict
from app.mechanics.options import Pair
from app.networks.analysis import NodeAnalysis, analyze
from app.networks.effective_field import gradient_magnitude
from app.networks.graph import Network
from app.networks.windowed import Conv, ConvTranspose, Pool

#: There, and back to the input.
_PASSES = 2


class Draws(Strict):
    """How the gradient is measured."""

    channels: Count = Field(4, description="of every layer of the network that is measured")
    draws: int = Field(8, ge=1, le=1000, description="how many times weights and inputs are drawn")
    seed: int = Field(0, ge=0, le=2**31 - 1)


def measured(
    budget: Budget, field: str, network: Network, name: str, unit: Pair, draws: Draws
) -> tuple[int, Callable[[], NDArray[np.float64]]]:
    """Say what measuring costs, in multiply-accumulates, and how to do it.

    Raises
    ------
    OptionError
        If it is more than a request may cost.
    """
    analysis = analyze(network)
    budget.check_numbers(field, "the input", prod(network.input_shape))
    for found in analysis.nodes:
        budget.check_numbers(field, f"the output of {found.node.name}", prod(found.output_shape))
        budget.check_numbers(field, f"the padded input of {found.node.name}", _padded(found))
        budget.check_numbers(field, f"the weights of {found.node.name}", found.count.weights)
    macs = _PASSES * draws.draws * sum(found.macs for found in analysis.nodes)
    budget.check_macs(macs)
    return macs, lambda: gradient_magnitude(network, name, unit, draws=draws.draws, seed=draws.seed)


def _padded(found: NodeAnalysis) -> int:
    layer, (channels, *size) = found.node.layer, found.input_shapes[0]
    if isinstance(layer, Conv | Pool):
        return channels * prod(axis.padded_size for axis in layer.axes((size[0], size[1])))
    if isinstance(layer, ConvTranspose):
        return layer.out_channels * prod(axis.full_size for axis in layer.axes((size[0], size[1])))
    return 0
