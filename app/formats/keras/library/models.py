"""``Input``, ``Model`` and ``Sequential``, as the text uses them."""

from typing import Any

from ...pytorch.interpreter.errors import Raised
from ...pytorch.interpreter.machine import Machine
from ...pytorch.interpreter.values import Class, Instance, Native, Unknown, Wrapped
from ..reading.config import checked_shape
from ..reading.layers import KerasLayer
from ..reading.models import Functional, Sequential
from ..reading.tensor import Tensor
from .classes import BASE, LAYER_OF, layer_of


def make_input(m: Machine, shape: Any = None, batch_size: Any = None, *_: Any, **more: Any) -> Tensor:
    """Give an input: what ``Input`` gives."""
    for key in ("batch_shape", "batch_input_shape"):
        if more.get(key) is not None:
            shape = m.known(more[key], "the shape of this input")[1:]
    if more.get("tensor") is not None:
        raise m.refusal("an input that is a tensor already is not read here")
    shape = m.known(more.get("input_shape") if shape is None else shape, "the shape of this input")
    m.world.graph.place = f"line {m.line}"
    return m.world.graph.input(_shape(m, shape))  # type: ignore[no-any-return]


def _shape(m: Machine, shape: Any) -> tuple[int | None, ...]:
    shape = [shape] if isinstance(shape, int) else shape
    if not isinstance(shape, list | tuple):
        raise m.refusal("the shape of an input is a tuple of sizes")
    return checked_shape([m.known(one, "a size of this input") for one in shape])


