"""Which of the things that a text makes is the model."""

import ast
from typing import Any

from ...mechanics.errors import OptionError
from .interpreter.errors import refusal
from .interpreter.interpreter import Guard
from .interpreter.values import Class, Function, Instance, Unknown
from .library.containers import CONTAINERS
from .library.modules import children_of, is_module, named_modules
from .program import Program


def chosen(program: Program, model: str) -> Instance:
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

    Examples
    --------
    >>> from .program import run
    >>> chosen(run("net = nn.Sequential(nn.ReLU())"), "").cls.name
    'Sequential'
    """
    if model:
        return _named(program, model)
    made = _whole(program)
    if len(made) > 1:
        raise _several(list(made))
    if made:
        return next(iter(made.values()))
    alone, parts = _not_within(program.world.made)
    inner = [module for module in alone if module.cls not in parts and children_of(module)]
    if len({module.cls for module in inner}) == 1:
        return inner[-1]  # made within a function, as main()
    return _of_classes(program)


def _named(program: Program, model: str) -> Instance:
    m = program.machine
    known = [*program.defined(Instance), *program.defined(Class), *program.defined(Function)]
    name = model.partition("(")[0].strip()
    if name not in known:
        listed = f"there are {', '.join(known)}" if known else "there is none that has a name"
        raise OptionError("model", f'the text makes no model named "{name[:100]}": {listed}')
    value = program.evaluate(model)
    if isinstance(value, Class | Function):
        value = _called(program, model, value)
    if not is_module(value):
        raise OptionError("model", f'"{model[:100]}" is no model')
    m.line = value.line or m.line
    return value  # type: ignore[no-any-return]


def _called(program: Program, name: str, value: Class | Function) -> Any:
    needed = _needed(value)
    if needed:
        raise OptionError(
            "model", f"{name} needs {', '.join(needed)}: say in model how it is made, as in {name}({needed[0]}=…)"
        )
    with Guard(program.machine):
        return program.machine.call(value)


def _needed(value: Class | Function) -> list[str]:
    """Give the arguments that have no default."""
    function = value
    if isinstance(value, Class):
        found = next((cls.names["__init__"] for cls in value.order if "__init__" in cls.names), None)
        if not isinstance(found, Function):
            return []
        function = found
    assert isinstance(function, Function)
    arguments = function.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][isinstance(value, Class) :]
    return [name for name in (*names, *(a.arg for a in arguments.kwonlyargs)) if name not in function.defaults]


def _whole(program: Program) -> dict[str, Instance]:
    """Give the modules that the text's own lines make and that are no part of another."""
    made = dict(program.defined(Instance))
    made |= {f"the one in line {module.line}": module for module in program.unnamed}
    names = {id(module): name for name, module in made.items()}
    alone, parts = _not_within(list(made.values()))
    # a block that is tried out on its own is one of those that the model is made of
    models = [module for module in alone if module.cls not in parts] or alone
    models = [module for module in models if not _is_taken_apart(module, models)]
    return {names[id(module)]: module for module in models}


def _is_taken_apart(module: Instance, models: list[Instance]) -> bool:
    """Say whether another, later model is made of a module's parts, as where the last layer is left out."""
    parts = {id(part) for part in children_of(module).values()}
    later = models[models.index(module) + 1 :]
    return bool(parts) and any(parts & {id(inner) for _, inner in named_modules(other)} for other in later)


def _not_within(modules: list[Instance]) -> tuple[list[Instance], set[Class]]:
    """Give the modules that are in no other, and the classes of those that are, containers aside."""
    inside: dict[int, Instance] = {}
    for module in modules:
        waiting = list(children_of(module).values())
        while waiting:
            child = waiting.pop()
            if id(child) not in inside:
                inside[id(child)] = child
                waiting += children_of(child).values()
    alone = {id(module): module for module in modules if id(module) not in inside}
    return list(alone.values()), {child.cls for child in inside.values() if child.cls.name not in CONTAINERS}


def _of_classes(program: Program) -> Instance:
    """Give an instance of the class that no other uses, or what the one function gives that makes a model."""
    classes, functions = program.defined(Class), _makers(program)
    if not classes and not functions:
        raise _nothing(program)
    used = {word for name in classes for word in _words(program.nodes.get(name)) if word != name}
    roots = {name: made for name, made in classes.items() if name not in used} or dict(list(classes.items())[-1:])
    ready = {name: made for name, made in roots.items() if not _needed(made)}
    if len(roots) == 1 and ready:
        return _instance(program, *next(iter(ready.items())))
    choices = ready | {name: made for name, made in functions.items() if not _needed(made)} or roots
    if len(choices) != 1:
        raise _several(list(choices)) if choices else _nothing(program)
    return _instance(program, *next(iter(choices.items())))


def _instance(program: Program, name: str, value: Any) -> Instance:
    made = _called(program, name, value)
    if not is_module(made):
        raise OptionError("model", f"{name} makes no model")
    return made  # type: ignore[no-any-return]


def _words(node: ast.AST | None) -> set[str]:
    """Give the names that stand in a part of the text."""
    return set() if node is None else {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _makers(program: Program) -> dict[str, Function]:
    """Give the functions that give back a model, as far as their text shows: they name a class, or one of these."""
    named = {
        name: {word for part in ast.walk(program.nodes[name]) if isinstance(part, ast.Return) for word in _words(part)}
        for name in program.defined(Function)
        if name in program.nodes
    }
    makers = set(program.defined(Class)) | {"Sequential", "nn"}
    while True:
        more = {name for name, words in named.items() if words & makers} - makers
        if not more:
            return {name: made for name, made in program.defined(Function).items() if name in makers}
        makers |= more


def _nothing(program: Program) -> OptionError:
    """Make the error that says why there is no model: what was made is not known, or there is nothing."""
    made = (value for value in program.scope.names.values() if isinstance(value, Unknown) and value.called)
    if program.left_out is not None:
        return program.left_out
    unknown = next(made, program.unread)
    if unknown is not None:
        return refusal(unknown.line, f"{unknown.what} is not a layer that can be read here")
    return OptionError("text", "there is no model in this text")


def _several(names: list[str]) -> OptionError:
    return OptionError("model", f"the text holds several models, {', '.join(names)}: say in model which one is meant")
