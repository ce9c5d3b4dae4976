"""Torchvision's blocks, whose prints do not hold how their children are connected."""

from collections.abc import Callable
from typing import Any, Protocol

from .classes import options_of
from .module import Module, refusal


class Collector(Protocol):
    """What blocks add their nodes to: `nodes.Nodes`."""

    def put(self, operation: str, name: str, inputs: tuple[str, ...], options: dict[str, Any], stage: str) -> str:
        """Add a node, and give the name that it got."""

    def add(self, module: Module, path: str, inputs: tuple[str, ...]) -> str:
        """Add all that a module holds, and give the name of the node that its output is."""

    def note(self, note: str) -> None:
        """Say something once."""


def stage_of(path: str) -> str:
    """Give the part of the network that a path belongs to.

    Examples
    --------
    >>> stage_of("layer1.0.conv1"), stage_of("fc")
    ('layer1', '')
    """
    return path.partition(".")[0] if "." in path else ""


#: The children that torchvision's blocks have, in the order in which their forward methods use them.
_RESIDUAL = {
    "BasicBlock": ("conv1", "bn1", "conv2", "bn2"),
    "Bottleneck": ("conv1", "bn1", "conv2", "bn2", "conv3", "bn3"),
}


def _check_children(module: Module, expected: set[str], optional: set[str]) -> None:
    """Refuse a block that has not just the children of torchvision's."""
    names = {name for name, _ in module.children}
    odd = sorted(names - expected - optional) or sorted(expected - names)
    if odd:
        has = "has" if odd[0] in names else "lacks"
        raise refusal(
            module.line,
            f'this {module.kind} {has} "{odd[0]}", unlike torchvision\'s: the print does not say how its children are '
            "connected. Paste the source instead",
        )


def _residual(nodes: Collector, module: Module, path: str, source: str) -> str:
    """Add torchvision's ``BasicBlock`` or ``Bottleneck``: convolutions and norms in turn, then the input added."""
    order = _RESIDUAL[module.kind]
    _check_children(module, {*order, "relu"}, {"downsample"})
    nodes.note(f"Guess: {module.kind} is taken for torchvision's, which adds its input to the last batch norm.")
    children = dict(module.children)
    at = source
    for name in order:
        at = nodes.add(children[name], f"{path}.{name}", (at,))
        if name.startswith("bn") and name != order[-1]:
            at = nodes.add(children["relu"], f"{path}.relu", (at,))
    downsample = module.child("downsample")
    skip = source if downsample is None else nodes.add(downsample, f"{path}.downsample", (source,))
    total = nodes.put("add", f"{path}.add", (at, skip), {}, stage_of(path))
    return nodes.add(children["relu"], f"{path}.relu", (total,))


#: What torchvision's inverted residuals call the one chain that they hold: MobileNet v2's, and MNASNet's.
_INVERTED = {"InvertedResidual": "conv", "_InvertedResidual": "layers"}


def _inverted_residual(nodes: Collector, module: Module, path: str, source: str) -> str:
    """Add torchvision's ``InvertedResidual``: its input is added where the stride is 1 and the channels stay."""
    child = _INVERTED[module.kind]
    _check_children(module, {child}, set())
    inner = dict(module.children)[child]
    nodes.note(f"Guess: {module.kind} is taken for torchvision's, which adds its input where the shape stays.")
    at = nodes.add(inner, f"{path}.{child}", (source,))
    options = [options_of(convolution) for convolution in _convolutions(inner)]
    strides = {str(option.get("stride", 1)) for option in options}
    if options and strides <= {"1", "[1, 1]"} and options[0].get("in_channels") == options[-1].get("out_channels"):
        at = nodes.put("add", f"{path}.add", (at, source), {}, stage_of(path))
    return at


def _convolutions(module: Module) -> list[Module]:
    if module.kind == "Conv2d":
        return [module]
    return [convolution for _, child in module.children for convolution in _convolutions(child)]


#: How the nodes of each are added.
BLOCKS: dict[str, Callable[[Collector, Module, str, str], str]] = {
    **dict.fromkeys(_RESIDUAL, _residual),
    **dict.fromkeys(_INVERTED, _inverted_residual),
}
