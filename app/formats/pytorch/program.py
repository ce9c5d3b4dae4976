"""Runs a text in the interpreter, line by line, and keeps what it makes."""

import ast
from dataclasses import dataclass, field
from typing import Any

from ...mechanics.errors import OptionError
from .harmless import forget, is_harmless, trained
from .interpreter.errors import BudgetError, Raised
from .interpreter.interpreter import Guard, parsed, tables
from .interpreter.machine import Machine
from .interpreter.values import Class, Instance, Scope, Unknown
from .library.modules import MODULE, is_module
from .library.names import NAMES, import_module
from .library.numbers import Numbers
from .library.world import World

_TABLES = tables(NAMES, Numbers)


@dataclass
class Program:
    """What a text has made.

    Attributes
    ----------
    machine : Machine
        The machine that ran it.
    scope : Scope
        What its names stand for.
    unnamed : list of Instance
        Modules that stand in a line by themselves.
    nodes : dict
        How its classes and functions are written, by name.
    unread : Unknown or None
        What stands in a line by itself and is not known.
    left_out : OptionError or None
        Why a line was left out.
    """

    machine: Machine
    scope: Scope = field(default_factory=Scope)
    unnamed: list[Instance] = field(default_factory=list)
    nodes: dict[str, ast.ClassDef | ast.FunctionDef] = field(default_factory=dict)
    unread: Unknown | None = None
    left_out: OptionError | None = None

    @property
    def world(self) -> World:
        """What the library keeps."""
        world: World = self.machine.world
        return world

    def defined(self, kind: type) -> dict[str, Any]:
        """Give what the text itself defines of a kind, by name.

        Parameters
        ----------
        kind : type
            `Class`, for classes of modules; `Function`; or `Instance`, for modules.
        """
        names: dict[str, Any] = {name: value for name, value in self.scope.names.items() if isinstance(value, kind)}
        if kind is Class:
            return {name: cls for name, cls in names.items() if cls.line and MODULE in cls.order}
        if kind is Instance:
            return {name: value for name, value in names.items() if is_module(value)}
        return names

    def evaluate(self, text: str) -> Any:
        """Give the value of an expression in the text's world.

        Raises
        ------
        OptionError
            If it cannot be read.
        """
        tree = parsed(text).body
        if len(tree) != 1 or not isinstance(tree[0], ast.Expr):
            raise OptionError("model", f"{text[:60]!r} is neither a name nor a call")
        with Guard(self.machine):
            return self.machine.evaluate(tree[0].value, self.scope)


def new_program() -> Program:
    """Give a program that has made nothing yet."""
    return Program(Machine(_TABLES, World(), import_module))


def run(text: str) -> Program:
    """Run a text.

    Parameters
    ----------
    text : str
        Python that makes layers.

    Raises
    ------
    OptionError
        Naming the line that cannot be read.

    Examples
    --------
    >>> list(run("net = nn.Sequential(nn.ReLU())").defined(Instance))
    ['net']
    """
    program = new_program()
    run_statements(program, parsed(text).body)
    return program


def run_statements(program: Program, body: list[ast.stmt]) -> None:
    """Run the statements of a text.

    Raises
    ------
    OptionError
        Naming the line that cannot be read.
    """
    for statement in body:
        with Guard(program.machine):
            _run(program, statement)


def _run(program: Program, statement: ast.stmt) -> None:
    """Run one statement; what only trains or shows the model may fail, which is noted."""
    m = program.machine
    made = len(m.world.made)
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        program.nodes[statement.name] = statement
    try:
        m.at(statement)
        if isinstance(statement, ast.Expr):
            value = m.evaluate(statement.value, program.scope)
            if is_module(value):
                program.unnamed.append(value)
            elif isinstance(value, Unknown) and isinstance(statement.value, ast.Call):
                program.unread = program.unread or value
        else:
            m.execute([statement], program.scope)
    except (OptionError, Raised) as error:
        if (
            isinstance(error, BudgetError)
            or m.world.failed
            or not is_harmless(program.scope, statement, made=len(m.world.made) > made)
        ):
            raise
        said = str(error) if isinstance(error, OptionError) else f"line {m.line}: {error}"
        program.left_out = program.left_out or OptionError("text", said)
        m.note(f"Line {statement.lineno} is left out: {said}.")
        kept = trained(program.scope, statement)
        if kept:
            m.note(f"Guess: line {statement.lineno} leaves the layers of {', '.join(kept)} as they are.")
        forget(program.scope, statement)
