"""Passes an input through a model, and gives the network that it goes through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...mechanics.errors import OptionError
from .interpreter.errors import BudgetError, Raised, refusal
from .interpreter.interpreter import Guard
from .interpreter.machine import Machine, kind_of
from .interpreter.values import Instance, Unknown
from .library.containers import CONTAINERS
from .library.modules import children_of, named_modules, own_parameters
from .library.tensor import Dims, Tensor
from .library.trace import OtherInput, Trace

#: Side lengths that networks are designed for, by the number of axes, in the order in which they are tried if the text
#: does not specify one.
COMMON_SIZES = {
    0: (),
    1: (1024, 784, 512, 256, 128, 100, 64, 16_000, 32, 16),
    2: (224, 32, 28, 227, 64, 96, 128, 256, 299, 512),
    3: (64, 32, 16, 112, 128),
}

#: Layers of one kind that a note names.
_MOST_NAMED = 4


@dataclass(frozen=True)
class Reading:
    """What a text says.

    Attributes
    ----------
    input_shape : list of int
        [C, …].
    nodes : list of dict
        Each with ``operation``, ``name``, ``stage``, its options, and ``inputs`` where they are not the node before.
    notes : list of str
        What is ignored, and what the text did not say and was taken for granted.
    """

    input_shape: list[int]
    nodes: list[dict[str, Any]]
    notes: list[str]


def traced(m: Machine, model: Instance, input_shape: Dims | None) -> Reading:
    """Pass an input through a model.

    Parameters
    ----------
    m : Machine
        The machine that made it.
    model : Instance
        The model.
    input_shape : tuple of int or None
        [C, …]; if None, what the text itself passes through it, or the first common size that all layers fit.

    Raises
    ------
    OptionError
        Naming the line where something does not fit.
    """
    said = next((shape for module, shape in reversed(m.world.inputs) if module is model), None)
    if input_shape is not None or said is not None:
        shape = input_shape or said
        assert shape is not None
        if input_shape is None:
            m.note(f"The input is what the text passes through the model: {'×'.join(map(str, shape))}.")
        return _reading(m, model, _pass(m, model, Trace(shape)))
    before = list(m.notes)
    channels, trace = _asked(m, model)
    refused: list[tuple[Dims, OptionError]] = []
    for shape in _guesses(trace.input_shape, asked=channels):
        m.notes[:] = before
        try:
            trace = _pass(m, model, Trace(shape))
        except BudgetError as error:
            raise refused[0][1] if refused else error from None
        except OptionError as error:
            refused.append((shape, error))
            continue
        m.note(f"Guess: the text does not say how large the input is; {'×'.join(map(str, shape))} was taken.")
        return _reading(m, model, trace)
    tried, first = refused[0]
    if len({str(error) for _, error in refused}) == 1:  # it is not the size that is wrong
        raise first
    size = "×".join(map(str, tried))
    raise OptionError("input_shape", f"No common input size fits these layers: give input_shape. With {size}: {first}")


def _asked(m: Machine, model: Instance) -> tuple[bool, Trace]:
    """Find out what the first layer takes: say whether it asks for channels, and give a pass of such an input."""
    shape, asked = (3, *COMMON_SIZES[2][:1] * 2), False
    for _ in range(3):
        trace = Trace(shape, guessed=True)
        try:
            _pass(m, model, trace)
        except OtherInput as other:
            shape, asked = (other.channels, *COMMON_SIZES[other.axes][:1] * other.axes), True
            continue
        except BudgetError:
            raise
        except OptionError:
            pass
        break
    return asked, trace


def _guesses(shape: Dims, *, asked: bool) -> Iterator[Dims]:
    """Give the inputs that are tried, with so many channels and axes; of one channel too, where none are asked for."""
    channels, axes = shape[0], len(shape) - 1
    if axes == 0:
        yield shape
        return
    yield from ((channels, *[size] * axes) for size in COMMON_SIZES[axes])
    if not asked:
        yield from ((1, *[size] * axes) for size in COMMON_SIZES[axes])


def _pass(m: Machine, model: Instance, trace: Trace) -> Trace:
    modules = list(named_modules(model))
    m.budget.allocate(len(modules))
    trace.paths = {id(module): name for name, module in modules}
    trace.parameters = {
        id(made): f"{path}.{name}" if path else name
        for path, module in modules
        for name, made in own_parameters(module).items()
    }
    m.world.trace = trace
    m.line = model.line or m.line
    try:
        with Guard(m):
            given = m.call(model, [trace.input()])
            _finish(m, trace, _result(m, given))
    finally:
        m.world.trace = None
    return trace


def _result(m: Machine, given: Any) -> Any:
    """Give the tensor among what a model gives: it, or the first of several."""
    while isinstance(given, tuple | list | dict | Instance):
        parts = list(given.attrs.values() if isinstance(given, Instance) else
                     given.values() if isinstance(given, dict) else given)  # fmt: skip
        tensors = [part for part in parts if part is not None]
        if not tensors:
            raise m.refusal("this forward method gives no tensor")
        if len(tensors) > 1:
            m.note("The model gives several results: the first is shown.")
        given = tensors[0]
    if given is None:
        raise m.refusal("this forward method returns nothing")
    if isinstance(given, Unknown):
        raise refusal(given.line or m.line, f"{given.what} is not a layer that can be read here")
    if not isinstance(given, Tensor):
        raise Raised("TypeError", f"the model gives {kind_of(given)}, and no tensor that depends on its input")
    return given


def _finish(m: Machine, trace: Trace, given: Tensor) -> None:
    """Leave the model's result as the last node, and without those that it does not depend on."""
    last = trace.settled(m, given, m.line).node
    if not trace.nodes:
        raise OptionError("text", "there is no layer in this text")
    needed, inputs, before = {last}, {}, "input"
    for node in trace.nodes:
        inputs[node["name"]] = node.get("inputs", [before])
        before = node["name"]
    for node in reversed(trace.nodes):
        if node["name"] in needed:
            needed |= set(inputs[node["name"]])
    kept, before = [], "input"
    for node in trace.nodes:
        if node["name"] not in needed:
            count = trace.counts.get(node["name"], 0)
            held = f": its {count:,} parameters are not in the totals" if count else ""
            m.note(f"{node['name']} ({node['operation']}) does not lead to the result, and is left out{held}.")
            continue
        made = {key: value for key, value in node.items() if key != "inputs"}
        if inputs[node["name"]] != [before]:
            made["inputs"] = inputs[node["name"]]
        kept.append(made)
        before = node["name"]
    if not kept:
        raise OptionError("text", "the model gives back its input: no layer leads to the result")
    if kept[-1]["name"] != last:
        kept.sort(key=lambda node: node["name"] == last)
    _hold(kept)
    trace.nodes = kept


