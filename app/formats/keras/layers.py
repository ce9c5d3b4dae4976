"""Every layer with one input as Keras, step by step."""

from collections.abc import Callable
from typing import Any

from ...layers.activation import LeakyReLU, PReLU
from ...layers.channel_shuffle import ChannelShuffle
from ...layers.dropout import Dropout
from ...layers.linear import Linear
from ...layers.norm import BatchNorm, LocalResponseNorm
from ...layers.reshaping import Subsample
from ...layers.upsampling import PixelShuffle, Upsample
from ...mechanics.errors import OptionError
from ...networks.analysis import NodeAnalysis, NodeError
from ..writing import X, call, one, others, sliced
from .later_layers import ACTIVATIONS as LATER_ACTIVATIONS
from .later_layers import LATER
from .windowed import Steps, adaptive_avg_pool, avg_pool, conv, conv_transpose, max_pool, pad_widths

#: What ``layers.Activation`` calls them.
_ACTIVATIONS = (
    {"identity": "linear"}
    | {name: name for name in ("relu", "relu6", "sigmoid", "tanh", "gelu", "silu")}
    | LATER_ACTIVATIONS
)


def _batch_norm(_: NodeAnalysis, layer: BatchNorm) -> Steps:
    learned = others(center=(layer.affine, True), scale=(layer.affine and layer.scale, True))
    return [f"{call('layers.BatchNormalization', momentum=0.9, epsilon=layer.eps, **learned)}({X})"]


def _local_response_norm(_: NodeAnalysis, layer: LocalResponseNorm) -> Steps:
    return [f"local_response_norm({X}, {layer.size}, {layer.alpha}, {layer.beta}, {layer.k})"]


def _leaky_relu(_: NodeAnalysis, layer: LeakyReLU) -> Steps:
    if layer.negative_slope < 0:  # Keras' layer refuses it
        return [f"ops.where({X} > 0, {X}, {layer.negative_slope} * {X})"]
    return [f"layers.LeakyReLU(negative_slope={layer.negative_slope})({X})"]


def _prelu(found: NodeAnalysis, layer: PReLU) -> Steps:
    axes = len(found.output_shape)
    shared = tuple(range(1, axes if layer.num_parameters > 1 else axes + 1)) or None
    quarter = "keras.initializers.Constant(0.25)"
    return [f"layers.PReLU(alpha_initializer={quarter}, shared_axes={shared})({X})"]


def _dropout(_: NodeAnalysis, layer: Dropout) -> Steps:
    return [f"layers.Dropout({layer.p})({X})"]


def _flatten(found: NodeAnalysis, _: Any) -> Steps:
    channels, *size = found.input_shapes[0]
    if channels == 1 or all(cells == 1 for cells in size):
        return [f"layers.Flatten()({X})"]
    order = (len(size) + 1, *range(1, len(size) + 1))  # channels before rows, as PyTorch has them
    return [f"layers.Permute({order})({X})", f"layers.Flatten()({X})"]


def _linear(_: NodeAnalysis, layer: Linear) -> Steps:
    return [f"{call('layers.Dense', layer.out_features, **others(use_bias=(layer.bias, True)))}({X})"]


def _upsample(_: NodeAnalysis, layer: Upsample) -> Steps:
    axes = len(layer.scale_factor)
    if axes != 2 and layer.mode == "bilinear":
        return [f"linear_upsampling({X}, {layer.scale_factor})"]
    options = others(interpolation=(layer.mode, "nearest"))
    return [f"{call(f'layers.UpSampling{axes}D', one(layer.scale_factor), **options)}({X})"]


def _pixel_shuffle(_: NodeAnalysis, layer: PixelShuffle) -> Steps:
    return [f"pixel_shuffle({X}, {layer.upscale_factor})"]


def _channel_shuffle(found: NodeAnalysis, layer: ChannelShuffle) -> Steps:
    channels, *size = found.output_shape
    apart = (-1, *size, layer.groups, channels // layer.groups)
    return [f"ops.reshape({X}, {apart})", f"ops.swapaxes({X}, -1, -2)", f"ops.reshape({X}, {(-1, *size, channels)})"]


def _subsample(found: NodeAnalysis, layer: Subsample) -> Steps:
    new = found.output_shape[0] - found.input_shapes[0][0]
    widths = (*pad_widths(((0, 0),) * len(layer.stride))[:-1], (layer.before, new - layer.before))
    steps = [X + sliced(":", *(f"::{step}" if step > 1 else ":" for step in layer.stride))]
    return [*steps, f"ops.pad({X}, {widths})"] if new else steps


#: How every operation with one input is written.
LAYERS: dict[str, Callable[[NodeAnalysis, Any], Steps]] = {
    "conv": conv,
    "conv_transpose": conv_transpose,
    "max_pool": max_pool,
    "avg_pool": avg_pool,
    "adaptive_avg_pool": adaptive_avg_pool,
    "batch_norm": _batch_norm,
    "local_response_norm": _local_response_norm,
    "leaky_relu": _leaky_relu,
    "prelu": _prelu,
    "dropout": _dropout,
    "flatten": _flatten,
    "linear": _linear,
    "softmax": lambda _, __: [f"layers.Softmax()({X})"],
    "upsample": _upsample,
    "pixel_shuffle": _pixel_shuffle,
    "channel_shuffle": _channel_shuffle,
    "subsample": _subsample,
    **LATER,
}


def steps_of(found: NodeAnalysis) -> Steps:
    """Write a layer with one input.

    Raises
    ------
    NodeError
        If Keras has no such layer and none of its operations can stand in; it names the node.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.graph import Builder
    >>> from ...layers.pool import MaxPool
    >>> build = Builder((3, 8, 8))
    >>> _ = build.add(MaxPool((3, 3), (2, 2), "same"))
    >>> steps_of(analyze(build.network()).nodes[0])
    ['layers.MaxPooling2D(3, strides=2, padding="same")({x})']
    """
    operation = found.node.operation
    if operation in _ACTIVATIONS:
        return [f'layers.Activation("{_ACTIVATIONS[operation]}")({X})']
    if operation not in LAYERS:
        raise NodeError(found.node.name, OptionError("operation", f"Keras has no {operation}"))
    return LAYERS[operation](found, found.node.layer)
