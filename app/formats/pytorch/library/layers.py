"""The layers of ``torch.nn``: what a call of each adds to the network."""

from collections.abc import Mapping
from typing import Any

from ....mechanics.errors import OptionError
from ..interpreter.errors import Raised, refusal
from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native, Unknown
from . import shaping
from .checks import check_axes, check_constructor
from .modules import MODULE
from .over_channels import OVER_CHANNELS
from .parameters import weight_shape
from .specs import LINEAR_MODES, NEEDED, SPECS, Spec
from .steps import steps_of
from .tensor import Made, Tensor

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
    if spec.operation == "layer_norm" or (spec.operation == "linear" and len(x.shape) > 2):
        return OVER_CHANNELS[spec.operation](m, called, name, arguments, x, line, module)
    if spec.operation == "unflatten":
        return shaping.unflatten(m, x, arguments["dim"], arguments["unflattened_size"])
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
        steps = steps_of(called, spec, arguments, x.shape)
    except OptionError as error:
        raise refusal(line, str(error)) from None
    if module is not None and spec.learns:
        trace.learn(m, module, line)
    for operation, options in steps:
        last = operation == steps[-1][0]
        x = trace.record(m, operation, name if last else f"{name}.{operation}", [x], options, line)
    return x


_CHANNELS = ("in_channels", "in_features", "num_features", "num_channels")


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


_PER_AXIS = {"kernel_size", "stride", "padding", "dilation", "output_padding"}


def _start(kind: str, spec: Spec) -> Any:
    def run(m: Machine, self: Instance, *args: Any, **kwargs: Any) -> None:
        arguments = arguments_of(kind, spec.parameters, args, kwargs)
        try:
            if not any(isinstance(value, Unknown) for value in arguments.values()):
                check_constructor(kind, spec.operation, arguments)
        except OptionError as error:
            raise refusal(m.line, str(error)) from None
        self.attrs |= arguments
        if spec.operation in ("conv", "conv_transpose"):  # a constructor keeps one number for each axis
            for name in _PER_AXIS & arguments.keys():
                if isinstance(arguments[name], int):
                    self.attrs[name] = (arguments[name],) * spec.axes[0]
        self.line = m.line
        if spec.learns:
            _give_weights(self, spec, arguments)

    return run


def _give_weights(self: Instance, spec: Spec, arguments: Mapping[str, Any]) -> None:
    weight = weight_shape(spec.operation, {"axes": spec.axes[0] if spec.axes else 0, **arguments})
    has_weight = arguments.get("affine", arguments.get("elementwise_affine")) is not False
    self.attrs["weight"] = Made(weight, learned=True, owner=self) if has_weight else None
    if spec.operation != "prelu":
        has_bias = has_weight and arguments.get("bias") is not False
        bias = weight if weight is None or spec.operation.endswith("norm") else (_outputs(arguments),)
        self.attrs["bias"] = Made(bias, learned=True, owner=self) if has_bias else None


def _outputs(arguments: Mapping[str, Any]) -> int:
    """Give the number of a layer's biases."""
    out = arguments.get("out_channels", arguments.get("out_features"))
    return out if isinstance(out, int) else 0


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
