"""Turns modules into a network's nodes, as `app.networks.operations` names them."""

from dataclasses import dataclass, field
from typing import Any

from ...mechanics.errors import OptionError
from ...networks.graph import INPUT
from .blocks import BLOCKS, stage_of
from .checks import Check
from .classes import CLASSES, arguments_of, axes_of, options_of
from .module import Module, refusal
from .refusals import check_constructor

#: Containers whose modules follow each other, and torchvision's that do.
CHAINS = {"Sequential", "Conv2dNormActivation", "ConvNormActivation", "ConvBNReLU", "ConvBNActivation"}


@dataclass
class Nodes:
    """Collects nodes, each an operation with its options, a name and the names of its inputs.

    Attributes
    ----------
    nodes : list of dict
        What was collected.
    notes : list of str
        What the text did not say and was taken for granted.
    checks : list of Check
        What shapes must be, which is known once the network is analysed.

    Examples
    --------
    >>> nodes = Nodes()
    >>> nodes.add(Module("ReLU", 1), "act", ("input",))
    'act'
    >>> nodes.nodes
    [{'operation': 'relu', 'name': 'act', 'stage': ''}]
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _learned: set[int] = field(default_factory=set)
    _last: str = INPUT

    def put(self, operation: str, name: str, inputs: tuple[str, ...], options: dict[str, Any], stage: str) -> str:
        """Add a node, and give the name that it got: one that is taken gets a number."""
        called, count = name or operation, 1
        while called in self._names or called == INPUT:
            count += 1
            called = f"{name or operation}_{count}"
        self._names.add(called)
        node: dict[str, Any] = {"operation": operation, "name": called, "stage": stage} | options
        if inputs != (self._last,):
            node["inputs"] = list(inputs)
        self.nodes.append(node)
        self._last = called
        return called

    def add(self, module: Module, path: str, inputs: tuple[str, ...]) -> str:
        """Add all that a module holds, and give the name of the node that its output is."""
        if not inputs:
            raise refusal(module.line, f"{path or module.kind} is given no input")
        if module.kind in CLASSES:
            return self._add_layer(module, path, inputs)
        if module.forward is not None:
            return module.forward(self, path, inputs)
        source = inputs[0]
        if module.kind in BLOCKS:
            return BLOCKS[module.kind](self, module, path, source)
        if module.kind not in CHAINS:
            if not module.children:
                raise refusal(module.line, f"{module.kind} is not a layer that can be read here")
            if path:
                raise refusal(
                    module.line,
                    f'the print does not say how "{module.kind}" connects its children, a skip for instance: only its '
                    "forward method does. Paste the source instead",
                )
            self.note(
                f"Guess: the print does not hold the forward method of {module.kind}; its children are taken one after "
                "the other."
            )
        return self._chain(module, path, source)

    def _add_layer(self, module: Module, path: str, inputs: tuple[str, ...]) -> str:
        known = CLASSES[module.kind]
        if known.learns and id(module) in self._learned:
            raise refusal(module.line, f"{module.kind} is used twice: layers that share weights are not read")
        self._learned.add(id(module))
        check_constructor(module)
        options = options_of(module)
        if not known.operation:
            return inputs[0]
        name = self.put(known.operation, path, inputs, options, stage_of(path))
        dim = arguments_of(module).get("dim") if known.operation == "softmax" else None
        self.checks.append(Check(name, module.line, module.called, axes_of(module), dim=dim))
        return name

    def expect_features(self, name: str, line: int, features: int) -> None:
        """Note that so many numbers must come out of a node."""
        self.checks.append(Check(name, line, "view", features=features))

    def note(self, note: str) -> None:
        """Say something once."""
        if note not in self.notes:
            self.notes.append(note)

    def _chain(self, module: Module, path: str, source: str) -> str:
        # a class of its own flattens in its forward method, which a printed model does not hold
        flattens = not path and module.kind not in CHAINS
        for name, child in module.children:
            linear = _first_linear(child) if flattens else None
            if linear is not None:
                source = self._flattened(source, name, options_of(linear).get("in_features"))
            source = self.add(child, f"{path}.{name}" if path else name, (source,))
        return source

    def _flattened(self, source: str, name: str, in_features: int | None) -> str:
        """Flatten in front of the first linear layer, as a forward method does without a module for it."""
        if any(node["operation"] in ("flatten", "linear") for node in self.nodes):
            return source
        channels = next((node["out_channels"] for node in reversed(self.nodes) if "out_channels" in node), None)
        if channels == in_features and self.nodes and self.nodes[-1]["operation"] != "adaptive_avg_pool":
            self.note(f"Guess: a mean over each channel was put in front of {name}, which takes one number of each.")
            source = self.put("adaptive_avg_pool", "pool", (source,), {"output_size": 1}, "")
        self.note(f"Guess: a flatten was put in front of {name}.")
        return self.put("flatten", "flatten", (source,), {}, "")


def _first_linear(module: Module) -> Module | None:
    """Give the linear layer that a module starts with, dropout aside."""
    if module.kind not in CHAINS:
        return module if module.kind == "Linear" else None
    first = next((child for _, child in module.children if child.kind not in ("Dropout", "Identity")), None)
    return None if first is None else _first_linear(first)


def check_not_empty(nodes: Nodes) -> None:
    """Refuse a text without layers.

    Raises
    ------
    OptionError
        If there are none.
    """
    if not nodes.nodes:
        raise OptionError("text", "there is no layer in this text")
