"""What the interpreter asks the library about values of its own, and what one reading keeps."""

from dataclasses import dataclass, field
from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.values import Class, Function, Instance, Scope, Unknown
from . import arithmetic, made, methods, numbers, shaping
from .batch import check_numbers
from .calling import call_module
from .in_place import check_unchanging, overwritten
from .modules import MODULE, is_module
from .numbers import Numbers
from .tensor import BATCH, Made, Tensor
from .trace import MOST_NODES, Trace

#: Functions of torchvision that no layer depends on.
_SHAPES_NOTHING = {
    "_log_api_usage_once", "_ovewrite_named_param", "_ovewrite_value_param", "handle_legacy_interface",
    "register_model", "Weights", "WeightsEnum", "resize",
}  # fmt: skip
#: Functions of others that show, store, move or train a model.
_LEAVES_AS_IT_IS = {
    "summary", "info", "save", "export", "trace", "script", "watch", "fit", "test", "validate", "predict", "make_dot",
    "add_graph", "draw_graph", "render_network", "get_model_complexity_info", "profile", "FlopCountAnalysis", "compile",
    "freeze", "Trainer", "train", "evaluate", "register_model", "log_model", "optimize_for_mobile",
}  # fmt: skip
#: Names that a note lists.
_MOST_LISTED = 8
#: The class of tensors, for ``isinstance``.
TENSOR = Class("Tensor")
PARAMETER = Class("Parameter", (TENSOR,))


