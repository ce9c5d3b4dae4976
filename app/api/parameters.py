"""Parameters and multiply-accumulates of a convolution, and of the fully connected layer that it replaces."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from ..mechanics.axis.options import per_axis
from ..mechanics.axis.window_axis import window_axes
from ..mechanics.conv.cost import ConvCost
from ..mechanics.conv.geometry import check_groups
from ..mechanics.conv.options import ConvOptions
from .wire.fields import Count, PaddingPerAxis, PerAxis, Strict
from .wire.problems import documented


class ParametersRequest(Strict):
    """The sizes of a convolution."""

    in_channels: Count = Field(description="C, the channels of the input")
    out_channels: Count = Field(description="O, the number of filters")
    kernel_size: PerAxis = Field(description="one number, or one for each of up to three axes")
    groups: Count = Field(1, description="parts that channels and filters are split into; each sees only its own")
    bias: bool = Field(True, description="whether every filter has a bias")
    input_size: PerAxis | None = Field(
        None, description="one number for each axis; if set, the response includes macs and dense_equivalent"
    )
    stride: PerAxis = Field(1, description="cells from one window to the next")
    padding: PaddingPerAxis = Field(0, description="cells added around the input")
    dilation: PerAxis = Field(1, description="cells from one weight to the next")

    def axes(self) -> int:
        """Count the spatial axes: two, unless an option lists values for a different number of axes."""
        values = (self.input_size, self.kernel_size, self.stride, self.padding, self.dilation)
        return next((len(value) for value in values if isinstance(value, list)), 2)


class ParametersAnswer(BaseModel):
    """The parameter and multiply-accumulate counts."""

    weights: int = Field(description="numbers in the filters")
    biases: int = Field(description="one for each filter, or none")
    total: int = Field(description="weights and biases")
    per_filter: int = Field(description="weights and bias of one filter")
    formula: str = Field(description="the calculation of the parameter count, written out")
    macs: int | None = Field(None, description="multiply-accumulates; only with input_size")
    dense_equivalent: int | None = Field(
        None, description="weights and biases of the fully connected layer with the same input and output sizes"
    )


router = APIRouter(tags=["Sizes"], responses=documented(400, 413, 422))
_EXAMPLE = {"in_channels": 3, "out_channels": 3, "kernel_size": 3, "input_size": [7, 7], "padding": 1}


@router.post(
    "/parameters",
    summary="Parameters and multiply-accumulates",
    response_model=ParametersAnswer,
    response_model_exclude_none=True,
)
async def parameters(
    body: Annotated[ParametersRequest, Body(openapi_examples={"the worked example": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Count the parameters of a convolution and, if an input size is specified, the cost of one pass."""
    check_groups(body.in_channels, body.out_channels, body.groups)
    kernel_size = per_axis("kernel_size", body.kernel_size, least=1, axes=body.axes())
    cost = ConvCost(body.in_channels, body.out_channels, kernel_size, body.groups, body.bias)
    counts: dict[str, Any] = {
        "weights": cost.weights,
        "biases": cost.biases,
        "total": cost.parameters,
        "per_filter": cost.per_filter,
        "formula": cost.formula,
    }
    options = ConvOptions.of(stride=body.stride, padding=body.padding, dilation=body.dilation, axes=body.axes())
    if body.input_size is not None:
        input_size = per_axis("input_size", body.input_size, least=1, axes=body.axes())
        axes = window_axes(input_size, kernel_size, options.stride, options.padding, options.dilation)
        output_size = tuple(axis.output_size for axis in axes)
        counts["macs"] = cost.macs(output_size)
        counts["dense_equivalent"] = cost.dense_equivalent(input_size, output_size)
    return counts
