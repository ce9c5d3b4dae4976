"""Every layer with one input as PyTorch."""

from collections.abc import Callable
from typing import Any

from ...layers.activation import LeakyReLU, PReLU
from ...layers.dropout import Dropout
from ...layers.linear import Linear
from ...layers.norm import BatchNorm, LocalResponseNorm
from ...layers.pool import AdaptiveAvgPool
from ...layers.upsampling import PixelShuffle, Upsample
from ...mechanics.errors import OptionError
from ...mechanics.norm import DEFAULT_EPSILON
from ...networks.analysis import NodeAnalysis, NodeError
from ..writing import call, literal, one, others
from .later_layers import INTERPOLATION, LATER
from .windowed import Written, avg_pool, conv, conv_transpose, max_pool


def _local_response_norm(found: NodeAnalysis, layer: LocalResponseNorm) -> Written:
    module = call("nn.LocalResponseNorm", layer.size, alpha=layer.alpha, beta=layer.beta, k=layer.k)
    if len(found.output_shape) > 1:
        return Written((module,))
    # PyTorch's wants at least one axis besides the channels
    return Written((f"nn.Unflatten(1, ({found.output_shape[0]}, 1))", module, "nn.Flatten()"))


def _batch_norm(found: NodeAnalysis, layer: BatchNorm) -> Written:
    if layer.affine and not layer.scale:
        reason = "PyTorch's batch norm learns a scale and a shift or neither: set scale, or affine to false"
        raise NodeError(found.node.name, OptionError("scale", reason))
    axes = max(len(found.output_shape) - 1, 1)
    options = others(eps=(layer.eps, DEFAULT_EPSILON), affine=(layer.affine, True))
    return Written((call(f"nn.BatchNorm{axes}d", found.output_shape[0], **options),))


def _linear(found: NodeAnalysis, layer: Linear) -> Written:
    options = others(bias=(layer.bias, True))
    return Written((call("nn.Linear", found.input_shapes[0][0], layer.out_features, **options),))


def _upsample(_: NodeAnalysis, layer: Upsample) -> Written:
    mode = INTERPOLATION[len(layer.scale_factor)] if layer.mode == "bilinear" else layer.mode
    return Written((call("nn.Upsample", scale_factor=one(layer.scale_factor), mode=mode),))


def _adaptive_avg_pool(_: NodeAnalysis, layer: AdaptiveAvgPool) -> Written:
    return Written((f"nn.AdaptiveAvgPool{len(layer.output_size)}d({literal(one(layer.output_size))})",))


def _prelu(_: NodeAnalysis, layer: PReLU) -> Written:
    return Written((call("nn.PReLU", **others(num_parameters=(layer.num_parameters, 1))),))


def _leaky_relu(_: NodeAnalysis, layer: LeakyReLU) -> Written:
    return Written((call("nn.LeakyReLU", **others(negative_slope=(layer.negative_slope, 0.01))),))


def _dropout(_: NodeAnalysis, layer: Dropout) -> Written:
    return Written((call("nn.Dropout", **others(p=(layer.p, 0.5))),))


def _pixel_shuffle(_: NodeAnalysis, layer: PixelShuffle) -> Written:
    return Written((f"nn.PixelShuffle({layer.upscale_factor})",))


#: Modules that are told nothing.
_PLAIN = {
    "identity": "Identity()", "relu": "ReLU()", "relu6": "ReLU6()", "sigmoid": "Sigmoid()", "tanh": "Tanh()",
    "gelu": "GELU()", "silu": "SiLU()", "flatten": "Flatten()", "softmax": "Softmax(dim=1)",
    "hardswish": "Hardswish()", "hardsigmoid": "Hardsigmoid()", "selu": "SELU()", "mish": "Mish()",
    "softsign": "Softsign()", "log_sigmoid": "LogSigmoid()", "gelu_tanh": 'GELU(approximate="tanh")',
    "log_softmax": "LogSoftmax(dim=1)",
}  # fmt: skip
#: How every operation with one input is written.
LAYERS: dict[str, Callable[[NodeAnalysis, Any], Written]] = {
    "conv": conv,
    "conv_transpose": conv_transpose,
    "max_pool": max_pool,
    "avg_pool": avg_pool,
    "adaptive_avg_pool": _adaptive_avg_pool,
    "batch_norm": _batch_norm,
    "local_response_norm": _local_response_norm,
    "leaky_relu": _leaky_relu,
    "prelu": _prelu,
    "dropout": _dropout,
    "linear": _linear,
    "upsample": _upsample,
    "pixel_shuffle": _pixel_shuffle,
    **LATER,
    "channel_shuffle": lambda _, layer: Written((f"nn.ChannelShuffle({layer.groups})",)),
}


def written(found: NodeAnalysis) -> Written:
    """Write a layer with one input.

    Raises
    ------
    NodeError
        If PyTorch has no such layer; it names the node.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.graph import Builder
    >>> from ...layers.conv import Conv
    >>> build = Builder((3, 8, 8))
    >>> _ = build.add(Conv(8, (3, 3), padding="same"))
    >>> written(analyze(build.network()).nodes[0]).modules
    ('nn.Conv2d(3, 8, 3, padding="same")',)
    """
    operation = found.node.operation
    if operation in _PLAIN:
        return Written((f"nn.{_PLAIN[operation]}",))
    if operation not in LAYERS:
        raise NodeError(found.node.name, OptionError("operation", f"PyTorch has no {operation}"))
    return LAYERS[operation](found, found.node.layer)
