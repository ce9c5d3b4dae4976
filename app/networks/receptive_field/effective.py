"""How much each input cell contributes to a unit: by the number of paths, or by a measured gradient."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...layers.layer import Floats, Shape
from ...layers.linear_map import along_axes
from ...mechanics.axis.options import PerAxis
from ...mechanics.errors import OptionError
from ..analysis import NodeError
from ..forward import forward
from ..graph import INPUT, Network
from .cells import check_unit, map_size

#: Counts are kept below this, so that deep networks do not overflow.
_LARGEST_COUNT = 1e200


def path_counts(network: Network, shapes: dict[str, Shape], name: str, unit: PerAxis) -> NDArray[np.float64]:
    """Count the paths from each input cell to a unit: how much each contributes if all weights are equal.

    Parameters
    ----------
    network, shapes, name, unit
        As for `cells.cells_before`.

    Returns
    -------
    ndarray of float, shape (H, W)
        Relative to the largest; this is the effective receptive field of a linear network (Luo et al. 2016,
        "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks", section 2).

    Raises
    ------
    OptionError
        If there is no such node or unit.

    Examples
    --------
    >>> from ...layers.conv import Conv
    >>> from ..graph import Builder
    >>> build = Builder((1, 7))
    >>> last = [build.add(Conv(1, (3,))) for _ in range(2)][-1]
    >>> (3 * path_counts(build.network(), {"input": (1, 7), "conv1": (1, 5), last: (1, 3)}, last, (1,))).tolist()
    [0.0, 1.0, 2.0, 3.0, 2.0, 1.0, 0.0]
    """
    check_unit(shapes, name, unit, network.axes)
    size = {node: map_size(shape, network.axes) for node, shape in shapes.items()}
    here: Floats = np.zeros(size[name])
    here[unit] = 1
    counts: dict[str, Floats] = {name: here}
    for node in reversed(network.nodes):
        if node.name not in counts:
            continue
        here = counts.pop(node.name)
        each = node.layer.reads_each(tuple(shapes[source] for source in node.inputs))
        for source, reads in zip(node.read_inputs, each, strict=False):
            before = here
            if reads is not None:
                some = [np.flatnonzero(here.any(axis=_all_but(axis, here.ndim))) for axis in range(here.ndim)]
                matrices = [
                    cells.incidence(units, n).T for cells, units, n in zip(reads, some, size[source], strict=True)
                ]
                before = along_axes(here[np.ix_(*some)], matrices)
            counts[source] = counts.get(source, 0) + before
        largest = max(float(count.max()) for count in counts.values())
        if largest > _LARGEST_COUNT:  # only ratios matter, and those between paths are unchanged
            counts = {source: count / largest for source, count in counts.items()}
    found = counts.get(INPUT, np.zeros(size[INPUT]))
    shares: NDArray[np.float64] = found / (found.max() or 1.0)
    return shares


def _all_but(axis: int, axes: int) -> tuple[int, ...]:
    return tuple(other for other in range(axes) if other != axis)


def gradient_magnitude(
    network: Network, name: str, unit: PerAxis, *, draws: int = 8, seed: int = 0
) -> NDArray[np.float64]:
    """Measure the effective receptive field of a unit: the gradient with random weights.

    Parameters
    ----------
    network : Network
        A checked network, whose shapes fit. The cells that units read do not depend on the number of channels, so
        a `thin` one suffices.
    name, unit : str, tuple of int
        The node, or `INPUT`; the position in its output, zeros in a vector.
    draws, seed : int
        How often weights (He et al. 2015) and inputs are drawn, and the seed of the first draw.

    Returns
    -------
    ndarray of float, shape (H, W)
        Root mean square over channels and draws of the gradient of the unit's first channel with respect to the input
        (Luo et al. 2016, section 3), relative to the largest. Batch norms use the statistics of the given inputs as
        constants, as after training.

    Raises
    ------
    OptionError
        If the gradient overflows.

    Examples
    --------
    >>> from ...layers.conv import Conv
    >>> from ..graph import Builder
    >>> build = Builder((4, 7))
    >>> last = [build.add(Conv(4, (3,))) for _ in range(2)][-1]
    >>> weighs = gradient_magnitude(build.network(), last, (1,), draws=200)
    >>> (weighs > 0).tolist(), bool(weighs[3] > weighs[1])
    ([False, True, True, True, True, True, False], True)
    """
    total = np.zeros(network.input_shape[1:])
    with np.errstate(all="ignore"):  # overflow is refused below
        for draw in range(draws):
            rng = np.random.default_rng((seed, draw))
            try:
                found = forward(network, rng.normal(size=(1, *network.input_shape)), rng, upto=name)
            except NodeError as error:
                raise OptionError(
                    "network", f"the gradient cannot be measured: {error}. Count paths instead"
                ) from error
            grad = np.zeros_like(found.outputs[name])
            grad[(0, 0, *unit)[: grad.ndim]] = 1
            gradients = found.gradients(name, grad)
            if INPUT in gradients:
                total += (gradients[INPUT] ** 2).sum(axis=(0, 1))
    if not np.isfinite(total).all():
        raise OptionError("network", f'the gradient of "{name}" is too large for floating point: count paths instead')
    magnitude: NDArray[np.float64] = np.sqrt(total)
    return magnitude / (magnitude.max() or 1.0)


def thin(network: Network, shapes: dict[str, Shape], channels: int) -> Network:
    """Return a network with the same few channels in every layer: its units read the same cells at less cost.

    Parameters
    ----------
    network : Network
        The network to make thin.
    shapes : dict of str to Shape
        The shapes of its input and of every node, by name.
    channels : int
        Channels of every layer; more where a layer needs a multiple, as a pixel shuffle does, or where maps are
        concatenated. Groups are dropped, except in depthwise convolutions.

    Raises
    ------
    OptionError
        If maps to be added then differ, for example because one of them was concatenated.

    Examples
    --------
    >>> from ...layers.conv import Conv
    >>> from ..graph import Builder
    >>> build = Builder((3, 8, 8))
    >>> name = build.add(Conv(64, (3, 3), groups=1))
    >>> small = thin(build.network(), {"input": (3, 8, 8), name: (64, 6, 6)}, channels=4)
    >>> small.input_shape, small.nodes[0].layer.out_channels
    ((4, 8, 8), 4)
    """
    multiples = _channel_multiples(network)
    now: dict[str, Shape] = {INPUT: (channels * multiples.get(INPUT, 1), *network.input_shape[1:])}
    nodes = []
    for node in network.nodes:
        inputs = tuple(now[source] for source in node.inputs)
        layer = node.layer.thin(shapes[node.inputs[0]], inputs[0], channels * multiples.get(node.name, 1))
        try:
            now[node.name] = layer.output_shape(inputs)
        except OptionError as error:
            raise OptionError(
                "effective",
                f'the gradient is measured with {channels} channels in every layer, and then node "{node.name}" does '
                f"not fit: {error}. Count paths instead",
            ) from None
        nodes.append(replace(node, layer=layer))
    return Network(now[INPUT], tuple(nodes))


def _channel_multiples(network: Network) -> dict[str, int]:
    """Return the number that the channels of each output must be a multiple of, for the layers after it."""
    multiples: dict[str, int] = {}
    for node in reversed(network.nodes):
        if node.layer.sets_channels:
            continue
        wanted = multiples.get(node.name, 1) * node.layer.channel_multiple()
        for source in node.inputs:
            multiples[source] = max(multiples.get(source, 1), wanted)
    return multiples
