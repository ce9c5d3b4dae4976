"""How much each input cell weighs for a unit: the gradient of a stack with random weights."""

import numpy as np
from numpy.typing import NDArray

from app.mechanics.convolution import Floats, conv2d
from app.mechanics.gradient import conv2d_gradient
from app.mechanics.options import Conv2dOptions, Pair
from app.mechanics.receptive_field import WindowLayer


def gradient_magnitude(
    layers: list[WindowLayer], size: Pair, unit: Pair, *, channels: int = 4, draws: int = 8, seed: int = 0
) -> NDArray[np.float64]:
    """Measure the effective receptive field of a unit.

    Parameters
    ----------
    layers : list of WindowLayer
        Convolutions with a ReLU between them.
    size, unit : (int, int)
        Of the input; row and column of the unit in the last layer.
    channels : int
        Of every layer, the input included.
    draws, seed : int
        How many times weights (He et al. 2015) and inputs are drawn, and from where on.

    Returns
    -------
    ndarray of float, shape (H, W)
        Root mean square over channels and draws of the gradient of the unit's first channel with respect to the input
        (Luo et al. 2016, section 3), as parts of the largest.

    Examples
    --------
    >>> stack = [WindowLayer((1, 3))] * 2
    >>> weighs = gradient_magnitude(stack, (1, 7), (0, 1), draws=200)
    >>> (weighs[0] > 0).tolist(), bool(weighs[0, 3] > weighs[0, 1])
    ([False, True, True, True, True, True, False], True)
    """
    total = np.zeros(size)
    for draw in range(draws):
        rng = np.random.default_rng((seed, draw))
        x: Floats = rng.normal(size=(channels, *size))
        kept = []
        for place, layer in enumerate(layers):
            deviation = np.sqrt(2 / (channels * layer.kernel_size[0] * layer.kernel_size[1]))
            weight = rng.normal(0, deviation, (channels, channels, *layer.kernel_size))
            options = Conv2dOptions(layer.stride, layer.padding, dilation=layer.dilation)
            output = conv2d(x, weight, options=options).output
            kept.append((x, weight, options, output > 0))
            x = output if place == len(layers) - 1 else np.maximum(output, 0)
        gradient: Floats = np.zeros_like(x)
        gradient[0][unit] = 1
        for place in range(len(layers) - 1, -1, -1):
            before, weight, options, positive = kept[place]
            passed = gradient if place == len(layers) - 1 else gradient * positive
            gradient = conv2d_gradient(before, weight, options, passed).grad_input
        total += (gradient**2).sum(axis=0)
    found: NDArray[np.float64] = np.sqrt(total)
    return found / (found.max() or 1.0)
