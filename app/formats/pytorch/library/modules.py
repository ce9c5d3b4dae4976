"""``nn.Module``: what every module can do, and how the modules within it are found."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native, Unknown
from .calling import CALLING
from .tensor import Made


def is_module(value: Any) -> bool:
    """Say whether a value is a module.

    Examples
    --------
    >>> is_module(Instance(MODULE)), is_module(3)
    (True, False)
    """
    return isinstance(value, Instance) and MODULE in value.cls.order


def children_of(module: Instance) -> dict[str, Instance]:
    """Give the modules that are attributes of a module, by name.

    Examples
    --------
    >>> list(children_of(Instance(MODULE, {"a": Instance(MODULE), "b": 3})))
    ['a']
    """
    return {name: value for name, value in module.attrs.items() if is_module(value)}


def named_modules(module: Instance, path: str = "", seen: set[int] | None = None) -> Iterator[tuple[str, Instance]]:
    """Go through a module and all within it, each once, with their names.

    Examples
    --------
    >>> inner = Instance(MODULE)
    >>> [name for name, _ in named_modules(Instance(MODULE, {"a": inner, "b": inner}))]
    ['', 'a']
    """
    waiting = [(path, module)]
    seen = set() if seen is None else seen
    while waiting:
        name, found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield name, found
        inner = [(f"{name}.{child}" if name else child, value) for child, value in children_of(found).items()]
        waiting += reversed(inner)


def own_parameters(module: Instance) -> dict[str, Made]:
    """Give the parameters that a module itself holds, by name."""
    return {name: value for name, value in module.attrs.items() if isinstance(value, Made) and value.learned}


def _charged(m: Machine, self: Instance) -> list[tuple[str, Instance]]:
    found = list(named_modules(self))
    m.budget.allocate(len(found))
    return found


def _parameters(m: Machine, self: Instance, *_: Any, **__: Any) -> list[Any]:
    return [value for _, value in _named_parameters(m, self)]


def _named_parameters(m: Machine, self: Instance, *_: Any, **__: Any) -> list[Any]:
    return _once(
        (f"{path}.{name}" if path else name, value)
        for path, module in _charged(m, self)
        for name, value in own_parameters(module).items()
    )


def _named_children(m: Machine, self: Instance) -> list[Any]:
    return _once(children_of(self).items())


def _once(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """Leave out values that bear another name before."""
    found: dict[int, tuple[str, Any]] = {}
    for name, value in pairs:
        found.setdefault(id(value), (name, value))
    return list(found.values())


def _apply(m: Machine, self: Instance, function: Any) -> Instance:
    for _, module in reversed(_charged(m, self)):
        m.call(function, [module])
    return self


def _add_module(m: Machine, self: Instance, name: str, module: Any) -> None:
    check_child(m, module)
    m.world.register(self, name, module)


def check_child(m: Machine, module: Any) -> None:
    """Refuse what a container cannot hold.

    Raises
    ------
    OptionError
        If it is no module.
    """
    if isinstance(module, Unknown):
        raise m.refusal(f"{module.what} is not a layer that can be read here")
    if module is not None and not is_module(module):
        raise Raised("TypeError", "only layers can be put into a container of layers")


def _get_submodule(m: Machine, self: Instance, path: str) -> Any:
    found: Any = self
    for name in path.split(".") if path else []:
        found = m.attribute(found, name)
    return found


def _register(m: Machine, self: Instance, name: str, value: Any, *_: Any, **__: Any) -> None:
    m.world.register(self, name, value)


def _no_forward(m: Machine, self: Instance, *_: Any, **__: Any) -> Any:
    raise m.refusal(f"class {self.cls.name} has no forward method")


def _itself(m: Machine, self: Instance, *_: Any, **__: Any) -> Instance:
    return self


def _nothing(m: Machine, self: Instance, *_: Any, **__: Any) -> None:
    """Do nothing that shapes or counts depend on."""


def _unknown(m: Machine, self: Instance, *_: Any, **__: Any) -> Unknown:
    return Unknown(f"{self.cls.name}'s state", m.line)


_METHODS: dict[str, Callable[..., Any]] = {
    "forward": _no_forward,
    "parameters": _parameters,
    "named_parameters": _named_parameters,
    "modules": lambda m, self: [module for _, module in _charged(m, self)],
    "named_modules": lambda m, self, *_, **__: _charged(m, self),
    "children": lambda m, self: [module for _, module in _named_children(m, self)],
    "named_children": _named_children,
    "apply": _apply,
    "add_module": _add_module,
    "register_module": _add_module,
    "get_submodule": _get_submodule,
    "register_buffer": _register,
    "register_parameter": _register,
    **CALLING,
    "state_dict": _unknown,
    **dict.fromkeys(
        ("to", "cuda", "cpu", "eval", "train", "half", "float", "double", "requires_grad_", "compile"), _itself
    ),
    **dict.fromkeys(("__init__", "zero_grad", "load_state_dict", "save_hyperparameters", "share_memory"), _nothing),
}
#: The class that all modules inherit from.
MODULE = Class(
    "Module",
    names={
        **{name: Native(name, run, takes_unknown=True) for name, run in _METHODS.items()},
        "training": False,
        "dump_patches": False,
    },
)
