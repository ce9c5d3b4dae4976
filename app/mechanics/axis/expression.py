"""Mathematical expressions, each in two forms: text and LaTeX."""

from dataclasses import dataclass
from typing import Literal

from .stamp import StampAxis
from .window_axis import WindowAxis

Axis = WindowAxis | StampAxis

Role = Literal["input", "kernel", "output", "padding", "stride", "dilation"]

LETTERS = {"length": "L", "depth": "Z", "height": "H", "width": "W"}
SIDES = {
    "length": ("left", "right"),
    "depth": ("front", "back"),
    "height": ("top", "bottom"),
    "width": ("left", "right"),
}


@dataclass(frozen=True)
class Term:
    """A piece of an expression; `role` says which quantity it stands for, if any."""

    text: str
    latex: str
    role: Role | None = None


@dataclass(frozen=True)
class Expression:
    """A mathematical expression in two forms: text and LaTeX."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The expression in Unicode."""
        return "".join(term.text for term in self.terms)

    @property
    def latex(self) -> str:
        """The expression in LaTeX, for KaTeX or a paper."""
        return "".join(term.latex for term in self.terms)


@dataclass(frozen=True)
class Formula:
    """How an output size is derived: the general formula, the formula with numbers substituted, and the steps."""

    general: Expression
    numbers: Expression
    steps: tuple[Expression, ...]


@dataclass(frozen=True)
class Names:
    """The symbols of one axis, or the numbers that replace them."""

    input: Term
    output: Term
    before: Term
    after: Term
    kernel: Term
    stride: Term
    dilation: Term
    output_padding: Term


EQUALS, PLUS, MINUS = Term(" = ", " = "), Term(" + ", " + "), Term(" − ", " - ")
TIMES = Term("·", r" \cdot ")


def symbols(axis: str, padding: tuple[int, int]) -> Names:
    """Return the letters of an axis.

    Examples
    --------
    >>> symbols("width", (1, 2)).after.text
    'P_right'
    """
    letter = LETTERS[axis]
    before, after = SIDES[axis]
    symmetric = padding[0] == padding[1]
    return Names(
        input=Term(letter, letter, "input"),
        output=Term(f"{letter}′", f"{letter}'", "output"),
        before=Term("P" if symmetric else f"P_{before}", "P" if symmetric else rf"P_{{\text{{{before}}}}}", "padding"),
        after=Term(f"P_{after}", rf"P_{{\text{{{after}}}}}", "padding"),
        kernel=Term("K", "K", "kernel"),
        stride=Term("S", "S", "stride"),
        dilation=Term("D", "D", "dilation"),
        output_padding=Term("P_out", r"P_{\text{out}}", "padding"),
    )


def numbers(axis: Axis, output_padding: int = 0) -> Names:
    """Return the numbers of an axis, each with its role.

    Examples
    --------
    >>> from .window_axis import WindowAxis
    >>> numbers(WindowAxis("width", 7, 3, stride=2, padding=(0, 1), dilation=1)).after
    Term(text='1', latex='1', role='padding')
    """

    def number(value: int, role: Role) -> Term:
        return Term(str(value), str(value), role)

    return Names(
        input=number(axis.input_size, "input"),
        output=number(axis.output_size, "output"),
        before=number(axis.padding[0], "padding"),
        after=number(axis.padding[1], "padding"),
        kernel=number(axis.kernel_size, "kernel"),
        stride=number(axis.stride, "stride"),
        dilation=number(axis.dilation, "dilation"),
        output_padding=number(output_padding, "padding"),
    )


def span(n: Names) -> tuple[Term, ...]:
    """Return the span of a dilated kernel, minus one.

    Examples
    --------
    >>> Expression(span(symbols("width", (0, 0)))).text
    'D·(K − 1)'
    """
    return n.dilation, TIMES, Term("(", "("), n.kernel, Term(" − 1)", " - 1)")


def both_sides(n: Names, padding: tuple[int, int]) -> tuple[Term, ...]:
    """Return the padding at both ends together: twice one number if the two are equal.

    Examples
    --------
    >>> Expression(both_sides(symbols("width", (1, 1)), (1, 1))).text
    '2·P'
    """
    return (Term("2", "2"), TIMES, n.before) if padding[0] == padding[1] else (n.before, PLUS, n.after)


def step(label: str, *terms: Term | str, result: int, role: Role | None = None) -> Expression:
    """Return one step of a calculation.

    Examples
    --------
    >>> step("positions", "3 + 1", result=4).text
    'positions: 3 + 1 = 4'
    """
    pieces = (Term(piece, _latex(piece)) if isinstance(piece, str) else piece for piece in terms)
    return Expression(
        (Term(f"{label}: ", rf"\text{{{label}: }}"), *pieces, EQUALS, Term(str(result), str(result), role))
    )


def _latex(text: str) -> str:
    for char, command in {
        "−": "-", "⌊": r"\lfloor ", "⌋": r" \rfloor", "⌈": r"\lceil ", "⌉": r" \rceil", "·": r" \cdot ",
        "max": r"\max",
    }.items():  # fmt: skip
        text = text.replace(char, command)
    return text
