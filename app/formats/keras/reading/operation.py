"""Functions of ``keras.ops`` and operators between tensors, which are called as layers are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .activations import activate
from .graph import Graph, refused_kind
from .joining import arithmetic, concatenated
from .shaping import permuted, reshaped, taken
from .site import Site, spec
from .tensor import Tensor

#: By class in JSON, the operator.
_SYMBOLS = {"Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "TrueDivide": "/"}
_ACTIVATIONS = {
    "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid", "Tanh": "tanh", "Silu": "silu", "Selu": "selu",
    "Softplus": "softplus", "Softsign": "softsign", "Mish": "mish", "HardSigmoid": "hard_sigmoid",
    "HardSilu": "hard_silu", "LogSigmoid": "log_sigmoid",
}  # fmt: skip
_EMPTY = spec(lambda site: site.x)
Run = Callable[[Site], Any]


@dataclass(eq=False)
class Computed:
    """What is done to tensors by one function, once its other arguments are known.

    Attributes
    ----------
    name, kind : str
        Its name, and what it is called.
    run : callable
        Adds its nodes.
    """

    name: str
    kind: str
    run: Run

    def apply(self, graph: Graph, inputs: list[Tensor], options: dict[str, Any]) -> Any:  # noqa: ARG002, there are none
        """Add its nodes, and give what comes out."""
        return self.run(Site(graph, self, self.kind, _EMPTY, {}, inputs))


@dataclass(eq=False)
class Operation:
    """An operation that JSON has among its layers.

    Attributes
    ----------
    kind, name : str
        Its class and its name.
    config : dict
        Its options.
    """

    kind: str
    name: str
    config: Mapping[str, Any] = field(default_factory=dict)

    def called(self, graph: Graph, args: list[Any], options: dict[str, Any]) -> Any:
        """Call it with tensors and numbers.

        Raises
        ------
        OptionError
            If it has no counterpart among the layers here.
        """
        run = self._run(graph, args, options)
        tensors = [one for value in args for one in (value if isinstance(value, list) else [value])]
        return graph.call(Computed(self.name, self.kind, run), [one for one in tensors if isinstance(one, Tensor)])

    def _run(self, graph: Graph, args: list[Any], options: dict[str, Any]) -> Run:  # noqa: PLR0911, a row each
        kind, config = self.kind, {k: v for k, v in self.config.items() if k not in ("name", "dtype", "trainable")}
        if kind in _SYMBOLS and len(args) == 2 and not options:
            return between(_SYMBOLS[kind], *args)
        if kind in _ACTIVATIONS and len(args) == 1:
            return lambda site: activate(site, _ACTIVATIONS[kind], site.x)
        if kind == "Softmax" and config.get("axis", -1) == -1:
            return lambda site: activate(site, "softmax", site.x)
        if kind == "Gelu" and not config.get("approximate", True):
            return lambda site: activate(site, "gelu", site.x)
        if kind == "Gelu":
            return lambda site: site.add("gelu_tanh")
        if kind == "Reshape" and isinstance(config.get("newshape"), list):
            return lambda site: reshaped(site, site.x, config["newshape"][1:])
        if kind == "Transpose" and isinstance(config.get("axes"), list) and config["axes"][:1] == [0]:
            return lambda site: permuted(site, site.x, config["axes"][1:])
        if kind == "GetItem" and len(args) == 2:
            return lambda site: taken(site, tuple(args[1]) if isinstance(args[1], list) else args[1])
        if kind == "Concatenate":
            return lambda site: concatenated(site, site.inputs, config.get("axis", -1))
        raise refused_kind(graph, f"ops.{kind}")


def between(symbol: str, left: Any, right: Any) -> Run:
    """Give what an operator between two values does, at least one of which is a tensor."""

    def run(site: Site) -> Any:
        both = isinstance(left, Tensor) and isinstance(right, Tensor)
        if both:
            return arithmetic(site, symbol, *site.inputs)
        return arithmetic(site, symbol, *((site.x, right) if isinstance(left, Tensor) else (left, site.x)))

    return run
