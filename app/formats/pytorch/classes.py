"""PyTorch's classes: which operation each is, and what its arguments are called."""

from dataclasses import dataclass
from typing import Any

from .module import Module, refusal


@dataclass(frozen=True)
class TorchClass:
    """One class of ``torch.nn``.

    Attributes
    ----------
    operation : str
        As in `app.networks.operations`; ``""`` for what does nothing.
    parameters : tuple of str
        Its constructor's, in order.
    """

    operation: str
    parameters: tuple[str, ...] = ()


_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
_NORM = TorchClass("batch_norm", ("num_features", "eps", "momentum", "affine", "track_running_stats", "bias"))
_DROPOUT = TorchClass("dropout", ("p", "inplace"))

CLASSES: dict[str, TorchClass] = {
    "Conv2d": TorchClass("conv", (*_CONV, "dilation", "groups", "bias", "padding_mode")),
    "ConvTranspose2d": TorchClass(
        "conv_transpose", (*_CONV, "output_padding", "groups", "bias", "dilation", "padding_mode")
    ),
    "LazyConv2d": TorchClass("conv", (*_CONV[1:], "dilation", "groups", "bias", "padding_mode")),
    "MaxPool2d": TorchClass(
        "max_pool", ("kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode")
    ),
    "AvgPool2d": TorchClass(
        "avg_pool", ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    ),
    "AdaptiveAvgPool2d": TorchClass("adaptive_avg_pool", ("output_size",)),
    "BatchNorm1d": _NORM,
    "BatchNorm2d": _NORM,
    "LocalResponseNorm": TorchClass("local_response_norm", ("size", "alpha", "beta", "k")),
    "Dropout": _DROPOUT,
    "Dropout2d": _DROPOUT,
    "ReLU": TorchClass("relu", ("inplace",)),
    "ReLU6": TorchClass("relu6", ("inplace",)),
    "LeakyReLU": TorchClass("leaky_relu", ("negative_slope", "inplace")),
    "PReLU": TorchClass("prelu", ("num_parameters", "init")),
    "Sigmoid": TorchClass("sigmoid"),
    "Tanh": TorchClass("tanh"),
    "GELU": TorchClass("gelu", ("approximate",)),
    "SiLU": TorchClass("silu", ("inplace",)),
    "Softmax": TorchClass("softmax", ("dim",)),
    "Flatten": TorchClass("flatten", ("start_dim", "end_dim")),
    "Linear": TorchClass("linear", ("in_features", "out_features", "bias")),
    "LazyLinear": TorchClass("linear", ("out_features", "bias")),
    "Upsample": TorchClass("upsample", ("size", "scale_factor", "mode", "align_corners")),
    "UpsamplingNearest2d": TorchClass("upsample", ("size", "scale_factor")),
    "PixelShuffle": TorchClass("pixel_shuffle", ("upscale_factor",)),
    "Identity": TorchClass(""),
}
#: Those that hold weights.
LEARNING = {"Conv2d", "ConvTranspose2d", "LazyConv2d", "Linear", "LazyLinear", "BatchNorm1d", "BatchNorm2d", "PReLU"}
#: Arguments that change neither shapes nor counts.
_FREE = {"inplace", "eps", "momentum", "init", "dim", "device", "dtype"}
#: Arguments that may have one value alone, the one that our layers have.
_FIXED: dict[str, Any] = {
    "padding_mode": "zeros", "track_running_stats": True, "return_indices": False, "divisor_override": None,
    "start_dim": 1, "end_dim": -1, "size": None, "align_corners": False, "approximate": "none",
}  # fmt: skip


def options_of(module: Module) -> dict[str, Any]:
    """Give the options of a module's layer by name.

    Raises
    ------
    OptionError
        If there are more arguments than the class takes, or one means what our layers do not do.

    Examples
    --------
    >>> options_of(Module("Conv2d", 1, (3, 8, 3), (("padding", 1),)))
    {'in_channels': 3, 'out_channels': 8, 'kernel_size': 3, 'padding': 1}
    """
    names = CLASSES[module.kind].parameters
    if len(module.args) > len(names):
        raise refusal(module.line, f"{module.kind} takes {len(names)} arguments, not {len(module.args)}")
    given = dict(zip(names, module.args, strict=False))
    for name, value in module.kwargs:
        if name in given:
            raise refusal(module.line, f"{module.kind} is given {name} twice")
        if name not in names and name not in ("device", "dtype"):
            raise refusal(module.line, f"{module.kind} has no argument {name}")
        given[name] = value
    fixed = dict(_FIXED)
    if module.kind == "LocalResponseNorm":
        del fixed["size"]  # which is an option of this one
    if module.kind.startswith("BatchNorm"):
        fixed["bias"] = given.get("affine", True)  # printed since PyTorch 2.13
    for name, value in given.items():
        if name in fixed and value not in (None, fixed[name]):
            raise refusal(module.line, f"{module.kind} with {name}={value!r} is not among our layers")
    return {
        name: _listed(value)
        for name, value in given.items()
        if name not in _FREE and name not in fixed and value is not None
    }


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
