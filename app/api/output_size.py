"""Output sizes, with the formula that gives them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from app.api.fields import PaddingPerAxis, PerAxis, PerAxisFromZero, Strict
from app.api.problems import documented
from app.mechanics.errors import OptionError
from app.mechanics.formula import Expression, conv_formula
from app.mechanics.geometry import sliding_axes
from app.mechanics.options import padding_per_axis, per_axis


class OutputSizeRequest(Strict):
    """A sliding window over one to three axes."""

    operation: Literal["conv"] = "conv"
    input_size: PerAxis = Field(description="one number, or one for each of up to three axes")
    kernel_size: PerAxis
    stride: PerAxis = 1
    padding: PaddingPerAxis = 0
    dilation: PerAxis = 1
    output_padding: PerAxisFromZero = Field(0, description="of a transposed convolution; must be 0 for the others")
    ceil_mode: bool = Field(False, description="of pooling; must be false for the others")


class TermAnswer(BaseModel):
    """A piece of a formula."""

    text: str
    latex: str
    role: Literal["input", "kernel", "output", "padding", "stride", "dilation"] | None = Field(
        description="the quantity that this piece stands for, if any"
    )


class ExpressionAnswer(BaseModel):
    """A line of mathematics; `text` and `latex` are its terms put together."""

    text: str
    latex: str
    terms: list[TermAnswer]


class FormulaAnswer(BaseModel):
    """How one axis' output size comes about."""

    axis: Literal["length", "depth", "height", "width"]
    general: ExpressionAnswer
    numbers: ExpressionAnswer
    steps: list[ExpressionAnswer]


class OutputSizeAnswer(BaseModel):
    """The output size of every axis."""

    output_size: list[int]
    unused: list[int] = Field(description="padded cells at the far end that no window reaches")
    formula: list[FormulaAnswer] = Field(description="one for each axis")


router = APIRouter(tags=["Sizes"], responses=documented(400, 413, 422))
_EXAMPLE = {"operation": "conv", "input_size": [7, 7], "kernel_size": 3, "stride": 1, "padding": 1}


@router.post("/output-size", summary="Output size, with its formula", response_model=OutputSizeAnswer)
async def post_output_size(
    body: Annotated[OutputSizeRequest, Body(openapi_examples={"the worked example": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Give the output size per axis, and the formula in symbols, in numbers and step by step."""
    size = (body.input_size,) if isinstance(body.input_size, int) else tuple(body.input_size)
    axes = len(size)
    if any(per_axis("output_padding", body.output_padding, least=0, axes=axes)):
        raise OptionError("output_padding", "output_padding belongs to a transposed convolution: leave it at 0")
    if body.ceil_mode:
        raise OptionError("ceil_mode", "ceil_mode belongs to pooling: leave it at false")
    laid_out = sliding_axes(
        per_axis("input_size", size, least=1, axes=axes),
        per_axis("kernel_size", body.kernel_size, least=1, axes=axes),
        per_axis("stride", body.stride, least=1, axes=axes),
        padding_per_axis(body.padding, axes),
        per_axis("dilation", body.dilation, least=1, axes=axes),
    )
    formulas = [(axis.name, conv_formula(axis)) for axis in laid_out]
    return {
        "output_size": [axis.output_size for axis in laid_out],
        "unused": [axis.unused for axis in laid_out],
        "formula": [
            {
                "axis": name,
                "general": _expression(formula.general),
                "numbers": _expression(formula.numbers),
                "steps": [_expression(step) for step in formula.steps],
            }
            for name, formula in formulas
        ],
    }


def _expression(expression: Expression) -> dict[str, Any]:
    terms = [{"text": term.text, "latex": term.latex, "role": term.role} for term in expression.terms]
    return {"text": expression.text, "latex": expression.latex, "terms": terms}