def _hold(nodes: list[dict[str, Any]]) -> None:
    """Give weights to the first that shares them, where the node that held them is left out."""
    names, heirs = {node["name"] for node in nodes}, dict[str, str]()
    for node in nodes:
        holder = node.get("weights_of")
        if holder is None or holder in names:
            continue
        heir = heirs.setdefault(holder, node["name"])
        node["weights_of"] = heir
        if heir == node["name"]:
            del node["weights_of"]


def _reading(m: Machine, model: Instance, trace: Trace) -> Reading:
    unused: dict[tuple[str, int], list[str]] = {}
    for name, module in named_modules(model):
        own = own_parameters(module)
        left = {path: made for path, made in own.items() if not trace.uses(made)}
        is_layer = not children_of(module) and module.cls.name not in CONTAINERS
        if is_layer and id(module) not in trace.called and len(left) == len(own):
            count = sum(made.count for made in own.values())
            unused.setdefault((module.cls.name, count), []).append(name)
            continue
        for parameter, made in left.items():
            path = f"{name}.{parameter}" if name else parameter
            m.note(f"{path} is a parameter that is never used: its {made.count:,} numbers are not in the totals.")
    for (kind, count), names in unused.items():
        held = f": {'its' if len(names) == 1 else 'their'} {count * len(names):,} parameters are not in the totals"
        listed = ", ".join(names[:_MOST_NAMED]) + (
            f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        )
        m.note(f"{listed} ({kind}) {'is' if len(names) == 1 else 'are'} made and never used{held if count else ''}.")
    return Reading(list(trace.input_shape), trace.nodes, m.notes)
