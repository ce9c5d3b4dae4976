"""How much each input cell weighs for a unit: the gradient of a stack with random weights."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.mechanics.convolution import Floats, conv2d
from app.mechanics.gradient import conv2d_gradient
from app.mechanics.options import Conv2dOptions, Pair
from app.mechanics.pooling import PoolOptions, max_pool2d
from app.mechanics.receptive_field import WindowLayer

#: What a window does with what it sees.
Kind = Literal["conv", "max_pool", "avg_pool"]
#: Takes the gradient of a layer's output back to its input.
_Back = Callable[[Floats], Floats]


def gradient_magnitude(
    layers: list[tuple[Kind, WindowLayer]],
    size: Pair,
    unit: Pair,
    *,
    channels: int = 4,
    draws: int = 8,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Measure the effective receptive field of a unit.

    Parameters
    ----------
    layers : list of (str, WindowLayer)
        What each does, from the input on; a ReLU follows each convolution but the last.
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
    >>> stack = [("conv", WindowLayer((1, 3)))] * 2
    >>> weighs = gradient_magnitude(stack, (1, 7), (0, 1), draws=200)
    >>> (weighs[0] > 0).tolist(), bool(weighs[0, 3] > weighs[0, 1])
    ([False, True, True, True, True, True, False], True)
    """
    total = np.zeros(size)
    for draw in range(draws):
        rng = np.random.default_rng((seed, draw))
        x: Floats = rng.normal(size=(channels, *size))
        ways_back = []
        for place, (kind, layer) in enumerate(layers):
            x, back = _run(kind, layer, x, rng)
            ways_back.append(back)
            if kind == "conv" and place < len(layers) - 1:
                ways_back.append(_masked(x > 0))
                x = np.maximum(x, 0)
        gradient: Floats = np.zeros_like(x)
        gradient[0][unit] = 1
        for back in reversed(ways_back):
            gradient = back(gradient)
        total += (gradient**2).sum(axis=0)
    found: NDArray[np.float64] = np.sqrt(total)
    return found / (found.max() or 1.0)


def _masked(positive: NDArray[np.bool_]) -> _Back:
    return lambda gradient: gradient * positive


def _run(kind: Kind, layer: WindowLayer, x: Floats, rng: np.random.Generator) -> tuple[Floats, _Back]:
    """Give the output, and the way back."""
    channels, area = x.shape[0], layer.kernel_size[0] * layer.kernel_size[1]
    if kind == "max_pool":
        options = PoolOptions(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        result = max_pool2d(x, options)
        shape, rows, columns = x.shape, result.argmax[..., 0], result.argmax[..., 1]

        def to_winners(gradient: Floats) -> Floats:
            before = np.zeros(shape)
            np.add.at(before, (np.arange(channels)[:, None, None], rows, columns), gradient)
            return before

        return result.output, to_winners
    if kind == "avg_pool":
        weight, groups = np.full((channels, 1, *layer.kernel_size), 1 / area), channels
    else:
        weight, groups = rng.normal(0, np.sqrt(2 / (channels * area)), (channels, channels, *layer.kernel_size)), 1
    convolution = Conv2dOptions(layer.stride, layer.padding, dilation=layer.dilation, groups=groups)
    output = conv2d(x, weight, options=convolution).output
    return output, lambda gradient: conv2d_gradient(x, weight, convolution, gradient).grad_input
