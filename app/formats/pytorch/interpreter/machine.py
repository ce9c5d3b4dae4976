"""The machine: where the parts of the interpreter find each other, and what they share."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ....mechanics.errors import OptionError
from .budget import DEEPEST, Budget, TooMuchError
from .errors import Raised, refusal
from .values import Scope, Unknown


@dataclass(frozen=True)
class Tables:
    """How each kind of thing is done.

    Attributes
    ----------
    expressions, statements : mapping
        By the type of the syntax tree's node. A statement gives None, or how it leaves what is around it.
    callers : mapping
        How a value is called, by its type.
    attributes : callable
        Gives an attribute of a value, or raises the text's own ``AttributeError``.
    iterators : mapping
        How a value is walked through, by its type.
    builtins : mapping
        What names stand for that no text defines.
    """

    expressions: Mapping[type[ast.AST], Callable[["Machine", Any, Scope], Any]]
    statements: Mapping[type[ast.AST], Callable[["Machine", Any, Scope], Any]]
    callers: Mapping[type, Callable[["Machine", Any, list[Any], dict[str, Any]], Any]]
    attributes: Callable[["Machine", Any, str], Any]
    iterators: Mapping[type, Callable[["Machine", Any], Iterable[Any]]]
    builtins: Mapping[str, Any]


@dataclass
class Machine:
    """One reading of one text.

    Attributes
    ----------
    tables : Tables
        How each kind of thing is done.
    world : object
        What the library keeps for this reading.
    import_module : callable
        Gives the module of a name.
    budget : Budget
        What is left to spend.
    line : int
        Where in the text the machine is.
    notes : list of str
        What is ignored.
    """

    tables: Tables
    world: Any
    import_module: Callable[["Machine", str], Any]
    budget: Budget = field(default_factory=Budget)
    line: int = 1
    notes: list[str] = field(default_factory=list)
    _depth: int = 0

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """Give the value of an expression."""
        self.budget.step()
        run = self.tables.expressions.get(type(node))
        if run is None:
            raise refusal(node.lineno, f"{type(node).__name__.lower()} expressions are not read here")
        return run(self, node, scope)

    def execute(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Run statements; give None, or how they leave what is around them."""
        for statement in body:
            self.budget.step()
            self.at(statement)
            run = self.tables.statements.get(type(statement))
            if run is None:
                raise refusal(statement.lineno, f"{type(statement).__name__} statements are not read here")
            left = run(self, statement, scope)
            if left is not None:
                return left
        return None

    def call(self, function: Any, args: Iterable[Any] = (), kwargs: Mapping[str, Any] | None = None) -> Any:
        """Call a value."""
        self.budget.step()
        run = self.tables.callers.get(type(function))
        if run is None:
            raise Raised("TypeError", f"{kind_of(function)} cannot be called")
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooMuchError(f"this is nested too deeply: more than {DEEPEST} calls within calls")
        try:
            return run(self, function, list(args), dict(kwargs or {}))
        finally:
            self._depth -= 1

    def at(self, node: ast.expr | ast.stmt) -> None:
        """Go to where a node stands; those of texts that are not the caller's stand nowhere."""
        self.line = node.lineno or self.line

    def attribute(self, value: Any, name: str) -> Any:
        """Give an attribute of a value."""
        return self.tables.attributes(self, value, name)

    def iterate(self, value: Any) -> Iterable[Any]:
        """Walk through a value."""
        run = self.tables.iterators.get(type(value))
        if run is None:
            raise Raised("TypeError", f"{kind_of(value)} cannot be walked through")
        return run(self, value)

    def listed(self, value: Any) -> list[Any]:
        """Give the values that another one holds, as a list of their own."""
        if isinstance(value, list | tuple | dict | set | range | str):
            self.budget.allocate(len(value))
        found = list(self.iterate(value))
        self.budget.allocate(len(found))
        return found

    def note(self, note: str) -> None:
        """Say something once."""
        if note not in self.notes:
            self.notes.append(note)

    def refusal(self, message: str) -> OptionError:
        """Make the error that says that something cannot be read where the machine is."""
        return refusal(self.line, message)

    def known(self, value: Any, what: str) -> Any:
        """Give a value that must be known.

        Raises
        ------
        OptionError
            If it is not.
        """
        if isinstance(value, Unknown):
            raise self.refusal(f"{what} is not known: it comes from {value.what} in line {value.line}")
        return value


def kind_of(value: Any) -> str:
    """Give what a value is, for errors.

    Examples
    --------
    >>> kind_of(3), kind_of(None), kind_of(Unknown("numpy", 1))
    ('an int', 'None', 'what comes from numpy')
    """
    if isinstance(value, Unknown):
        return f"what comes from {value.what}"
    if value is None:
        return "None"
    name = getattr(getattr(value, "cls", None), "name", type(value).__name__.lower())
    return f"a{'n' if name[0].lower() in 'aeiou' else ''} {name}"
