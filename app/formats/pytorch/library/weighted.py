"""Functions that take their weights as arguments: ``F.conv2d``, ``F.linear``, ``F.layer_norm`` and their kin."""

from collections.abc import Callable
from typing import Any

from ..interpreter.machine import Machine, kind_of
from ..interpreter.values import Native, Unknown
from .applying import Call, apply
from .specs import SPECS
from .tensor import Made, Tensor


def _use(m: Machine, called: str, weight: Any, bias: Any = None) -> None:
    """Note that weights are used, each once.

    Raises
    ------
    OptionError
        If they are no parameters, or were used before.
    """
    for made in (weight, bias):
        if made is None:
            continue
        if not isinstance(made, Made) or not made.parameters:
            raise m.refusal(f"{called} takes parameters as its weights here, not {kind_of(made)}")
        m.world.trace.use(m, made, m.line)


def _add(m: Machine, called: str, kind: str, arguments: dict[str, Any], x: Any) -> Any:
    spec = SPECS[kind]
    defaults = {name: default for name, default in spec.parameters.items() if name in ("device", "dtype")}
    return apply(m, Call(called, m.world.trace.path(called), spec, defaults | arguments, m.line), x)


def _shape(m: Machine, called: str, weight: Any, least: int) -> tuple[int, ...]:
    if not isinstance(weight, Made) or weight.shape is None or len(weight.shape) < least:
        raise m.refusal(f"the shape of the weight of {called} is not known here")
    return weight.shape


def _conv(axes: int, *, transposed: bool) -> Callable[..., Any]:
    called = f"conv_transpose{axes}d" if transposed else f"conv{axes}d"

    def run(
        m: Machine,
        input: Any,
        weight: Any,
        bias: Any = None,
        stride: Any = 1,
        padding: Any = 0,
        *more: Any,
        **named: Any,
    ) -> Any:
        if isinstance(input, Unknown | Made):
            return Unknown(f"{called} of a tensor that the text makes", m.line)
        order = ("output_padding", "groups", "dilation") if transposed else ("dilation", "groups")
        given = {"dilation": 1, "groups": 1, "output_padding": 0} | dict(zip(order, more, strict=False)) | named
        first, second, *kernel = _shape(m, called, weight, 2 + axes)
        groups = given["groups"]
        channels = (first, second * groups) if transposed else (second * groups, first)
        _use(m, called, weight, bias)
        arguments = {
            "in_channels": channels[0], "out_channels": channels[1], "kernel_size": tuple(kernel), "stride": stride,
            "padding": padding, "dilation": given["dilation"], "groups": groups, "bias": bias is not None,
        }  # fmt: skip
        if transposed:
            arguments["output_padding"] = given["output_padding"]
        return _add(m, called, f"{'ConvTranspose' if transposed else 'Conv'}{axes}d", arguments, input)

    return run


def _linear(m: Machine, input: Any, weight: Any, bias: Any = None) -> Any:
    if not isinstance(input, Tensor):
        return Unknown("linear of a tensor that the text makes", m.line)
    out, into = _shape(m, "linear", weight, 2)
    _use(m, "linear", weight, bias)
    return _add(m, "linear", "Linear", {"in_features": into, "out_features": out, "bias": bias is not None}, input)


def _layer_norm(
    m: Machine, input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    if (weight is None) != (bias is None):
        raise m.refusal("layer_norm with a weight and without a bias has no counterpart among the layers here")
    _use(m, "layer_norm", weight, bias)
    arguments = {
        "normalized_shape": normalized_shape,
        "eps": eps,
        "elementwise_affine": weight is not None,
        "bias": True,
    }
    return _add(m, "layer_norm", "LayerNorm", arguments, input)


def _group_norm(
    m: Machine, input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    _use(m, "group_norm", weight, bias)
    arguments = {"num_groups": num_groups, "num_channels": input.shape[1], "eps": eps, "affine": weight is not None}
    return _add(m, "group_norm", "GroupNorm", arguments, input)


def _prelu(m: Machine, input: Any, weight: Any) -> Any:
    (count,) = _shape(m, "prelu", weight, 1)
    _use(m, "prelu", weight)
    return _add(m, "prelu", "PReLU", {"num_parameters": count}, input)


_RUNS: dict[str, Callable[..., Any]] = {
        "linear": _linear, "layer_norm": _layer_norm, "group_norm": _group_norm, "prelu": _prelu,
        **{f"conv{axes}d": _conv(axes, transposed=False) for axes in (1, 2, 3)},
        **{f"conv_transpose{axes}d": _conv(axes, transposed=True) for axes in (1, 2, 3)},
}  # fmt: skip
#: By name.
WEIGHTED = {name: Native(name, run) for name, run in _RUNS.items()}
