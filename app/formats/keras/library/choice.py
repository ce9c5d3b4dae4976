"""Which of the models that a text makes is meant."""

import ast
from typing import Any

from ....mechanics.errors import OptionError
from ...pytorch.interpreter.interpreter import Guard
from ...pytorch.interpreter.values import Class, Function, Instance, Unknown
from ...pytorch.program import Program
from ..reading.models import Functional, Sequential
from .classes import BASE, LAYER_OF, layer_of, unread
from .models import MODEL


def chosen(program: Program, model: str) -> Any:
    """Give the model.

    Parameters
    ----------
    program : Program
        What the text made.
    model : str
        The variable, class, function or call that is meant; may be empty.

    Raises
    ------
    OptionError
        If there is none, or more than one: the message lists them.
    """
    if model:
        return _named(program, model)
    found = _whole(program, _variables(program)) or _whole(program, _all_made(program))
    if len(found) > 1:
        raise _several(list(found))
    if found:
        return _layer(program, next(iter(found.values())))
    return _of_definitions(program)


def _layer(program: Program, instance: Instance) -> Any:
    with Guard(program.machine):
        return layer_of(program.machine, instance)


def _is_model(value: Any) -> bool:
    return isinstance(value, Instance) and MODEL in value.cls.order


def _variables(program: Program) -> dict[str, Instance]:
    return {name: value for name, value in program.scope.names.items() if _is_model(value)}


def _all_made(program: Program) -> dict[str, Instance]:
    return {f"the one in line {value.line}": value for value in program.machine.world.made if _is_model(value)}


def _whole(program: Program, models: dict[str, Instance]) -> dict[str, Instance]:
    """Give the models that are no part of another: not called in it, and not a piece of its way."""
    made = {name: value.attrs.get(LAYER_OF) for name, value in models.items()}
    made = {name: layer for name, layer in made.items() if not isinstance(layer, Sequential) or layer.layers}
    graph = program.machine.world.graph
    ways = {
        name: {id(call) for call in layer.calls(graph)} for name, layer in made.items() if isinstance(layer, Functional)
    }
    inside = {id(call.layer) for layer in made.values() if isinstance(layer, Functional) for call in layer.calls(graph)}
    inside |= {id(part) for layer in made.values() if isinstance(layer, Sequential) for part in layer.layers}
    inside |= program.machine.world.parts if len(made) > 1 else set()
    held = {
        id(value)
        for own in models.values()
        if own.cls.line
        for value in own.attrs.values()
        if isinstance(value, Instance)
    }
    found: dict[str, Instance] = {}
    for name in made:
        way = ways.get(name)
        shorter = way is not None and any(way < other for key, other in ways.items() if key != name)
        twice = any(models[name] is one for one in found.values())
        if not shorter and not twice and id(made[name]) not in inside and id(models[name]) not in held:
            found[name] = models[name]
    return found


def _named(program: Program, model: str) -> Any:
    known = [name for name, value in program.scope.names.items() if _is_model(value) or _makes(value)]
    name = model.partition("(")[0].strip()
    if name not in known:
        listed = f"there are {', '.join(known)}" if known else "there is none that has a name"
        raise OptionError("model", f'the text makes no model named "{name[:100]}": {listed}')
    value = program.evaluate(model)
    if _makes(value):
        needed = _needed(value)
        if needed:
            raise OptionError(
                "model", f"{name} needs {', '.join(needed)}: say in model how it is made, as in {name}({needed[0]}=…)"
            )
        with Guard(program.machine):
            value = program.machine.call(value)
    if not isinstance(value, Instance) or BASE not in value.cls.order:
        raise OptionError("model", f'"{model[:100]}" is no model')
    return _layer(program, value)


def _makes(value: Any) -> bool:
    return isinstance(value, Function) or (isinstance(value, Class) and bool(value.line) and BASE in value.order)


def _needed(value: Class | Function) -> list[str]:
    """Give the arguments that have no default."""
    function: Any = value
    if isinstance(value, Class):
        function = next((cls.names["__init__"] for cls in value.order if "__init__" in cls.names), None)
    if not isinstance(function, Function):
        return []
    arguments = function.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][isinstance(value, Class) :]
    return [name for name in (*names, *(a.arg for a in arguments.kwonlyargs)) if name not in function.defaults]


def _of_definitions(program: Program) -> Any:
    """Give what the one class or function makes that is a model, and that no other uses."""
    classes = {
        name: cls
        for name, cls in program.scope.names.items()
        if isinstance(cls, Class) and cls.line and MODEL in cls.order
    }
    functions = {name: value for name, value in program.scope.names.items() if isinstance(value, Function)}
    used = {word for node in program.nodes.values() for word in _words(node) if word != node.name}
    ready = {
        name: value for name, value in (classes | functions).items() if name not in used and not _needed(value)
    }  # fmt: skip
    found: dict[str, Instance] = {}
    refused: OptionError | None = None
    for name, value in ready.items():
        if isinstance(value, Function) and not any(
            isinstance(part, ast.Return) for part in ast.walk(program.nodes[name])
        ):
            continue
        try:
            with Guard(program.machine):
                made = program.machine.call(value)
        except OptionError as error:
            refused = refused or error
            continue
        if _is_model(made):
            found[name] = made
    if len(found) > 1:
        raise _several(list(found))
    if found:
        return _layer(program, next(iter(found.values())))
    if refused is not None:
        raise refused
    if classes or functions:
        raise _several([name for name in (classes | functions) if name not in used])
    raise _nothing(program)


def _words(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _nothing(program: Program) -> OptionError:
    if program.left_out is not None:
        return program.left_out
    values = (value for value in program.scope.names.values() if isinstance(value, Unknown) and value.called)
    unknown = next(values, program.unread)
    if unknown is not None:
        return OptionError("text", f"line {unknown.line}: {unread(unknown.what)}")
    return OptionError(
        "text", "there is no model in this text: it ends with Model(inputs, outputs), or is a Sequential"
    )


def _several(names: list[str]) -> OptionError:
    return OptionError("model", f"the text holds several models, {', '.join(names)}: say in model which one is meant")
