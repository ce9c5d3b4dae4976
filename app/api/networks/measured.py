"""Measuring an effective receptive field within a server's budget."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ...mechanics.axis.options import PerAxis
from ...networks.analysis import analyze
from ...networks.graph import Network
from ...networks.receptive_field.effective import gradient_magnitude
from ..wire.budget import Budget
from ..wire.fields import Count, Strict
from .budget import check_forward

#: There, and back to the input.
_PASSES = 2


class Draws(Strict):
    """How the gradient is measured."""

    channels: Count = Field(4, description="of every layer of the network that is measured")
    draws: int = Field(8, ge=1, le=1000, description="how many times weights and inputs are drawn")
    seed: int = Field(0, ge=0, le=2**31 - 1)


def measured(
    budget: Budget, field: str, network: Network, name: str, unit: PerAxis, draws: Draws
) -> tuple[int, Callable[[], NDArray[np.float64]]]:
    """Say what measuring costs, in multiply-accumulates, and how to do it.

    Raises
    ------
    OptionError
        If it is more than a request may cost.
    """
    macs = _PASSES * draws.draws * check_forward(budget, field, analyze(network))
    budget.check_macs(macs)
    return macs, lambda: gradient_magnitude(network, name, unit, draws=draws.draws, seed=draws.seed)
