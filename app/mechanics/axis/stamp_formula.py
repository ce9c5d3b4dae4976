"""The output size of a transposed convolution."""

from .expression import (
    EQUALS,
    MINUS,
    PLUS,
    TIMES,
    Expression,
    Formula,
    Names,
    Term,
    both_sides,
    numbers,
    span,
    step,
    symbols,
)
from .stamp import StampAxis


def stamp_formula(axis: StampAxis) -> Formula:
    """Explain the output size of a transposed convolution along one axis.

    Parameters
    ----------
    axis : StampAxis
        The axis, with its padding resolved.

    Returns
    -------
    Formula
        With padding "same", H · S; otherwise the formula of PyTorch's ``ConvTranspose2d``.

    Examples
    --------
    >>> axis = StampAxis("height", 3, 3, stride=2, padding=(1, 1), dilation=1, output_padding=1)
    >>> formula = stamp_formula(axis)
    >>> formula.general.text
    'H′ = (H − 1)·S + D·(K − 1) + 1 − 2·P + P_out'
    >>> formula.numbers.text
    '6 = (3 − 1)·2 + 1·(3 − 1) + 1 − 2·1 + 1'
    >>> [step.text for step in formula.steps][-1]
    'output: 7 − 1 − 1 + 1 = 6'
    """
    letters = symbols(axis.name, axis.padding)
    line = _same_line if axis.same else _stamp_line
    values = numbers(axis, axis.output_padding)
    return Formula(line(letters, axis), line(values, axis), _steps(axis, values))


def _stamp_line(n: Names, axis: StampAxis) -> Expression:
    symmetric = axis.padding[0] == axis.padding[1]
    cut = both_sides(n, axis.padding) if symmetric else (n.before, MINUS, n.after)
    return Expression(
        (
            n.output, EQUALS, Term("(", "("), n.input, Term(" − 1)", " - 1)"), TIMES, n.stride, PLUS, *span(n),
            Term(" + 1", " + 1"), MINUS, *cut, PLUS, n.output_padding,
        )
    )  # fmt: skip


def _same_line(n: Names, axis: StampAxis) -> Expression:  # noqa: ARG001, both functions are called the same way
    return Expression((n.output, EQUALS, n.input, TIMES, n.stride))


def _steps(axis: StampAxis, n: Names) -> tuple[Expression, ...]:
    starts = (axis.input_size - 1) * axis.stride
    extent = axis.span
    return (
        step("effective kernel", *span(n), " + 1", result=extent, role="kernel"),
        step("the last stamp starts at", "(", n.input, " − 1)·", n.stride, result=starts, role="stride"),
        step("the stamps cover", f"{starts} + {extent}", result=axis.full_size),
        step(
            "output", f"{axis.full_size}", MINUS, n.before, MINUS, n.after, PLUS, n.output_padding,
            result=axis.output_size, role="output",
        ),
    )  # fmt: skip
