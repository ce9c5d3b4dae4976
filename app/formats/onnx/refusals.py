"""Why a file, or a node of it, cannot be read."""

import onnx

from ...mechanics.errors import OptionError

#: Characters of a message: files may put anything into it.
_LONGEST = 700


def shortened(message: object) -> str:
    """Cut a message off where it gets too long to be read.

    Examples
    --------
    >>> len(shortened("a" * 1000))
    701
    """
    text = str(message)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def refusal(message: str) -> OptionError:
    """Make the error that says why a file cannot be read.

    Examples
    --------
    >>> str(refusal("the graph has two inputs"))
    'the graph has two inputs'
    """
    return OptionError("file", shortened(message))


def called(node: onnx.NodeProto) -> str:
    """Name a node in a message: as the file does, or by what it makes.

    Examples
    --------
    >>> called(onnx.helper.make_node("Relu", ["x"], ["y"]))
    'node "y" (Relu)'
    """
    name = node.name or next(iter(node.output), "")
    return f'node "{name[:200]}" ({node.op_type[:100]})'


class Unknown(Exception):  # noqa: N818, it is how a converter says that a node stays opaque
    """What makes a node one that is known by name and shape alone."""
