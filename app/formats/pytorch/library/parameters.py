"""The weights of layers: what a constructor makes, and what a call makes of them as they are then."""

from collections.abc import Mapping
from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.operators import truth
from ..interpreter.values import Instance, Unknown
from .specs import Spec
from .tensor import Dims, Made

#: What a constructor keeps for paddings that are not of zeros, whatever `padding` is afterwards.
_PADDED = "_reversed_padding_repeated_twice"


def weight_shape(operation: str, arguments: Mapping[str, Any]) -> Dims | None:
    """Give the shape of a layer's weight; None where it is not known before the first input.

    Examples
    --------
    >>> weight_shape("linear", {"in_features": 4, "out_features": 2})
    (2, 4)
    """
    if operation == "linear":
        return _whole(arguments["out_features"], arguments["in_features"])
    if operation in ("conv", "conv_transpose"):
        first, second = arguments["out_channels"], arguments["in_channels"]
        if operation == "conv_transpose":
            first, second = second, first
        groups = arguments["groups"]
        kernel = arguments["kernel_size"]
        sizes = kernel if isinstance(kernel, tuple | list) else (kernel,) * arguments["axes"]
        if not isinstance(second, int) or not isinstance(groups, int) or groups < 1:
            return None
        return _whole(first, second // groups, *sizes)
    if operation == "prelu":
        return _whole(arguments["num_parameters"])
    if operation == "layer_norm":
        shape = arguments["normalized_shape"]
        return _whole(*(shape if isinstance(shape, tuple | list) else (shape,)))
    return _whole(arguments.get("num_features", arguments.get("num_channels")))


def _whole(*sizes: Any) -> Dims | None:
    return sizes if all(type(size) is int for size in sizes) else None


def give_weights(m: Machine, self: Instance, spec: Spec, arguments: Mapping[str, Any]) -> None:
    """Make the weights of a layer, as its constructor does.

    Parameters
    ----------
    m : Machine
        The machine.
    self : Instance
        The layer.
    spec : Spec
        What it is.
    arguments : mapping
        Its constructor's.
    """
    weight = weight_shape(spec.operation, {"axes": spec.axes[0] if spec.axes else 0, **arguments})
    learns = _flag(m, arguments.get("affine", arguments.get("elementwise_affine", True)))
    self.attrs["weight"] = _parameter(weight, exists=learns)
    if spec.operation != "prelu":
        biased = _flag(m, arguments.get("bias", True))
        bias = weight if spec.operation.endswith("norm") or weight is None else _whole(_outputs(arguments))
        self.attrs["bias"] = _parameter(bias, exists=biased if learns is True else learns)
    if "track_running_stats" in arguments:
        tracks = _flag(m, arguments["track_running_stats"])
        for name, shape in (("running_mean", weight), ("running_var", weight), ("num_batches_tracked", ())):
            self.attrs[name] = Made(shape) if tracks is True else None if tracks is False else tracks
    if "padding_mode" in arguments:
        self.attrs[_PADDED] = arguments["padding"]


def _flag(m: Machine, value: Any) -> Any:
    """Say whether an argument counts as true, as PyTorch's constructors do; what is not known stays so."""
    return value if isinstance(value, Unknown) else truth(m, value)


def _parameter(shape: Dims | None, *, exists: Any) -> Any:
    return Made(shape, learned=True, late=shape is None) if exists is True else None if exists is False else exists


def _outputs(arguments: Mapping[str, Any]) -> Any:
    """Give the number of a layer's biases."""
    return arguments.get("out_channels", arguments.get("out_features"))


def arguments_of_weights(
    m: Machine, called: str, self: Instance, spec: Spec, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what a call of a layer takes from its weights, and not from what its constructor was given.

    Parameters
    ----------
    m : Machine
        The machine.
    called : str
        The name of its class.
    self : Instance
        The layer.
    spec : Spec
        What it is.
    arguments : mapping
        Its attributes, by the names of the constructor's arguments.

    Raises
    ------
    OptionError
        If they do not go together, or are not known.
    """
    weight, bias = (_known(m, called, self, name) for name in ("weight", "bias"))
    found: dict[str, Any] = {}
    if spec.operation in ("conv", "conv_transpose", "linear"):
        if weight is None:
            raise m.refusal(f"{called} has no weight any more")
        found = {"bias": bias is not None} | _sizes(m, called, spec, weight, arguments)
    elif spec.operation == "prelu":
        found = _first_of(weight, "num_parameters")
    else:
        found = {name: weight is not None for name in ("affine", "elementwise_affine") if name in arguments}
        found |= {"bias": bias is not None} if "bias" in arguments else {}
        found |= _first_of(
            weight or self.attrs.get("running_mean"), "num_features" if "num_features" in arguments else "num_channels"
        )
        if spec.operation == "layer_norm":
            found.pop("num_channels", None)
            wanted = weight_shape("layer_norm", arguments)
            if weight is not None and weight.shape != wanted:
                raise m.refusal(
                    f"{called} is over {list(wanted or ())}, but its weight has the shape {list(weight.shape)}"
                )
        if spec.operation == "batch_norm":
            found["track_running_stats"] = self.attrs.get("running_mean") is not None
    _check_bias(m, called, found, spec, bias)
    if arguments.get("padding_mode", "zeros") != "zeros":
        found["padding"] = self.attrs[_PADDED]
    return found


def _known(m: Machine, called: str, self: Instance, name: str) -> Any:
    value = m.known(self.attrs.get(name), f"the {name} of {called}")
    if value is not None and (not isinstance(value, Made) or (value.shape is None and not value.late)):
        raise m.refusal(f"the shape of the {name} of {called} is not known here")
    return value


def _first_of(made: Any, name: str) -> dict[str, Any]:
    return {name: made.shape[0]} if isinstance(made, Made) and made.shape else {}


def _sizes(m: Machine, called: str, spec: Spec, weight: Made, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if weight.shape is None:
        return {}
    wanted = 2 if spec.operation == "linear" else 2 + spec.axes[0]
    if len(weight.shape) != wanted:
        raise m.refusal(f"the weight of {called} has {len(weight.shape)} axes, not {wanted}")
    first, second, *kernel = weight.shape
    if spec.operation == "linear":
        return {"out_features": first, "in_features": second}
    groups = m.known(arguments["groups"], "the number of groups")
    if spec.operation == "conv":
        return {"out_channels": first, "in_channels": second * groups, "kernel_size": tuple(kernel)}
    return {"out_channels": second * groups, "in_channels": first, "kernel_size": tuple(kernel)}


def _check_bias(m: Machine, called: str, found: Mapping[str, Any], spec: Spec, bias: Any) -> None:
    wanted = _outputs(found) or found.get("num_features", found.get("num_channels"))
    if bias is not None and bias.shape is not None and isinstance(wanted, int) and bias.shape != (wanted,):
        raise m.refusal(
            f"the bias of {called} has the shape {list(bias.shape)}, but its weight is for {wanted} channels"
        )
