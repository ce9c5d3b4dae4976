"""Follows a ``forward`` method line by line, and adds a node for each layer that it calls."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .literals import short, value
from .module import Module, refusal
from .nodes import Nodes, stage_of

#: Functions and methods that are what a module is.
_FUNCTIONS = {
    "relu": "ReLU", "relu_": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "sigmoid": "Sigmoid", "tanh": "Tanh",
    "gelu": "GELU", "silu": "SiLU", "softmax": "Softmax", "dropout": "Dropout", "dropout2d": "Dropout2d",
    "max_pool2d": "MaxPool2d", "avg_pool2d": "AvgPool2d", "adaptive_avg_pool2d": "AdaptiveAvgPool2d",
    "flatten": "Flatten", "pixel_shuffle": "PixelShuffle", "interpolate": "Upsample",
}  # fmt: skip


def forward_of(
    method: ast.FunctionDef, modules: Mapping[str, Module], values: Mapping[str, Any]
) -> Callable[[Nodes, str, tuple[str, ...]], str]:
    r"""Make what adds the nodes of a class's ``forward``.

    Parameters
    ----------
    method : ast.FunctionDef
        Its ``forward``.
    modules, values : mapping
        What ``self`` holds, by name: layers, and numbers as ``"self.name"``.

    Examples
    --------
    >>> from .literals import parsed
    >>> method = parsed("def forward(self, x):\n    return x + self.act(x)").body[0]
    >>> nodes = Nodes()
    >>> forward_of(method, {"act": Module("ReLU", 1)}, {})(nodes, "", ("input",))
    'add'
    """

    def forward(nodes: Nodes, path: str, inputs: tuple[str, ...]) -> str:
        names = [argument.arg for argument in method.args.args[1:]]
        if len(names) != len(inputs):
            raise refusal(method.lineno, f"forward takes {len(names)} inputs, but is given {len(inputs)}")
        follower = _Follower(nodes, path, modules, values, dict(zip(names, inputs, strict=True)))
        return follower.run(method)

    return forward


@dataclass
class _Follower:
    nodes: Nodes
    path: str
    modules: Mapping[str, Module]
    values: Mapping[str, Any]
    #: The node that each name of the method stands for.
    names: dict[str, str]

    def run(self, method: ast.FunctionDef) -> str:
        for statement in method.body:
            match statement:
                case ast.Expr(value=ast.Constant()):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=expression):
                    self.names[name] = self.node(expression)
                case ast.AugAssign(target=ast.Name(id=name) as target, op=ast.Add(), value=expression):
                    self.names[name] = self._joined("add", [ast.Name(target.id, lineno=target.lineno), expression])
                case ast.Return(value=ast.expr() as expression):
                    return self.node(expression)
                case _:
                    raise refusal(statement.lineno, "a forward method is read as a straight line of assignments")
        raise refusal(method.lineno, "this forward method returns nothing")

    def node(self, expression: ast.expr) -> str:
        """Give the node that an expression stands for, adding what it calls."""
        match expression:
            case ast.Name(id=name) if name in self.names:
                return self.names[name]
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._joined("add", [left, right])
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)) if name in self.modules:
                return self._module(expression, name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as owner, attr=function)) if name in self.names:
                return self._function(expression, function, [owner, *expression.args])
            case ast.Call(func=ast.Attribute(attr=function) | ast.Name(id=function), args=[_, *_] as args):
                return self._function(expression, function, args)
        raise refusal(expression.lineno, f"{short(expression)!r} is not something that is known here")

    def _module(self, call: ast.Call, name: str) -> str:
        module = self.modules[name]
        if call.keywords:
            raise refusal(call.lineno, f"{name} is called with words")
        inputs = tuple(self.node(argument) for argument in call.args)
        return self.nodes.add(module, self._path(name), inputs)

    def _function(self, call: ast.Call, function: str, args: list[ast.expr]) -> str:
        match function, args:
            case "cat" | "concat", [ast.List(elts=parts) | ast.Tuple(elts=parts), *rest]:
                self._check_channels(call, rest)
                return self._joined("concat", parts)
            case "add", [_, _]:
                return self._joined("add", args)
            case "view" | "reshape", [source, *_]:
                return self.nodes.add(Module("Flatten", call.lineno), self._path("flatten"), (self.node(source),))
        if function not in _FUNCTIONS:
            raise refusal(call.lineno, f"{short(call)!r} is not something that is known here")
        given = tuple(value(argument, self.values) for argument in args[1:])
        words = [keyword for keyword in call.keywords if keyword.arg != "training"]
        kwargs = tuple((keyword.arg or "", value(keyword.value, self.values)) for keyword in words)
        module = Module(_FUNCTIONS[function], call.lineno, given, kwargs)
        return self.nodes.add(module, self._path(function), (self.node(args[0]),))

    def _joined(self, operation: str, parts: list[ast.expr]) -> str:
        inputs = tuple(self.node(part) for part in parts)
        path = self._path(operation)
        return self.nodes.put(operation, path, inputs, {}, stage_of(path))

    def _check_channels(self, call: ast.Call, rest: list[ast.expr]) -> None:
        axes = [*rest, *(keyword.value for keyword in call.keywords if keyword.arg in ("dim", "axis"))]
        if [value(axis, self.values) for axis in axes] not in ([1], [-3]):
            raise refusal(call.lineno, "only channels are put side by side: dim=1")

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name
