"""A network as Keras code that builds it again."""

from collections.abc import Callable
from typing import Any

from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, NodeAnalysis, NodeError
from ...networks.graph import INPUT
from ..windows import crop_slices
from ..writing import X, check_known, framed, identifiers, sliced
from .helpers import HELPERS
from .later_layers import HELPERS as LATER_HELPERS
from .layers import steps_of
from .windowed import Steps

#: What code may import.
MODULES = ("import sys", "import keras", "from keras import layers", "from keras import ops")
#: Keras follows a network from its end to its start, a call within a call; Python allows 1,000.
_MOST_LINES = 600


def to_keras(analysis: Analysis) -> str:
    """Write a network as Keras 3 code, with its functional interface; it leaves the model in ``model``.

    Raises
    ------
    OptionError
        If Keras has no such layer; it names the node.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.graph import Builder
    >>> from ...layers.linear import Linear
    >>> from ...layers.reshaping import Flatten
    >>> build = Builder((1, 28, 28))
    >>> _ = build.add(Flatten()), build.add(Linear(10))
    >>> print(to_keras(analyze(build.network())))
    import keras
    from keras import layers
    <BLANKLINE>
    x = keras.Input((28, 28, 1))
    flatten1 = layers.Flatten()(x)
    linear1 = layers.Dense(10)(flatten1)
    model = keras.Model(x, linear1)
    <BLANKLINE>
    """
    check_known(analysis)
    names = identifiers(analysis.network)
    lines = []
    for found in analysis.nodes:
        if found.node.weights_of:
            reason = "Keras code for layers that share weights is not written: use PyTorch or JSON"
            raise NodeError(found.node.name, OptionError("weights_of", reason))
        name, inputs = names[found.node.name], [names[source] for source in found.node.inputs]
        if found.node.operation in _JOINS:
            lines.append(f"{name} = {_JOINS[found.node.operation](found, found.node.layer, inputs)}")
        else:
            lines += assigned(steps_of(found), inputs[0], name)
    channels, *size = analysis.network.input_shape
    deep = f"sys.setrecursionlimit({1000 + 2 * len(lines)})  # Keras needs as much for so many layers\n"
    return framed(
        MODULES,
        HELPERS | LATER_HELPERS,
        (deep if len(lines) > _MOST_LINES else "")
        + f"{names[INPUT]} = keras.Input({(*size, channels)})\n"
        + "\n".join(lines)
        + f"\nmodel = keras.Model({names[INPUT]}, {names[analysis.nodes[-1].node.name]})\n",
    )


def assigned(steps: Steps, source: str, name: str) -> list[str]:
    """Write steps as lines that leave what comes out in a variable.

    Examples
    --------
    >>> assigned(["f({x})", "g({x})"], "a", "b")
    ['b = f(a)', 'b = g(b)']
    """
    return [f"{name} = {step.replace(X, source if i == 0 else name)}" for i, step in enumerate(steps)]


def _merged(layer: str) -> Callable[[NodeAnalysis, Any, list[str]], str]:
    def write(_: NodeAnalysis, __: Any, inputs: list[str]) -> str:
        return f"layers.{layer}()([{', '.join(inputs)}])" if len(inputs) > 1 else f"layers.Identity()({inputs[0]})"

    return write


#: What several inputs are written as, given their names.
_JOINS: dict[str, Callable[[NodeAnalysis, Any, list[str]], str]] = {
    "add": _merged("Add"),
    "multiply": _merged("Multiply"),
    "concat": _merged("Concatenate"),
    "center_crop": lambda found, layer, inputs: inputs[0] + sliced(":", *crop_slices(found, layer)),
}
