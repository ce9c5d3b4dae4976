"""What ``model.to_json()`` writes, of Keras 3 and of Keras 2, as a model."""

from collections.abc import Mapping
from typing import Any

from ....mechanics.errors import OptionError
from .graph import Graph
from .layers import KerasLayer
from .models import DEEPEST, Functional, Sequential
from .operation import Operation
from .tensor import Tensor

_SEQUENTIAL, _FUNCTIONAL = ("Sequential",), ("Functional", "Model")
Model = Functional | Sequential


def model_of(graph: Graph, config: Any, depth: int = 0) -> Model:
    """Build the model that a configuration describes.

    Parameters
    ----------
    graph : Graph
        Where its layers are called for the first time.
    config : object
        The parsed JSON: ``class_name`` and ``config``.
    depth : int
        How many models it stands in.

    Raises
    ------
    OptionError
        Naming the layer that cannot be read.
    """
    if not isinstance(config, Mapping) or not isinstance(config.get("class_name"), str):
        raise OptionError("text", "this is not the JSON of a Keras model: it has no class_name")
    kind, inner = config["class_name"], config.get("config")
    if depth > DEEPEST:
        raise graph.refusal(f"this is nested too deeply: more than {DEEPEST} models within models")
    if kind in _SEQUENTIAL:
        return _sequential(graph, inner, config, depth)
    if kind in _FUNCTIONAL and isinstance(inner, Mapping) and "layers" in inner:
        return _functional(graph, inner, depth)
    raise OptionError(
        "text",
        f"{kind[:60]} is a class of its own, whose JSON does not say what it does: paste its source, or export it as "
        "ONNX",
    )


def _layer(graph: Graph, entry: Any, depth: int) -> Any:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("class_name"), str):
        raise graph.refusal("there is a layer without a class_name")
    config = entry.get("config")
    if not isinstance(config, Mapping):
        raise graph.refusal(f"{entry['class_name'][:60]} has no config")
    kind = entry["class_name"]
    name = str(entry.get("name") or config.get("name") or kind)[:150]
    graph.place = f'layer "{name}"'
    if kind in (*_SEQUENTIAL, *_FUNCTIONAL):
        inner = model_of(graph, entry, depth + 1)
        inner.name = name
        return inner
    module = str(entry.get("module") or "")
    if ".ops." in module or module.endswith(".ops"):
        return Operation(kind, name, dict(config))
    return KerasLayer(kind, config, name, graph.place)


def _entries(graph: Graph, inner: Any) -> list[Any]:
    found = inner if isinstance(inner, list) else inner.get("layers") if isinstance(inner, Mapping) else None
    if not isinstance(found, list):
        raise graph.refusal("the config has no list of layers")
    graph.budget.allocate(len(found))
    return found


def _shape(config: Any) -> tuple[int | None, ...] | None:
    """Give the shape of an input, without the batch, where a layer's config says it."""
    if not isinstance(config, Mapping):
        return None
    for key in ("batch_shape", "batch_input_shape"):
        shape = config.get(key)
        if isinstance(shape, Mapping):  # as a tuple is written
            shape = shape.get("items")
        if isinstance(shape, list) and shape:
            return checked_shape(shape[1:])
    return None


def checked_shape(shape: Any) -> tuple[int | None, ...]:
    """Give a shape of an input.

    Raises
    ------
    OptionError
        If it is none.

    Examples
    --------
    >>> checked_shape([None, None, 3])
    (None, None, 3)
    """
    whole = all(one is None or (isinstance(one, int) and not isinstance(one, bool) and one > 0) for one in shape)
    if not isinstance(shape, list | tuple) or not whole or not 1 <= len(shape) <= 4:
        raise OptionError(
            "text", f"the shape of an input must be one to four sizes besides the batch, not {str(shape)[:60]}"
        )
    return tuple(shape)


def _sequential(graph: Graph, inner: Any, config: Mapping[str, Any], depth: int) -> Sequential:
    entries = _entries(graph, inner)
    name = inner.get("name", "sequential") if isinstance(inner, Mapping) else "sequential"
    made = Sequential(name=str(name)[:150])
    for at, entry in enumerate(entries):
        if at == 0:
            made.input_shape = _shape(entry.get("config") if isinstance(entry, Mapping) else None)
        if isinstance(entry, Mapping) and entry.get("class_name") == "InputLayer":
            continue
        made.layers.append(_layer(graph, entry, depth))
    if made.input_shape is None and isinstance(inner, Mapping):
        build = config.get("build_config") or {}
        said = inner.get("build_input_shape") or (build.get("input_shape") if isinstance(build, Mapping) else None)
        made.input_shape = checked_shape(said[1:]) if isinstance(said, list) and len(said) > 1 else None
    if made.input_shape is None and made.layers and isinstance(made.layers[0], Sequential):
        made.input_shape = made.layers[0].input_shape
    if made.input_shape is None and made.layers and isinstance(made.layers[0], Functional):
        made.input_shape = made.layers[0].input_shapes[0]
    return made


def _functional(graph: Graph, inner: Mapping[str, Any], depth: int) -> Functional:
    name = str(inner.get("name") or "functional")[:150]
    entries = _entries(graph, inner)
    known: dict[tuple[str, int], list[Tensor]] = {}
    layers: dict[str, Any] = {}
    order: list[tuple[str, int, Any]] = []
    for entry in entries:
        layer = _layer(graph, entry, depth)
        called = str(entry.get("name") or entry["config"].get("name") or layer.name)[:150]
        nodes = entry.get("inbound_nodes") or []
        if not isinstance(nodes, list):
            raise graph.refusal("inbound_nodes is no list")
        if entry["class_name"] == "InputLayer":
            shape = _shape(entry["config"])
            if shape is None:
                raise graph.refusal("the input has no shape")
            known[called, 0] = [graph.input(shape)]
            continue
        layers[called] = layer
        order += [(called, at, node) for at, node in enumerate(nodes)]
    _call_all(graph, layers, order, known)
    inputs = _ends(inner.get("input_layers"), known)
    outputs = _ends(inner.get("output_layers"), known)
    single = len(outputs) == 1 and not _nested(inner.get("output_layers"))
    return Functional(inputs, outputs, name, single)


