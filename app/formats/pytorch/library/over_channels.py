"""Layers that PyTorch applies along the last axis, where maps have their channels: written as what they are here."""

from collections.abc import Mapping
from typing import Any

from ..interpreter.errors import refusal
from ..interpreter.machine import Machine
from .options import plain
from .tensor import BATCH, Tensor, shown
from .views import channels_first, channels_last


def _first(x: Tensor, line: int, called: str) -> Tensor:
    """Give a map with the axis that comes last as its channels."""
    first = channels_first(x)
    if first is not None:
        return first
    if len(x.shape) != 3:
        raise refusal(
            line,
            f"{called} works along the last axis, but {shown(x.shape)} comes in, whose channels come first: flatten "
            "before it with torch.flatten(x, 1), or put the channels last with x.permute(0, 2, 3, 1)",
        )
    return x.permuted((0, 2, 1))


def linear(
    m: Machine, called: str, name: str, arguments: Mapping[str, Any], x: Tensor, line: int, module: Any
) -> Tensor:
    """Add a linear layer over the last axis of a map: it is a convolution with a kernel of one cell."""
    first = _first(x, line, called)
    if module is not None:
        m.world.trace.learn(m, module, line)
    options = {
        "out_channels": arguments["out_features"], "kernel_size": 1, "bias": arguments["bias"],
        "in_channels": arguments["in_features"],
    }  # fmt: skip
    m.note("A linear layer over the channels of a map is written as the 1×1 convolution that it is.")
    kept = {key: plain(value) for key, value in options.items() if value is not None and (key, value) != ("bias", True)}
    return channels_last(m.world.trace.record(m, "conv", name, [first], kept, line))


def layer_norm(
    m: Machine, called: str, name: str, arguments: Mapping[str, Any], x: Tensor, line: int, module: Any
) -> Tensor:
    """Add a layer norm: over the channels, or over all numbers of an input."""
    sizes = plain(arguments["normalized_shape"])
    wanted = tuple(sizes) if isinstance(sizes, list) else (sizes,)
    there = x.shape[len(x.shape) - len(wanted) :]
    if wanted != there or there[:1] == (BATCH,):
        raise refusal(line, f"{called} is over {list(wanted)}, but {shown(x.shape)} comes in")
    affine = arguments["elementwise_affine"] is not False
    if affine and arguments["bias"] is False:
        raise refusal(line, f"{called} with bias=False has no counterpart among the layers here")
    if module is not None and affine:
        m.world.trace.learn(m, module, line)
    options = ({} if arguments["eps"] == 1e-5 else {"eps": arguments["eps"]}) | ({} if affine else {"affine": False})
    record = m.world.trace.record
    if len(wanted) == len(x.shape) - 1:
        over = {"over": "all"} if len(wanted) > 1 else {}
        return record(m, "layer_norm", name, [x], over | options, line)  # type: ignore[no-any-return]
    if len(wanted) > 1:
        raise refusal(
            line, f"{called} over {list(wanted)} of {shown(x.shape)} has no counterpart among the layers here"
        )
    return channels_last(record(m, "layer_norm", name, [_first(x, line, called)], options, line))
