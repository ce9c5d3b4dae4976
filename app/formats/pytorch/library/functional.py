"""``torch.nn.functional``, and the functions of ``torch`` that do the same."""

from collections.abc import Callable, Mapping
from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.values import Native, Unknown
from . import made, shaping
from .applying import Call, apply
from .arithmetic import joined
from .layers import arguments_of
from .specs import NEEDED, SPECS
from .tensor import Made, Tensor, computed

#: Functions that do what a class does.
_FUNCTIONS = {
    "relu": "ReLU", "relu_": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "leaky_relu_": "LeakyReLU",
    "sigmoid": "Sigmoid", "sigmoid_": "Sigmoid", "tanh": "Tanh", "tanh_": "Tanh", "gelu": "GELU", "silu": "SiLU",
    "softmax": "Softmax", "dropout": "Dropout", "flatten": "Flatten", "pixel_shuffle": "PixelShuffle",
    "channel_shuffle": "ChannelShuffle", "native_channel_shuffle": "ChannelShuffle",
    "interpolate": "Upsample", "upsample": "Upsample", "local_response_norm": "LocalResponseNorm",
    "alpha_dropout": "AlphaDropout", "pixel_unshuffle": "PixelUnshuffle", "hardswish": "Hardswish",
    "hardsigmoid": "Hardsigmoid", "hardtanh": "Hardtanh", "elu": "ELU", "selu": "SELU",
    "elu_": "ELU", "selu_": "SELU", "hardtanh_": "Hardtanh",
    "softplus": "Softplus", "mish": "Mish", "softsign": "Softsign", "logsigmoid": "LogSigmoid",
    "log_softmax": "LogSoftmax", "rrelu": "RReLU",
    **{f"{function}{axes}d": f"{kind}{axes}d" for axes in (1, 2, 3) for function, kind in (
        ("max_pool", "MaxPool"), ("avg_pool", "AvgPool"), ("adaptive_avg_pool", "AdaptiveAvgPool"),
        ("adaptive_max_pool", "AdaptiveMaxPool"),
        ("dropout", "Dropout"),
    )},
}  # fmt: skip
_INTERPOLATE = {
    "size": None, "scale_factor": None, "mode": "nearest", "align_corners": None, "recompute_scale_factor": None,
    "antialias": False,
}  # fmt: skip
_SOFTMAX = {"dim": None, "_stacklevel": 3, "dtype": None}
_DROPOUT = {"p": 0.5, "training": True, "inplace": False}
#: What functions call their arguments after the input, where it is not what the classes do.
_PARAMETERS: dict[str, Mapping[str, Any]] = {
    **{f"max_pool{axes}d": {"kernel_size": NEEDED, "stride": None, "padding": 0, "dilation": 1, "ceil_mode": False,
                            "return_indices": False} for axes in (1, 2, 3)},
    **dict.fromkeys(("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout"), _DROPOUT),
    "softmax": _SOFTMAX, "log_softmax": _SOFTMAX,
    "interpolate": _INTERPOLATE,
    "upsample": _INTERPOLATE,
    "flatten": {"start_dim": 0, "end_dim": -1},
}  # fmt: skip


def _function(name: str, kind: str) -> Native:
    spec = SPECS[kind]
    parameters = _PARAMETERS.get(name, spec.parameters)
    called = name.rstrip("_")

    def run(m: Machine, input: Any, *args: Any, **kwargs: Any) -> Any:
        arguments = arguments_of(name, parameters, args, kwargs)
        if "p" in arguments:
            if arguments["training"] is True:
                m.note(f"Line {m.line}: {name} is active in evaluation too: it lacks training=self.training.")
            arguments["training"] = False  # dropout is shown, and does nothing
        if name.endswith("_"):
            arguments["inplace"] = True
        path = m.world.trace.path(called) if m.world.trace else called
        return apply(m, Call(called, path, spec, arguments, m.line), input)

    return Native(name, run, takes_unknown=True)


