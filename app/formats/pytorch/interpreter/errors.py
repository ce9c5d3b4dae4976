"""What ends the reading of a text, and what the text itself may catch."""

from ....mechanics.errors import OptionError


def refusal(line: int, message: str) -> OptionError:
    """Make the error that says where in the text something cannot be read.

    Examples
    --------
    >>> str(refusal(3, "there is a loop"))
    'line 3: there is a loop'
    """
    return OptionError("text", f"line {line}: {message}")


class BudgetError(OptionError):
    """A text that asks for more than reading it may cost."""


class Raised(Exception):  # noqa: N818, it is a value on its way, not an error of ours
    """An exception of the text, on its way to an ``except``.

    Attributes
    ----------
    kind : str
        The name of its class.
    value : object
        The exception itself, or None where an operation raised it.
    line : int
        Where it was raised; 0 until the interpreter fills it in.
    """

    def __init__(self, kind: str, message: str, value: object = None, line: int = 0) -> None:
        super().__init__(message)
        self.kind, self.value, self.line = kind, value, line