def _list(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else [value]


def _start_model(m: Machine, self: Instance, *args: Any, **kwargs: Any) -> None:
    names = ("inputs", "outputs", "name")
    given = dict(zip(names, args, strict=False)) | kwargs
    inputs, outputs = (given.pop(key, given.pop(key[:-1], None)) for key in ("inputs", "outputs"))
    name = given.get("name")
    self.attrs["name"] = name if isinstance(name, str) else m.world.named(
        "Functional" if outputs is not None and not self.cls.line else self.cls.name
    )  # fmt: skip
    if inputs is None and outputs is None:
        return
    ends = [_list(inputs), _list(outputs)]
    for end in (*ends[0], *ends[1]):
        m.known(end, "an end of this model")
        if not isinstance(end, Tensor):
            raise Raised("TypeError", "a model goes from tensors to tensors: Model(inputs, outputs)")
    single = not isinstance(outputs, list | tuple | dict)
    made = Functional(ends[0], ends[1], self.attrs["name"][:150], single)
    m.world.graph.place = f"line {m.line}"
    made.calls(m.world.graph)
    self.attrs[LAYER_OF] = made


def _start_sequential(m: Machine, self: Instance, layers: Any = None, name: Any = None, **_: Any) -> None:
    self.attrs["name"] = name if isinstance(name, str) else m.world.named(self.cls.name)
    self.attrs[LAYER_OF] = Sequential(name=self.attrs["name"][:150])
    self.attrs[" layers"] = []
    for layer in m.listed(m.known(layers, "what this model is made of")) if layers is not None else []:
        _add(m, self, layer)


def _add(m: Machine, self: Instance, layer: Any, *_: Any, **__: Any) -> None:
    failed, m.world.failed = m.world.failed, True  # a line that fails here cannot be left out
    made: Sequential = self.attrs[LAYER_OF]
    m.budget.allocate(1)
    if isinstance(layer, Tensor):  # an Input
        if made.layers:
            raise m.refusal("an Input stands first")
        made.input_shape = next((shape for x, shape in m.world.graph.inputs if x is layer), layer.shape)
    else:
        inner = layer_of(m, layer)
        if inner is made:
            raise m.refusal("a model cannot be put into itself")
        if not made.layers and made.input_shape is None:
            made.input_shape = _first_shape(m, layer, inner)
        made.layers.append(inner)
        self.attrs[" layers"].append(layer)
        m.world.parts.add(id(inner))
    m.world.failed = failed


def _first_shape(m: Machine, layer: Instance, inner: Any) -> tuple[int | None, ...] | None:
    if isinstance(inner, KerasLayer):
        shape = layer.attrs.get(" input_shape")
        return None if shape is None or isinstance(shape, Unknown) else _shape(m, shape)
    if isinstance(inner, Sequential):
        return inner.input_shape
    if isinstance(inner, Functional) and len(inner.inputs) == 1:
        return next((shape for x, shape in m.world.graph.inputs if x is inner.inputs[0]), inner.inputs[0].shape)
    return None


def _pop(m: Machine, self: Instance, *_: Any) -> None:
    made: Sequential = self.attrs[LAYER_OF]
    if not made.layers:
        raise Raised("TypeError", "there are no layers in the model")
    made.layers.pop()
    self.attrs[" layers"].pop()


def _same(m: Machine, self: Any, *_: Any, **__: Any) -> None:
    """Do nothing: training and showing change neither shapes nor counts."""


def _unknown(m: Machine, self: Instance, *_: Any, **__: Any) -> Unknown:
    return Unknown("what the model computes", m.line)


def _build(m: Machine, self: Instance, input_shape: Any = None, **more: Any) -> None:
    shape = more.get("batch_shape") if input_shape is None else input_shape
    made = self.attrs.get(LAYER_OF)
    if isinstance(shape, list | tuple) and len(shape) > 1 and not any(isinstance(one, Unknown) for one in shape):
        shape = checked_shape([m.known(one, "a size of this input") for one in shape[1:]])
        if isinstance(made, Sequential) and made.input_shape is None:
            made.input_shape = shape
        elif made is None or not isinstance(made, Functional | Sequential):
            m.world.shapes[id(self)] = shape


def _ends(which: str) -> Native:
    def run(m: Machine, self: Instance) -> Any:
        made = layer_of(m, self)
        if isinstance(made, Sequential) and made.input_shape is not None:
            known = self.attrs.get(" ends")
            if known is None or known[0] != len(made.layers):
                x = m.world.graph.input(made.input_shape)
                m.world.graph.place = f"line {m.line}"
                with_names = made.replay(m.world.graph, [x])
                known = self.attrs[" ends"] = (len(made.layers), x, with_names)
            found = {"input": known[1], "output": known[2]}[which.rstrip("s")]
            return [found] if which.endswith("s") else found
        if not isinstance(made, Functional):
            raise m.refusal(f"the {which} of this is not known before it is called")
        ends = made.inputs if which.startswith("input") else made.outputs
        return list(ends) if which.endswith("s") or len(ends) > 1 else ends[0]

    return Native(which, run)


def _layers(m: Machine, self: Instance) -> list[Any]:
    if " layers" in self.attrs:
        return list(self.attrs[" layers"])
    made = layer_of(m, self)
    if not isinstance(made, Functional):
        raise m.refusal("the layers of this model are not listed here")
    known = m.world.instances
    return [known[id(call.layer)] for call in made.calls(m.world.graph) if id(call.layer) in known]


def _get_layer(m: Machine, self: Instance, name: Any = None, index: Any = None) -> Any:
    layers = _layers(m, self)
    if isinstance(index, int):
        return layers[index]
    for layer in layers:
        if layer_of(m, layer).name == name:
            return layer
    raise Raised("ValueError", f"there is no layer {str(name)[:60]!r}")


def _layer_output(m: Machine, self: Instance) -> Any:
    made = layer_of(m, self)
    found = m.world.outputs.get(id(made))
    if found is None:
        raise m.refusal("what this layer gives is not known before it is called")
    return found


def _shapes_of(which: str) -> Native:
    def run(m: Machine, self: Instance) -> Any:
        given = m.attribute(self, which)
        return (None, *given.shape) if isinstance(given, Tensor) else [(None, *one.shape) for one in given]

    return Native(which, run)


_TRAINING = {
    **{name: Native(name, _same, takes_unknown=True)
       for name in ("compile", "summary", "save", "save_weights", "load_weights", "set_weights", "export",
                    "freeze", "reset_states")},
    **{name: Native(name, _unknown, takes_unknown=True)
       for name in ("fit", "evaluate", "predict", "fit_generator", "train_on_batch", "count_params", "to_json",
                    "get_weights", "get_config", "predict_on_batch", "test_on_batch", "predict_generator")},
    "build": Native("build", _build, takes_unknown=True),
    "get_layer": Native("get_layer", _get_layer),
    "layers": Wrapped("property", Native("layers", _layers)),
    **{name: Wrapped("property", _ends(name)) for name in ("input", "output", "inputs", "outputs")},
    "input_shape": Wrapped("property", _shapes_of("input")),
    "output_shape": Wrapped("property", _shapes_of("output")),
}  # fmt: skip
BASE.names["output"] = Wrapped("property", Native("output", _layer_output))
MODEL = Class("Model", (BASE,), {"__init__": Native("__init__", _start_model, takes_unknown=True), **_TRAINING})
SEQUENTIAL = Class(
    "Sequential",
    (MODEL,),
    {
        "__init__": Native("__init__", _start_sequential, takes_unknown=True),
        "add": Native("add", _add, takes_unknown=True),
        "pop": Native("pop", _pop),
    },
)
