"""The exceptions of the text's world."""

from typing import Any

from .errors import Raised
from .machine import Machine
from .text import shown
from .values import Class, Instance, Native, Unknown


def _start(m: Machine, self: Instance, *args: Any) -> None:
    self.attrs["args"] = args


_BASE = Class("BaseException", names={"__init__": Native("__init__", _start, takes_unknown=True)})
_EXCEPTION = Class("Exception", (_BASE,))
_LOOKUP = Class("LookupError", (_EXCEPTION,))
_ARITHMETIC = Class("ArithmeticError", (_EXCEPTION,))
_RUNTIME = Class("RuntimeError", (_EXCEPTION,))
_IMPORT = Class("ImportError", (_EXCEPTION,))
#: Python's, by name.
EXCEPTIONS = {
    cls.name: cls
    for cls in (
        _BASE, _EXCEPTION, _LOOKUP, _ARITHMETIC, _RUNTIME, _IMPORT,
        Class("IndexError", (_LOOKUP,)), Class("KeyError", (_LOOKUP,)), Class("ZeroDivisionError", (_ARITHMETIC,)),
        Class("OverflowError", (_ARITHMETIC,)), Class("NotImplementedError", (_RUNTIME,)),
        Class("ModuleNotFoundError", (_IMPORT,)), Class("StopIteration", (_EXCEPTION,)),
        *(Class(name, (_EXCEPTION,)) for name in (
            "ValueError", "TypeError", "AttributeError", "AssertionError", "NameError", "OSError",
            "Warning", "UserWarning", "DeprecationWarning", "FutureWarning", "KeyboardInterrupt",
        )),
    )
}  # fmt: skip
EXCEPTIONS["FileNotFoundError"] = Class("FileNotFoundError", (EXCEPTIONS["OSError"],))


def catches(m: Machine, kinds: Any, raised: Raised) -> bool:
    """Say whether an ``except`` catches an exception."""
    if isinstance(kinds, tuple):
        return any(catches(m, kind, raised) for kind in kinds)
    if isinstance(kinds, Unknown):
        return False
    cls = raised.value.cls if isinstance(raised.value, Instance) else EXCEPTIONS[raised.kind]
    return isinstance(kinds, Class) and cls.inherits(kinds)


def exception_of(m: Machine, raised: Raised) -> Instance:
    """Give the exception that was raised as a value."""
    if isinstance(raised.value, Instance):
        return raised.value
    return Instance(EXCEPTIONS[raised.kind], {"args": (str(raised),)}, m.line)


def message_of(m: Machine, exception: Instance) -> str:
    """Give what an exception says."""
    args = exception.attrs.get("args", ())
    return ", ".join(shown(m, arg) for arg in args) if isinstance(args, tuple) else ""
