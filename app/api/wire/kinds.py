"""The kinds of problems that a call can end with, and what each means."""

from dataclasses import dataclass

#: The path of the pages that explain them; with a kind's name it is the `type` of a problem document.
PAGES = "/problems"


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Attributes
    ----------
    name : str
        Part of its address, which stays the same.
    status : int
        The HTTP status.
    title : str
        What is wrong, without any particulars.
    meaning : str
        When a call ends with it.
    remedy : str
        What the caller can do.
    """

    name: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def address(self) -> str:
        """The `type` of the problem document, and the address of the page that explains it.

        Examples
        --------
        >>> BUSY.address
        '/problems/busy'
        """
        return f"{PAGES}/{self.name}"


MALFORMED_BODY = Kind(
    "malformed-body",
    400,
    "The body is not JSON",
    "The body cannot be read as JSON, or was sent as something else, such as a form.",
    "Send JSON in UTF-8 with the header Content-Type: application/json. The detail says at which character reading "
    "stopped.",
)
MALFORMED_TENSOR = Kind(
    "malformed-tensor",
    400,
    "A tensor does not hold what it claims",
    "The base64 text of a tensor cannot be decoded, or holds more or fewer bytes than its shape and dtype take.",
    "Encode the numbers little-endian, in C order, in the dtype that you name; the detail gives both lengths.",
)
NOT_FOUND = Kind(
    "not-found",
    404,
    "There is nothing here",
    "There is no such path, or no network, model or preset with that name.",
    "The detail lists the names that there are; the reference lists the paths.",
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    "The path does not take this method",
    "A path that takes POST was sent GET, or the other way round.",
    "The header Allow of the answer names the methods that it takes.",
)
BODY_TOO_LARGE = Kind(
    "body-too-large",
    413,
    "The body is too large",
    "The body is larger than this server accepts.",
    "Send tensors in base64 rather than as lists of digits, or smaller ones. The detail names the limit, which is a "
    "setting of the server.",
)
INVALID_VALUE = Kind(
    "invalid-value",
    422,
    "A value is not valid",
    "A field is missing, unknown or has a value that the call does not take, or values do not fit together.",
    "Each entry of errors gives the path of a field in your own request, and a message in your own numbers that says "
    "what would be valid.",
)
BEYOND_LIMIT = Kind(
    "beyond-limit",
    422,
    "The request would cost too much",
    "The request is valid, but computing it would take more time or memory than one request may use.",
    "Use a smaller input, fewer filters or layers, or a larger stride. The message gives the cost and the limit, which "
    "is a setting of the server.",
)
BUSY = Kind(
    "busy",
    503,
    "The server is busy",
    "Every compute slot is taken, and the queue for them is full.",
    "Send the same request again after as many seconds as the header Retry-After says.",
)

KINDS = {
    kind.name: kind
    for kind in (
        MALFORMED_BODY,
        MALFORMED_TENSOR,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        BODY_TOO_LARGE,
        INVALID_VALUE,
        BEYOND_LIMIT,
        BUSY,
    )
}
