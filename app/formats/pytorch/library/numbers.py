"""Rows of numbers that a text computes widths and rates with: ``torch.linspace``, ``np.arange`` and their kin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..interpreter.budget import MOST_ITEMS
from ..interpreter.errors import Raised
from ..interpreter.machine import Machine, kind_of
from ..interpreter.values import Bound, Native
from . import made
from .tensor import Made


@dataclass(eq=False)
class Numbers:
    """A row of numbers.

    Attributes
    ----------
    values : ndarray, shape (N,) or ()
        Whole numbers, or floats of the precision that PyTorch or NumPy computes them in.
    precision : type
        Of what whole numbers become in arithmetic with floats.
    """

    values: np.ndarray
    precision: type = np.float32

    @property
    def whole(self) -> Any:
        """The whole number that it is, or itself if it is none, or several."""
        return int(self.values.reshape(-1)[0]) if self.values.size == 1 and self.values.dtype.kind in "iu" else self


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.true_divide, "//": np.floor_divide, "%": np.mod,
    "**": np.power,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "round": np.round, "log": np.log, "log2": np.log2, "exp": np.exp, "sqrt": np.sqrt, "ceil": np.ceil,
    "floor": np.floor, "abs": np.abs,
}  # fmt: skip
_FUNCTIONS["diff"] = np.diff
_REDUCTIONS: dict[str, Callable[[Any], Any]] = {"sum": np.sum, "max": np.max, "min": np.min, "prod": np.prod}


def operate(m: Machine, symbol: str, left: Any, right: Any) -> Any:
    """Give the result of an operator, if one of the values is a row of numbers; else NotImplemented.

    Examples
    --------
    >>> operate(None, "*", Numbers(np.arange(3)), 2).values.tolist()
    [0, 2, 4]
    """
    if not isinstance(left, Numbers) and not isinstance(right, Numbers):
        return NotImplemented
    row = left if isinstance(left, Numbers) else right
    a, b = (_plain(value, row.precision) for value in (left, right))
    if symbol not in _OPERATORS or a is None or b is None:
        raise Raised("TypeError", f"{symbol} does not go between {kind_of(left)} and {kind_of(right)}")
    if symbol in ("/", "**") or any(np.asarray(value).dtype.kind == "f" for value in (a, b)):
        a, b = np.asarray(a).astype(row.precision), np.asarray(b).astype(row.precision)
    with np.errstate(all="ignore"):
        try:
            return Numbers(np.asarray(_OPERATORS[symbol](a, b)), row.precision)
        except ValueError as error:
            raise Raised("ValueError", str(error)) from None


def _plain(value: Any, precision: type) -> Any:
    if isinstance(value, Numbers):
        return value.values
    return precision(value) if isinstance(value, float) else value if isinstance(value, int) else None


def function(name: str) -> Callable[..., Any]:
    """Give a function of a row of numbers."""

    def run(m: Machine, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, Numbers):
            raise m.refusal(f"{name} of {kind_of(value)} has no counterpart among the layers here")
        with np.errstate(all="ignore"):
            floats = value.values if value.values.dtype.kind == "f" else value.values.astype(value.precision)
            return Numbers(np.asarray(_FUNCTIONS[name](floats)), value.precision)

    return run


def attribute(m: Machine, value: Numbers, name: str) -> Any:
    """Give an attribute of a row of numbers."""
    if name == "shape":
        return value.values.shape
    if name in ("tolist", "item", "numpy", "detach", "cpu", "int", "long", "float", "astype", "to"):
        return Bound(Native(name, _METHODS[name]), value)
    if name in _FUNCTIONS:
        return Bound(Native(name, function(name)), value)
    if name in _REDUCTIONS:
        return Bound(Native(name, lambda m, row: _scalar(_REDUCTIONS[name](row.values))), value)
    return made.attribute(m, Made(value.values.shape), name)


def _scalar(value: Any) -> Any:
    return int(value) if np.asarray(value).dtype.kind in "iu" else float(value)


def _item(m: Machine, row: Numbers) -> Any:
    return _scalar(row.values.reshape(-1)[0])


def _whole(m: Machine, row: Numbers, *_: Any) -> Numbers:
    return Numbers(np.nan_to_num(row.values).astype(np.int64), row.precision)


def _same(m: Machine, row: Numbers, *_: Any, **__: Any) -> Numbers:
    return row


_METHODS: dict[str, Callable[..., Any]] = {
    "tolist": lambda m, row: row.values.tolist(), "item": _item, "int": _whole, "long": _whole,
    "float": lambda m, row: Numbers(row.values.astype(row.precision), row.precision),
    "astype": lambda m, row, kind: _whole(m, row) if getattr(kind, "name", kind) == "int" else row,
    **dict.fromkeys(("numpy", "detach", "cpu", "to"), _same),
}  # fmt: skip


def item(m: Machine, row: Numbers, place: Any) -> Any:
    """Give a number of a row, or some of them."""
    if not isinstance(place, int | slice) or row.values.ndim == 0:
        raise m.refusal("a row of numbers is taken apart by numbers and slices here")
    if isinstance(place, int) and not -len(row.values) <= place < len(row.values):
        raise Raised("IndexError", f"there is no item {place} among {len(row.values)}")
    return Numbers(np.asarray(row.values[place]), row.precision)


def spaced(precision: type) -> Callable[..., Any]:
    """Give ``linspace`` of PyTorch or NumPy."""

    def run(m: Machine, start: float, end: float, steps: int = 50, **_: Any) -> Numbers:
        m.budget.allocate(max(steps, 0))
        return Numbers(np.linspace(start, end, max(steps, 0)).astype(precision), precision)

    return run


def counted(precision: type) -> Callable[..., Any]:
    """Give ``arange`` of PyTorch or NumPy."""

    def run(m: Machine, *ends: float, **_: Any) -> Numbers:
        start, stop, step = (0, *ends, 1)[-3:] if len(ends) == 1 else (*ends, 1)[:3]
        m.budget.allocate(min(int(abs(stop - start) / (abs(step) or 1)) + 1, MOST_ITEMS + 1))
        whole = all(isinstance(end, int) for end in ends)
        values = np.arange(start, stop, step)
        return Numbers(values if whole else values.astype(precision), precision)

    return run


def listed(precision: type) -> Callable[..., Any]:
    """Give ``tensor`` or ``array`` of a list of numbers."""

    def run(m: Machine, values: Any, *_: Any, **__: Any) -> Any:
        items = m.listed(values) if isinstance(values, list | tuple | range) else [values]
        if not all(isinstance(item, int | float) for item in items):
            return m.world.made_tensor()
        whole = all(isinstance(item, int) for item in items)
        row: np.ndarray = np.array(items, dtype=np.int64 if whole else precision)
        return Numbers(row if isinstance(values, list | tuple | range) else row[0], precision)

    return run
