"""The layers by name: the registry that REST, the pages and the formats rely on."""

from dataclasses import MISSING, fields
from typing import Any

from ..mechanics.errors import OptionError, did_you_mean
from .activation import GELU, Identity, LeakyReLU, PReLU, ReLU, ReLU6, Sigmoid, SiLU, Softmax, Tanh
from .adaptive_max_pool import AdaptiveMaxPool
from .affine import Affine
from .channel_shuffle import ChannelShuffle
from .conv import Conv
from .conv_transpose import ConvTranspose
from .dropout import Dropout
from .group_norm import GroupNorm, InstanceNorm, LayerNorm
from .joining import Add, CenterCrop, Concat
from .layer import Layer, option_fields
from .layer_scale import LayerScale
from .linear import Linear
from .log_softmax import LogSoftmax
from .mapped import ELU, SELU, Hardsigmoid, Hardswish, Hardtanh, LogSigmoid, Mish, Softplus, Softsign, TanhGELU
from .multiply import Multiply
from .narrowing import Slice
from .norm import BatchNorm, LocalResponseNorm
from .opaque import Opaque
from .options import checked, expanded, name_of
from .pad import Pad
from .pixel_unshuffle import PixelUnshuffle
from .pool import AdaptiveAvgPool, AvgPool, MaxPool
from .reshape import Reshape
from .reshaping import Flatten, Subsample
from .resize import Resize
from .upsampling import PixelShuffle, Upsample

#: Every kind of layer, in the order of the editor's list.
LAYERS: dict[str, type[Layer]] = {
    layer.operation: layer
    for layer in (
        Conv, ConvTranspose, MaxPool, AvgPool, AdaptiveAvgPool, AdaptiveMaxPool, BatchNorm, LocalResponseNorm,
        LayerNorm, GroupNorm, InstanceNorm,
        Identity, ReLU, LeakyReLU, Sigmoid, Tanh, GELU, SiLU, ReLU6, PReLU,
        Hardswish, Hardsigmoid, Hardtanh, ELU, SELU, Softplus, Mish, Softsign, LogSigmoid, TanhGELU,
        Dropout, Flatten, Linear, Softmax, LogSoftmax, Add, Multiply, Concat, Affine, LayerScale,
        Upsample, Resize, PixelShuffle, PixelUnshuffle, ChannelShuffle, CenterCrop, Subsample, Pad, Slice, Reshape,
        Opaque,
    )
}  # fmt: skip


def layer_class(operation: str) -> type[Layer]:
    """Return the layer class with the given operation name.

    Raises
    ------
    OptionError
        If there is no such operation.

    Examples
    --------
    >>> layer_class("conv").__name__
    'Conv'
    """
    if operation not in LAYERS:
        raise OptionError("operation", f'there is no operation "{operation}"{did_you_mean(operation, LAYERS)}')
    return LAYERS[operation]


def make(operation: str, options: dict[str, Any], axes: int = 2) -> Layer:
    """Make a layer from its options.

    Parameters
    ----------
    operation : str
        Its name in `LAYERS`.
    options : dict
        Options by name; per-axis values may be one number for all axes.
    axes : int
        Number of spatial axes of the network.

    Raises
    ------
    OptionError
        If there is no such operation, it does not take an option, one is missing, or a value is out of bounds.

    Examples
    --------
    >>> make("linear", {"out_features": 10})
    Linear(out_features=10, bias=True, in_features=None)
    >>> make("max_pool", {"kernel_size": 2, "padding": 1}, axes=1).padding
    ((1, 1),)
    """
    layer = layer_class(operation)
    takes = option_fields(layer)
    for name in sorted(set(options) - set(takes)):
        raise OptionError(name, f"{operation} has no {name}{did_you_mean(name, takes)}")
    for name in sorted(name for name in set(takes) - set(options) if takes[name][1] is MISSING):
        raise OptionError(name, f"{operation} needs {name}")
    values = {name: checked(name, takes[name][0], value) for name, value in options.items()}
    made = {name_of(field): field for field in fields(layer)}
    given = {made[name].name: expanded(made[name], value, axes) for name, value in values.items()}
    defaults = {
        made[name].name: expanded(made[name], made[name].default, axes)
        for name in set(takes) - set(values)
        if takes[name][0].kind.per_axis
    }
    return layer(**defaults, **given)
