"""A PyTorch module as its text has it: a class, its arguments, and the modules within."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...mechanics.errors import OptionError


def refusal(line: int, message: str) -> OptionError:
    """Make the error that says where in the text something cannot be read.

    Examples
    --------
    >>> str(refusal(3, "there is a loop"))
    'line 3: there is a loop'
    """
    return OptionError("text", f"line {line}: {message}")


#: Layers of a model, counted as often as they are used, that are read at the most.
MOST_MODULES = 20_000


@dataclass(frozen=True)
class Module:
    """One module.

    Attributes
    ----------
    kind : str
        Its class, ``"Conv2d"`` for instance.
    line : int
        Where it stands in the text, counted from 1.
    args, kwargs : tuple
        Numbers, words and tuples of them.
    children : tuple of (str, Module)
        By name, in the text's order.
    forward : callable or None
        Of a class that the text itself defines: adds its nodes, given where to, its path and its inputs, and names
        the node that its output is.
    parameters : tuple of str
        What a function calls its arguments; empty where they are those of the class.
    function : str
        The function that was called instead of the class; may be empty.
    """

    kind: str
    line: int
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()
    children: tuple[tuple[str, "Module"], ...] = ()
    forward: Callable[[Any, str, tuple[str, ...]], str] | None = None
    parameters: tuple[str, ...] = ()
    function: str = ""

    #: How many modules this and all within are.
    size: int = field(init=False)

    def __post_init__(self) -> None:
        """Count, and refuse what grows without bounds: a model of models of models."""
        size = 1 + sum(child.size for _, child in self.children)
        if size > MOST_MODULES:
            raise refusal(self.line, f"this model has more than {MOST_MODULES:,} layers")
        object.__setattr__(self, "size", size)

    @property
    def called(self) -> str:
        """What the text calls it."""
        return self.function or self.kind

    def child(self, name: str) -> "Module | None":
        """Give the module of that name."""
        return dict(self.children).get(name)
