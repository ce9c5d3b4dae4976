"""The operations by name, and the options that each takes: those of its layer's class."""

from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Literal, get_type_hints

from ..mechanics.activation import ACTIVATIONS
from ..mechanics.errors import OptionError
from ..mechanics.options import Padding, Pair
from .joining import Add, CenterCrop, Concat
from .layers import BatchNorm, Dropout, Flatten, Layer, LeakyReLU, Linear, LocalResponseNorm, PReLU
from .upsampling import PixelShuffle, Upsample
from .windowed import AdaptiveAvgPool, AvgPool, Conv, ConvTranspose, MaxPool, Subsample

OPERATIONS: dict[str, type[Layer]] = {
    "conv": Conv,
    "conv_transpose": ConvTranspose,
    "max_pool": MaxPool,
    "avg_pool": AvgPool,
    "adaptive_avg_pool": AdaptiveAvgPool,
    "batch_norm": BatchNorm,
    "local_response_norm": LocalResponseNorm,
    **dict.fromkeys(ACTIVATIONS, Layer),
    "relu6": Layer,
    "leaky_relu": LeakyReLU,
    "prelu": PReLU,
    "dropout": Dropout,
    "flatten": Flatten,
    "linear": Linear,
    "softmax": Layer,
    "add": Add,
    "concat": Concat,
    "upsample": Upsample,
    "pixel_shuffle": PixelShuffle,
    "center_crop": CenterCrop,
    "subsample": Subsample,
}
#: Those that take more than one input.
JOINING = ("add", "concat", "center_crop")


#: How the value of an option is written, by the type in its layer's class.
_KINDS = {
    Pair: "pair",
    Pair | None: "pair",
    Padding: "padding",
    int: "count",
    int | None: "count",
    float: "number",
    bool: "flag",
    Literal["nearest", "bilinear"]: "mode",
}


def kind_of(operation: str, option: str) -> str:
    """Say how an option's value is written: "pair", "padding", "count", "number", "flag" or "mode".

    Examples
    --------
    >>> kind_of("conv", "kernel_size"), kind_of("conv", "bias")
    ('pair', 'flag')
    """
    return _KINDS[get_type_hints(OPERATIONS[operation])[option]]


@cache
def options_of(operation: str) -> dict[str, Any]:
    """Give the options of an operation with their defaults; ``MISSING`` for those that it must be told.

    Raises
    ------
    OptionError
        If there is no such operation.

    Examples
    --------
    >>> options_of("leaky_relu"), list(options_of("adaptive_avg_pool"))
    ({'negative_slope': 0.01}, ['output_size'])
    """
    if operation not in OPERATIONS:
        raise OptionError("operation", f'there is no operation "{operation}"; there are {", ".join(OPERATIONS)}')
    return {field.name: field.default for field in fields(OPERATIONS[operation])}


def make(operation: str, options: dict[str, Any]) -> Layer:
    """Make a layer from its options.

    Raises
    ------
    OptionError
        If there is no such operation, an option is not one of its, or one is missing.

    Examples
    --------
    >>> make("linear", {"out_features": 10})
    Linear(out_features=10, bias=True, in_features=None)
    """
    takes = options_of(operation)
    for name in sorted(set(options) - set(takes)):
        raise OptionError(name, f"{operation} has no {name}")
    for name in sorted(name for name in set(takes) - set(options) if takes[name] is MISSING):
        raise OptionError(name, f"{operation} needs {name}")
    return OPERATIONS[operation](**options)


def told(operation: str, layer: Layer) -> dict[str, Any]:
    """Give the options of a layer that differ from the defaults: what `make` needs to make it again.

    Examples
    --------
    >>> told("linear", make("linear", {"out_features": 10, "bias": True}))
    {'out_features': 10}
    """
    given = {name: getattr(layer, name) for name in options_of(operation)}
    return {name: value for name, value in given.items() if value != options_of(operation)[name]}
