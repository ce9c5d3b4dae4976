"""The layers of ``torch.nn``: what their constructors keep, and what a call of each adds."""

from collections.abc import Mapping
from typing import Any

from ....mechanics.errors import OptionError
from ..interpreter.errors import Raised, refusal
from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native, Unknown, plain
from .applying import Call, apply
from .checks import check_constructor
from .modules import MODULE
from .parameters import arguments_of_weights, give_weights
from .shaping import dims_of
from .specs import NEEDED, SPECS, Spec
from .tensor import Tensor


def arguments_of(
    called: str, parameters: Mapping[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
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
    given = dict(zip(names, map(plain, args), strict=False))
    for name, value in kwargs.items():
        if name in given:
            raise Raised("TypeError", f"{called} is given {name} twice")
        if name not in parameters:
            raise Raised("TypeError", f"{called} has no argument {name}")
        given[name] = plain(value)
    missing = [name for name, default in parameters.items() if default is NEEDED and name not in given]
    if missing:
        raise Raised("TypeError", f"{called} needs {', '.join(missing)}")
    return {name: given.get(name, default) for name, default in parameters.items()}


def padding_for(m: Machine, arguments: Mapping[str, Any], x: Tensor, output_size: Any = None) -> dict[str, Any]:
    """Give the output padding with which a transposed convolution gives a size (``output_size``).

    Raises
    ------
    Raised
        As PyTorch raises, if none does.
    """
    if output_size is None:
        return {}
    there = x.shape[2:]
    wanted = dims_of(m, (output_size,))[-len(there) :]
    each = [arguments[name] for name in ("kernel_size", "stride", "padding", "dilation")]
    columns = [value if isinstance(value, tuple | list) else (value,) * len(there) for value in each]
    least = [
        (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1
        for size, kernel, stride, padding, dilation in zip(there, *columns, strict=True)
    ]
    more = tuple(size - smallest for size, smallest in zip(wanted, least, strict=True))
    if any(not 0 <= added < stride for added, stride in zip(more, columns[1], strict=True)):
        raise Raised("ValueError", f"output_size is {wanted}, but {least} to less than one stride more can be made")
    return {"output_padding": more}


#: What a constructor keeps as one number for each axis.
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
        if spec.operation in ("conv", "conv_transpose"):
            for name in _PER_AXIS & arguments.keys():
                if isinstance(arguments[name], int):
                    self.attrs[name] = (arguments[name],) * spec.axes[0]
        elif spec.operation in ("max_pool", "avg_pool") and arguments["stride"] is None:
            self.attrs["stride"] = arguments["kernel_size"]
        self.line = m.line
        if spec.learns:
            give_weights(m, self, spec, arguments)

    return run


def _forward(kind: str, spec: Spec) -> Any:
    def run(m: Machine, self: Instance, input: Any, *more: Any, **_: Any) -> Any:
        arguments = {name: self.attrs.get(name) for name in spec.parameters}
        if spec.learns:
            arguments |= arguments_of_weights(m, kind, self, spec, arguments)
        if spec.operation == "conv_transpose" and isinstance(input, Tensor):
            arguments |= padding_for(m, arguments, input, *more, **_)
            more = ()
        if more:
            raise m.refusal(f"{kind} ({spec.operation}) takes 1 input, not {1 + len(more)}")
        name = m.world.trace.where[-1] or kind.lower()
        return apply(m, Call(kind, name, spec, arguments, self.line, self), input)

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
