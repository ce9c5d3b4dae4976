"""Which statements of a text may fail: those that train or show the model, and do not change it."""

import ast
from collections.abc import Iterator
from typing import Any

from .interpreter.values import Function, Scope, Unknown
from .library.modules import is_module

#: Methods that change what a model is made of, or a list of layers.
_CHANGING = {
    "append", "extend", "insert", "add_module", "register_module", "register_parameter", "register_buffer", "update",
    "pop", "remove", "clear", "setdefault", "__setattr__", "__setitem__", "__delitem__",
}  # fmt: skip
#: Layers within lists within lists that are looked for.
_DEEPEST = 4


def is_harmless(scope: Scope, statement: ast.stmt, *, made: bool) -> bool:
    """Say whether a statement may fail: it calls what trains or shows the model, and leaves nothing behind.

    Parameters
    ----------
    scope : Scope
        What names stand for.
    statement : ast.stmt
        A statement of the text's own, outside functions and classes.
    made : bool
        Whether it has made modules before it failed.

    Examples
    --------
    >>> from .program import run
    >>> scope = run("net = nn.Sequential()").scope
    >>> [is_harmless(scope, ast.parse(line).body[0], made=False) for line in ("net.fit(x)", "net.append(x)")]
    [True, False]
    """
    if any(_changes(scope, node) for node in ast.walk(statement)):
        return False
    if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
        return True
    if isinstance(statement, ast.Expr | ast.Assert) or trained(scope, statement):
        return True
    return isinstance(statement, ast.For | ast.While | ast.With | ast.If | ast.Try) and not made


def trained(scope: Scope, statement: ast.stmt) -> list[str]:
    """Give the names of models that a statement hands to a function that gives them back, as those that train do."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        return []
    call = statement.value
    given = [arg.id for arg in (*call.args, *(k.value for k in call.keywords)) if isinstance(arg, ast.Name)]
    targets = [node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return [
        name for name in given if is_module(scope.names.get(name)) and (name in targets or not _rebinds(scope, targets))
    ]


def _rebinds(scope: Scope, names: list[str]) -> bool:
    return any(_holds_layers(scope.names.get(name)) for name in names)


def forget(scope: Scope, statement: ast.stmt) -> None:
    """Let names that a statement would have given a value, had it not failed, stand for nothing known.

    Parameters
    ----------
    scope : Scope
        What names stand for.
    statement : ast.stmt
        The statement.
    """
    if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
        return
    kept = trained(scope, statement)
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in kept:
            scope.names[node.id] = Unknown(
                f"{node.id}, which line {statement.lineno} would give a value,", statement.lineno
            )


def _changes(scope: Scope, node: ast.AST) -> bool:
    """Say whether a part of a statement changes a model, or what one is made of."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
        targets = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
        return any(isinstance(t, ast.Attribute | ast.Subscript) and _is_part(scope, t) for t in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _CHANGING and _is_part(scope, node.func.value)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and _call_changes(scope, node, node.func.id)


def _call_changes(scope: Scope, call: ast.Call, name: str) -> bool:
    if name in ("exec", "eval"):
        return True
    if name in ("setattr", "delattr"):
        return bool(call.args) and _is_part(scope, call.args[0])
    function = scope.names.get(name)
    return isinstance(function, Function) and any(
        _changes_argument(function, given) for given in _given(scope, function, call)
    )


def _given(scope: Scope, function: Function, call: ast.Call) -> Iterator[str]:
    """Give the parameters of a function that a call gives models."""
    arguments = function.node.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    for name, value in [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]:
        if name is not None and _is_part(scope, value):
            yield name


def _changes_argument(function: Function, name: str) -> bool:
    """Say whether a function's text changes what it is given under a name."""
    inner = Scope({name: _MODEL})
    body = [function.node.body] if isinstance(function.node, ast.Lambda) else function.node.body
    return any(_changes(inner, node) for statement in body for node in ast.walk(statement))


#: What stands for a model where a function's text is looked at.
_MODEL = object()


def _is_part(scope: Scope, node: ast.expr) -> bool:
    """Say whether an expression begins with a name that stands for a model, or for what holds layers."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and _holds_layers(scope.names.get(node.id))


def _holds_layers(value: Any, depth: int = 0) -> bool:
    if value is _MODEL or is_module(value):
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return depth < _DEEPEST and any(_holds_layers(item, depth + 1) for item in list(items)[:1000])
