"""Operations that overwrite their input: what looks at the same memory sees what they leave there."""

from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine
from .tensor import Made, Tensor, shown


def overwritten(m: Machine, x: Tensor, found: Any) -> Any:
    """Give a tensor that now holds what an operation gives.

    Parameters
    ----------
    m : Machine
        The machine.
    x : Tensor
        The tensor, which the text may know by several names.
    found : Tensor or Unknown
        What the operation gives.

    Raises
    ------
    Raised
        As PyTorch raises, if that has another shape.
    OptionError
        If the tensor holds each number several times.
    """
    if not isinstance(found, Tensor):
        return found
    if found.shape != x.shape:
        raise Raised(
            "RuntimeError", f"{shown(found.shape)} cannot be written into a tensor of the shape {shown(x.shape)}"
        )
    if any(view.how == "expand" for view in x.views):
        raise m.refusal("a tensor that is expanded cannot be overwritten: PyTorch refuses it too")
    if (found.base, found.views) != (x.base, x.views):
        found = m.world.trace.settled(m, found, m.line)
        x = m.world.trace.settled(m, x, m.line)
    if found.node != x.node:
        x.memory.overwrite(found.node, m.line)
    return x


def check_unchanging(m: Machine, value: Any) -> None:
    """Refuse to change weights while an input passes through.

    Raises
    ------
    OptionError
        If the value is a parameter, or was made of some, and the model is being called.
    """
    if isinstance(value, Made) and value.parameters and m.world.trace is not None:
        raise m.refusal("the forward method changes weights, which no layer here does: change them before")
