"""What PyTorch itself refuses: a text that asks for it is a mistake, although our own layers could do it."""

from collections.abc import Mapping
from typing import Any

from ....layers.shapes import MAPS
from ....mechanics.errors import OptionError
from .tensor import Dims, shown


def check_constructor(kind: str, operation: str, arguments: Mapping[str, Any]) -> None:
    """Refuse what PyTorch's constructor, or its forward pass whatever the input, refuses.

    Parameters
    ----------
    kind, operation : str
        The class or function, and the operation that it is.
    arguments : mapping
        By name.

    Raises
    ------
    OptionError
        Giving PyTorch's reason and the remedy.

    Examples
    --------
    >>> check_constructor("MaxPool2d", "max_pool", {"kernel_size": 2, "padding": 2})
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: PyTorch refuses MaxPool2d with padding=2: it may be at most half the kernel, \
which is 1
    """
    if operation in ("max_pool", "avg_pool"):
        _check_pool(kind, arguments)
    elif operation in ("conv", "conv_transpose"):
        _check_conv(kind, arguments, transposed=operation == "conv_transpose")


def check_axes(called: str, axes: tuple[int, ...], shape: Dims) -> None:
    """Refuse an input with more or fewer axes than PyTorch's class takes.

    Raises
    ------
    OptionError
        Saying what it takes, and what comes in.

    Examples
    --------
    >>> check_axes("Conv2d", (2,), (1000003, 3, 32))
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: Conv2d takes a map [C, H, W], but [3, 32] comes in
    """
    if axes and len(shape) - 2 not in axes:
        wanted = " or ".join("a row of numbers" if n == 0 else f"a map {MAPS[n]}" for n in axes)
        raise OptionError("text", f"{called} takes {wanted}, but {shown(shape)} comes in")


def _check_pool(kind: str, arguments: Mapping[str, Any]) -> None:
    padding = arguments.get("padding", 0)
    if isinstance(padding, str):
        raise OptionError("text", f"PyTorch refuses {kind} with padding={padding!r}: it takes numbers")
    for pad, kernel in _along(padding, arguments["kernel_size"]):
        if pad > kernel // 2:
            raise OptionError(
                "text",
                f"PyTorch refuses {kind} with padding={padding}: it may be at most half the kernel, "
                f"which is {kernel // 2}",
            )


def _check_conv(kind: str, arguments: Mapping[str, Any], *, transposed: bool) -> None:
    padding, stride = arguments.get("padding", 0), arguments.get("stride", 1)
    if isinstance(padding, str):
        if transposed:
            raise OptionError("text", f"PyTorch refuses {kind} with padding={padding!r}: it takes numbers")
        if padding == "same" and any(step != 1 for (step,) in _along(stride)):
            raise OptionError(
                "text", f'PyTorch refuses {kind} with padding="same" and a stride of {stride}: give numbers'
            )
    groups = arguments.get("groups", 1)
    for name in ("in_channels", "out_channels"):
        channels = arguments.get(name)
        if isinstance(channels, int) and isinstance(groups, int) and groups > 0 and channels % groups:
            raise OptionError("text", f"PyTorch refuses {kind}: {name}={channels} is not divisible by {groups}")


def _along(*values: Any) -> list[tuple[int, ...]]:
    """Give the values along each axis; those that are not numbers are left to the layer to refuse."""
    axes = max((len(value) for value in values if isinstance(value, tuple | list)), default=1)
    each = [tuple(value) if isinstance(value, tuple | list) else (value,) * axes for value in values]
    if any(len(value) != axes or not all(type(number) is int for number in value) for value in each):
        return []
    return list(zip(*each, strict=True))
