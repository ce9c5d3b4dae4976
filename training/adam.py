"""Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from app.layers.layer import Floats, Weights

_MEAN, _SQUARE, _LEAST = 0.9, 0.999, 1e-8


@dataclass
class Adam:
    """Weights that follow their gradients.

    Attributes
    ----------
    weights : dict of str to dict of str to ndarray
        By node and name; each step changes them in place.

    Examples
    --------
    >>> adam = Adam({"linear1": {"weight": np.array([1.0, 1.0])}})
    >>> adam.step({"linear1": {"weight": np.array([30.0, -2.0])}}, rate=0.1)
    >>> adam.weights["linear1"]["weight"].round(6).tolist()
    [0.9, 1.1]
    """

    weights: dict[str, dict[str, Floats]]
    _steps: int = 0
    _moments: dict[tuple[str, str], tuple[Floats, Floats]] = field(default_factory=dict)

    def step(self, gradients: Mapping[str, Weights], rate: float) -> None:
        """Take one step against the gradients."""
        self._steps += 1
        for node, named in gradients.items():
            for name, gradient in named.items():
                mean, square = self._moments.setdefault(
                    (node, name), (np.zeros_like(gradient), np.zeros_like(gradient))
                )
                mean += (1 - _MEAN) * (gradient - mean)
                square += (1 - _SQUARE) * (gradient**2 - square)
                unbiased = mean / (1 - _MEAN**self._steps)
                spread = np.sqrt(square / (1 - _SQUARE**self._steps))
                self.weights[node][name] -= rate * unbiased / (spread + _LEAST)
