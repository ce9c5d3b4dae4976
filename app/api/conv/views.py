"""Other views of a convolution: its backward pass, and as a matrix product."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from ...mechanics.conv.cost import conv_cost, conv_effort
from ...mechanics.conv.forward import check_bias
from ...mechanics.conv.geometry import ConvGeometry
from ...mechanics.conv.gradient import conv_gradient
from ...mechanics.conv.lowering import lowering, toeplitz_matrix
from ..wire.budget import Budget
from ..wire.problems import documented
from ..wire.tensors import TENSOR_FILE, answer
from .answers import Geometry, Map, Matrix
from .requests import EXAMPLE, Conv2dRequest, GradientRequest, with_axes


class GradientAnswer(BaseModel):
    """The gradients of the backward pass."""

    grad_input: Map = Field(description="[C, H, W]")
    grad_weight: list[Map] = Field(description="[O, C / groups, KH, KW]")
    grad_bias: list[float] = Field(description="[O]")
    geometry: Geometry = Field(description="the shapes")


class LoweringAnswer(BaseModel):
    """The factors of the matrix product."""

    columns: Matrix = Field(description="[C·KH·KW, H'·W']: one column for each window")
    matrix: Matrix = Field(description="[O, C·KH·KW]: one row for each filter")
    geometry: Geometry = Field(description="the shapes")


class ToeplitzAnswer(BaseModel):
    """The convolution as one matrix."""

    toeplitz: Matrix = Field(description="[O·H'·W', C·H·W]: times the flattened input, it is the flattened output")
    geometry: Geometry = Field(description="the shapes")


_SMALL = {"input": [[1, 2, 0], [0, 1, 2], [2, 0, 1]], "weight": [[[[1, -1], [2, 0]]]]}


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(prefix="/conv2d", tags=["Convolution"], responses=documented(400, 413, 422, 503))

    def example(**more: Any) -> Any:
        return Body(openapi_examples={"worked example": {"value": EXAMPLE | more}})

    def shaped(geometry: ConvGeometry) -> dict[str, Any]:
        return {"geometry": Geometry.of(geometry.in_channels, geometry.axes, geometry.output_shape)}

    def checked(geometry: ConvGeometry, passes: int) -> int:
        macs = conv_cost(geometry, bias=False).macs(geometry.output_shape[1:])
        effort = passes * conv_effort(macs, geometry.out_channels // geometry.groups)
        budget.check_shapes(geometry)
        budget.check_macs(effort)
        return effort

    @routes.post("/gradient", response_model=GradientAnswer, responses=TENSOR_FILE, summary="Backwards")
    async def conv2d_gradient(request: Request, body: Annotated[GradientRequest, example()]) -> Response:
        """Propagate a gradient back through the convolution: to its input, its weights and its bias."""
        input, weight, bias = body.tensors()
        check_bias(bias, weight.shape[0])
        options = body.options()
        geometry = body.geometry(input, weight)
        effort = checked(geometry, passes=2)
        sent = body.grad_output
        grad_output = None if sent is None else with_axes("grad_output", sent, "[O, H', W']", body.dtype)

        def work() -> Response:
            gradient = conv_gradient(input, weight, options, grad_output)
            tensors = {
                "grad_input": gradient.grad_input,
                "grad_weight": gradient.grad_weight,
                "grad_bias": gradient.grad_bias,
            }
            return answer(request, tensors, shaped(geometry))

        return await budget.run(effort, work)

    @routes.post("/lowering", response_model=LoweringAnswer, responses=TENSOR_FILE, summary="As a matrix product")
    async def conv2d_lowering(request: Request, body: Annotated[Conv2dRequest, example()]) -> Response:
        """Unfold the windows into columns, so that ``matrix @ columns + bias`` is the output."""
        input, weight, bias = body.tensors()
        check_bias(bias, weight.shape[0])
        options = body.options()
        geometry = body.geometry(input, weight)
        budget.check_shapes(geometry)
        budget.check_windows(geometry.axes, "weight")
        _, rows, columns = geometry.output_shape
        unfolded = geometry.window_size * geometry.groups * rows * columns
        budget.check_numbers("input", "the unfolded windows", unfolded)
        budget.check_numbers("weight", "the matrix of filters", weight.size * geometry.groups)

        def work() -> Response:
            lowered = lowering(input, weight, options)
            return answer(request, {"columns": lowered.columns, "matrix": lowered.matrix}, shaped(geometry))

        return await budget.run(unfolded, work)

    @routes.post("/toeplitz", response_model=ToeplitzAnswer, responses=TENSOR_FILE, summary="As one sparse matrix")
    async def conv2d_toeplitz(
        request: Request, body: Annotated[Conv2dRequest, Body(openapi_examples={"3×3": {"value": _SMALL}})]
    ) -> Response:
        """Write the whole convolution as one sparse matrix: doubly blocked Toeplitz where padding is zero."""
        input, weight, bias = body.tensors()
        check_bias(bias, weight.shape[0])
        options = body.options()
        geometry = body.geometry(input, weight)
        filters, rows, columns = geometry.output_shape
        budget.check_shapes(geometry)
        budget.check_numbers("input", "the matrix", filters * rows * columns * input.size)
        effort = checked(geometry, passes=1)

        def work() -> Response:
            return answer(request, {"toeplitz": toeplitz_matrix(input.shape, weight, options)}, shaped(geometry))

        return await budget.run(effort, work)

    return routes
