"""Output sizes, with the formulas behind them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from ..mechanics.axis.expression import Expression, Formula, Role
from ..mechanics.axis.options import padding_per_axis, per_axis
from ..mechanics.axis.stamp import StampAxis, stamp_axes
from ..mechanics.axis.stamp_formula import stamp_formula
from ..mechanics.axis.window_axis import WindowAxis, window_axes
from ..mechanics.axis.window_formula import window_formula
from ..mechanics.errors import OptionError
from ..mechanics.pool.geometry import PoolOptions, pool_axes
from .wire.fields import PaddingPerAxis, PerAxis, PerAxisFromZero, Strict
from .wire.problems import documented


class OutputSizeRequest(Strict):
    """A sliding window over one to three axes."""

    operation: Literal["conv", "conv_transpose", "max_pool", "avg_pool"] = Field(
        "conv", description="what the window does"
    )
    input_size: PerAxis = Field(description="one number, or one for each of up to three axes")
    kernel_size: PerAxis = Field(description="one number, or one for each axis")
    stride: PerAxis | None = Field(None, description="if omitted, 1, or kernel_size for pooling")
    padding: PaddingPerAxis = Field(0, description="cells added around the input; of a transposed convolution: cut off")
    dilation: PerAxis = Field(1, description="cells from one weight to the next")
    output_padding: PerAxisFromZero = Field(0, description="for a transposed convolution; must be 0 otherwise")
    ceil_mode: bool = Field(False, description="for pooling; must be false otherwise")


class TermAnswer(BaseModel):
    """A piece of a formula."""

    text: str = Field(description="as plain text")
    latex: str = Field(description="as LaTeX")
    role: Annotated[Role, Field(title="Role")] | None = Field(
        description="the quantity that this piece stands for, if any"
    )


class ExpressionAnswer(BaseModel):
    """A mathematical expression; `text` and `latex` are its terms joined together."""

    text: str = Field(description="as plain text")
    latex: str = Field(description="as LaTeX")
    terms: list[TermAnswer] = Field(description="its pieces, in order")


class FormulaAnswer(BaseModel):
    """The derivation of the output size along one axis."""

    axis: Literal["length", "depth", "height", "width"] = Field(description="which axis")
    general: ExpressionAnswer = Field(description="the formula in symbols")
    numbers: ExpressionAnswer = Field(description="the formula with the numbers in it")
    steps: list[ExpressionAnswer] = Field(description="from the numbers to the result")


class OutputSizeAnswer(BaseModel):
    """The output size of every axis."""

    output_size: list[int] = Field(description="one for each axis")
    unused: list[int] = Field(description="padded cells at the end that no window reaches")
    formula: list[FormulaAnswer] = Field(description="one for each axis")


router = APIRouter(tags=["Sizes"], responses=documented(400, 413, 422))
_EXAMPLES = {
    "the worked example": {"operation": "conv", "input_size": [7, 7], "kernel_size": 3, "stride": 1, "padding": 1},
    "transposed": {"operation": "conv_transpose", "input_size": [4, 4], "kernel_size": 3, "stride": 2, "padding": 1},
    "pooling, rounded up": {"operation": "max_pool", "input_size": [112, 112], "kernel_size": 3, "stride": 2,
                            "ceil_mode": True},
}  # fmt: skip


@router.post("/output-size", summary="Output size, with its formula", response_model=OutputSizeAnswer)
async def output_size(
    body: Annotated[
        OutputSizeRequest, Body(openapi_examples={name: {"value": value} for name, value in _EXAMPLES.items()})
    ],
) -> dict[str, Any]:
    """Return the output size along each axis, and its formula in symbols, in numbers and step by step."""
    explained = _transposed(body) if body.operation == "conv_transpose" else _sliding(body)
    return {
        "output_size": [axis.output_size for axis, _ in explained],
        "unused": [axis.unused for axis, _ in explained],
        "formula": [
            {
                "axis": axis.name,
                "general": _expression(formula.general),
                "numbers": _expression(formula.numbers),
                "steps": [_expression(step) for step in formula.steps],
            }
            for axis, formula in explained
        ],
    }


def _sliding(body: OutputSizeRequest) -> list[tuple[WindowAxis | StampAxis, Formula]]:
    pooling = body.operation in ("max_pool", "avg_pool")
    if any(_each(body, "output_padding", body.output_padding, least=0)):
        raise OptionError("output_padding", "output_padding belongs to a transposed convolution: leave it at 0")
    if body.ceil_mode and not pooling:
        raise OptionError("ceil_mode", "ceil_mode belongs to pooling: leave it at false")
    if body.operation == "avg_pool" and any(size > 1 for size in _each(body, "dilation", body.dilation)):
        raise OptionError("dilation", "average pooling has no dilation: leave it at 1")
    kernel_size = _each(body, "kernel_size", body.kernel_size)
    usual = body.kernel_size if pooling else 1
    stride = _each(body, "stride", usual if body.stride is None else body.stride)
    input_size, padding = _each(body, "input_size", body.input_size), padding_per_axis(body.padding, len(kernel_size))
    dilation = _each(body, "dilation", body.dilation)
    if pooling:
        axes = pool_axes(input_size, PoolOptions(kernel_size, stride, padding, dilation, body.ceil_mode))
    else:
        axes = window_axes(input_size, kernel_size, stride, padding, dilation)
    return [(axis, window_formula(axis)) for axis in axes]


def _transposed(body: OutputSizeRequest) -> list[tuple[WindowAxis | StampAxis, Formula]]:
    if body.ceil_mode:
        raise OptionError("ceil_mode", "ceil_mode belongs to pooling: leave it at false")
    kernel_size = _each(body, "kernel_size", body.kernel_size)
    axes = stamp_axes(
        _each(body, "input_size", body.input_size),
        kernel_size,
        _each(body, "stride", 1 if body.stride is None else body.stride),
        padding_per_axis(body.padding, len(kernel_size)),
        _each(body, "dilation", body.dilation),
        _each(body, "output_padding", body.output_padding, least=0),
    )
    return [(axis, stamp_formula(axis)) for axis in axes]


def _each(body: OutputSizeRequest, field: str, value: int | list[int], least: int = 1) -> tuple[int, ...]:
    axes = 1 if isinstance(body.input_size, int) else len(body.input_size)
    return per_axis(field, value, least=least, axes=axes)


def _expression(expression: Expression) -> dict[str, Any]:
    terms = [{"text": term.text, "latex": term.latex, "role": term.role} for term in expression.terms]
    return {"text": expression.text, "latex": expression.latex, "terms": terms}
