"""What ``math`` holds."""

import math
from collections.abc import Callable
from typing import Any

from .errors import Raised
from .machine import Machine
from .operators import binary
from .values import Native


def _computed(m: Machine, run: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    if not all(isinstance(value, int | float) for value in values):
        return m.world.computed(m, run.__name__, values)
    try:
        return run(*values)
    except (ValueError, OverflowError, TypeError) as error:
        raise Raised("ValueError", str(error)) from None


def _product(m: Machine, values: Any) -> Any:
    total: Any = 1
    for value in m.listed(values):
        total = binary(m, "*", "mul", total, value)
    return total


def _is_close(m: Machine, a: float, b: float, *, rel_tol: float = 1e-9, abs_tol: float = 0.0) -> bool:
    return math.isclose(a, b, rel_tol=rel_tol, abs_tol=abs_tol)


#: What ``math`` holds.
MATH: dict[str, Any] = {
    **{name: getattr(math, name) for name in ("pi", "e", "inf", "nan", "tau")},
    **{
        name: Native(name, lambda m, *values, _run=run: _computed(m, _run, values))
        for name, run in {
            "ceil": math.ceil, "floor": math.floor, "sqrt": math.sqrt, "log2": math.log2, "log10": math.log10,
            "exp": math.exp, "fabs": math.fabs, "gcd": math.gcd, "trunc": math.trunc, "isqrt": math.isqrt,
            "log": math.log, "cos": math.cos, "sin": math.sin, "tanh": math.tanh,
        }.items()
    },
    "prod": Native("prod", _product),
    "pow": Native("pow", lambda m, a, b: binary(m, "**", "pow", a, b)),
    "isclose": Native("isclose", _is_close),
}  # fmt: skip
