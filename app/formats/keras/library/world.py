"""What the interpreter asks of Keras' values, and what one reading of a text keeps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...pytorch.interpreter.errors import Raised
from ...pytorch.interpreter.machine import Machine
from ...pytorch.interpreter.values import Bound, Class, Function, Instance, Native, Unknown
from ...pytorch.library import numbers
from ...pytorch.library.numbers import Numbers
from ...pytorch.library.tensor import Made
from ..reading.graph import Graph
from ..reading.models import Sequential
from ..reading.operation import Computed, between
from ..reading.shaping import taken
from ..reading.site import Site
from ..reading.tensor import Tensor
from .classes import BASE, LAYER_OF, Own, layer_of, snake_case

TENSOR = Class("KerasTensor")
#: Layers of one model, those that are made and never called among them.
MOST_LAYERS = 20_000
#: Options of a call that change nothing once a model is trained.
_FREE_IN_CALLS = {"training", "mask", "name"}


@dataclass
class World:
    """One reading's.

    Attributes
    ----------
    graph : Graph
        What is recorded.
    made : list of Instance
        Every layer and model, in the order in which they were made.
    failed : bool
        Whether one could not be made.
    instances : dict
        The instance of each layer, by its identity.
    parts : set of int
        Layers and models that were called, or put into another, by their identity.
    shapes : dict
        What the text passes through a model of its own, by its identity.
    outputs : dict
        What each layer gave when it was called last.
    """

    graph: Graph
    made: list[Instance] = field(default_factory=list)
    failed: bool = False
    instances: dict[int, Instance] = field(default_factory=dict)
    parts: set[int] = field(default_factory=set)
    shapes: dict[int, tuple[int | None, ...]] = field(default_factory=dict)
    outputs: dict[int, Any] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def named(self, kind: str) -> str:
        """Give the name that Keras gives to the next layer of a class."""
        name = snake_case(kind)[:100] or "layer"
        count = self._counts[name] = self._counts.get(name, 0) + 1
        return name if count == 1 else f"{name}_{count - 1}"

    def compute(self, m: Machine, kind: str, inputs: list[Tensor], run: Callable[[Site], Any]) -> Any:
        """Do something to tensors that is no layer."""
        return self._call(m, Computed(self.named(kind), kind, run), inputs, {})

    def _call(self, m: Machine, layer: Any, inputs: list[Tensor], options: dict[str, Any]) -> Any:
        failed, self.failed = self.failed, True  # a line that fails here cannot be left out
        self.graph.place = f"line {m.line}"
        found = self.graph.call(layer, inputs, options)
        self.failed = failed
        return found

    def operate(self, m: Machine, symbol: str, left: Any, right: Any) -> Any:
        """Give the result of an operator; NotImplemented if neither value is a tensor."""
        found = numbers.operate(m, symbol, left, right)
        if found is not NotImplemented:
            return found
        if not isinstance(left, Tensor) and not isinstance(right, Tensor):
            return NotImplemented
        kind = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}.get(symbol, "operator")
        inputs = [value for value in (left, right) if isinstance(value, Tensor)]
        return self.compute(m, kind, inputs, between(symbol, left, right))

    def attribute(self, m: Machine, value: Any, name: str) -> Any:  # noqa: PLR0911, a row each
        """Give an attribute of a tensor; NotImplemented if the value is none."""
        if isinstance(value, Numbers):
            return numbers.attribute(m, value, name)
        if isinstance(value, Made):
            return value.shape if name == "shape" and value.shape is not None else Unknown(f"a tensor's {name}", m.line)
        if not isinstance(value, Tensor):
            return NotImplemented
        if name == "shape":
            return (None, *value.shape)
        if name == "ndim":
            return len(value.shape) + 1
        if name == "get_shape":
            return Bound(Native("get_shape", lambda m, x: (None, *x.shape)), value)
        return Unknown(f"a tensor's {name}", m.line)

    def register(self, owner: Instance, name: str, value: Any) -> None:
        """Set an attribute."""
        owner.attrs[name] = value

    def check_numbers(self, m: Machine, symbol: str, left: Any, right: Any) -> None:
        """Refuse nothing: the size of the batch is no number in Keras."""

    def changes_in_place(self, m: Machine, value: Any) -> bool:  # noqa: ARG002
        """Say that ``+=`` overwrites nothing: tensors of Keras do not change."""
        return False

    def imported(self, m: Machine, module: str, found: dict[str, Any]) -> None:
        """Say nothing: no name is known that a file of the reader's own would give."""

    def set_attribute(self, m: Machine, owner: Any, name: str, value: Any) -> bool:  # noqa: ARG002
        """Say whether an attribute was set."""
        return isinstance(owner, Made)

    def item(self, m: Machine, value: Any, place: Any) -> Any:
        """Give a part of a tensor; NotImplemented if the value is none."""
        if isinstance(value, Numbers):
            return numbers.item(m, value, place)
        if isinstance(value, Made):
            return Made(None)
        if not isinstance(value, Tensor):
            return NotImplemented
        return self.compute(m, "slice", [value], lambda site: taken(site, place))

    def set_item(self, m: Machine, owner: Any, place: Any, value: Any) -> bool:  # noqa: ARG002
        """Say whether an item was set.

        Raises
        ------
        OptionError
            For a tensor that flows through the network.
        """
        if isinstance(owner, Tensor | Numbers):
            raise m.refusal("a part of a tensor cannot be overwritten here")
        return isinstance(owner, Made)

    def making(self, m: Machine, instance: Instance) -> None:
        """Count a layer that is made."""
        if BASE not in instance.cls.order:
            return
        self.made.append(instance)
        if LAYER_OF in instance.attrs:
            self.instances[id(instance.attrs[LAYER_OF])] = instance
        if len(self.made) > MOST_LAYERS:
            raise m.refusal(f"this model has more than {MOST_LAYERS:,} layers")

    def unmade(self, instance: Instance) -> None:
        """Note that a layer could not be made."""
        self.failed = self.failed or BASE in instance.cls.order

    def called(self, m: Machine, instance: Instance, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call a layer; NotImplemented if the value is none."""
        if BASE not in instance.cls.order:
            return NotImplemented
        layer = layer_of(m, instance)
        args = list(args)
        given = args.pop(0) if args else kwargs.pop("inputs", None)
        if isinstance(given, Unknown | Made | Numbers):
            self._note_shape(layer, given)
            return Unknown(f"what {instance.cls.name} gives", m.line)
        inputs = (
            list(given.values())
            if isinstance(given, dict)
            else list(given)
            if isinstance(given, list | tuple)
            else [given]
        )
        for one in inputs:
            m.known(one, f"what goes into {layer.name}")
            if not isinstance(one, Tensor):
                raise Raised("TypeError", f"{instance.cls.name} takes tensors")
        rest = {key: value for key, value in kwargs.items() if key not in _FREE_IN_CALLS}
        if rest or any(isinstance(one, Tensor) for one in args):
            what = next(iter(rest), "a second tensor")
            raise m.refusal(f"{instance.cls.name} is given {what}, which is not read here: give it a list of tensors")
        self.parts.add(id(layer))
        self.instances[id(layer)] = instance
        options = {key: value for key, value in kwargs.items() if key == "training"} if isinstance(layer, Own) else {}
        if isinstance(layer, Own) and "training" in options and not _takes(instance, "training"):
            options = {}
        found = self.outputs[id(layer)] = self._call(m, layer, inputs, options)
        return found

    def _note_shape(self, layer: Any, given: Any) -> None:
        shape = given.shape if isinstance(given, Made) else None
        if shape is None or len(shape) < 2:
            return
        if isinstance(layer, Sequential) and layer.input_shape is None:
            layer.input_shape = tuple(shape[1:])
        self.shapes.setdefault(id(layer), tuple(shape[1:]))

    def tensors(self, m: Machine, found: Any, what: str) -> Any:
        """Give what a function of the text gives: a tensor, or a list of them.

        Raises
        ------
        OptionError
            If it is none.
        """
        if isinstance(found, dict):
            found = list(found.values())
        if isinstance(found, list | tuple):
            return [self.tensors(m, one, what) for one in found]
        m.known(found, what)
        if not isinstance(found, Tensor):
            raise m.refusal(f"{what} is no tensor")
        return found

    def unknown_called(self, m: Machine, function: Unknown, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call what is not known.

        Raises
        ------
        OptionError
            If it is given a tensor that flows through the network: what comes out matters.
        """
        flat = [
            one
            for value in (*args, *kwargs.values())
            for one in (value if isinstance(value, list | tuple) else [value])
        ]
        if any(isinstance(one, Tensor) for one in flat):
            raise m.refusal(
                f"{function.what} has no counterpart among the layers here: leave it out, or export the model as ONNX"
            )
        return Unknown(function.what, m.line, called=True)

    def undecorated(self, m: Machine, decorator: Unknown, name: str) -> None:
        """Leave out what a decorator does that is not known."""
        if "serializ" not in decorator.what and not decorator.what.startswith("typing."):
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
        return Made(value.shape) if isinstance(value, Made) else value

    def is_instance(self, m: Machine, value: Any, cls: Any) -> bool:  # noqa: ARG002
        """Say whether a value of the library is of a class."""
        return cls is TENSOR and isinstance(value, Tensor)

    def length(self, m: Machine, value: Any) -> Any:
        """Give the length of a value of the library; NotImplemented if it has none."""
        if isinstance(value, Numbers):
            return len(value.values)
        if isinstance(value, Tensor | Made):
            raise m.refusal("how many inputs there are in a batch is not known")
        return NotImplemented


def _takes(instance: Instance, name: str) -> bool:
    found = next((cls.names["call"] for cls in instance.cls.order if "call" in cls.names), None)
    if not isinstance(found, Function):
        return False
    arguments = found.node.args
    return arguments.kwarg is not None or name in [a.arg for a in (*arguments.args, *arguments.kwonlyargs)]
