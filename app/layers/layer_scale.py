"""Layer scale."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from .activation import Pointwise
from .layer import NUMBER_MACS, Cost, Evaluated, Floats, Shape, Weights
from .options import FLAG, NUMBER, option


@dataclass(frozen=True)
class LayerScale(Pointwise):
    """A learned factor for each channel, without an offset.

    Source: Touvron et al. 2021, "Going deeper with Image Transformers", ICCV, equation 4; used by ConvNeXt.

    Examples
    --------
    >>> LayerScale().count(((96, 7, 7),)).total
    96
    """

    operation: ClassVar[str] = "layer_scale"
    bare: ClassVar[bool] = True

    shared: bool = option(FLAG, "whether one factor is for all channels", default=False)
    init: float = option(NUMBER, "every factor before training", default=1.0)

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Return the name and shape of the factors."""
        return {"weight": (1,) if self.shared else inputs[0][:1]}

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of one product for every number."""
        return Cost(0, 2 * NUMBER_MACS * prod(inputs[0]))

    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:  # noqa: ARG002
        """Scale every channel."""
        (x,) = inputs
        factors = weights["weight"].reshape(1, -1, *[1] * (x.ndim - 2))
        over = (0, *range(2, x.ndim))

        def weight_gradients(grad: Floats) -> Weights:
            each = (grad * x).sum(axis=over)
            return {"weight": each.sum(keepdims=True) if self.shared else each}

        return Evaluated(x * factors, lambda grad: (grad * factors,), weight_gradients)

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:  # noqa: ARG002, nothing random
        """Return the factors before training."""
        return {"weight": np.full(1 if self.shared else inputs[0].shape[1], self.init)}
