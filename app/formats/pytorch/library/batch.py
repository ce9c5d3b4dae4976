"""Numbers that depend on how many inputs are in a batch, which nobody knows here."""

from typing import Any

from ..interpreter.machine import Machine
from .tensor import BATCH

_MESSAGE = "this depends on the size of the batch: the layers here see one input at a time"
#: Comparisons that hold, or do not, for every batch: with a number that is no larger than this.
_SURE = {"==": 0, "<": 1, ">=": 1, "<=": 0, ">": 0}


def of_batch(value: Any) -> bool:
    """Say whether a number is the size of the batch, or several times that.

    Examples
    --------
    >>> of_batch(3 * BATCH), of_batch(3), of_batch(0)
    (True, False, False)
    """
    return isinstance(value, int | float) and value >= BATCH and not value % BATCH


def check_numbers(m: Machine, symbol: str, left: Any, right: Any) -> None:
    """Refuse arithmetic and comparisons whose result depends on the batch, other than as a factor of it.

    Raises
    ------
    OptionError
        If the result does.
    """
    first, second = of_batch(left), of_batch(right)
    if not first and not second:
        return
    if symbol in ("/", "//", "%"):
        times = left // BATCH if first else 0
        by = right // BATCH if second else right
        sure = first and by and not times % by
    elif symbol in ("+", "-"):
        sure = (first or not left) and (second or not right)
    elif symbol in _SURE:
        other = right if first else left
        flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(symbol, symbol)
        sure = (first and second) or not isinstance(other, int | float) or other <= _SURE[symbol if first else flipped]
    else:
        sure = symbol == "*"
    if not sure:
        raise m.refusal(_MESSAGE)


def check_factor(m: Machine, number: float) -> None:
    """Refuse to scale or shift a tensor by the size of the batch.

    Raises
    ------
    OptionError
        If the number is that.
    """
    if of_batch(abs(number)):
        raise m.refusal(_MESSAGE)
