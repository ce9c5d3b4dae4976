"""Layers that normalise."""

import numpy as np

from ...pytorch.library.views import channels_first, channels_last
from ..constant import Constant
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown
from ..registry import converts

#: Epsilon where the layers here are told nothing.
_EPSILON = 1e-5


def _options(node: Node) -> dict[str, float]:
    epsilon = float(np.float32(node.attribute("epsilon", _EPSILON)))
    short = float(f"{epsilon:.6g}")  # files hold it in float32
    return {} if short == _EPSILON else {"eps": short if np.float32(short) == np.float32(epsilon) else epsilon}


@converts("BatchNormalization")
def batch_norm(r: Recorder, node: Node) -> Value:
    """Add batch norm with the statistics that the file holds."""
    node.require(training_mode=0, spatial=1)
    if sum(map(bool, node.proto.output)) > 1:  # before version 14, this is how a file says so
        raise Unknown("it takes the statistics of the batch, as in training")
    names = ("weight", "bias", "running_mean", "running_var")
    weights = {name: node.needed(place) for place, name in enumerate(names, start=1)}
    weights["num_batches_tracked"] = Constant(np.zeros((), np.float32), weights["weight"].name)
    return r.record("batch_norm", node.name, [node.tensor()], _options(node), weights)


@converts("InstanceNormalization")
def instance_norm(r: Recorder, node: Node) -> Value:
    """Add instance norm."""
    weights = {"weight": node.needed(1), "bias": node.needed(2)}
    return r.record("instance_norm", node.name, [node.tensor()], {"affine": True} | _options(node), weights)


@converts("GroupNormalization")
def group_norm(r: Recorder, node: Node) -> Value:
    """Add group norm."""
    weights = {"weight": node.needed(1), "bias": node.needed(2)}
    options = {"num_groups": node.attribute("num_groups")} | _options(node)
    return r.record("group_norm", node.name, [node.tensor()], options, weights)


@converts("LayerNormalization")
def layer_norm(r: Recorder, node: Node) -> Value:
    """Add layer norm: over the channels of a map whose channels come last, or over all numbers."""
    x, scale, shift = node.tensor(), node.needed(1), node.constant(2)
    axis = node.attribute("axis", -1) % len(x.shape)
    if shift is None:
        raise Unknown("it has a scale without a shift")
    weights, options = {"weight": scale, "bias": shift}, _options(node)
    if axis == len(x.shape) - 1 and len(x.shape) > 2:
        first = channels_first(x)
        if first is None:
            raise Unknown("it is over the last axis of a map, which is not that of the channels")
        return channels_last(r.record("layer_norm", node.name, [first], options, weights))
    if axis != 1:
        raise Unknown(f"it is over the axes from {axis} on")
    over = {"over": "all"} if len(x.shape) > 2 else {}
    return r.record("layer_norm", node.name, [x], over | options, weights)


@converts("LRN")
def local_response_norm(r: Recorder, node: Node) -> Value:
    """Add local response norm."""
    numbers = {"alpha": ("alpha", 1e-4), "beta": ("beta", 0.75), "k": ("bias", 1.0)}
    options = {name: float(f"{node.attribute(key, default):.6g}") for name, (key, default) in numbers.items()}
    return r.record("local_response_norm", node.name, [node.tensor()], {"size": node.attribute("size")} | options)
