"""Layers that later networks brought, as Keras, step by step."""

from collections.abc import Callable
from typing import Any

from ...layers.affine import Affine
from ...layers.group_norm import GroupNorm, InstanceNorm, LayerNorm
from ...layers.mapped import Hardtanh, Softplus
from ...layers.narrowing import Slice
from ...layers.pad import Pad
from ...layers.resize import Resize
from ...mechanics.errors import OptionError
from ...networks.analysis import NodeAnalysis, NodeError
from ..writing import X, call, one, others, sliced
from .windowed import Steps, pad_widths

#: What ``layers.Activation`` calls them.
ACTIVATIONS = {
    "hardswish": "hard_silu", "hardsigmoid": "hard_sigmoid", "selu": "selu", "mish": "mish", "softsign": "softsign",
    "log_sigmoid": "log_sigmoid",
}  # fmt: skip
#: Functions and classes of our own that stand before code that calls them.
HELPERS = {
    "channels_first": '''\
def channels_first(x, shape):
    """Reshape with the channels before rows and columns, as PyTorch has them."""
    order = [0, len(x.shape) - 1, *range(1, len(x.shape) - 1)]
    x = ops.reshape(ops.transpose(x, order), (-1, *shape))
    return ops.transpose(x, [0, *range(2, len(shape) + 1), 1])''',
    "LayerScale": '''\
class LayerScale(layers.Layer):
    """Multiply every channel by a learned factor."""

    def __init__(self, init, shared):
        super().__init__()
        self.init, self.shared = init, shared

    def build(self, shape):
        factors = 1 if self.shared else shape[-1]
        self.gamma = self.add_weight((factors,), keras.initializers.Constant(self.init), name="gamma")

    def call(self, x):
        return x * self.gamma''',
}


def _refused(found: NodeAnalysis, what: str) -> NodeError:
    return NodeError(found.node.name, OptionError("operation", f"Keras has no {what}"))


def _layer_norm(found: NodeAnalysis, layer: LayerNorm) -> Steps:
    axes = tuple(range(1, len(found.output_shape) + 1))
    if layer.over == "all" and layer.affine and len(axes) > 1:
        raise _refused(found, "layer norm over all axes whose weights have the channels first")
    learned = others(center=(layer.affine, True), scale=(layer.affine, True))
    over = {"axis": axes} if layer.over == "all" and len(axes) > 1 else {}
    return [f"{call('layers.LayerNormalization', epsilon=layer.eps, **over, **learned)}({X})"]


def _group_norm(_: NodeAnalysis, layer: GroupNorm) -> Steps:
    learned = others(center=(layer.affine, True), scale=(layer.affine, True))
    return [f"{call('layers.GroupNormalization', layer.num_groups, epsilon=layer.eps, **learned)}({X})"]


def _instance_norm(_: NodeAnalysis, layer: InstanceNorm) -> Steps:
    learned = others(center=(layer.affine, True), scale=(layer.affine, True))
    return [f"{call('layers.GroupNormalization', -1, epsilon=layer.eps, **learned)}({X})"]


def _affine(_: NodeAnalysis, layer: Affine) -> Steps:
    return [f"layers.Rescaling({layer.factor}, offset={layer.offset})({X})"]


def _slice(found: NodeAnalysis, layer: Slice) -> Steps:
    stop = "" if layer.stop is None else layer.stop
    part = f"{layer.start or ''}:{stop}" + (f":{layer.step}" if layer.step > 1 else "")
    axes = len(found.output_shape)
    before = [":"] * (axes if layer.dim == 1 else layer.dim - 1)  # the channels come last
    return [X + sliced(*before, part)]


def _resize(found: NodeAnalysis, layer: Resize) -> Steps:
    if len(layer.output_size) != 2 or layer.align_corners:
        raise _refused(found, "resize of these axes and corners")
    if layer.mode == "nearest":
        raise _refused(found, "resize that takes the cells that PyTorch's nearest takes")
    return [f'ops.image.resize({X}, {layer.output_size}, interpolation="{layer.mode}")']


def _pad(found: NodeAnalysis, layer: Pad) -> Steps:
    mode = {"zeros": "constant", "reflect": "reflect"}.get(layer.padding_mode)
    if mode is None:
        raise _refused(found, f"{layer.padding_mode} padding")
    if mode == "reflect" and len(found.output_shape) == 4:
        raise _refused(found, "reflect padding of three axes")
    return [f'ops.pad({X}, {pad_widths(layer.sides)}, mode="{mode}")']


def _reshape(found: NodeAnalysis, _: Any) -> Steps:
    return [f"channels_first({X}, {found.output_shape})"]


def _adaptive_max_pool(found: NodeAnalysis, layer: Any) -> Steps:
    size, bins = found.input_shapes[0][1:], layer.output_size
    if any(cells % parts for cells, parts in zip(size, bins, strict=True)):
        raise _refused(found, "adaptive max pooling of bins that differ in size")
    pool_size = one(tuple(cells // parts for cells, parts in zip(size, bins, strict=True)))
    return [f"{call(f'layers.MaxPooling{len(bins)}D', pool_size)}({X})"]


def _hardtanh(_: NodeAnalysis, layer: Hardtanh) -> Steps:
    return [f"ops.clip({X}, {layer.min_val}, {layer.max_val})"]


def _softplus(found: NodeAnalysis, layer: Softplus) -> Steps:
    if layer.threshold != 20:  # Keras computes on, and 1e-9 is all that there is between it and the line at 20
        raise _refused(found, f"softplus that is a line above {layer.threshold:g}")
    return [f"ops.softplus({layer.beta} * {X}) / {layer.beta}"]


def _pixel_unshuffle(found: NodeAnalysis, layer: Any) -> Steps:
    height, width = found.output_shape[1:]
    factor, channels = layer.downscale_factor, found.input_shapes[0][0]
    return [
        f"ops.reshape({X}, {(-1, height, factor, width, factor, channels)})",
        f"ops.transpose({X}, (0, 1, 3, 5, 2, 4))",
        f"ops.reshape({X}, {(-1, height, width, channels * factor**2)})",
    ]


#: How each is written.
LATER: dict[str, Callable[[NodeAnalysis, Any], Steps]] = {
    "adaptive_max_pool": _adaptive_max_pool,
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "hardtanh": _hardtanh,
    "elu": lambda _, layer: [f"layers.ELU(alpha={layer.alpha})({X})"],
    "softplus": _softplus,
    "gelu_tanh": lambda _, __: [f"ops.gelu({X}, approximate=True)"],
    "log_softmax": lambda _, __: [f"ops.log_softmax({X})"],
    "affine": _affine,
    "layer_scale": lambda _, layer: [f"LayerScale({layer.init}, {layer.shared})({X})"],
    "resize": _resize,
    "pixel_unshuffle": _pixel_unshuffle,
    "pad": _pad,
    "slice": _slice,
    "reshape": _reshape,
}
