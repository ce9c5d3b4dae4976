"""What a call of a layer with one input adds to the network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ....mechanics.errors import OptionError
from ..interpreter.errors import refusal
from ..interpreter.machine import Machine
from ..interpreter.values import Instance, Unknown
from . import over_channels, shaping
from .checks import check_axes, check_constructor
from .in_place import overwritten
from .specs import LINEAR_MODES, Spec
from .steps import steps_of
from .tensor import Made, Tensor

#: The arguments that say how many channels come in.
_CHANNELS = ("in_channels", "in_features", "num_features", "num_channels")


@dataclass(frozen=True)
class Call:
    """A layer that is called, as a module or as a function.

    Attributes
    ----------
    called, name : str
        What the text calls the class or function, and the name of the node.
    spec : Spec
        What it is.
    arguments : mapping
        By name.
    line : int
        Where it stands in the text.
    module : Instance or None
        The module, if it is one.
    """

    called: str
    name: str
    spec: Spec
    arguments: Mapping[str, Any]
    line: int
    module: Instance | None = None


def apply(m: Machine, call: Call, x: Any) -> Any:
    """Add a layer with one input.

    Raises
    ------
    OptionError
        Naming the line, if it does not fit.
    """
    if isinstance(x, Made):
        return Unknown(f"{call.called} of a tensor that the text makes", m.line)
    if isinstance(x, Unknown):
        return x
    if not isinstance(x, Tensor):
        raise refusal(m.line, f"{call.called} takes a tensor")
    for value in call.arguments.values():
        m.known(value, f"an argument of {call.called}")
    if not call.spec.operation:
        return x
    found: Tensor
    if call.spec.pointwise and any(view.how == "permute" for view in x.views):
        # the same is done to every number, so that it can be done before the axes change places
        found = _added(m, call, x.whole).seen_as(x)
    else:
        found = _SPECIAL.get(call.spec.operation, _added)(m, call, x)
    if call.arguments.get("inplace"):
        return overwritten(m, x, found)
    if call.spec.operation == "dropout":  # which gives back its input when the model does not train
        found.memory.look_into(x.memory)
    return found


def _added(m: Machine, call: Call, x: Tensor) -> Tensor:
    spec, arguments, trace = call.spec, call.arguments, m.world.trace
    mode = arguments.get("mode")
    axes = (LINEAR_MODES[mode],) if isinstance(mode, str) and mode in LINEAR_MODES else spec.axes
    channels = next((arguments[key] for key in _CHANNELS if isinstance(arguments.get(key), int)), None)
    trace.expect(x, channels, axes)
    try:
        check_axes(call.called, axes, x.shape)
        check_constructor(call.called, spec.operation, arguments)
        steps = steps_of(call.called, spec, arguments, x.shape)
    except OptionError as error:
        raise refusal(call.line, str(error)) from None
    if call.module is not None and spec.learns:
        trace.learn(m, call.module, call.line)
    for operation, options in steps:
        name = call.name if operation == steps[-1][0] else f"{call.name}.{operation}"
        x = trace.record(m, operation, name, [x], options, call.line)
    return x


def _flatten(m: Machine, call: Call, x: Tensor) -> Tensor:
    start, end, axes = call.arguments["start_dim"], call.arguments["end_dim"], len(x.shape)
    if not all(isinstance(axis, int) and -axes <= axis < axes for axis in (start, end)):
        raise refusal(call.line, f"flatten goes from one axis of {axes} to another, not from {start} to {end}")
    start, end = start % axes, end % axes
    if start == 0 and end > 0:
        raise refusal(
            call.line, "this flattens the batch too: torch.flatten(x, 1) keeps one row of numbers for each input"
        )
    if axes - end + start == 2 and not x.views:
        found: Tensor = m.world.trace.record(m, "flatten", call.name, [x], {}, call.line)
        found.memory.look_into(x.memory)
        return found
    total = 1
    for size in x.shape[start : end + 1]:
        total *= size
    return x.reshaped((*x.shape[:start], total, *x.shape[end + 1 :]))


def _unflatten(m: Machine, call: Call, x: Tensor) -> Tensor:
    return shaping.unflatten(m, x, call.arguments["dim"], call.arguments["unflattened_size"])


def _linear(m: Machine, call: Call, x: Tensor) -> Tensor:
    if isinstance(call.arguments["in_features"], int):
        m.world.trace.expect(x, call.arguments["in_features"], (0,))
    if len(x.shape) == 2:
        return _added(m, call, x)
    return over_channels.linear(m, call.called, call.name, call.arguments, x, call.line, call.module)


def _layer_norm(m: Machine, call: Call, x: Tensor) -> Tensor:
    return over_channels.layer_norm(m, call.called, call.name, call.arguments, x, call.line, call.module)


def _softmax(m: Machine, call: Call, x: Tensor) -> Tensor:
    dim, axes = call.arguments.get("dim"), len(x.shape)
    if dim not in (1, 1 - axes) and not (dim is None and axes != 3):
        raise refusal(call.line, f"{call.called} over axis {dim} is not that of the channels: use dim=1")
    return _added(m, call, x)


#: Layers that are not always one node, by operation.
_SPECIAL: dict[str, Callable[[Machine, Call, Tensor], Tensor]] = {
    "flatten": _flatten,
    "unflatten": _unflatten,
    "linear": _linear,
    "layer_norm": _layer_norm,
    "softmax": _softmax,
    "log_softmax": _softmax,
}
