"""Layers that later networks brought, as PyTorch."""

from collections.abc import Callable
from typing import Any

from ...layers.affine import Affine
from ...layers.group_norm import GroupNorm, InstanceNorm, LayerNorm
from ...layers.narrowing import Slice
from ...layers.pad import Pad
from ...layers.resize import Resize
from ...mechanics.errors import OptionError
from ...mechanics.norm import DEFAULT_EPSILON
from ...networks.analysis import NodeAnalysis, NodeError
from ..writing import X, call, literal, one, others, sliced
from .windowed import Written, pad

#: PyTorch's word for interpolation that is linear along every axis, by how many there are.
INTERPOLATION = {1: "linear", 2: "bilinear", 3: "trilinear"}
#: Classes of our own that stand before code that makes them.
CLASSES = {
    "ChannelNorm": '''\
class ChannelNorm(nn.LayerNorm):
    """Normalise the channels of every cell."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)''',
    "LayerScale": '''\
class LayerScale(nn.Module):
    """Multiply every channel by a learned factor."""

    def __init__(self, channels, init):
        super().__init__()
        self.weight = nn.Parameter(init * torch.ones(channels))

    def forward(self, x):
        return x * self.weight.reshape(-1, *[1] * (x.ndim - 2))''',
}


def _norm(found: NodeAnalysis, layer: LayerNorm) -> Written:
    shape, options = (
        found.output_shape,
        others(eps=(layer.eps, DEFAULT_EPSILON), elementwise_affine=(layer.affine, True)),
    )
    if layer.over == "all":
        return Written((call("nn.LayerNorm", shape if len(shape) > 1 else shape[0], **options),))
    return Written((call("nn.LayerNorm" if len(shape) == 1 else "ChannelNorm", shape[0], **options),))


def _group_norm(found: NodeAnalysis, layer: GroupNorm) -> Written:
    options = others(eps=(layer.eps, DEFAULT_EPSILON), affine=(layer.affine, True))
    return Written((call("nn.GroupNorm", layer.num_groups, found.output_shape[0], **options),))


def _instance_norm(found: NodeAnalysis, layer: InstanceNorm) -> Written:
    axes = len(found.output_shape) - 1
    if not axes:
        raise NodeError(found.node.name, OptionError("operation", "PyTorch has no instance norm of a vector"))
    options = others(eps=(layer.eps, DEFAULT_EPSILON), affine=(layer.affine, False))
    return Written((call(f"nn.InstanceNorm{axes}d", found.output_shape[0], **options),))


def _affine(_: NodeAnalysis, layer: Affine) -> Written:
    scaled = X if layer.factor == 1 else f"{layer.factor} * {X}"
    return Written((), f"({scaled} + {layer.offset})" if layer.offset else f"({scaled})")


def _slice(_: NodeAnalysis, layer: Slice) -> Written:
    stop = "" if layer.stop is None else layer.stop
    part = f"{layer.start or ''}:{stop}" + (f":{layer.step}" if layer.step > 1 else "")
    return Written((), X + sliced(*[":"] * layer.dim, part))


def _resize(_: NodeAnalysis, layer: Resize) -> Written:
    linear = layer.mode == "bilinear"
    mode = literal(INTERPOLATION[len(layer.output_size)] if linear else layer.mode)
    corners = f", align_corners={layer.align_corners}" if linear else ""
    return Written((), f"F.interpolate({X}, size={layer.output_size}, mode={mode}{corners})")


def _pad(_: NodeAnalysis, layer: Pad) -> Written:
    return Written((pad(layer.sides, layer.padding_mode),))


def _reshape(found: NodeAnalysis, _: Any) -> Written:
    shape = found.output_shape
    if len(found.input_shapes[0]) == 1:
        return Written((f"nn.Unflatten(1, {shape})",))
    return Written((), f"{X}.reshape({', '.join(map(str, (-1, *shape)))})")


def _adaptive_max_pool(_: NodeAnalysis, layer: Any) -> Written:
    return Written((f"nn.AdaptiveMaxPool{len(layer.output_size)}d({literal(one(layer.output_size))})",))


#: How each is written.
LATER: dict[str, Callable[[NodeAnalysis, Any], Written]] = {
    "adaptive_max_pool": _adaptive_max_pool,
    "layer_norm": _norm,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "hardtanh": lambda _, layer: Written((call("nn.Hardtanh", layer.min_val, layer.max_val),)),
    "elu": lambda _, layer: Written((call("nn.ELU", **others(alpha=(layer.alpha, 1.0))),)),
    "softplus": lambda _, layer: Written((call("nn.Softplus", beta=layer.beta, threshold=layer.threshold),)),
    "affine": _affine,
    "layer_scale": lambda found, layer: Written(
        (call("LayerScale", 1 if layer.shared else found.output_shape[0], layer.init),)
    ),
    "resize": _resize,
    "pixel_unshuffle": lambda _, layer: Written((f"nn.PixelUnshuffle({layer.downscale_factor})",)),
    "pad": _pad,
    "slice": _slice,
    "reshape": _reshape,
}
