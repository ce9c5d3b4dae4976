"""``nn.Sequential``, ``nn.ModuleList`` and ``nn.ModuleDict``."""

from collections.abc import Callable
from typing import Any

from ..interpreter.errors import Raised
from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native
from .modules import MODULE, check_child, children_of


def _fill(m: Machine, self: Instance, named: dict[str, Any]) -> None:
    m.budget.allocate(len(named))
    for name, module in named.items():
        check_child(m, module)
        self.attrs[str(name)] = module


def _start_sequence(m: Machine, self: Instance, *modules: Any) -> None:
    if len(modules) == 1 and isinstance(modules[0], dict):
        _fill(m, self, modules[0])
    else:
        _fill(m, self, {str(place): module for place, module in enumerate(modules)})


def _start_list(m: Machine, self: Instance, modules: Any = ()) -> None:
    _fill(m, self, {str(place): module for place, module in enumerate(m.listed(modules))})


def _start_dict(m: Machine, self: Instance, modules: Any = None) -> None:
    if modules is not None:
        named = modules if isinstance(modules, dict) else dict(m.listed(modules))
        _fill(m, self, {str(name): module for name, module in named.items()})


def _one_after_the_other(m: Machine, self: Instance, input: Any) -> Any:
    for module in children_of(self).values():
        input = m.call(module, [input])
    return input


def _append(m: Machine, self: Instance, module: Any) -> Instance:
    _fill(m, self, {str(len(children_of(self))): module})
    return self


def _extend(m: Machine, self: Instance, modules: Any) -> Instance:
    there = len(children_of(self))
    _fill(m, self, {str(there + place): module for place, module in enumerate(m.listed(modules))})
    return self


def _insert(m: Machine, self: Instance, place: int, module: Any) -> None:
    modules = list(children_of(self).values())
    modules.insert(place, module)
    _renumber(m, self, modules)


def _renumber(m: Machine, self: Instance, modules: list[Any]) -> None:
    for name in children_of(self):
        del self.attrs[name]
    _fill(m, self, {str(place): module for place, module in enumerate(modules)})


def get_item(m: Machine, self: Instance, place: Any) -> Any:
    """Give a module of a container by its place or its name, or some of them by a slice."""
    children = children_of(self)
    m.budget.allocate(len(children))
    if isinstance(place, str):
        if place not in children:
            raise Raised("KeyError", f"{self.cls.name} has no {place!r}")
        return children[place]
    names = list(children)
    if isinstance(place, slice):
        made = Instance(SEQUENTIAL if SEQUENTIAL in self.cls.order else MODULE_LIST, {}, m.line)
        m.world.making(m, made)
        chosen = names[place]
        keeps = SEQUENTIAL in self.cls.order  # PyTorch keeps the names of a sequence, and counts those of a list anew
        made.attrs |= {name if keeps else str(n): children[name] for n, name in enumerate(chosen)}
        return made
    if not isinstance(place, int) or not -len(names) <= place < len(names):
        raise Raised("IndexError", f"{self.cls.name} has {len(names)} modules: there is none at {place!r}")
    return children[names[place]]


def _set_item(m: Machine, self: Instance, place: Any, module: Any) -> None:
    check_child(m, module)
    names = list(children_of(self))
    if isinstance(place, int):
        if not -len(names) <= place < len(names):
            raise Raised("IndexError", f"{self.cls.name} has {len(names)} modules: there is none at {place}")
        place = names[place]
    self.attrs[str(place)] = module


def _remove_item(m: Machine, self: Instance, place: Any) -> Any:
    if isinstance(place, str):
        return self.attrs.pop(place)
    modules = list(children_of(self).values())
    gone = modules.pop(place)
    _renumber(m, self, modules)
    return gone


def _update(m: Machine, self: Instance, modules: Any) -> None:
    _start_dict(m, self, modules)


def _container(name: str, **methods: Callable[..., Any]) -> Class:
    shared: dict[str, Callable[..., Any]] = {
        "__getitem__": get_item,
        "__setitem__": _set_item,
        "__len__": lambda m, self: len(children_of(self)),
        "pop": _remove_item,
    }
    found = shared | methods
    return Class(name, (MODULE,), {key: Native(key, run, takes_unknown=True) for key, run in found.items()})


def _joined(m: Machine, self: Instance, other: Any) -> Instance:
    made = Instance(self.cls, {}, m.line)
    m.world.making(m, made)
    modules = [*children_of(self).values(), *m.listed(other)]
    _fill(m, made, {str(place): module for place, module in enumerate(modules)})
    return made


_LIST: dict[str, Callable[..., Any]] = {
    "__add__": _joined, "__iadd__": _extend,
    "append": _append, "extend": _extend, "insert": _insert,
    "__iter__": lambda m, self: list(children_of(self).values()),
}  # fmt: skip
SEQUENTIAL = _container("Sequential", __init__=_start_sequence, forward=_one_after_the_other, **_LIST)
MODULE_LIST = _container("ModuleList", __init__=_start_list, **_LIST)
MODULE_DICT = _container(
    "ModuleDict",
    __init__=_start_dict,
    update=_update,
    keys=lambda m, self: list(children_of(self)),
    values=lambda m, self: list(children_of(self).values()),
    items=lambda m, self: list(children_of(self).items()),
    __iter__=lambda m, self: list(children_of(self)),
    __contains__=lambda m, self, name: name in children_of(self),
)
#: Containers, by name.
CONTAINERS = {cls.name: cls for cls in (SEQUENTIAL, MODULE_LIST, MODULE_DICT)}
