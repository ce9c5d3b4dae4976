"""A network as PyTorch code that builds it again."""

from collections.abc import Callable
from typing import Any

from ...layers.reshaping import Subsample
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, NodeAnalysis, NodeError
from ...networks.graph import INPUT
from ..windows import crop_slices
from ..writing import X, check_known, framed, identifiers, sliced
from .later_layers import CLASSES
from .layers import written

#: What code may import.
MODULES = ("import torch", "import torch.nn.functional as F", "from torch import nn")
#: Functions that stand before code that calls them.
HELPERS = {
    "masked_average": '''\
def masked_average(pool, x, counted, uncounted):
    """Average what counts: padding of widths `counted` does, what is then put around it does not."""
    counts = F.pad(F.pad(torch.ones_like(x), counted, value=1.0), uncounted)
    return pool(F.pad(F.pad(x, counted), uncounted)) / pool(counts)''',
}


def to_pytorch(analysis: Analysis) -> str:
    """Write a network as PyTorch code.

    Returns
    -------
    str
        An ``nn.Sequential`` where each layer follows the one before and all are modules, else a class with a forward
        method. It leaves the model in ``model``.

    Raises
    ------
    OptionError
        If PyTorch has no such layer; it names the node.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.graph import Builder
    >>> from ...layers.linear import Linear
    >>> from ...layers.reshaping import Flatten
    >>> build = Builder((1, 28, 28))
    >>> _ = build.add(Flatten()), build.add(Linear(10))
    >>> print(to_pytorch(analyze(build.network())))
    from torch import nn
    <BLANKLINE>
    model = nn.Sequential(
        nn.Flatten(),  # 784
        nn.Linear(784, 10),  # 10
    )
    <BLANKLINE>
    """
    check_known(analysis)
    before = INPUT
    modules = []
    for found in analysis.nodes:
        if found.node.weights_of or found.node.operation in _JOINS or found.node.inputs != (before,):
            return _class(analysis)
        layer = written(found)
        if layer.expression != X:
            return _class(analysis)
        modules.append(f"    {sequence(layer.modules)},  # {'×'.join(map(str, found.output_shape))}\n")
        before = found.node.name
    return framed(MODULES, CLASSES, f"model = nn.Sequential(\n{''.join(modules)})\n")


def sequence(modules: tuple[str, ...]) -> str:
    """Write modules that follow each other as one.

    Examples
    --------
    >>> sequence(("nn.ReLU()",)), sequence(("nn.ReLU()", "nn.Flatten()"))
    ('nn.ReLU()', 'nn.Sequential(nn.ReLU(), nn.Flatten())')
    """
    return modules[0] if len(modules) == 1 else f"nn.Sequential({', '.join(modules)})"


def _class(analysis: Analysis) -> str:
    names = identifiers(analysis.network)
    made, run = [], []
    held: dict[str, tuple[str, ...]] = {}
    for found in analysis.nodes:
        name, inputs = names[found.node.name], [names[source] for source in found.node.inputs]
        if found.node.operation in _JOINS:
            run.append(f"        {name} = {_JOINS[found.node.operation](found, found.node.layer, inputs)}\n")
            continue
        layer, tensor = written(found), inputs[0]
        if layer.modules:
            if held.setdefault(found.node.holder, layer.modules) != layer.modules:
                reason = f'it uses the weights of "{found.node.holder}" with other options, which no module does'
                raise NodeError(found.node.name, OptionError("weights_of", reason))
            if not found.node.weights_of:
                made.append(f"        self.{name} = {sequence(layer.modules)}\n")
            tensor = f"self.{names[found.node.holder]}({tensor})"
        run.append(f"        {name} = {layer.expression.replace(X, tensor)}\n")
    made = ["        super().__init__()\n", *made]
    return framed(
        MODULES,
        HELPERS | CLASSES,
        f"class Network(nn.Module):\n    def __init__(self):\n{''.join(made)}\n"
        f"    def forward(self, {names[INPUT]}):\n{''.join(run)}"
        f"        return {names[analysis.nodes[-1].node.name]}\n\n\nmodel = Network()\n",
    )


def _subsample(found: NodeAnalysis, layer: Subsample, inputs: list[str]) -> str:
    tensor = inputs[0] + sliced(":", ":", *(f"::{step}" if step > 1 else ":" for step in layer.stride))
    new = found.output_shape[0] - found.input_shapes[0][0]
    return f"F.pad({tensor}, {(0, 0) * len(layer.stride) + (layer.before, new - layer.before)})" if new else tensor


#: What a function does, given the names of its inputs.
_JOINS: dict[str, Callable[[NodeAnalysis, Any, list[str]], str]] = {
    "add": lambda _, __, inputs: " + ".join(inputs),
    "multiply": lambda _, __, inputs: " * ".join(inputs),
    "concat": lambda _, __, inputs: f"torch.cat([{', '.join(inputs)}], dim=1)",
    "center_crop": lambda found, layer, inputs: inputs[0] + sliced(":", ":", *crop_slices(found, layer)),
    "subsample": _subsample,
}