def _call_all(
    graph: Graph,
    layers: Mapping[str, Any],
    order: list[tuple[str, int, Any]],
    known: dict[tuple[str, int], list[Tensor]],
) -> None:
    """Call every layer as often as the JSON says, each once its inputs are there."""
    left = order
    while left:
        later = []
        for name, at, node in left:
            graph.budget.step()
            args, options = _arguments(graph, node)
            histories = [value for value in _flat(args) if isinstance(value, History)]
            if not all((value.layer, value.node) in known for value in histories):
                later.append((name, at, node))
                continue
            graph.place = f'layer "{name}"'
            known[name, at] = _called(graph, layers[name], args, options, known)
        if len(later) == len(left):
            raise OptionError("text", f'layer "{later[0][0]}": what goes in is given by no layer')
        left = later


class History:
    """Which tensor an argument is: of which call of which layer, and which of its outputs."""

    def __init__(self, history: list[Any]) -> None:
        self.layer, self.node, self.output = str(history[0])[:150], int(history[1]), int(history[2])


def _is_history(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and all(isinstance(one, int) for one in value[1:3])
    )


def _arguments(graph: Graph, node: Any) -> tuple[list[Any], dict[str, Any]]:
    if isinstance(node, Mapping):  # Keras 3
        kwargs = node.get("kwargs") or {}
        if not isinstance(node.get("args"), list) or not isinstance(kwargs, Mapping):
            raise graph.refusal("inbound_nodes has an entry without args")
        return [_argument(graph, one) for one in node["args"]], {str(k): _argument(graph, v) for k, v in kwargs.items()}
    if isinstance(node, list) and node and all(_is_history(one) for one in node):  # Keras 2
        options = node[0][3] if len(node[0]) == 4 and isinstance(node[0][3], Mapping) else {}
        found = [History(one) for one in node]
        return [found if len(found) > 1 else found[0]], {str(k): _argument(graph, v) for k, v in options.items()}
    if _is_history(node):
        return _arguments(graph, [node])
    raise graph.refusal("inbound_nodes has an entry that is not read here")


def _argument(graph: Graph, value: Any, depth: int = 0) -> Any:
    graph.budget.step()
    if depth > DEEPEST:
        raise graph.refusal("its arguments are nested too deeply")
    if isinstance(value, Mapping):
        if value.get("class_name") == "__keras_tensor__":
            history = (value.get("config") or {}).get("keras_history")
            if not isinstance(history, list) or not _is_history(history):
                raise graph.refusal("an input has no keras_history")
            return History(history)
        if value.get("class_name") == "__tuple__":
            return [_argument(graph, one, depth + 1) for one in value.get("items") or []]
        if value.get("class_name") == "__slice__" and isinstance(value.get("config"), Mapping):
            return slice(*(value["config"].get(key) for key in ("start", "stop", "step")))
        return {str(k): _argument(graph, v, depth + 1) for k, v in value.items()}
    if _is_history(value) and len(value) == 3:
        return History(value)
    return [_argument(graph, one, depth + 1) for one in value] if isinstance(value, list) else value


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [one for part in value for one in _flat(part)]
    return [value]


def _called(
    graph: Graph, layer: Any, args: list[Any], options: dict[str, Any], known: dict[tuple[str, int], list[Tensor]]
) -> list[Tensor]:
    def tensor(value: Any) -> Any:
        if not isinstance(value, History):
            return [tensor(one) for one in value] if isinstance(value, list) else value
        given = known[value.layer, value.node]
        if not 0 <= value.output < len(given):
            raise graph.refusal(f'layer "{value.layer}" gives no output {value.output}')
        return given[value.output]

    hidden = next((key for key, one in options.items() if any(isinstance(v, History) for v in _flat(one))), None)
    if hidden is not None and not isinstance(layer, Operation):
        raise graph.refusal(f"a tensor that is given as {hidden} is not read here")
    given = [tensor(one) for one in args]
    if isinstance(layer, Operation):
        made = layer.called(graph, given, {key: tensor(one) for key, one in options.items()})
    else:
        flat = _flat(given)
        if not all(isinstance(one, Tensor) for one in flat):
            raise graph.refusal("it is called with what is no tensor")
        made = graph.call(layer, flat)
    return made if isinstance(made, list) else [made]


def _nested(ends: Any) -> bool:
    return isinstance(ends, list) and not _is_history(ends)


def _ends(ends: Any, known: Mapping[tuple[str, int], list[Tensor]]) -> list[Tensor]:
    found = [ends] if _is_history(ends) else list(ends.values()) if isinstance(ends, Mapping) else ends
    if not isinstance(found, list) or not found or not all(_is_history(one) for one in found):
        raise OptionError("text", "the JSON does not say which layers are the model's input and output")
    return [_end(History(one), known) for one in found]


def _end(end: "History", known: Mapping[tuple[str, int], list[Tensor]]) -> Tensor:
    """Give a tensor at an end; Keras counts the calls of a model within from 1 there, and from 0 elsewhere."""
    calls = [given for (layer, _), given in known.items() if layer == end.layer]
    given = known.get((end.layer, end.node)) or (calls[0] if len(calls) == 1 else None)
    if given is None or not 0 <= end.output < len(given):
        raise OptionError("text", f'there is no layer "{end.layer}" that is called so often')
    return given[end.output]
