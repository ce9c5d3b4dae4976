"""From PyTorch text to a network's nodes."""

from typing import Any

from ...mechanics.errors import OptionError
from ...networks.graph import INPUT
from .code import read_code
from .nodes import Nodes, check_not_empty
from .printed import is_printed, read_printed


def read_pytorch(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Read code or the print of a model; nothing of it is executed.

    Parameters
    ----------
    text : str
        ``nn.Sequential(...)``, classes with a constructor and a forward method in straight lines, or what
        ``print(model)`` writes.

    Returns
    -------
    nodes : list of dict
        Each with ``operation``, ``name``, ``stage``, its options, and ``inputs`` where they are not the node before.
    notes : list of str
        What the text did not say and was taken for granted.

    Raises
    ------
    OptionError
        Naming the line that cannot be read.

    Examples
    --------
    >>> nodes, _ = read_pytorch("nn.Sequential(nn.Flatten(), nn.Linear(784, 10))")
    >>> [(node["operation"], node["name"]) for node in nodes]
    [('flatten', '0'), ('linear', '1')]
    """
    nodes = Nodes()
    try:
        nodes.add(read_printed(text) if is_printed(text) else read_code(text), "", (INPUT,))
    except RecursionError:
        raise OptionError("text", "this is nested too deeply") from None
    check_not_empty(nodes)
    return nodes.nodes, nodes.notes
