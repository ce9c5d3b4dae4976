"""Why a file, or a node of it, cannot be read."""

from ...mechanics.errors import OptionError


def refusal(message: str) -> OptionError:
    """Make the error that says why a file cannot be read.

    Examples
    --------
    >>> str(refusal("the graph has two inputs"))
    'the graph has two inputs'
    """
    return OptionError("file", message)


class Unknown(Exception):  # noqa: N818, it is how a converter says that a node stays opaque
    """What makes a node one that is known by name and shape alone."""
