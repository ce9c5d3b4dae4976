"""From PyTorch text to a network's nodes."""

from dataclasses import dataclass
from typing import Any

from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis
from ...networks.graph import INPUT
from .code import read_code
from .nodes import Nodes, check_not_empty
from .printed import is_printed, read_printed

#: What explains most prints whose layers do not fit each other.
_REUSE = (
    "a print shows each module once, however often forward uses it, so a pool that is used twice does not show: paste "
    "the source instead"
)


@dataclass(frozen=True)
class Reading:
    """What a text says.

    Attributes
    ----------
    nodes : list of dict
        Each with ``operation``, ``name``, ``stage``, its options, and ``inputs`` where they are not the node before.
    notes : list of str
        What the text did not say and was taken for granted.
    axes : int
        How many spatial axes the input has: that of its first layer which says so.
    printed : bool
        Whether it is a print, which does not hold forward methods.
    """

    nodes: list[dict[str, Any]]
    notes: list[str]
    axes: int
    printed: bool
    _collected: Nodes

    def check(self, analysis: Analysis) -> None:
        """Refuse shapes that PyTorch refuses, although our own layers could do with them.

        Raises
        ------
        OptionError
            Naming the line.
        """
        found = {node.node.name: node for node in analysis.nodes}
        for check in self._collected.checks:
            node = found[check.node]
            check.run(node.input_shapes[0], node.output_shape)

    def explained(self, error: OptionError) -> OptionError:
        """Add to an error about layers that do not fit what a print cannot show."""
        return OptionError(error.field, f"{error}; {_REUSE}") if self.printed else error


def read_pytorch(text: str, model: str = "") -> Reading:
    """Read code or the print of a model; nothing of it is executed.

    Parameters
    ----------
    text : str
        ``nn.Sequential(...)``, classes with a constructor and a forward method in straight lines, or what
        ``print(model)`` writes.
    model : str
        The class or variable that is meant, where the text has several.

    Raises
    ------
    OptionError
        Naming the line that cannot be read; or the models, if there are several.

    Examples
    --------
    >>> reading = read_pytorch("nn.Sequential(nn.Flatten(), nn.Linear(784, 10))")
    >>> [(node["operation"], node["name"]) for node in reading.nodes]
    [('flatten', '0'), ('linear', '1')]
    """
    nodes = Nodes()
    printed = is_printed(text)
    try:
        if printed:
            root = read_printed(text)
            if model not in ("", root.kind):
                raise OptionError("model", f'the text is a print of {root.kind}: there is no "{model}" in it')
        else:
            root = read_code(text, model)
        nodes.add(root, "", (INPUT,))
    except RecursionError:
        raise OptionError("text", "this is nested too deeply") from None
    check_not_empty(nodes)
    ranked = (check.axes[0] for check in nodes.checks if len(check.axes) == 1)
    fallback = 0 if nodes.nodes[0]["operation"] == "linear" else 2
    return Reading(nodes.nodes, nodes.notes, next(ranked, fallback), printed, nodes)
