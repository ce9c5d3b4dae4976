"""How much each input cell weighs for a unit: the gradient through a thin network with random weights."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..mechanics.errors import OptionError
from ..mechanics.options import Pair
from .forward import forward
from .graph import INPUT, Network, Node
from .layers import BatchNorm, Layer, Linear, PReLU, Shape
from .upsampling import PixelShuffle
from .windowed import Filters, Subsample


def gradient_magnitude(
    network: Network, name: str, unit: Pair, *, draws: int = 8, seed: int = 0
) -> NDArray[np.float64]:
    """Measure the effective receptive field of a unit.

    Parameters
    ----------
    network : Network
        Checked: its shapes fit. Where units look does not depend on channels, so a `thinned` one does.
    name, unit : str, (int, int)
        The node, or `INPUT`; row and column of its output, (0, 0) in a row of numbers.
    draws, seed : int
        How many times weights (He et al. 2015) and inputs are drawn, and from where on.

    Raises
    ------
    OptionError
        If the gradient grows beyond the numbers there are.

    Returns
    -------
    ndarray of float, shape (H, W)
        Root mean square over channels and draws of the gradient of the unit's first channel with respect to the input
        (Luo et al. 2016, section 3), as parts of the largest.

    Examples
    --------
    >>> from .graph import Builder
    >>> from .windowed import Conv
    >>> build = Builder((4, 1, 7))
    >>> last = [build.add("conv", Conv(4, (1, 3))) for _ in range(2)][-1]
    >>> weighs = gradient_magnitude(build.network(), last, (0, 1), draws=200)
    >>> (weighs[0] > 0).tolist(), bool(weighs[0, 3] > weighs[0, 1])
    ([False, True, True, True, True, True, False], True)
    """
    total = np.zeros(network.input_shape[1:])
    with np.errstate(all="ignore"):  # what grows out of range is refused below
        for draw in range(draws):
            rng = np.random.default_rng((seed, draw))
            passage = forward(network, rng.normal(size=network.input_shape), rng, upto=name)
            gradient = np.zeros_like(passage.outputs[name])
            gradient[(0, *unit)[: gradient.ndim]] = 1
            found = passage.gradients(name, gradient)
            if INPUT in found:
                total += (found[INPUT] ** 2).sum(axis=0)
    if not np.isfinite(total).all():
        raise OptionError(
            "network", f'the gradient of "{name}" grows beyond the numbers there are: count paths instead'
        )
    magnitude: NDArray[np.float64] = np.sqrt(total)
    return magnitude / (magnitude.max() or 1.0)


def thinned(network: Network, shapes: dict[str, Shape], channels: int) -> Network:
    """Give every layer of a network the same few channels: its units look at the same cells, at less cost.

    Parameters
    ----------
    network : Network
        The one.
    shapes : dict of str to Shape
        Of its input and of every node, by name.
    channels : int
        Of every layer; more where a pixel shuffle deals them out, or where maps are concatenated. Groups are given up,
        but for depthwise convolutions.

    Raises
    ------
    OptionError
        If maps that are added then differ, as where one of them was concatenated.

    Examples
    --------
    >>> from .graph import Builder
    >>> from .windowed import Conv
    >>> build = Builder((3, 8, 8))
    >>> name = build.add("conv", Conv(64, (3, 3), groups=1))
    >>> thin = thinned(build.network(), {"input": (3, 8, 8), name: (64, 6, 6)}, channels=4)
    >>> thin.input_shape, thin.nodes[0].layer.out_channels
    ((4, 8, 8), 4)
    """
    parts = _dealt_out(network)
    thin: dict[str, Shape] = {INPUT: (channels * parts.get(INPUT, 1), *network.input_shape[1:])}
    nodes = []
    for node in network.nodes:
        inputs = tuple(thin[source] for source in node.inputs)
        layer = _thinner(node.layer, shapes[node.inputs[0]], inputs[0], channels * parts.get(node.name, 1))
        try:
            thin[node.name] = layer.output_shape(inputs)
        except OptionError as error:
            raise OptionError(
                "effective",
                f'the gradient is measured with {channels} channels in every layer, and then node "{node.name}" does '
                f"not fit: {error}. Count paths instead",
            ) from None
        nodes.append(replace(node, layer=layer))
    return Network(thin[INPUT], tuple(nodes))


def _makes_channels(node: Node) -> bool:
    return isinstance(node.layer, Filters | Linear)


def _dealt_out(network: Network) -> dict[str, int]:
    """Say into how many parts the channels of each output are dealt further on."""
    parts: dict[str, int] = {}
    for node in reversed(network.nodes):
        wanted = parts.get(node.name, 1)
        if isinstance(node.layer, PixelShuffle):
            wanted *= node.layer.upscale_factor**2
        elif _makes_channels(node):
            continue
        for source in node.inputs:
            parts[source] = max(parts.get(source, 1), wanted)
    return parts


def _thinner(layer: Layer, before: Shape, now: Shape, channels: int) -> Layer:
    if isinstance(layer, Filters):
        depthwise = layer.groups == before[0] > 1
        out = now[0] if depthwise else channels
        return replace(layer, out_channels=out, groups=out if depthwise else 1, in_channels=None)
    if isinstance(layer, Linear):
        return replace(layer, out_features=channels, in_features=None)
    if isinstance(layer, BatchNorm):
        return replace(layer, num_features=None)
    if isinstance(layer, PReLU):
        return replace(layer, num_parameters=1)
    if isinstance(layer, Subsample):
        return replace(layer, out_channels=now[0])
    return layer
