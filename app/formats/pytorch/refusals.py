"""What PyTorch itself refuses: a text that asks for it is a mistake, although our own layers could do it."""

from typing import Any

from .classes import arguments_of
from .module import Module, refusal


def check_constructor(module: Module) -> None:
    """Refuse what PyTorch's constructor, or its forward pass whatever the input, refuses.

    Parameters
    ----------
    module : Module
        Of a class in `classes.CLASSES`.

    Raises
    ------
    OptionError
        Naming the line, PyTorch's reason and the remedy.

    Examples
    --------
    >>> check_constructor(Module("MaxPool2d", 1, (2,), (("padding", 2),)))
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: line 1: PyTorch refuses MaxPool2d with padding=2: it may be at most half the \
kernel, which is 1
    """
    arguments = {name: value for name, value in arguments_of(module).items() if value is not None}
    if "Pool" in module.kind and "kernel_size" in arguments:
        _check_pool(module, arguments)
    elif "Conv" in module.kind:
        _check_conv(module, arguments)


def _check_pool(module: Module, arguments: dict[str, Any]) -> None:
    padding = arguments.get("padding", 0)
    if isinstance(padding, str):
        raise refusal(module.line, f"PyTorch refuses {module.called} with padding={padding!r}: it takes numbers")
    for pad, kernel in _along(padding, arguments["kernel_size"]):
        if pad > kernel // 2:
            raise refusal(
                module.line,
                f"PyTorch refuses {module.called} with padding={padding}: it may be at most half the kernel, "
                f"which is {kernel // 2}",
            )


def _check_conv(module: Module, arguments: dict[str, Any]) -> None:
    padding, stride = arguments.get("padding", 0), arguments.get("stride", 1)
    if isinstance(padding, str):
        if "Transpose" in module.kind:
            raise refusal(module.line, f"PyTorch refuses {module.kind} with padding={padding!r}: it takes numbers")
        if padding == "same" and any(step != 1 for (step,) in _along(stride)):
            raise refusal(
                module.line, f'PyTorch refuses {module.kind} with padding="same" and a stride of {stride}: give numbers'
            )
    groups = arguments.get("groups", 1)
    for name in ("in_channels", "out_channels"):
        channels = arguments.get(name)
        if isinstance(channels, int) and isinstance(groups, int) and groups > 0 and channels % groups:
            raise refusal(module.line, f"PyTorch refuses {module.kind}: {name}={channels} is not divisible by {groups}")


def _along(*values: Any) -> list[tuple[int, ...]]:
    """Give the values along each axis; those that are not numbers are left to the layer to refuse."""
    axes = max((len(value) for value in values if isinstance(value, tuple)), default=1)
    each = [value if isinstance(value, tuple) else (value,) * axes for value in values]
    if any(len(value) != axes or not all(type(number) is int for number in value) for value in each):
        return []
    return list(zip(*each, strict=True))
