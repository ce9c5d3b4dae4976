"""The error raised when a computation is not possible with the given options or tensors."""


class OptionError(ValueError):
    """One option, or one tensor, does not fit the others.

    Parameters
    ----------
    field : str
        The argument that the caller should change, such as ``"stride"``, ``"padding"`` or ``"weight"``.
    message : str
        What is wrong, in the caller's own numbers, and what would be valid.

    Examples
    --------
    >>> error = OptionError("groups", "5 input channels cannot be split into 2 groups")
    >>> error.field, str(error)
    ('groups', '5 input channels cannot be split into 2 groups')
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
