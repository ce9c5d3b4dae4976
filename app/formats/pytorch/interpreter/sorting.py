"""Sorting, step by step."""

from functools import cmp_to_key
from typing import Any

from .machine import Machine
from .operators import ordered, truth


def in_order(m: Machine, values: Any, by: Any = None, *, reverse: bool = False) -> list[Any]:
    """Give values from the smallest to the largest.

    Parameters
    ----------
    m : Machine
        The machine.
    values : list
        The values.
    by : object
        A function of the text that gives what is compared; None for the values themselves.
    reverse : bool
        Whether the largest comes first.
    """
    items = m.listed(values)
    m.budget.allocate(len(items))
    keyed = [(item if by is None else m.call(by, [item]), item) for item in items]

    def compare(a: tuple[Any, Any], b: tuple[Any, Any]) -> int:
        if truth(m, ordered(m, "<", a[0], b[0])):
            return -1
        return int(truth(m, ordered(m, "<", b[0], a[0])))

    return [item for _, item in sorted(keyed, key=cmp_to_key(compare), reverse=reverse)]
