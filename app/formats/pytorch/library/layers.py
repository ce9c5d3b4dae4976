"""The layers of ``torch.nn``: what a call of each adds to the network."""

from collections.abc import Mapping
from typing import Any

from ....layers.layer import option_fields
from ....layers.registry import LAYERS as LAYER_CLASSES
from ....mechanics.errors import OptionError
from ..interpreter.errors import Raised, refusal
from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native, Unknown
from .checks import check_axes, check_constructor
from .modules import MODULE
from .options import plain
from .specs import LINEAR_MODES, NEEDED, SPECS, Spec
from .tensor import Dims, Made, Tensor, shown
from .views import channels_first, channels_last

#: Arguments that change neither shapes nor counts.
_FREE = {"inplace", "momentum", "init", "device", "dtype", "training", "dim", "_stacklevel"}
#: Arguments that may have one value alone, the one that our layers have.
_FIXED: dict[str, Any] = {
    "padding_mode": "zeros", "track_running_stats": True, "return_indices": False, "divisor_override": None,
    "align_corners": False, "approximate": "none", "recompute_scale_factor": None, "antialias": False,
}  # fmt: skip


def arguments_of(called: str, parameters: Mapping[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Give arguments by name, with the defaults of those that are left out.

    Raises
    ------
    Raised
        The text's own ``TypeError`` if there are too many or too few, or one is given twice.

    Examples
    --------
    >>> arguments_of("ReLU", {"inplace": False}, (True,), {})
    {'inplace': True}
    """
    names = list(parameters)
    if len(args) > len(names):
        raise Raised("TypeError", f"{called} takes {len(names)} arguments, not {len(args)}")
    given = dict(zip(names, args, strict=False))
    for name, value in kwargs.items():
        if name in given:
            raise Raised("TypeError", f"{called} is given {name} twice")
        if name not in parameters:
            raise Raised("TypeError", f"{called} has no argument {name}")
        given[name] = value
    missing = [name for name, default in parameters.items() if default is NEEDED and name not in given]
    if missing:
        raise Raised("TypeError", f"{called} needs {', '.join(missing)}")
    return {name: given.get(name, default) for name, default in parameters.items()}


def options_of(called: str, spec: Spec, arguments: Mapping[str, Any], shape: Dims) -> dict[str, Any]:
    """Give the options of a layer.

    Raises
    ------
    OptionError
        If one means what our layers do not do.
    """
    fixed = {name: value for name, value in _FIXED.items() if name in arguments}
    if spec.operation == "batch_norm":
        fixed["bias"] = arguments.get("affine", True)  # printed since PyTorch 2.13
    for name, wanted in fixed.items():
        value = arguments[name]
        if value is not None and (value != wanted or isinstance(value, bool) != isinstance(wanted, bool)):
            raise OptionError("text", f"{called} with {name}={value!r} has no counterpart among the layers here")
    options = {
        name: plain(value)
        for name, value in arguments.items()
        if name not in _FREE and name not in fixed and value is not None
    }
    options = _FINISH.get(spec.operation, lambda _, options, __: options)(called, options, shape)
    defaults = {name: default for name, (_, default) in option_fields(LAYER_CLASSES[spec.operation]).items()}
    return {name: value for name, value in options.items() if value != defaults.get(name, NEEDED)}


def _upsample(called: str, options: dict[str, Any], shape: Dims) -> dict[str, Any]:
    if options.get("mode") in LINEAR_MODES:
        options["mode"] = "bilinear"
    size = options.pop("size", None)
    if size is not None:
        sizes = size if isinstance(size, list) else [size] * (len(shape) - 2)
        factors = [wanted / there for wanted, there in zip(sizes, shape[2:], strict=False)]
        if len(sizes) != len(shape) - 2 or not all(factor.is_integer() and factor for factor in factors):
            raise OptionError("text", f"{called} with size={size} has no counterpart among the layers here: "
                              f"{shown(shape)} grows by whole factors alone")  # fmt: skip
        options["scale_factor"] = [int(factor) for factor in factors]
    return options


def _adaptive(called: str, options: dict[str, Any], shape: Dims) -> dict[str, Any]:  # noqa: ARG001
    size = options["output_size"]
    if isinstance(size, list):
        options["output_size"] = [
            there if wanted is None else wanted for wanted, there in zip(size, shape[2:], strict=False)
        ] if len(size) == len(shape) - 2 else size  # fmt: skip
    return options


_FINISH = {"upsample": _upsample, "adaptive_avg_pool": _adaptive}


def apply(
    m: Machine, called: str, name: str, spec: Spec, arguments: Mapping[str, Any], x: Any, line: int, module: Any = None
) -> Any:
    """Add a layer with one input.

    Parameters
    ----------
    m : Machine
        The machine.
    called, name : str
        What the text calls the class or function, and the name of the node.
    spec : Spec
        What it is.
    arguments : mapping
        By name.
    x : Tensor
        Its input.
    line : int
        Where it stands in the text.
    module : Instance or None
        The module, if it is one.

    Raises
    ------
    OptionError
        Naming the line, if it does not fit.
    """
    if isinstance(x, Unknown):
        return x
    if isinstance(x, Made):
        return Unknown(f"{called} of a tensor that the text makes", m.line)
    if not isinstance(x, Tensor):
        raise refusal(m.line, f"{called} takes a tensor")
    m.world.flow = True
    unknown = next((value for value in arguments.values() if isinstance(value, Unknown)), None)
    if unknown is not None:
        m.known(unknown, f"an argument of {called}")
    if not spec.operation:
        return x
    trace = m.world.trace
    if spec.operation == "flatten":
        return _flatten(m, name, x, arguments, line)
    if spec.pointwise and any(view.how == "permute" for view in x.views):
        inner = Tensor(x.base, x.node, x.base)
        found = apply(m, called, name, spec, arguments, inner, line, module)
        return Tensor(x.shape, found.node, found.base, x.views)
    if spec.operation == "linear" and isinstance(arguments["in_features"], int):
        trace.expect(x, arguments["in_features"], (0,))
    if spec.operation == "linear" and len(x.shape) > 2:
        return _linear_over_channels(m, called, name, arguments, x, line, module)
    mode = arguments.get("mode")
    axes = (LINEAR_MODES[mode],) if isinstance(mode, str) and mode in LINEAR_MODES else spec.axes
    channels = next((arguments[key] for key in _CHANNELS if isinstance(arguments.get(key), int)), None)
    if channels is not None or axes:
        trace.expect(x, channels, axes)
    try:
        check_axes(called, spec, axes, x.shape)
        if spec.operation == "softmax" and arguments.get("dim") not in (None, 1, 1 - len(x.shape)):
            raise OptionError("text", f"{called} over axis {arguments['dim']} is not that of the channels: use dim=1")
        check_constructor(called, spec.operation, arguments)
        options = options_of(called, spec, arguments, x.shape)
    except OptionError as error:
        raise refusal(line, str(error)) from None
    if module is not None and spec.learns:
        trace.learn(m, module, line)
    return trace.record(m, spec.operation, name, [x], options, line)


_CHANNELS = ("in_channels", "in_features", "num_features")


def _flatten(m: Machine, name: str, x: Tensor, arguments: Mapping[str, Any], line: int) -> Tensor:
    start, end = arguments["start_dim"], arguments["end_dim"]
    axes = len(x.shape)
    if not isinstance(start, int) or not isinstance(end, int) or not -axes <= start < axes or not -axes <= end < axes:
        raise refusal(line, f"flatten goes from one axis of {axes} to another, not from {start} to {end}")
    start, end = start % axes, end % axes
    total = 1
    for size in x.shape[start : end + 1]:
        total *= size
    if start == 0 and end > 0:
        raise refusal(
            line,
            "this flattens the batch too: torch.flatten(x, 1) keeps one row of numbers for each input",
        )
    if len(x.shape) - end + start == 2 and not x.views:
        return m.world.trace.record(m, "flatten", name, [x], {}, line)  # type: ignore[no-any-return]
    return x.reshaped((*x.shape[:start], total, *x.shape[end + 1 :]))


def _linear_over_channels(
    m: Machine, called: str, name: str, arguments: Mapping[str, Any], x: Tensor, line: int, module: Any
) -> Tensor:
    """Add a linear layer over the last axis of a map: it is a convolution with a kernel of one cell."""
    first = channels_first(x)
    if first is None:
        if len(x.shape) != 3:
            raise refusal(
                line,
                f"a linear layer takes a row of numbers, but {shown(x.shape)} comes in: flatten before it with "
                "torch.flatten(x, 1)",
            )
        first = x.permuted((0, len(x.shape) - 1, *range(1, len(x.shape) - 1)))
    if module is not None:
        m.world.trace.learn(m, module, line)
    options = {
        "out_channels": arguments["out_features"], "kernel_size": 1, "bias": arguments["bias"],
        "in_channels": arguments["in_features"],
    }  # fmt: skip
    m.note(f"{called} over the channels of a map is written as the 1×1 convolution that it is.")
    kept = {key: plain(value) for key, value in options.items() if value is not None and (key, value) != ("bias", True)}
    return channels_last(m.world.trace.record(m, "conv", name, [first], kept, line))


def _start(kind: str, spec: Spec) -> Any:
    def run(m: Machine, self: Instance, *args: Any, **kwargs: Any) -> None:
        arguments = arguments_of(kind, spec.parameters, args, kwargs)
        try:
            if not any(isinstance(value, Unknown) for value in arguments.values()):
                check_constructor(kind, spec.operation, arguments)
        except OptionError as error:
            raise refusal(m.line, str(error)) from None
        self.attrs |= arguments
        self.line = m.line
        if spec.learns:
            _give_weights(self, spec, arguments)

    return run


def _give_weights(self: Instance, spec: Spec, arguments: Mapping[str, Any]) -> None:
    out = arguments.get("out_channels") or arguments.get("out_features") or arguments.get("num_features")
    has_weight = arguments.get("affine") is not False
    self.attrs["weight"] = Made(None, learned=True, owner=self) if has_weight else None
    has_bias = has_weight and arguments.get("bias", spec.operation == "prelu") is not False
    if spec.operation != "prelu":
        self.attrs["bias"] = Made((out,) if isinstance(out, int) else None, learned=True, owner=self) if has_bias else None


def _forward(kind: str, spec: Spec) -> Any:
    def run(m: Machine, self: Instance, input: Any, *more: Any, **_: Any) -> Any:
        arguments = {name: self.attrs.get(name) for name in spec.parameters}
        if "bias" in arguments:
            arguments["bias"] = self.attrs.get("bias") is not None
        if spec.operation == "conv_transpose" and (more or _):
            raise m.refusal("output_size is not read here: use output_padding")
        if more:
            raise m.refusal(f"{kind} ({spec.operation}) takes 1 input, not {1 + len(more)}")
        name = m.world.trace.where[-1] or kind.lower()
        return apply(m, kind, name, spec, arguments, input, self.line, self)

    return run


def _layer(kind: str, spec: Spec) -> Class:
    return Class(
        kind,
        (MODULE,),
        {
            "__init__": Native("__init__", _start(kind, spec), takes_unknown=True),
            "forward": Native("forward", _forward(kind, spec), takes_unknown=True),
        },
    )


#: Every layer of ``torch.nn`` that is known, by its name.
LAYERS: dict[str, Class] = {kind: _layer(kind, spec) for kind, spec in SPECS.items()}
