"""The output size of a sliding window: convolution and pooling."""

from .expression import (
    EQUALS,
    MINUS,
    PLUS,
    SIDES,
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
from .window_axis import WindowAxis


def window_formula(axis: WindowAxis) -> Formula:
    """Explain the output size of a convolution or pooling along one axis.

    Parameters
    ----------
    axis : WindowAxis
        The axis, with its padding resolved.

    Returns
    -------
    Formula
        With padding "same", ⌈H / S⌉ and how the padding follows from it; otherwise Dumoulin and Visin
        2016, "A guide to convolution arithmetic for deep learning", relationship 15, rounded up with
        ``ceil_mode``, where a window that would start beyond the input and the padding before it is left out
        (PyTorch's rule).

    Examples
    --------
    >>> axis = WindowAxis("height", input_size=7, kernel_size=3, stride=2, padding=(1, 1), dilation=1)
    >>> formula = window_formula(axis)
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
    letters, values = symbols(axis.name, axis.padding), numbers(axis)
    line = _same_line if axis.same else _slide_line
    steps = (_same_steps if axis.same else _slide_steps)(axis, values)
    return Formula(line(letters, axis), line(values, axis), steps)


def _slide_line(n: Names, axis: WindowAxis) -> Expression:
    word, left, right = ("ceil", "⌈", "⌉") if axis.ceil_mode else ("floor", "⌊", "⌋")
    dropped = " − 1" if axis.drops_last else ""
    return Expression(
        (
            n.output, EQUALS, Term(f"{left}(", rf"\left\l{word} \frac{{"), n.input, PLUS, *both_sides(n, axis.padding),
            MINUS, *span(n), Term(" − 1) / ", " - 1}{"), n.stride,
            Term(f"{right} + 1{dropped}", rf"}} \right\r{word} + 1" + dropped.replace("−", "-")),
        )
    )  # fmt: skip


def _same_line(n: Names, axis: WindowAxis) -> Expression:  # noqa: ARG001, both functions are called the same way
    return Expression(
        (
            n.output, EQUALS, Term("⌈", r"\left\lceil \frac{"), n.input, Term(" / ", "}{"), n.stride,
            Term("⌉", r"} \right\rceil"),
        )
    )  # fmt: skip


def _slide_steps(axis: WindowAxis, n: Names) -> tuple[Expression, ...]:
    strides = axis.positions - 1
    left, right, label = ("⌈", "⌉", "strides begun") if axis.ceil_mode else ("⌊", "⌋", "whole strides")
    steps = (
        step("effective kernel", *span(n), " + 1", result=axis.span, role="kernel"),
        step("padded input", n.input, PLUS, n.before, PLUS, n.after, result=axis.padded_size, role="input"),
        step("room to slide", f"{axis.padded_size} − {axis.span}", result=axis.room),
        step(label, f"{left}{axis.room} / ", n.stride, right, result=strides),
        step("positions", f"{strides} + 1", result=axis.positions, role=None if axis.drops_last else "output"),
    )
    if not axis.drops_last:
        return steps
    start = (axis.positions - 1) * axis.stride
    reason = f"the last would start at {start}, beyond padding and input of {axis.padding[0] + axis.input_size}"
    return (*steps, step(reason, f"{axis.positions} − 1", result=axis.output_size, role="output"))


def _same_steps(axis: WindowAxis, n: Names) -> tuple[Expression, ...]:
    total = sum(axis.padding)
    before, after = SIDES[axis.name]
    return (
        step("effective kernel", *span(n), " + 1", result=axis.span, role="kernel"),
        step(
            "padding in all", "max((", n.output, " − 1)·", n.stride, f" + {axis.span} − ", n.input,
            ", 0)", result=total, role="padding",
        ),
        step(f"padding {before}", f"⌊{total} / 2⌋", result=axis.padding[0], role="padding"),
        step(f"padding {after}", f"{total} − {axis.padding[0]}", result=axis.padding[1], role="padding"),
    )  # fmt: skip
