"""Measuring an effective receptive field within the budget of a server."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ...mechanics.axis.options import PerAxis
from ...networks.analysis import analyze
from ...networks.graph import Network
from ...networks.receptive_field.effective import gradient_magnitude
from ..wire.budget import Budget
from ..wire.fields import LARGEST, Count, Strict
from .budget import check_forward

#: One forward pass, and one back to the input.
_PASSES = 2


class Draws(Strict):
    """How the gradient is measured."""

    channels: Count = Field(4, description="channels of every layer of the measured network")
    draws: int = Field(8, ge=1, le=1000, description="number of times that weights and inputs are drawn")
    seed: int = Field(0, ge=0, le=LARGEST, description="of the random weights and inputs")


def measured(
    budget: Budget, field: str, network: Network, name: str, unit: PerAxis, draws: Draws
) -> tuple[int, Callable[[], NDArray[np.float64]]]:
    """Return the cost of the measurement, in multiply-accumulates, and a function that performs it.

    Raises
    ------
    OptionError
        If the cost exceeds the limit for a request.
    """
    macs = _PASSES * draws.draws * check_forward(budget, field, analyze(network))
    budget.check_macs(macs, field, "use a smaller input, fewer channels or fewer draws")
    return macs, lambda: gradient_magnitude(network, name, unit, draws=draws.draws, seed=draws.seed)
