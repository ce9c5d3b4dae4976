"""Attribution by the way back: the gradient of a class's logit, at the input or at a layer's maps."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...layers.conv import Conv
from ...layers.layer import Floats, Shape, Weights
from ...layers.linear_map import along_axes
from ...layers.upsampling import interpolation
from ...mechanics.errors import OptionError
from ..analysis import NodeError
from ..filters_off import Off
from ..forward import forward, leading_to
from ..graph import INPUT, Network
from ..unit import check_node
from ..values import refusal
from ..weights import WeightsOf


@dataclass(frozen=True)
class Traced:
    """A node on the way to a class.

    Attributes
    ----------
    logits : ndarray of float, shape (K,)
        Of all classes.
    values, gradient : ndarray of float, shape (C, …)
        The node's numbers, and the gradient of the class's logit with respect to them.
    """

    logits: Floats
    values: Floats
    gradient: Floats


@dataclass(frozen=True)
class Attribution:
    """What a class is due to.

    Attributes
    ----------
    map : ndarray of float, shape (H, W)
        How much each pixel has to do with it.
    logits : ndarray of float, shape (K,)
        Of all classes, for the whole picture.
    """

    map: Floats
    logits: Floats


@dataclass(frozen=True)
class Asked:
    """A class of a network, and the input that it is asked about.

    Attributes
    ----------
    network : Network
        A checked network, whose input is [C, H, W].
    x : ndarray of float, shape (C, H, W)
        The input.
    weights, off
        As for `values.values`.
    logits : str
        The node whose numbers are the classes' logits.
    index : int
        The class.
    """

    network: Network
    x: Floats
    weights: Mapping[str, Weights] | WeightsOf
    logits: str
    index: int
    off: Off | None = None

    def back_to(self, name: str) -> Traced:
        """Compute the logits, and the gradient of the class's with respect to a node's numbers, or to the input's.

        Raises
        ------
        OptionError
            If a number is larger than its type can hold, or a layer cannot compute with its numbers.
        """
        try:
            found = forward(self.network, self.x[None], self.weights, upto=self.logits, off=self.off)
        except NodeError as error:
            raise refusal(error) from error
        logits = found.outputs[self.logits]
        seed = np.zeros_like(logits)
        seed.reshape(-1)[self.index] = 1
        gradient = found.gradients(self.logits, seed, back_to=name)[name][0]
        if not np.isfinite(gradient).all():
            raise OptionError("input", "the gradient is too large for float32: use a smaller input or smaller weights")
        return Traced(logits.reshape(-1), found.outputs[name][0], gradient)


def gradient_map(asked: Asked) -> Attribution:
    """Return how much the logit changes with each pixel: the largest magnitude over the channels.

    Notes
    -----
    Simonyan, Vedaldi and Zisserman 2014, "Deep Inside Convolutional Networks", section 3.

    Examples
    --------
    >>> from ...layers.linear import Linear
    >>> from ...layers.reshaping import Flatten
    >>> from ..graph import Builder
    >>> build = Builder((2, 1, 2))
    >>> _, last = build.add(Flatten()), build.add(Linear(1, bias=False))
    >>> weights = {last: {"weight": np.array([[1.0, 2.0, -3.0, 0.0]])}}
    >>> gradient_map(Asked(build.network(), np.zeros((2, 1, 2)), weights, last, 0)).map.tolist()
    [[3.0, 2.0]]
    """
    traced = asked.back_to(INPUT)
    return Attribution(np.abs(traced.gradient).max(axis=0), traced.logits)


def grad_cam(asked: Asked, name: str) -> Attribution:
    """Return where a layer's maps speak for the class: maps weighted by their mean gradient, after a ReLU, enlarged.

    They are enlarged bilinearly to the size of the input (PyTorch's ``align_corners=False``).

    Parameters
    ----------
    asked : Asked
        The class and the input.
    name : str
        The node of the maps, as `cam_node` accepts it.

    Notes
    -----
    Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
    equations 1 and 2.

    Examples
    --------
    >>> from ...layers.activation import ReLU
    >>> from ...layers.linear import Linear
    >>> from ...layers.reshaping import Flatten
    >>> from ..graph import Builder
    >>> build = Builder((1, 1, 2))
    >>> maps, _, last = build.add(ReLU()), build.add(Flatten()), build.add(Linear(1, bias=False))
    >>> weights = {last: {"weight": np.array([[1.0, 3.0]])}}
    >>> grad_cam(Asked(build.network(), np.array([[[1.0, 5.0]]]), weights, last, 0), maps).map.tolist()
    [[2.0, 10.0]]
    """
    traced = asked.back_to(name)
    weighted = np.tensordot(traced.gradient.mean(axis=(1, 2)), traced.values, 1)
    enlarged = along_axes(np.maximum(weighted, 0), list(map(interpolation, weighted.shape, asked.x.shape[1:])))
    return Attribution(enlarged, traced.logits)


def cam_node(network: Network, shapes: Mapping[str, Shape], logits: str, name: str | None) -> str:
    """Return the node whose maps Grad-CAM weights.

    Parameters
    ----------
    network, shapes
        The network, and the shapes of the input and of every node's output.
    logits : str
        The node of the logits.
    name : str or None
        The node asked for; if omitted, the last convolution with more than one position that leads to the logits.

    Raises
    ------
    OptionError
        If there is none, or the node makes no maps, or does not lead to the logits.

    Examples
    --------
    >>> from ..analysis import analyze
    >>> from ..zoo import ZOO
    >>> network = ZOO["vgg16"].build()
    >>> cam_node(network, analyze(network).shapes, "linear3", None)
    'conv13'
    """
    before = leading_to(network, logits)
    mapped = [node.name for node in network.nodes if len(shapes[node.name]) == 3 and node.name in before]
    if name is None:
        convolutions = {node.name for node in network.nodes if isinstance(node.layer, Conv)}
        found = [node for node in mapped if node in convolutions and max(shapes[node][1:]) > 1]
        if not found:
            raise OptionError("node", "no convolution with more than one position leads to the classes: name a node")
        return found[-1]
    check_node(shapes, name)
    if name not in mapped:
        there = ", ".join(mapped) or "none"
        raise OptionError(
            "node",
            f'"{name}" makes {list(shapes[name])}: Grad-CAM takes maps [C, H, W] that lead to the classes: {there}',
        )
    return name
