"""Reads PyTorch code that builds a model: ``nn.Sequential``, or classes whose methods are straight lines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...mechanics.errors import OptionError
from .classes import CLASSES
from .literals import parsed, short, value
from .method import forward_of
from .module import Module, refusal

#: Classes within classes that are followed.
DEEPEST = 20
_CONTAINERS = ("Sequential", "OrderedDict")


@dataclass
class _Scope:
    """What names stand for at one place of the text."""

    classes: dict[str, ast.ClassDef]
    values: dict[str, Any] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    depth: int = 0


def read_code(text: str, model: str = "") -> Module:
    r"""Read code, and give the model that it makes.

    Parameters
    ----------
    text : str
        The code.
    model : str
        The class or variable that is meant; if left out, the one model that is no part of another.

    Raises
    ------
    OptionError
        Naming the line that is more than the making of layers, or the models if there are several.

    Examples
    --------
    >>> read_code("import torch.nn as nn\nwidth = 8\nnn.Sequential(nn.Conv2d(3, 2 * width, 3))").children[0][1].args
    (3, 16, 3)
    """
    scope, unnamed = _Scope({}), []
    for statement in parsed(text).body:
        match statement:
            case ast.Import() | ast.ImportFrom():
                pass
            case ast.ClassDef():
                scope.classes[statement.name] = statement
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=expression)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as expression)
            ):
                _assign(scope, name, expression)
            case (
                ast.Expr(value=ast.Constant() | ast.Name())
                | ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Name()], keywords=[]))
            ):
                pass
            case ast.Expr(value=expression):
                unnamed.append(_module(expression, scope))
            case _:
                raise refusal(statement.lineno, "only imports, classes and assignments that make layers are read here")
    return _chosen(scope, unnamed, model)


def _chosen(scope: _Scope, unnamed: list[Module], model: str) -> Module:
    if model:
        if model in scope.modules:
            return scope.modules[model]
        if model in scope.classes:
            return _instance(scope.classes[model], (), {}, scope, scope.classes[model].lineno)
        there = [*scope.modules, *scope.classes]
        listed = f"there are {', '.join(there)}" if there else "there is none that has a name"
        raise OptionError("model", f'the text makes no model named "{model}": {listed}')
    contained = {id(inner) for module in (*scope.modules.values(), *unnamed) for inner in _within(module)}
    made = {name: module for name, module in scope.modules.items() if id(module) not in contained}
    made |= {f"the one in line {module.line}": module for module in unnamed}
    whole = list({id(module): module for module in made.values()}.values())
    if len(whole) > 1:
        raise _several(list(made))
    if whole:
        return whole[0]
    used = {
        node.id
        for made_class in scope.classes.values()
        for node in ast.walk(made_class)
        if isinstance(node, ast.Name) and node.id != made_class.name
    }
    roots = [made_class for name, made_class in scope.classes.items() if name not in used]
    if len(roots) > 1:
        raise _several([root.name for root in roots])
    if not roots and scope.classes:  # each within another
        roots = list(scope.classes.values())[-1:]
    if not roots:
        raise OptionError("text", "there is no model in this text")
    return _instance(roots[0], (), {}, scope, roots[0].lineno)


def _several(names: list[str]) -> OptionError:
    return OptionError("model", f"the text holds several models, {', '.join(names)}: say in model which one is meant")


def _within(module: Module) -> Iterator[Module]:
    for _, child in module.children:
        yield child
        yield from _within(child)


def _assign(scope: _Scope, name: str, expression: ast.expr) -> None:
    if _makes_module(expression, scope):
        scope.modules[name] = _module(expression, scope)
    else:
        scope.values[name] = value(expression, scope.values)


def _kind(expression: ast.expr) -> str:
    """Give the class that is called: what stands after the last dot."""
    function = expression.func if isinstance(expression, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _makes_module(expression: ast.expr, scope: _Scope) -> bool:
    if isinstance(expression, ast.Name | ast.Attribute):
        return ast.unparse(expression) in scope.modules
    return isinstance(expression, ast.Call)


def _module(expression: ast.expr, scope: _Scope) -> Module:
    if isinstance(expression, ast.Name | ast.Attribute) and ast.unparse(expression) in scope.modules:
        return scope.modules[ast.unparse(expression)]
    kind = _kind(expression)
    if isinstance(expression, ast.Call):
        if kind in _CONTAINERS:
            return Module("Sequential", expression.lineno, children=tuple(_children(expression, scope)))
        if kind in CLASSES or kind in scope.classes:
            args = tuple(value(argument, scope.values) for argument in expression.args)
            kwargs = {keyword.arg or "": value(keyword.value, scope.values) for keyword in expression.keywords}
            if kind in scope.classes:
                return _instance(scope.classes[kind], args, kwargs, scope, expression.lineno)
            return Module(kind, expression.lineno, args, tuple(kwargs.items()))
    raise refusal(expression.lineno, f"{short(expression)!r} is not a layer that can be read here")


def _children(call: ast.Call, scope: _Scope) -> Iterator[tuple[str, Module]]:
    arguments: list[ast.expr] = []
    for argument in call.args:
        starred = isinstance(argument, ast.Starred) and isinstance(argument.value, ast.List | ast.Tuple)
        arguments += argument.value.elts if starred else [argument]  # type: ignore[attr-defined]
    if call.keywords:
        raise refusal(call.lineno, "a container takes layers, not keyword arguments")
    match arguments:
        case [ast.Call() as named] if _kind(named) == "OrderedDict" and len(named.args) == 1:
            yield from _named(named.args[0], scope)
        case [ast.Dict() as named]:
            yield from _named(named, scope)
        case _:
            for place, argument in enumerate(arguments):
                yield str(place), _module(argument, scope)


def _named(pairs: ast.expr, scope: _Scope) -> Iterator[tuple[str, Module]]:
    match pairs:
        case ast.Dict(keys=keys, values=values):
            entries = [(key, entry) for key, entry in zip(keys, values, strict=True) if key is not None]
        case ast.List(elts=items) | ast.Tuple(elts=items):
            entries = [
                (item.elts[0], item.elts[1]) for item in items if isinstance(item, ast.Tuple) and len(item.elts) == 2
            ]
        case _:
            entries = []
    if not entries:
        raise refusal(pairs.lineno, f"{short(pairs)!r} is not a list of names with layers")
    for key, entry in entries:
        yield str(value(key, scope.values)), _module(entry, scope)


def _instance(made: ast.ClassDef, args: tuple[Any, ...], kwargs: dict[str, Any], outer: _Scope, line: int) -> Module:
    """Follow a class's constructor."""
    if outer.depth >= DEEPEST:
        raise refusal(line, f"{made.name} is nested too deeply")
    methods = {method.name: method for method in made.body if isinstance(method, ast.FunctionDef)}
    if "__init__" not in methods or "forward" not in methods:
        raise refusal(made.lineno, f"class {made.name} needs a constructor and a forward method")
    parents = [base.id for base in made.bases if isinstance(base, ast.Name) and base.id in outer.classes]
    if parents:
        raise refusal(made.lineno, f"class {made.name} inherits from {parents[0]}: write its layers out in {made.name}")
    start = methods["__init__"]
    scope = _Scope(outer.classes, dict(outer.values) | _bound(start, args, kwargs, outer, line), depth=outer.depth + 1)
    for statement in start.body:
        match statement:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(attr="__init__", value=ast.Call(func=ast.Name(id="super"))), args=[], keywords=[]
                )
            ):
                pass
            case ast.Assign(
                targets=[ast.Name() | ast.Attribute(value=ast.Name(id="self")) as target], value=expression
            ):
                _assign(scope, ast.unparse(target), expression)
            case _:
                raise refusal(
                    statement.lineno,
                    "a constructor is read as plain assignments, one after the other: write loops and conditions out",
                )
    own = {name.removeprefix("self."): module for name, module in scope.modules.items() if name.startswith("self.")}
    values = {name: known for name, known in scope.values.items() if name.startswith("self.")}
    return Module(
        made.name, line, children=tuple(own.items()), forward=forward_of(methods["forward"], own, outer.values | values)
    )


def _bound(
    method: ast.FunctionDef, args: tuple[Any, ...], kwargs: dict[str, Any], scope: _Scope, line: int
) -> dict[str, Any]:
    names = [argument.arg for argument in method.args.args[1:]]
    defaults = method.args.defaults[-len(names) :] if names else []
    bound = dict(zip(names[len(names) - len(defaults) :], (value(d, scope.values) for d in defaults), strict=True))
    bound |= dict(zip(names, args, strict=False)) | kwargs
    missing = [name for name in names if name not in bound]
    if missing or len(args) > len(names) or set(bound) > set(names):
        raise refusal(line, f"the arguments do not fit the constructor, which takes {', '.join(names) or 'none'}")
    return bound
