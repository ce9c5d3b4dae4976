"""Layers of Keras as classes that a text makes instances of."""

import re
from typing import Any

from ...pytorch.interpreter.errors import Raised
from ...pytorch.interpreter.machine import Machine
from ...pytorch.interpreter.values import Class, Function, Instance, Native, Unknown, Wrapped
from ..reading.graph import Graph
from ..reading.layers import LAYERS, KerasLayer
from ..reading.models import Inside
from ..reading.site import is_free
from ..reading.tensor import Tensor

#: Where an instance keeps the layer that it is.
LAYER_OF = " layer"
_CAPITAL = re.compile(r"(.)([A-Z][a-z0-9]+)")
_AFTER_SMALL = re.compile(r"([a-z])([A-Z])")


def snake_case(name: str) -> str:
    """Give the name that Keras gives to layers of a class.

    Examples
    --------
    >>> snake_case("Conv2D"), snake_case("GlobalAveragePooling2D"), snake_case("ReLU")
    ('conv2d', 'global_average_pooling2d', 're_lu')
    """
    name = re.sub(r"\W+", "", name)
    return _AFTER_SMALL.sub(r"\1_\2", _CAPITAL.sub(r"\1_\2", name)).lower()


def plain(m: Machine, value: Any, what: str) -> Any:
    """Give an option as plain numbers, words, lists and tuples; layers as what they are.

    Raises
    ------
    OptionError
        If it is not known.
    """
    m.budget.step()
    m.known(value, what)
    if isinstance(value, list | tuple):
        return type(value)(plain(m, one, what) for one in value)
    if isinstance(value, Instance):
        return layer_of(m, value)
    if isinstance(value, Native):
        return value.name
    return value


def layer_of(m: Machine, value: Any) -> Any:
    """Give the layer or model that a value of the text is.

    Raises
    ------
    OptionError
        If it is none.
    """
    if isinstance(value, Unknown):
        raise m.refusal(unread(value.what))
    if isinstance(value, Instance):
        if LAYER_OF in value.attrs:
            return value.attrs[LAYER_OF]
        if BASE in value.cls.order:
            if "name" not in value.attrs:
                value.attrs["name"] = m.world.named(value.cls.name)
            value.attrs[LAYER_OF] = Own(m, value)
            return value.attrs[LAYER_OF]
    if isinstance(value, Native):
        raise m.refusal(f"{value.name} is a function, and no layer: use layers.Activation")
    raise m.refusal("this is no layer")


def unread(what: str) -> str:
    """Say that something is not read, and what can be done.

    Examples
    --------
    >>> unread("keras.layers.LSTM")
    'LSTM is not a layer that can be read here: leave it out, or export the model as ONNX'
    """
    name = what.rpartition(".")[2]
    if "applications" in what:
        return (
            f"{name} of keras.applications is not in this text: paste what print({name}(weights=None).to_json())"
            " writes, or export the model as ONNX"
        )
    return f"{name} is not a layer that can be read here: leave it out, or export the model as ONNX"


def _made(kind: str, options: list[str]) -> Native:
    def run(m: Machine, cls: Class, *args: Any, **kwargs: Any) -> Instance:
        if cls.line:
            raise m.refusal(f"class {cls.name} inherits from {kind}, and changes what it does: this is not read here")
        if len(args) > len(options):
            raise Raised("TypeError", f"{kind} takes {len(options)} arguments, not {len(args)}")
        config = dict(zip(options, args, strict=False))
        twice = next((name for name in kwargs if name in config), None)
        if twice is not None:
            raise Raised("TypeError", f"{kind} is given {twice} twice")
        config |= kwargs
        config = {key: value if is_free(key) else plain(m, value, f"{key} of {kind}") for key, value in config.items()}
        name = config.get("name")
        name = name if isinstance(name, str) else m.world.named(kind)
        instance = Instance(cls, {}, m.line)
        shape = config.get("batch_input_shape", config.get("batch_shape"))
        shape = config.get("input_shape") if shape is None else shape[1:]
        size = config.get("input_dim")
        if shape is None and isinstance(size, int):
            shape = (size,)
        instance.attrs |= {
            LAYER_OF: KerasLayer(kind, config, name[:150], f"line {m.line}"), "name": name, " input_shape": shape,
        }  # fmt: skip
        m.world.making(m, instance)
        return instance

    return Native(kind, run, takes_unknown=True)


