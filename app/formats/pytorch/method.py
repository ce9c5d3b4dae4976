"""Follows a ``forward`` method line by line, and adds a node for each layer that it calls."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...mechanics.errors import OptionError
from .blocks import stage_of
from .classes import learns
from .literals import short, value
from .module import Module, refusal
from .nodes import Nodes

#: Functions and methods that do what a class does.
_FUNCTIONS = {
    "relu": "ReLU", "relu_": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "sigmoid": "Sigmoid", "tanh": "Tanh",
    "gelu": "GELU", "silu": "SiLU", "softmax": "Softmax", "dropout": "Dropout", "flatten": "Flatten",
    "pixel_shuffle": "PixelShuffle", "interpolate": "Upsample", "upsample": "Upsample",
    **{f"{function}{axes}d": f"{kind}{axes}d" for axes in (1, 2, 3) for function, kind in (
        ("max_pool", "MaxPool"), ("avg_pool", "AvgPool"), ("adaptive_avg_pool", "AdaptiveAvgPool"),
        ("dropout", "Dropout"),
    )},
}  # fmt: skip
#: What functions call their arguments after the input, where it is not what the classes do.
_PARAMETERS = {
    **{f"max_pool{axes}d": ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
       for axes in (1, 2, 3)},
    **dict.fromkeys(("dropout", "dropout1d", "dropout2d", "dropout3d"), ("p", "training", "inplace")),
    "softmax": ("dim", "_stacklevel", "dtype"),
    "interpolate": ("size", "scale_factor", "mode", "align_corners", "recompute_scale_factor", "antialias"),
}  # fmt: skip
#: Where functions come from.
_OWNERS = {"torch", "F", "nn", "functional"}


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
    #: Names that stand for the number of inputs in a batch.
    batch: set[str] = field(default_factory=set)
    #: Names of the modules that were used.
    used: set[str] = field(default_factory=set)

    def run(self, method: ast.FunctionDef) -> str:
        for statement in method.body:
            match statement:
                case ast.Expr(value=ast.Constant()):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=expression) if self._is_batch(expression):
                    self.batch.add(name)
                case ast.Assign(
                    targets=[ast.Tuple(elts=[ast.Name(id=name), *_])],
                    value=ast.Attribute(attr="shape") | ast.Call(func=ast.Attribute(attr="size"), args=[]),
                ):
                    self.batch.add(name)
                case ast.Assign(targets=[ast.Name(id=name)], value=expression):
                    self.names[name] = self.node(expression)
                case ast.AugAssign(target=ast.Name(id=name) as target, op=ast.Add(), value=expression):
                    self.names[name] = self._joined("add", [ast.Name(target.id, lineno=target.lineno), expression])
                case ast.Return(value=ast.expr() as expression):
                    last = self.node(expression)
                    self._check_used()
                    return last
                case _:
                    raise refusal(
                        statement.lineno,
                        "a forward method is read as plain assignments, one after the other: write loops and "
                        "conditions out",
                    )
        raise refusal(method.lineno, "this forward method returns nothing")

    def _check_used(self) -> None:
        """Refuse a layer with weights that is made and never used: PyTorch counts them all the same."""
        for name, module in self.modules.items():
            if name in self.used:
                continue
            if learns(module):
                raise refusal(
                    module.line,
                    f"{name} ({module.kind}) is made in the constructor and never used in forward, yet its parameters "
                    "are the model's: use it, or take it out",
                )
            self.nodes.note(f"{self._path(name)} ({module.kind}) is made and never used.")

    def _is_batch(self, expression: ast.expr) -> bool:
        """Say whether an expression is the number of inputs in a batch: ``x.size(0)``, ``x.shape[0]``, ``len(x)``."""
        match expression:
            case ast.Name(id=name):
                return name in self.batch
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[ast.Constant(value=0)]):
                return name in self.names
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="shape"), slice=ast.Constant(value=0)):
                return name in self.names
            case ast.Subscript(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[]),
                slice=ast.Constant(value=0),
            ):
                return name in self.names
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]):
                return name in self.names
        return False

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
            case ast.Call(func=ast.Name(id=function), args=[_, *_] as args):
                return self._function(expression, function, args)
            case ast.Call(func=ast.Attribute(value=owner, attr=function), args=[_, *_] as args) if (
                ast.unparse(owner).split(".")[0] in _OWNERS
            ):
                return self._function(expression, function, args)
        raise refusal(expression.lineno, f"{short(expression)!r} cannot be read here")

    def _module(self, call: ast.Call, name: str) -> str:
        module = self.modules[name]
        if call.keywords:
            raise refusal(call.lineno, f"{name} is called with keyword arguments: a layer takes tensors alone")
        self.used.add(name)
        inputs = tuple(self.node(argument) for argument in call.args)
        return self.nodes.add(module, self._path(name), inputs)

    def _function(self, call: ast.Call, function: str, args: list[ast.expr]) -> str:
        match function, args:
            case "cat" | "concat" | "concatenate", [ast.List(elts=tensors) | ast.Tuple(elts=tensors), *rest]:
                self._check_channels(call, rest)
                return self._joined("concat", tensors)
            case "add", [_, _] if not call.keywords:
                return self._joined("add", args)
            case "view" | "reshape", [source, *shape]:
                return self._flattened(call, source, shape)
        if function not in _FUNCTIONS:
            raise refusal(call.lineno, f"{short(call)!r} cannot be read here")
        words = [keyword for keyword in call.keywords if keyword.arg != "training"]
        parameters = _PARAMETERS.get(function, ())
        positional = args[1:]
        if "training" in parameters and len(positional) > parameters.index("training"):
            place = parameters.index("training")
            positional = positional[:place] + positional[place + 1 :]
            parameters = parameters[:place] + parameters[place + 1 :]
        module = Module(
            _FUNCTIONS[function],
            call.lineno,
            tuple(value(argument, self.values) for argument in positional),
            tuple((keyword.arg or "", value(keyword.value, self.values)) for keyword in words),
            parameters=parameters,
            function=function,
        )
        if function == "flatten" and not (module.args or dict(module.kwargs).get("start_dim")):
            raise refusal(
                call.lineno,
                f"{short(call)!r} flattens the batch too: torch.flatten(x, 1) keeps one row of numbers for each input",
            )
        return self.nodes.add(module, self._path(function), (self.node(args[0]),))

    def _flattened(self, call: ast.Call, source: ast.expr, shape: list[ast.expr]) -> str:
        """Read ``view`` and ``reshape`` where they flatten all but the batch."""
        if len(shape) == 1 and isinstance(shape[0], ast.Tuple | ast.List):
            shape = shape[0].elts
        if len(shape) == 2 and not call.keywords:
            first, second = shape
            rows = -1 if self._is_batch(first) else _number(first, self.values)
            columns = _number(second, self.values)
            batched = self._is_batch(first)
            if columns is not None and ((batched and columns == -1) or (columns > 0 and rows == -1)):
                module = Module("Flatten", call.lineno)
                name = self.nodes.add(module, self._path("flatten"), (self.node(source),))
                if columns > 0:
                    self.nodes.expect_features(name, call.lineno, columns)
                return name
        raise refusal(
            call.lineno,
            f"{short(call)!r} is more than a flatten of all but the batch, which is all that is read of a reshape: "
            "x.view(x.size(0), -1), or torch.flatten(x, 1)",
        )

    def _joined(self, operation: str, tensors: list[ast.expr]) -> str:
        inputs = tuple(self.node(tensor) for tensor in tensors)
        path = self._path(operation)
        return self.nodes.put(operation, path, inputs, {}, stage_of(path))

    def _check_channels(self, call: ast.Call, rest: list[ast.expr]) -> None:
        axes = [*rest, *(keyword.value for keyword in call.keywords)]
        if any(keyword.arg not in ("dim", "axis") for keyword in call.keywords):
            raise refusal(call.lineno, f"{short(call)!r} cannot be read here: torch.cat takes tensors and dim=1")
        if [value(axis, self.values) for axis in axes] != [1]:
            raise refusal(call.lineno, "only channels can be concatenated: dim=1")

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _number(expression: ast.expr, values: Mapping[str, Any]) -> int | None:
    """Give the whole number that an expression stands for, if it is one."""
    try:
        number = value(expression, values)
    except OptionError:
        return None
    return number if type(number) is int else None
