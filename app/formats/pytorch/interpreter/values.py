"""The values of the text's world that are not numbers, words, lists, tuples, sets and dictionaries of Python."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Scope:
    """What names stand for at one place of the text.

    Attributes
    ----------
    names : dict
        Those made here.
    parent : Scope or None
        Where the others are looked up.
    owner, first : object
        Of a method: the class that it was written in, and the instance that it is called on, for ``super()``.
    outer : set of str
        Names that ``global`` and ``nonlocal`` leave to the parent.
    yielded : list or None
        Of a generator: what it gave so far.
    comprehends : bool
        Whether it is that of a comprehension, which ``:=`` looks out of.
    of_class : bool
        Whether it is the body of a class, whose names nothing within it sees.
    """

    names: dict[str, Any] = field(default_factory=dict)
    parent: "Scope | None" = None
    owner: "Class | None" = None
    first: Any = None
    outer: set[str] = field(default_factory=set)
    yielded: list[Any] | None = None
    comprehends: bool = False
    of_class: bool = False


@dataclass(eq=False)
class Function:
    """A function or lambda of the text.

    Attributes
    ----------
    name : str
        Its name.
    node : ast.FunctionDef or ast.Lambda
        What it was written as.
    scope : Scope
        Where it was written.
    defaults : dict
        Of its parameters.
    owner : Class or None
        The class that it is a method of.
    generates : bool
        Whether it yields.
    """

    name: str
    node: ast.FunctionDef | ast.Lambda
    scope: Scope
    defaults: dict[str, Any]
    owner: "Class | None" = None
    generates: bool = False


@dataclass(eq=False)
class Native:
    """A function that we wrote.

    Attributes
    ----------
    name : str
        What the text calls it.
    run : callable
        Takes the machine and the arguments.
    takes_unknown : bool
        Whether it can do with arguments that are not known; else what it gives is not known either.
    """

    name: str
    run: Callable[..., Any]
    takes_unknown: bool = False


@dataclass(eq=False)
class Class:
    """A class, of the text or of ours.

    Attributes
    ----------
    name : str
        Its name.
    bases : tuple
        Classes, or what is not known.
    names : dict
        Its methods and attributes.
    line : int
        Where it stands; 0 for ours.
    order : tuple of Class
        Where attributes are looked up, itself first: Python's method resolution order.
    is_plain : bool
        Whether it is an enumeration whose members are numbers or words.
    """

    name: str
    bases: tuple[Any, ...] = ()
    names: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    order: tuple["Class", ...] = ()
    is_plain: bool = False

    def __post_init__(self) -> None:
        """Put the classes in order: a base after all that inherit from it."""
        known = [base for base in self.bases if isinstance(base, Class)]
        orders = [list(base.order) for base in known] + [known]
        merged: list[Class] = []
        while any(orders):
            orders = [order for order in orders if order]
            head = next((o[0] for o in orders if not any(o[0] in other[1:] for other in orders)), orders[0][0])
            merged.append(head)
            orders = [[found for found in order if found is not head] for order in orders]
        self.order = (self, *merged)

    @property
    def base_unknown(self) -> "Unknown | None":
        """A class that this one inherits from and that is not known."""
        return next(
            (base for found in self.order for base in found.bases if isinstance(base, Unknown)),
            None,
        )

    def inherits(self, other: "Class") -> bool:
        """Say whether this is the other or inherits from it."""
        return other in self.order


@dataclass(eq=False)
class Instance:
    """An object of a class.

    Attributes
    ----------
    cls : Class
        Its class.
    attrs : dict
        Its attributes, in the order in which they were set.
    line : int
        Where it was made.
    """

    cls: Class
    attrs: dict[str, Any] = field(default_factory=dict)
    line: int = 0


def is_plain(value: Any) -> bool:
    """Say whether a value is a member of an enumeration of numbers or words, which is as good as they are."""
    return isinstance(value, Instance) and value.cls.is_plain


def plain(value: Any) -> Any:
    """Give the number or word that a member of such an enumeration is, or the value itself."""
    return value.attrs["value"] if isinstance(value, Instance) and value.cls.is_plain else value


@dataclass(eq=False)
class Bound:
    """A method with the object that it was taken from."""

    function: Any
    first: Any


@dataclass(eq=False)
class Super:
    """What ``super()`` gives: an object, and the class behind which its methods are looked up."""

    owner: Class
    first: Any


@dataclass(eq=False)
class Wrapped:
    """A function behind ``@property``, ``@staticmethod`` or ``@classmethod``, which `how` names, and what sets it."""

    how: str
    function: Any
    setter: Any = None


@dataclass(eq=False)
class Namespace:
    """A module of ours that a text may import; what it does not hold is not known."""

    name: str
    names: dict[str, Any]


@dataclass(eq=False)
class Iterator:
    """Values that are taken one after the other, once."""

    items: list[Any]
    at: int = 0


@dataclass(eq=False)
class Partial:
    """What ``functools.partial`` gives."""

    function: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(eq=False, frozen=True)
class Unknown:
    """What comes from where we know nothing: whatever is done with it is not known either.

    Attributes
    ----------
    what : str
        What it is, for errors.
    line : int
        Where it came from.
    called : bool
        Whether it is what a call gave.
    """

    what: str
    line: int = 0
    called: bool = False