class Own:
    """A layer or model that the text defines: it is called by calling its method.

    Parameters
    ----------
    m : Machine
        The machine that runs the text.
    instance : Instance
        The layer.
    """

    def __init__(self, m: Machine, instance: Instance) -> None:
        self._m, self._instance = m, instance
        self.name = str(instance.attrs["name"])[:150]

    @property
    def input_shape(self) -> Any:
        """The shape of its input, where the text says it: by passing something through, or with its first layer."""
        shapes = self._m.world.shapes
        said = shapes.get(id(self)) or shapes.get(id(self._instance))
        if said is not None:
            return said
        given = (value.attrs.get(" input_shape") for value in self._children() if isinstance(value, Instance))
        return next((tuple(shape) for shape in given if isinstance(shape, list | tuple)), None)

    @property
    def layers(self) -> list[Any]:
        """The layers that it holds."""
        return [layer_of(self._m, value) for value in self._children()]

    def _children(self) -> list[Instance]:
        held = [
            one for value in self._instance.attrs.values() for one in (value if isinstance(value, list) else [value])
        ]
        return [one for one in held if isinstance(one, Instance) and BASE in one.cls.order]

    @property
    def place(self) -> str:
        """Where it was made."""
        return f"line {self._instance.line}"

    def apply(self, graph: Graph, inputs: list[Tensor], options: dict[str, Any]) -> Any:
        """Run its method ``call``."""
        with Inside(graph, self.name):
            return self.replay(graph, inputs, options)

    def replay(self, graph: Graph, inputs: list[Tensor], options: dict[str, Any] | None = None) -> Any:
        """Run its method ``call``, its layers under the names that they have."""
        m, instance = self._m, self._instance
        if not any(isinstance(cls.names.get("call"), Function) for cls in instance.cls.order):
            raise graph.refusal(f"class {instance.cls.name} has no call method that can be read")
        around, m.world.graph = m.world.graph, graph
        try:
            if any("build" in cls.names for cls in instance.cls.order) and " built" not in instance.attrs:
                instance.attrs[" built"] = True
                shapes = [(None, *x.shape) for x in inputs]
                m.call(m.attribute(instance, "build"), [shapes[0] if len(shapes) == 1 else shapes])
            given = inputs[0] if len(inputs) == 1 else list(inputs)
            found = m.call(m.attribute(instance, "call"), [given], options)
        finally:
            m.world.graph = around
        return m.world.tensors(m, found, f"what {instance.cls.name} gives")


def _named(m: Machine, self: Instance) -> Any:
    return layer_of(m, self).name


def _nothing(m: Machine, self: Any, *_: Any, **__: Any) -> None:
    """Do nothing that shapes or counts depend on."""


def _start(m: Machine, self: Instance, *_: Any, name: Any = None, **__: Any) -> None:
    self.attrs["name"] = name if isinstance(name, str) else m.world.named(self.cls.name)


def _weight(m: Machine, self: Instance, *_: Any, **__: Any) -> Any:
    raise m.refusal(
        f"class {self.cls.name} has weights of its own, which have no counterpart among the layers here: build it of "
        "Keras' layers, or export the model as ONNX"
    )


#: The class that all layers inherit from.
BASE = Class(
    "Layer",
    names={
        "__init__": Native("__init__", _start, takes_unknown=True),
        "add_weight": Native("add_weight", _weight, takes_unknown=True),
        "add_variable": Native("add_variable", _weight, takes_unknown=True),
        "name": Wrapped("property", Native("name", _named)),
        **{name: Native(name, _nothing, takes_unknown=True)
           for name in ("get_config", "set_weights", "load_weights", "add_loss", "add_metric")},
        "get_weights": Native("get_weights", lambda m, self: Unknown("the weights", m.line)),
    },
)  # fmt: skip
#: Every layer that is read, by its name.
CLASSES: dict[str, Class] = {
    kind: Class(kind, (BASE,), {"__new__": _made(kind, list(known.options))}) for kind, known in LAYERS.items()
}
