"""What happens when a module is called: its hooks, and its forward method."""

from typing import Any

from ....mechanics.errors import OptionError
from ..interpreter.attributes import found_in
from ..interpreter.budget import TooMuchError
from ..interpreter.errors import BudgetError, Raised
from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native, Unknown

#: Where a module keeps its hooks.
_BEFORE, _AFTER = "_forward_pre_hooks", "_forward_hooks"


def call_module(m: Machine, module: Instance, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call a module as its class says: by its own ``__call__``, or with its hooks and its forward method."""
    own = found_in(module.cls.order, "__call__")
    if not isinstance(own, Native):
        return m.call(own, [module, *args], kwargs)
    return _run(m, module, *args, **kwargs)


def _run(m: Machine, module: Instance, *args: Any, **kwargs: Any) -> Any:
    given = list(args)
    for hook in module.attrs.get(_BEFORE, {}).values():
        found = _hooked(m, module, hook, tuple(given))
        if found is not None:
            given = list(found) if isinstance(found, tuple) else [found]
    result = m.call(m.attribute(module, "forward"), given, kwargs)
    for hook in module.attrs.get(_AFTER, {}).values():
        found = _hooked(m, module, hook, tuple(given), result)
        result = result if found is None else found
    return result


def _hooked(m: Machine, module: Instance, hook: Any, *values: Any) -> Any:
    """Run a hook; one that cannot be read is left out, which is noted."""
    try:
        found = m.call(hook, [module, *values])
    except (BudgetError, TooMuchError):
        raise
    except (OptionError, Raised):
        found = Unknown("a hook", m.line)
    if isinstance(found, Unknown):
        m.note(f"Guess: what the hook on {module.cls.name} does is not known, and left out.")
        return None
    return found


def _register(place: str) -> Any:
    def run(m: Machine, self: Instance, hook: Any, *_: Any, **__: Any) -> Instance:
        hooks = self.attrs.setdefault(place, {})
        m.budget.allocate(len(hooks) + 1)
        handle = Instance(_HANDLE, {"hooks": hooks}, m.line)
        hooks[id(handle)] = hook
        self.attrs.setdefault("_handles", []).append(handle)  # which keeps its identity its own
        return handle

    return run


def _remove(m: Machine, self: Instance) -> None:
    self.attrs["hooks"].pop(id(self), None)


_HANDLE = Class("RemovableHandle", names={"remove": Native("remove", _remove)})
#: What modules have of this.
CALLING: dict[str, Any] = {
    "__call__": _run,
    "register_forward_hook": _register(_AFTER),
    "register_forward_pre_hook": _register(_BEFORE),
}
