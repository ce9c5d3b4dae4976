"""PyTorch's classes: which operation each is, what its arguments are called, and over how many axes it goes."""

from dataclasses import dataclass
from typing import Any

from .module import Module, refusal


@dataclass(frozen=True)
class TorchClass:
    """One class of ``torch.nn``.

    Attributes
    ----------
    operation : str
        As in `app.layers.registry`; ``""`` for what does nothing.
    parameters : tuple of str
        Its constructor's, in order.
    axes : tuple of int
        Numbers of spatial axes that its input may have; empty where any will do.
    learns : bool
        Whether it holds weights.
    """

    operation: str
    parameters: tuple[str, ...] = ()
    axes: tuple[int, ...] = ()
    learns: bool = False


_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
_CONV_REST = ("dilation", "groups", "bias", "padding_mode")
_STAMP_REST = ("output_padding", "groups", "bias", "dilation", "padding_mode")
_MAX_POOL = ("kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode")
_AVG_POOL = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
_NORM = ("num_features", "eps", "momentum", "affine", "track_running_stats", "bias")
_DROPOUT = TorchClass("dropout", ("p", "inplace"))


def _ranked(axes: int) -> dict[str, TorchClass]:
    """Name the classes that PyTorch has once for each number of axes."""
    only = (axes,)
    # the divisor can be overridden over two and three axes alone
    avg_pool = _AVG_POOL if axes > 1 else _AVG_POOL[:-1]
    return {
        f"Conv{axes}d": TorchClass("conv", (*_CONV, *_CONV_REST), only, learns=True),
        f"LazyConv{axes}d": TorchClass("conv", (*_CONV[1:], *_CONV_REST), only, learns=True),
        f"ConvTranspose{axes}d": TorchClass("conv_transpose", (*_CONV, *_STAMP_REST), only, learns=True),
        f"MaxPool{axes}d": TorchClass("max_pool", _MAX_POOL, only),
        f"AvgPool{axes}d": TorchClass("avg_pool", avg_pool, only),
        f"AdaptiveAvgPool{axes}d": TorchClass("adaptive_avg_pool", ("output_size",), only),
        f"BatchNorm{axes}d": TorchClass("batch_norm", _NORM, (0, 1) if axes == 1 else only, learns=True),
        f"Dropout{axes}d": _DROPOUT,
    }


CLASSES: dict[str, TorchClass] = {
    **_ranked(1),
    **_ranked(2),
    **_ranked(3),
    "LocalResponseNorm": TorchClass("local_response_norm", ("size", "alpha", "beta", "k"), (1, 2, 3)),
    "Dropout": _DROPOUT,
    "ReLU": TorchClass("relu", ("inplace",)),
    "ReLU6": TorchClass("relu6", ("inplace",)),
    "LeakyReLU": TorchClass("leaky_relu", ("negative_slope", "inplace")),
    "PReLU": TorchClass("prelu", ("num_parameters", "init"), learns=True),
    "Sigmoid": TorchClass("sigmoid"),
    "Tanh": TorchClass("tanh"),
    "GELU": TorchClass("gelu", ("approximate",)),
    "SiLU": TorchClass("silu", ("inplace",)),
    "Softmax": TorchClass("softmax", ("dim",)),
    "Flatten": TorchClass("flatten", ("start_dim", "end_dim")),
    "Linear": TorchClass("linear", ("in_features", "out_features", "bias"), learns=True),
    "LazyLinear": TorchClass("linear", ("out_features", "bias"), learns=True),
    "Upsample": TorchClass("upsample", ("size", "scale_factor", "mode", "align_corners"), (1, 2, 3)),
    "UpsamplingNearest2d": TorchClass("upsample", ("size", "scale_factor"), (2,)),
    "ChannelShuffle": TorchClass("channel_shuffle", ("groups",), (1, 2, 3)),
    "PixelShuffle": TorchClass("pixel_shuffle", ("upscale_factor",), (2,)),
    "Identity": TorchClass(""),
}
#: Arguments that change neither shapes nor counts.
_FREE = {"inplace", "momentum", "init", "device", "dtype"}
#: Arguments that may have one value alone, the one that our layers have.
_FIXED: dict[str, Any] = {
    "padding_mode": "zeros", "track_running_stats": True, "return_indices": False, "divisor_override": None,
    "start_dim": 1, "end_dim": -1, "size": None, "align_corners": False, "approximate": "none",
    "recompute_scale_factor": None, "antialias": False,
}  # fmt: skip
#: PyTorch's words for interpolation along one, two and three axes; ours is one for all.
_LINEAR = {"linear": 1, "bilinear": 2, "trilinear": 3}


def arguments_of(module: Module) -> dict[str, Any]:
    """Give a module's arguments by name, as they were written.

    Raises
    ------
    OptionError
        If there are more arguments than the class takes, or one is given twice.

    Examples
    --------
    >>> arguments_of(Module("MaxPool2d", 1, (3, 2)))
    {'kernel_size': 3, 'stride': 2}
    """
    names = module.parameters or CLASSES[module.kind].parameters
    if len(module.args) > len(names):
        raise refusal(module.line, f"{module.called} takes {len(names)} arguments, not {len(module.args)}")
    arguments = dict(zip(names, module.args, strict=False))
    for name, value in module.kwargs:
        if name in arguments:
            raise refusal(module.line, f"{module.called} is given {name} twice")
        if name not in names and name not in ("device", "dtype"):
            raise refusal(module.line, f"{module.called} has no argument {name}")
        arguments[name] = value
    return arguments


def options_of(module: Module) -> dict[str, Any]:
    """Give the options of a module's layer by name.

    Raises
    ------
    OptionError
        As `arguments_of`; also if one means what our layers do not do.

    Examples
    --------
    >>> options_of(Module("Conv2d", 1, (3, 8, 3), (("padding", 1),)))
    {'in_channels': 3, 'out_channels': 8, 'kernel_size': 3, 'padding': 1}
    """
    arguments = arguments_of(module)
    fixed = dict(_FIXED)
    if module.kind == "LocalResponseNorm":
        del fixed["size"]  # which is an option of this one
    if module.kind.startswith("BatchNorm"):
        fixed["bias"] = arguments.get("affine", True)  # printed since PyTorch 2.13
    for name, value in arguments.items():
        if (
            name in fixed
            and value is not None
            and (value != fixed[name] or isinstance(value, bool) != isinstance(fixed[name], bool))
        ):
            raise refusal(
                module.line, f"{module.called} with {name}={value!r} has no counterpart among the layers here"
            )
    if arguments.get("mode") in _LINEAR:
        arguments["mode"] = "bilinear"
    return {
        name: _listed(value)
        for name, value in arguments.items()
        if name not in _FREE and name not in fixed and name != "dim" and value is not None
    }


def axes_of(module: Module) -> tuple[int, ...]:
    """Give the numbers of spatial axes that a module's input may have; empty where any will do.

    Examples
    --------
    >>> axes_of(Module("Conv3d", 1)), axes_of(Module("Upsample", 1, kwargs=(("mode", "bilinear"),)))
    ((3,), (2,))
    """
    mode = dict(module.kwargs).get("mode")
    return (_LINEAR[mode],) if mode in _LINEAR else CLASSES[module.kind].axes


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def learns(module: Module) -> bool:
    """Say whether a module, or one within it, holds weights.

    Examples
    --------
    >>> learns(Module("Sequential", 1, children=(("0", Module("Linear", 1)),)))
    True
    """
    if module.kind in CLASSES:
        return CLASSES[module.kind].learns
    return any(learns(child) for _, child in module.children)
