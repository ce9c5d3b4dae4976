"""Turns modules into a network's nodes, as `app.networks.operations` names them."""

from dataclasses import dataclass, field
from typing import Any

from ...mechanics.errors import OptionError
from ...networks.graph import INPUT
from .classes import CLASSES, LEARNING, options_of
from .module import Module, refusal

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
            if module.kind in LEARNING and id(module) in self._learned:
                raise refusal(module.line, f"{module.kind} is used twice: layers that share weights are not read")
            self._learned.add(id(module))
            operation = CLASSES[module.kind].operation
            options = options_of(module)
            return self.put(operation, path, inputs, options, stage_of(path)) if operation else inputs[0]
        if module.forward is not None:
            return module.forward(self, path, inputs)
        source = inputs[0]
        if module.kind in _BLOCKS:
            return _BLOCKS[module.kind](self, module, path, source)
        if module.kind not in CHAINS and len(module.children) != 1:
            if not module.children:
                raise refusal(module.line, f"there is no layer {module.kind} among ours")
            if path:
                raise refusal(
                    module.line,
                    f'the text does not say how "{module.kind}" connects its parts: only the forward method does, '
                    "and a printed model has none",
                )
            self.notes.append(
                f"The text does not hold the forward method of {module.kind}: its parts are taken one after the other."
            )
        return self._chain(module, path, source)

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
            self.notes.append(f"A mean over each channel was put in front of {name}, which takes one number of each.")
            source = self.put("adaptive_avg_pool", "pool", (source,), {"output_size": 1}, "")
        self.notes.append(f"A flatten was put in front of {name}.")
        return self.put("flatten", "flatten", (source,), {}, "")


def stage_of(path: str) -> str:
    """Give the part of the network that a path belongs to.

    Examples
    --------
    >>> stage_of("layer1.0.conv1"), stage_of("fc")
    ('layer1', '')
    """
    return path.partition(".")[0] if "." in path else ""


def _first_linear(module: Module) -> Module | None:
    """Give the linear layer that a module starts with, dropout aside."""
    if module.kind not in CHAINS:
        return module if module.kind == "Linear" else None
    first = next((child for _, child in module.children if child.kind not in ("Dropout", "Identity")), None)
    return None if first is None else _first_linear(first)


def _residual(nodes: Nodes, module: Module, path: str, source: str) -> str:
    """Torchvision's ``BasicBlock`` and ``Bottleneck``: convolutions and norms in turn, the input added to the last."""
    relu = module.child("relu")
    parts = [(name, child) for name, child in module.children if name.startswith(("conv", "bn"))]
    if relu is None or not parts:
        raise refusal(module.line, f"this {module.kind} is not torchvision's")
    at = source
    for place, (name, child) in enumerate(parts):
        at = nodes.add(child, f"{path}.{name}", (at,))
        if name.startswith("bn") and place < len(parts) - 1:
            at = nodes.add(relu, f"{path}.relu", (at,))
    downsample = module.child("downsample")
    skip = source if downsample is None else nodes.add(downsample, f"{path}.downsample", (source,))
    total = nodes.put("add", f"{path}.add", (at, skip), {}, stage_of(path))
    return nodes.add(relu, f"{path}.relu", (total,))


def _inverted_residual(nodes: Nodes, module: Module, path: str, source: str) -> str:
    """Torchvision's ``InvertedResidual``: the input is added where the stride is 1 and the channels stay."""
    inner = module.child("conv")
    convolutions = [] if inner is None else list(_convolutions(inner))
    if inner is None or not convolutions:
        raise refusal(module.line, f"this {module.kind} is not torchvision's")
    at = nodes.add(inner, f"{path}.conv", (source,))
    options = [options_of(convolution) for convolution in convolutions]
    strides = {str(option.get("stride", 1)) for option in options}
    if strides <= {"1", "[1, 1]"} and options[0].get("in_channels") == options[-1].get("out_channels"):
        at = nodes.put("add", f"{path}.add", (at, source), {}, stage_of(path))
    return at


def _convolutions(module: Module) -> list[Module]:
    if module.kind == "Conv2d":
        return [module]
    return [convolution for _, child in module.children for convolution in _convolutions(child)]


_BLOCKS = {"BasicBlock": _residual, "Bottleneck": _residual, "InvertedResidual": _inverted_residual}


def check_not_empty(nodes: Nodes) -> None:
    """Refuse a text without layers.

    Raises
    ------
    OptionError
        If there are none.
    """
    if not nodes.nodes:
        raise OptionError("text", "there is no layer in this text")
