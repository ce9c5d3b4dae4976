"""The output-size formula, in symbols, in numbers and step by step."""

from dataclasses import dataclass
from typing import Literal

from app.mechanics.geometry import AxisGeometry

Role = Literal["input", "kernel", "output", "padding", "stride", "dilation"]

_LETTERS = {"length": "L", "depth": "Z", "height": "H", "width": "W"}
_SIDES = {
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
    """A line of mathematics, written twice: as text and as LaTeX."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """In Unicode."""
        return "".join(term.text for term in self.terms)

    @property
    def latex(self) -> str:
        """For KaTeX or a paper."""
        return "".join(term.latex for term in self.terms)


@dataclass(frozen=True)
class Formula:
    """How an output size comes about: the general formula, the same with numbers in it, and the steps."""

    general: Expression
    numbers: Expression
    steps: tuple[Expression, ...]


@dataclass(frozen=True)
class _Names:
    """The symbols of one axis, or the numbers that take their places."""

    input: Term
    output: Term
    before: Term
    after: Term
    kernel: Term
    stride: Term
    dilation: Term


_EQUALS, _PLUS, _MINUS = Term(" = ", " = "), Term(" + ", " + "), Term(" − ", " - ")
_TIMES = Term("·", r" \cdot ")


def conv_formula(axis: AxisGeometry) -> Formula:
    """Explain the output size of a convolution along one axis.

    Parameters
    ----------
    axis : AxisGeometry
        The axis, with its padding worked out.

    Returns
    -------
    Formula
        For padding "same", ⌈H / S⌉ and how the padding follows from it; otherwise Dumoulin and Visin
        2016, "A guide to convolution arithmetic for deep learning", relationship 15.

    Examples
    --------
    >>> axis = AxisGeometry("height", input_size=7, kernel_size=3, stride=2, padding=(1, 1), dilation=1)
    >>> formula = conv_formula(axis)
    >>> formula.general.text
    'H′ = ⌊(H + 2·P − D·(K − 1) − 1) / S⌋ + 1'
    >>> formula.numbers.text
    '4 = ⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1'
    >>> for step in formula.steps:
    ...     print(step.text)
    effective kernel: 1·(3 − 1) + 1 = 3
    padded input: 7 + 1 + 1 = 9
    room to slide: 9 − 3 = 6
    whole strides: ⌊6 / 2⌋ = 3
    positions: 3 + 1 = 4
    """
    symbols, numbers = _symbols(axis), _numbers(axis)
    line = _same_line if axis.same else _slide_line
    steps = (_same_steps if axis.same else _slide_steps)(axis, numbers)
    return Formula(line(symbols, axis), line(numbers, axis), steps)


def _symbols(axis: AxisGeometry) -> _Names:
    letter = _LETTERS[axis.name]
    before, after = _SIDES[axis.name]
    symmetric = axis.padding[0] == axis.padding[1]
    return _Names(
        input=Term(letter, letter, "input"),
        output=Term(f"{letter}′", f"{letter}'", "output"),
        before=Term("P" if symmetric else f"P_{before}", "P" if symmetric else rf"P_{{\text{{{before}}}}}", "padding"),
        after=Term(f"P_{after}", rf"P_{{\text{{{after}}}}}", "padding"),
        kernel=Term("K", "K", "kernel"),
        stride=Term("S", "S", "stride"),
        dilation=Term("D", "D", "dilation"),
    )


def _numbers(axis: AxisGeometry) -> _Names:
    def number(value: int, role: Role) -> Term:
        return Term(str(value), str(value), role)

    return _Names(
        input=number(axis.input_size, "input"),
        output=number(axis.output_size, "output"),
        before=number(axis.padding[0], "padding"),
        after=number(axis.padding[1], "padding"),
        kernel=number(axis.kernel_size, "kernel"),
        stride=number(axis.stride, "stride"),
        dilation=number(axis.dilation, "dilation"),
    )


def _span(n: _Names) -> tuple[Term, ...]:
    return n.dilation, _TIMES, Term("(", "("), n.kernel, Term(" − 1)", " - 1)")


def _slide_line(n: _Names, axis: AxisGeometry) -> Expression:
    symmetric = axis.padding[0] == axis.padding[1]
    padding = (Term("2", "2"), _TIMES, n.before) if symmetric else (n.before, _PLUS, n.after)
    return Expression(
        (
            n.output, _EQUALS, Term("⌊(", r"\left\lfloor \frac{"), n.input, _PLUS, *padding, _MINUS, *_span(n),
            Term(" − 1) / ", " - 1}{"), n.stride, Term("⌋ + 1", r"} \right\rfloor + 1"),
        )
    )  # fmt: skip


def _same_line(n: _Names, axis: AxisGeometry) -> Expression:  # noqa: ARG001, the two lines are called alike
    return Expression(
        (
            n.output, _EQUALS, Term("⌈", r"\left\lceil \frac{"), n.input, Term(" / ", "}{"), n.stride,
            Term("⌉", r"} \right\rceil"),
        )
    )  # fmt: skip


def _step(label: str, *terms: Term | str, result: int, role: Role | None = None) -> Expression:
    pieces = (Term(piece, _latex(piece)) if isinstance(piece, str) else piece for piece in terms)
    return Expression(
        (Term(f"{label}: ", rf"\text{{{label}: }}"), *pieces, _EQUALS, Term(str(result), str(result), role))
    )


def _latex(text: str) -> str:
    for char, command in {
        "−": "-", "⌊": r"\lfloor ", "⌋": r" \rfloor", "·": r" \cdot ", "max": r"\max",
    }.items():  # fmt: skip
        text = text.replace(char, command)
    return text


def _slide_steps(axis: AxisGeometry, n: _Names) -> tuple[Expression, ...]:
    span, padded = axis.effective_kernel_size, axis.padded_size
    room = padded - span
    return (
        _step("effective kernel", *_span(n), " + 1", result=span, role="kernel"),
        _step("padded input", n.input, _PLUS, n.before, _PLUS, n.after, result=padded, role="input"),
        _step("room to slide", f"{padded} − {span}", result=room),
        _step("whole strides", f"⌊{room} / ", n.stride, "⌋", result=room // axis.stride),
        _step("positions", f"{room // axis.stride} + 1", result=axis.output_size, role="output"),
    )


def _same_steps(axis: AxisGeometry, n: _Names) -> tuple[Expression, ...]:
    span, total = axis.effective_kernel_size, sum(axis.padding)
    before, after = _SIDES[axis.name]
    return (
        _step("effective kernel", *_span(n), " + 1", result=span, role="kernel"),
        _step(
            "padding in all", "max((", n.output, " − 1)·", n.stride, f" + {span} − ", n.input, ", 0)",
            result=total, role="padding",
        ),
        _step(f"padding {before}", f"⌊{total} / 2⌋", result=axis.padding[0], role="padding"),
        _step(f"padding {after}", f"{total} − {axis.padding[0]}", result=axis.padding[1], role="padding"),
    )  # fmt: skip
