"""Values in Python text: numbers, words, tuples, and sums of them; nothing is called."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from .module import refusal

#: The largest number that is read.
LARGEST = 2**31 - 1
#: Of a tuple or list.
MOST_ITEMS = 100
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}


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
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise refusal((error.lineno or 1) + first_line - 1, f"this is not Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise refusal(first_line, "this cannot be parsed: it is nested too deeply, or is not text") from None
    return ast.increment_lineno(tree, first_line - 1) if first_line > 1 else tree


def value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Give what an expression stands for.

    Parameters
    ----------
    node : ast.expr
        The expression.
    names : mapping
        Values of names, ``"width"`` or ``"self.width"``, that stand for numbers.

    Raises
    ------
    OptionError
        If it is anything but a literal, a known name, or whole-number arithmetic with them.

    Examples
    --------
    >>> value(parsed("(3, 2 * width - 1)").body[0].value, {"width": 8})
    (3, 15)
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | bool | None):
        return _bounded(node, node.value)
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) <= MOST_ITEMS:
        return tuple(value(element, names) for element in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = value(node.operand, names)
        if _is_number(number):
            return -number
    if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in names:
        return names[ast.unparse(node)]
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        left, right = value(node.left, names), value(node.right, names)
        if _is_number(left) and _is_number(right) and (right or not isinstance(node.op, ast.FloorDiv)):
            return _bounded(node, _ARITHMETIC[type(node.op)](left, right))
    raise refusal(
        node.lineno, f"{short(node)!r} is not a plain value: numbers, words, and sums and products of numbers are read"
    )


def short(node: ast.expr) -> str:
    """Give the beginning of an expression's text.

    Examples
    --------
    >>> short(parsed("range(10)").body[0].value)
    'range(10)'
    """
    text = ast.unparse(node).replace("\n", " ")
    return text if len(text) <= 40 else f"{text[:40]}…"


def _is_number(number: Any) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool)


def _bounded(node: ast.expr, number: Any) -> Any:
    if _is_number(number) and not abs(number) <= LARGEST:
        raise refusal(node.lineno, f"{short(node)} is larger than {LARGEST:,}, the largest size that is read")
    return number
