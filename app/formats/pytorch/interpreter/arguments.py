"""``argparse``: what a program is told on its command line, as far as the defaults say."""

from collections.abc import Callable
from typing import Any

from .errors import Raised
from .machine import Machine
from .values import Class, Instance, Native, Unknown

#: What an option is where it is not given.
_ACTIONS: dict[str, Any] = {"store_true": False, "store_false": True, "count": None, "store": None}


def _start(m: Machine, self: Instance, *_: Any, **__: Any) -> None:
    self.attrs["_defaults"] = {}


def _add(m: Machine, self: Instance, *names: str, **options: Any) -> None:
    if not names or not all(isinstance(name, str) for name in names):
        raise Raised("TypeError", "an argument has names")
    long = next((name for name in names if name.startswith("--")), names[0])
    name = options.get("dest") or long.lstrip("-").replace("-", "_")
    default = options.get("default", _ACTIONS.get(options.get("action", "store")))
    if isinstance(default, str) and options.get("type") is not None:
        default = m.call(options["type"], [default])
    if "default" not in options and (options.get("required") or not names[0].startswith("-")):
        default = Unknown(f"the argument {name} of the command line", m.line)
    m.budget.allocate(1)
    self.attrs["_defaults"][name] = default


def _set(m: Machine, self: Instance, **defaults: Any) -> None:
    self.attrs["_defaults"] |= defaults


def _parse(m: Machine, self: Instance, given: Any = None, *_: Any, **__: Any) -> Instance:
    if isinstance(given, list | tuple) and given:
        raise m.refusal("arguments of a command line are not read here: write the values themselves")
    m.note(f"Guess: the arguments of the command line in line {m.line} have their defaults.")
    m.budget.allocate(len(self.attrs["_defaults"]))
    return Instance(NAMESPACE, dict(self.attrs["_defaults"]), m.line)


def _fill(m: Machine, self: Instance, **values: Any) -> None:
    self.attrs |= values


#: An object that is its attributes.
NAMESPACE = Class(
    "Namespace",
    names={
        "__init__": Native("__init__", _fill, takes_unknown=True),
        "__contains__": Native("__contains__", lambda m, self, name: name in self.attrs),
    },
)
_METHODS: dict[str, Callable[..., Any]] = {
    "__init__": _start, "add_argument": _add, "set_defaults": _set, "parse_args": _parse,
    "parse_known_args": lambda m, self, *given: (_parse(m, self, *given), []),
    "add_argument_group": lambda m, self, *_, **__: self,
    "add_mutually_exclusive_group": lambda m, self, *_, **__: self,
    "print_help": lambda m, self: None,
}  # fmt: skip
#: What ``argparse`` holds of these.
ARGUMENTS: dict[str, Any] = {
    "ArgumentParser": Class(
        "ArgumentParser", names={name: Native(name, run, takes_unknown=True) for name, run in _METHODS.items()}
    ),
    "Namespace": NAMESPACE,
}
