"""Functions and classes as they are defined."""

import ast
from typing import Any

from .expressions import defaults_of
from .machine import Machine
from .values import Class, Function, Scope, Unknown, Wrapped

#: Classes that one may inherit from, and those that it inherits from in turn.
MOST_BASES, LONGEST_ORDER = 20, 60


def define_function(m: Machine, node: ast.FunctionDef, scope: Scope) -> Function:
    """Make a function of the text."""
    return Function(node.name, node, scope, defaults_of(m, node.args, scope), generates=_generates(node))


def _generates(node: ast.FunctionDef) -> bool:
    """Say whether a function yields, which is found out once."""
    known = getattr(node, "generates", None)
    if known is None:
        waiting: list[ast.AST] = list(node.body)
        known = False
        while waiting and not known:
            inner = waiting.pop()
            known = isinstance(inner, ast.Yield | ast.YieldFrom)
            if not isinstance(inner, ast.FunctionDef | ast.Lambda | ast.ClassDef):
                waiting += ast.iter_child_nodes(inner)
        node.generates = known  # type: ignore[attr-defined]
    return bool(known)


def define_class(m: Machine, node: ast.ClassDef, scope: Scope) -> Class:
    """Make a class of the text."""
    for keyword in node.keywords:
        if keyword.arg != "metaclass" or ast.unparse(keyword.value).split(".")[-1] != "ABCMeta":
            raise m.refusal(f"class {node.name}: {keyword.arg}= is not read here")
    bases: list[Any] = [m.evaluate(base, scope) for base in node.bases]
    wrong = next((base for base in bases if not isinstance(base, Class | Unknown)), None)
    if wrong is not None or len(bases) > MOST_BASES:
        raise m.refusal(f"class {node.name} inherits from what is not a class")
    inner = Scope(parent=scope, of_class=True)
    m.execute(node.body, inner)
    cls = Class(node.name, tuple(bases), inner.names, node.lineno)
    m.budget.allocate(len(cls.order))
    if len(cls.order) > LONGEST_ORDER:
        raise m.refusal(f"class {node.name} inherits from {len(cls.order)} classes: {LONGEST_ORDER} are read")
    for value in inner.names.values():
        _own(value.function if isinstance(value, Wrapped) else value, cls, inner, scope)
    for base in cls.order[1:]:
        finish = base.names.get("__init_subclass__")
        if finish is not None:
            m.call(finish, [cls])
    return cls


def _own(value: Any, cls: Class, inner: Scope, around: Scope) -> None:
    """Make a function a method of its class: names are not looked up in the class's body."""
    if isinstance(value, Function) and value.scope is inner:
        value.owner, value.scope = cls, around
