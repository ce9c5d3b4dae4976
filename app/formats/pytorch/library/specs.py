"""PyTorch's layers: which operation each is, what its arguments are called, and over how many axes it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: An argument without a default.
NEEDED = object()


@dataclass(frozen=True)
class Spec:
    """One class of ``torch.nn``.

    Attributes
    ----------
    operation : str
        As in `app.layers.registry`; ``""`` for what does nothing.
    parameters : mapping
        Its constructor's, in order, with their defaults.
    axes : tuple of int
        Numbers of spatial axes that its input may have; empty where any will do.
    learns : bool
        Whether it holds weights.
    pointwise : bool
        Whether it does the same to every number, so that the order of the axes does not matter.
    """

    operation: str
    parameters: Mapping[str, Any]
    axes: tuple[int, ...] = ()
    learns: bool = False
    pointwise: bool = False


def _names(*needed: str, **defaults: Any) -> dict[str, Any]:
    return {**dict.fromkeys(needed, NEEDED), **defaults}


_PLACED = {"device": None, "dtype": None}
_INPLACE = {"inplace": False}


def _ranked(axes: int) -> dict[str, Spec]:
    """Name the classes that PyTorch has once for each number of axes."""
    only = (axes,)
    conv = _names("in_channels", "out_channels", "kernel_size", stride=1, padding=0, dilation=1, groups=1, bias=True,
                  padding_mode="zeros", **_PLACED)  # fmt: skip
    stamp = _names("in_channels", "out_channels", "kernel_size", stride=1, padding=0, output_padding=0, groups=1,
                   bias=True, dilation=1, padding_mode="zeros", **_PLACED)  # fmt: skip
    max_pool = _names("kernel_size", stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)
    # the divisor can be overridden over two and three axes alone
    divisor = {"divisor_override": None} if axes > 1 else {}
    avg_pool = _names("kernel_size", stride=None, padding=0, ceil_mode=False, count_include_pad=True, **divisor)
    norm = {"eps": 1e-5, "momentum": 0.1, "affine": True, "track_running_stats": True, "bias": True, **_PLACED}
    over = (0, 1) if axes == 1 else only
    return {
        f"Conv{axes}d": Spec("conv", conv, only, learns=True),
        f"LazyConv{axes}d": Spec("conv", _without(conv, "in_channels") | {"in_channels": None}, only, learns=True),
        f"ConvTranspose{axes}d": Spec("conv_transpose", stamp, only, learns=True),
        f"LazyConvTranspose{axes}d": Spec(
            "conv_transpose", _without(stamp, "in_channels") | {"in_channels": None}, only, learns=True
        ),
        f"MaxPool{axes}d": Spec("max_pool", max_pool, only),
        f"AvgPool{axes}d": Spec("avg_pool", avg_pool, only),
        f"AdaptiveAvgPool{axes}d": Spec("adaptive_avg_pool", _names("output_size"), only),
        f"BatchNorm{axes}d": Spec("batch_norm", _names("num_features") | norm, over, learns=True),
        f"LazyBatchNorm{axes}d": Spec("batch_norm", norm | {"num_features": None}, over, learns=True),
        f"Dropout{axes}d": _DROPOUT,
        f"AdaptiveMaxPool{axes}d": Spec("adaptive_max_pool", _names("output_size", return_indices=False), only),
        f"InstanceNorm{axes}d": Spec(
            "instance_norm",
            _names("num_features") | norm | {"affine": False, "track_running_stats": False},
            only,
            learns=True,
        ),
        f"LazyInstanceNorm{axes}d": Spec(
            "instance_norm",
            norm | {"affine": False, "track_running_stats": False, "num_features": None},
            only,
            learns=True,
        ),
        **{f"{kind}Pad{axes}d": Spec("pad", _names("padding", mode=mode), only) for kind, mode in _PADS.items()},
        f"ConstantPad{axes}d": Spec("pad", _names("padding", "value", mode="constant"), only),
    }


#: What the classes that pad are called, and what they fill with.
_PADS = {"Zero": "constant", "Reflection": "reflect", "Replication": "replicate", "Circular": "circular"}


def _without(names: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    return {name: default for name, default in names.items() if name not in left_out}


def _pointwise(operation: str, **defaults: Any) -> Spec:
    return Spec(operation, defaults, pointwise=True)


_DROPOUT = _pointwise("dropout", p=0.5, inplace=False)
_LINEAR = _names("in_features", "out_features", bias=True, **_PLACED)
SPECS: dict[str, Spec] = {
    **_ranked(1),
    **_ranked(2),
    **_ranked(3),
    "LocalResponseNorm": Spec("local_response_norm", _names("size", alpha=1e-4, beta=0.75, k=1.0), (1, 2, 3)),
    "Dropout": _DROPOUT,
    "AlphaDropout": _DROPOUT,
    "FeatureAlphaDropout": _DROPOUT,
    "ReLU": _pointwise("relu", **_INPLACE),
    "ReLU6": _pointwise("relu6", **_INPLACE),
    "LeakyReLU": _pointwise("leaky_relu", negative_slope=0.01, **_INPLACE),
    "PReLU": Spec("prelu", {"num_parameters": 1, "init": 0.25, **_PLACED}, learns=True),
    "Sigmoid": _pointwise("sigmoid"),
    "Tanh": _pointwise("tanh"),
    "GELU": _pointwise("gelu", approximate="none"),
    "SiLU": _pointwise("silu", **_INPLACE),
    "Softmax": Spec("softmax", {"dim": None}),
    "Softmax2d": Spec("softmax", {}, (2,)),
    "Flatten": Spec("flatten", {"start_dim": 1, "end_dim": -1}),
    "Linear": Spec("linear", _LINEAR, learns=True),
    "LazyLinear": Spec("linear", _without(_LINEAR, "in_features") | {"in_features": None}, learns=True),
    "Upsample": Spec(
        "upsample",
        {"size": None, "scale_factor": None, "mode": "nearest", "align_corners": None, "recompute_scale_factor": None},
        (1, 2, 3),
    ),
    "UpsamplingNearest2d": Spec("upsample", {"size": None, "scale_factor": None}, (2,)),
    "ChannelShuffle": Spec("channel_shuffle", _names("groups"), (1, 2, 3)),
    "PixelShuffle": Spec("pixel_shuffle", _names("upscale_factor"), (2,)),
    "UpsamplingBilinear2d": Spec(
        "upsample", {"size": None, "scale_factor": None, "mode": "bilinear", "align_corners": True}, (2,)
    ),
    "PixelUnshuffle": Spec("pixel_unshuffle", _names("downscale_factor"), (2,)),
    "Unflatten": Spec("unflatten", _names("dim", "unflattened_size")),
    "LayerNorm": Spec(
        "layer_norm",
        _names("normalized_shape", eps=1e-5, elementwise_affine=True, bias=True, **_PLACED),
        learns=True,
    ),
    "GroupNorm": Spec(
        "group_norm", _names("num_groups", "num_channels", eps=1e-5, affine=True, bias=True, **_PLACED), learns=True
    ),
    "Hardswish": _pointwise("hardswish", **_INPLACE),
    "Hardsigmoid": _pointwise("hardsigmoid", **_INPLACE),
    "Hardtanh": _pointwise("hardtanh", min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None),
    "ELU": _pointwise("elu", alpha=1.0, inplace=False),
    "SELU": _pointwise("selu", **_INPLACE),
    "Softplus": _pointwise("softplus", beta=1.0, threshold=20.0),
    "Mish": _pointwise("mish", **_INPLACE),
    "Softsign": _pointwise("softsign"),
    "LogSigmoid": _pointwise("log_sigmoid"),
    "LogSoftmax": Spec("log_softmax", {"dim": None}),
    "RReLU": _pointwise("leaky_relu", lower=1 / 8, upper=1 / 3, inplace=False),
    "Identity": Spec("", {}, pointwise=True),
}
#: PyTorch's words for interpolation along one, two and three axes; ours is one for all.
LINEAR_MODES = {"linear": 1, "bilinear": 2, "trilinear": 3}