def _cat(m: Machine, tensors: Any, dim: Any = 0, axis: Any = None) -> Any:
    items = m.listed(tensors)
    m.budget.allocate(len(items))
    unknown = next((tensor for tensor in items if isinstance(tensor, Unknown)), None)
    if unknown is not None:
        return unknown
    along = dim if axis is None else axis
    if items and all(isinstance(item, Made) for item in items):
        return made.joined(items, along)
    axes = len(items[0].shape) if items and isinstance(items[0], Tensor) else 0
    if not axes or along not in (1, 1 - axes):
        raise m.refusal("only channels can be concatenated: dim=1")
    return joined(m, "concat", items)


def glu(m: Machine, input: Any, dim: Any = -1) -> Any:
    """Give one half of the channels, gated by the other."""
    if not isinstance(input, Tensor):
        return input if isinstance(input, Unknown) else Unknown("glu of a tensor that the text makes", m.line)
    size = shaping.size(m, input, dim)
    if size % 2:
        raise m.refusal(f"glu takes two halves, but axis {dim} has {size}")
    values, gates = shaping.chunk(m, input, 2, dim)
    return joined(m, "multiply", [values, m.call(FUNCTIONS["sigmoid"], [gates])])


def _add(m: Machine, input: Any, other: Any, alpha: Any = 1) -> Any:
    if alpha != 1:
        raise m.refusal(f"add with alpha={alpha} cannot be read here")
    return _binary("+")(m, input, other)


def _pad(m: Machine, input: Any, pad: Any, mode: Any = "constant", value: Any = 0) -> Any:
    if isinstance(input, Made):
        return computed(None, input)
    widths = shaping.dims_of(m, (pad,))
    axes = len(input.shape) - 2
    more = widths[2 * axes :]
    if (
        len(more) == 2
        and axes > 0
        and not any(widths[: 2 * axes])
        and min(more) >= 0
        and mode == "constant"
        and not value
    ):
        options = {"out_channels": input.shape[1] + sum(more), "stride": 1} | ({"before": more[0]} if more[0] else {})
        return m.world.trace.record(m, "subsample", m.world.trace.path("pad"), [input], options, m.line)
    if more in ([], [0, 0]) and len(widths) % 2 == 0:
        spec, arguments = (
            SPECS[f"ConstantPad{axes}d"],
            {"padding": widths[: 2 * axes], "mode": mode, "value": value or 0},
        )
        return apply(m, Call("pad", m.world.trace.path("pad"), spec, arguments, m.line), input)
    raise m.refusal(f"padding of {tuple(widths)} on a map of {axes} axes has no counterpart among the layers here")


def _binary(symbol: str) -> Callable[..., Any]:
    def run(m: Machine, input: Any, other: Any) -> Any:
        if isinstance(input, int | float) and isinstance(other, int | float):
            raise m.refusal(f"{symbol} of torch takes a tensor")
        return m.world.operate(m, symbol, input, other)

    return run


def _shaping(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of tensors give nothing known for tensors that the text makes."""

    def guarded(m: Machine, input: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(input, Made):
            return made.called(name, input, args, kwargs)
        if not isinstance(input, Tensor):
            raise m.refusal("this takes a tensor")
        return run(m, input, *args, **kwargs)

    return guarded


_SHAPING: dict[str, Callable[..., Any]] = {
    "permute": shaping.permute, "transpose": shaping.transpose, "swapaxes": shaping.transpose,
    "squeeze": shaping.squeeze, "unsqueeze": shaping.unsqueeze, "mean": shaping.mean, "chunk": shaping.chunk,
    "split": shaping.split, "reshape": shaping.view, "unflatten": shaping.unflatten, "amax": shaping.largest,
    "swapdims": shaping.transpose, "movedim": shaping.movedim, "moveaxis": shaping.movedim, "narrow": shaping.narrow,
}  # fmt: skip
_OTHERS: dict[str, Callable[..., Any]] = {
    "cat": _cat, "concat": _cat, "concatenate": _cat, "add": _add, "mul": _binary("*"), "multiply": _binary("*"),
    "sub": _binary("-"), "div": _binary("/"), "glu": glu,
    "subtract": _binary("-"), "divide": _binary("/"), "true_divide": _binary("/"), "pad": _pad,
    **{name: _shaping(name, run) for name, run in _SHAPING.items()},
}  # fmt: skip
#: By name.
FUNCTIONS: dict[str, Native] = {
    **{name: _function(name, kind) for name, kind in _FUNCTIONS.items()},
    **{name: Native(name, run) for name, run in _OTHERS.items()},
}
