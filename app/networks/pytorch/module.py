"""A PyTorch module as its text has it: a class, its arguments, and the modules within."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.mechanics.errors import OptionError


def refusal(line: int, message: str) -> OptionError:
    """Make the error that says where in the text something cannot be read.

    Examples
    --------
    >>> str(refusal(3, "there is a loop"))
    'line 3: there is a loop'
    """
    return OptionError("text", f"line {line}: {message}")


@dataclass(frozen=True)
class Module:
    """One module.

    Attributes
    ----------
    kind : str
        Its class, ``"Conv2d"`` for instance.
    line : int
        Where it stands in the text, counted from 1.
    args, kwargs : tuple, dict
        Numbers, words and tuples of them.
    children : tuple of (str, Module)
        By name, in the text's order.
    forward : callable or None
        Of a class that the text itself defines: adds its nodes, given where to, its path and its inputs, and names
        the node that its output is.
    """

    kind: str
    line: int
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()
    children: tuple[tuple[str, "Module"], ...] = ()
    forward: Callable[[Any, str, tuple[str, ...]], str] | None = None

    def child(self, name: str) -> "Module | None":
        """Give the module of that name."""
        return dict(self.children).get(name)

    def kinds(self) -> Iterator[str]:
        """Name the classes of this and all modules within."""
        yield self.kind
        for _, child in self.children:
            yield from child.kinds()
