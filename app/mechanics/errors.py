"""The error raised when a computation is not possible with the given options or tensors."""

from collections.abc import Iterable
from difflib import get_close_matches


class OptionError(ValueError):
    """One option, or one tensor, does not fit the others.

    Parameters
    ----------
    field : str
        The argument that the caller should change, such as ``"stride"``, ``"padding"`` or ``"weight"``.
    message : str
        What is wrong, in the caller's own numbers, and what would be valid.

    Examples
    --------
    >>> error = OptionError("groups", "5 input channels cannot be split into 2 groups")
    >>> error.field, str(error)
    ('groups', '5 input channels cannot be split into 2 groups')
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Continue a message about an unknown name with the one that may have been meant, or with all that there are.

    Examples
    --------
    >>> did_you_mean("strides", ["stride", "padding"])
    '; did you mean stride?'
    >>> did_you_mean("colour", ["stride", "padding"])
    '; there are stride, padding'
    """
    names = list(known)
    near = get_close_matches(name, names, 1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}" if names else ""