@dataclass
class World:
    """One reading's.

    Attributes
    ----------
    made : list of Instance
        Every module, in the order in which they were made.
    inputs : list
        Modules that the text itself calls outside their class, each with the shape of what goes in.
    trace : Trace or None
        The pass that is being recorded.
    failed : bool
        Whether a module could not be made.
    """

    made: list[Instance] = field(default_factory=list)
    inputs: list[tuple[Instance, tuple[int, ...]]] = field(default_factory=list)
    trace: Trace | None = None
    failed: bool = False
    libraries: dict[str, Scope] = field(default_factory=dict)

    def operate(self, m: Machine, symbol: str, left: Any, right: Any) -> Any:
        """Give the result of an operator; NotImplemented if neither value is a tensor."""
        found = numbers.operate(m, symbol, left, right)
        return arithmetic.operate(m, symbol, left, right) if found is NotImplemented else found

    def attribute(self, m: Machine, value: Any, name: str) -> Any:
        """Give an attribute of a tensor; NotImplemented if the value is none."""
        return numbers.attribute(m, value, name) if isinstance(value, Numbers) else methods.attribute(m, value, name)

    def register(self, owner: Instance, name: str, value: Any) -> None:
        """Set an attribute; a module or parameter that takes the place of something else comes after those there."""
        before = owner.attrs.get(name)
        if isinstance(value, Instance | Made) and not isinstance(before, Instance | Made):
            owner.attrs.pop(name, None)
        owner.attrs[name] = value

    def check_numbers(self, m: Machine, symbol: str, left: Any, right: Any) -> None:
        """Refuse arithmetic whose result depends on the size of the batch."""
        check_numbers(m, symbol, left, right)

    def changes_in_place(self, m: Machine, value: Any) -> bool:  # noqa: ARG002
        """Say whether ``+=`` and its kin overwrite a value."""
        return isinstance(value, Tensor | Made)

    def in_place(self, m: Machine, symbol: str, left: Any, right: Any) -> Any:
        """Give a tensor that was overwritten by the result of an operator."""
        if isinstance(right, Unknown):
            return right
        check_unchanging(m, left)
        if isinstance(left, Made) and not isinstance(right, Tensor):
            return left
        found = self.operate(m, symbol, left, right)
        return overwritten(m, left, found) if isinstance(left, Tensor) else found

    def set_attribute(self, m: Machine, owner: Any, name: str, value: Any) -> bool:
        """Say whether an attribute was set: of those of tensors, their data alone matter."""
        if isinstance(owner, Made) and name == "data":
            check_unchanging(m, owner)
            owner.shape, owner.late = getattr(value, "shape", None), False
        return isinstance(owner, Made)

    def item(self, m: Machine, value: Any, place: Any) -> Any:
        """Give a part of a tensor; NotImplemented if the value is none."""
        if isinstance(value, Tensor):
            return shaping.item(m, value, place)
        if isinstance(value, Numbers):
            return numbers.item(m, value, place)
        if isinstance(value, Made):
            return made.item(value, place)
        return NotImplemented

    def set_item(self, m: Machine, owner: Any, place: Any, value: Any) -> bool:  # noqa: ARG002
        """Say whether an item was set.

        Raises
        ------
        OptionError
            For a tensor that flows through the network, and for weights while one does.
        """
        if isinstance(owner, Tensor | Numbers):
            raise m.refusal("a part of a tensor cannot be overwritten here")
        check_unchanging(m, owner)
        return isinstance(owner, Made)

    def making(self, m: Machine, instance: Instance) -> None:
        """Count a module that is made.

        Raises
        ------
        OptionError
            If there are too many.
        """
        if MODULE not in instance.cls.order:
            return
        self.made.append(instance)
        if len(self.made) > MOST_NODES:
            raise m.refusal(f"this model has more than {MOST_NODES:,} layers")

    def unmade(self, instance: Instance) -> None:
        """Note that a module could not be made."""
        self.failed = self.failed or MODULE in instance.cls.order

    def called(self, m: Machine, instance: Instance, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call a module; NotImplemented if the value is none."""
        if MODULE not in instance.cls.order:
            return NotImplemented
        if self.trace is None or any(isinstance(arg, Made) for arg in args[:1]):
            self._note_input(instance, args)
            return Unknown(f"what {instance.cls.name} gives", m.line)
        if not args and not kwargs:
            name = self.trace.paths.get(id(instance), instance.cls.name)
            raise m.refusal(f"{name} is given no input")
        trace = self.trace
        trace.called.add(id(instance))
        trace.where.append(trace.paths.get(id(instance), trace.path(instance.cls.name.lower())))
        try:
            return call_module(m, instance, args, kwargs)
        finally:
            trace.where.pop()

    def _note_input(self, module: Any, args: list[Any]) -> None:
        made = next((arg for arg in args if isinstance(arg, Made)), None)
        if made is not None and made.shape is not None and len(made.shape) > 1:
            self.inputs.append((module, made.shape[1:]))

    def unknown_called(self, m: Machine, function: Unknown, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call what is not known: a summary is given the input's shape, and what is given tensors stays unknown."""
        values = [*args, *kwargs.values()]
        module = next((value for value in values if is_module(value)), None)
        if module is not None and function.what.rpartition(".")[2] == "summary":
            self._note_summary(module, values)
        elif module is not None:
            flat = [inner for value in values for inner in (value if isinstance(value, tuple | list) else [value])]
            self._note_input(module, flat)
            if self.trace is None and function.what.rpartition(".")[2] not in _LEAVES_AS_IT_IS:
                m.note(f"Guess: line {m.line} leaves the model as it is: what {function.what} does is not known.")
        return Unknown(function.what, m.line, called=True)

    def _note_summary(self, module: Instance, values: list[Any]) -> None:
        for value in values:
            if isinstance(value, Made):
                self._note_input(module, [value])
            elif isinstance(value, tuple | list) and value and all(isinstance(size, int) for size in value):
                # torchsummary takes the shape of one input, torchinfo that of a batch
                self.inputs.append((module, tuple(value[1:] if len(value) == 4 else value)))

    def undecorated(self, m: Machine, decorator: Unknown, name: str) -> None:
        """Leave out what a decorator does that is not known."""
        if not decorator.what.startswith(("torch.", "typing.")):
            m.note(f"Line {m.line}: what {decorator.what} does to {name} is not known, and left out.")

    def truth(self, m: Machine, value: Any) -> bool:
        """Say whether a value of the library counts as true."""
        if isinstance(value, Numbers):
            return bool(value.values.all())
        if isinstance(value, Tensor | Made):
            raise m.refusal("whether a tensor holds true depends on its numbers, which are not known here")
        return True

    def number(self, m: Machine, value: Any) -> Any:
        """Give a value as a number; NotImplemented if it is none."""
        if isinstance(value, Numbers):
            return value.values.reshape(-1)[0].item()
        return Unknown("the numbers of a tensor", m.line) if isinstance(value, Made) else NotImplemented

    def computed(self, m: Machine, name: str, values: tuple[Any, ...]) -> Any:  # noqa: ARG002
        """Give what a function of ``math`` gives for a value of the library."""
        return Unknown(f"math.{name} of a tensor", m.line)

    def made_tensor(self) -> Made:
        """Give a tensor that the text makes, of a shape that is not known."""
        return Made(None)

    def copied(self, value: Any) -> Any:
        """Copy a value of the library."""
        if isinstance(value, Tensor):
            return value.copied()
        return Made(value.shape, value.learned, value.of, value.late) if isinstance(value, Made) else value

    def imported(self, m: Machine, module: str, found: dict[str, Any]) -> None:
        """Say what is taken for something known because it bears its name, in a file that is not here."""
        kinds = Class | Function
        names = [name for name, value in found.items() if isinstance(value, kinds) and name not in _SHAPES_NOTHING]
        if module.startswith(".") and names:
            listed = ", ".join(names[:_MOST_LISTED]) + (" and others" if len(names) > _MOST_LISTED else "")
            m.note(f"Guess: {listed} of {module}, a file that is not here, are what torchvision calls so.")

    def is_instance(self, m: Machine, value: Any, cls: Any) -> bool:  # noqa: ARG002
        """Say whether a value of the library is of a class."""
        if isinstance(value, Made) and value.learned:
            return isinstance(cls, Class) and PARAMETER.inherits(cls)
        return cls is TENSOR and isinstance(value, Tensor | Made)

    def length(self, m: Machine, value: Any) -> Any:  # noqa: ARG002
        """Give the length of a value of the library; NotImplemented if it has none."""
        if isinstance(value, Numbers):
            return len(value.values)
        if isinstance(value, Tensor):
            return value.shape[0]
        if isinstance(value, Made):
            return value.shape[0] if value.shape else BATCH
        return NotImplemented
