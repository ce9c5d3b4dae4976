"""The interpreter put together."""

import ast
from typing import Any

from ....mechanics.errors import OptionError
from .attributes import attribute
from .budget import TooMuchError
from .calls import CALLERS
from .errors import BudgetError, Raised, refusal
from .expressions import EXPRESSIONS
from .iteration import iterators
from .machine import Machine, Tables
from .statements import STATEMENTS

#: Signs and lines of a text, of each of which the syntax tree takes a kilobyte: ResNet-1202's code has 49,000.
MOST_MARKS = 100_000
_MARKS = ",()[]{}=.:+-*/%<>|&^@;\n"


def tables(builtins: dict[str, Any], *rows: type) -> Tables:
    """Give how each kind of thing is done, with the names that no text defines, and types of numbered items."""
    return Tables(EXPRESSIONS, STATEMENTS, CALLERS, attribute, iterators(*rows), builtins)


def parsed(text: str, first_line: int = 1) -> ast.Module:
    """Parse Python text.

    Parameters
    ----------
    text : str
        The text.
    first_line : int
        Where it begins in a longer text, for the errors.

    Raises
    ------
    OptionError
        Naming the line that is not Python.

    Examples
    --------
    >>> type(parsed("nn.ReLU()").body[0]).__name__
    'Expr'
    """
    marks = sum(map(text.count, _MARKS))
    if marks > MOST_MARKS:
        raise refusal(
            first_line, f"the text is too long: it has {marks:,} signs and lines, and {MOST_MARKS:,} are read"
        )
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise refusal((error.lineno or 1) + first_line - 1, f"this is not Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise refusal(first_line, "this cannot be parsed: it is nested too deeply, or is not text") from None
    return ast.increment_lineno(tree, first_line - 1) if first_line > 1 else tree


#: What Python says where a value is of another kind.
_OF_PYTHON = (AttributeError, TypeError, ValueError, LookupError, ArithmeticError, AssertionError)


class Guard:
    """Turns what stops the machine into the error that names the line.

    Parameters
    ----------
    machine : Machine
        The machine.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise the error in its place."""
        line = self._machine.line
        if isinstance(error, Raised):
            said = f"{error.kind}: {error}" if error.value is not None or error.kind == "AssertionError" else str(error)
            raise refusal(error.line or line, said) from None
        if isinstance(error, TooMuchError):
            raise BudgetError("text", f"line {line}: {error}") from None
        if isinstance(error, RecursionError):
            raise BudgetError("text", f"line {line}: this is nested too deeply") from None
        if isinstance(error, _OF_PYTHON) and not isinstance(error, OptionError):
            # a value of another kind than was thought of, where the text puts it
            raise refusal(line, "this cannot be read here") from error
