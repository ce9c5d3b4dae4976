"""Pooling."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from ..mechanics.pool.forward import avg_pool, max_pool
from ..mechanics.pool.geometry import PoolGeometry, PoolOptions, pool_geometry
from ..presets.worked_example import INPUT
from .conv.answers import Geometry, HeightWidth, Map
from .conv.requests import channels_first
from .wire.budget import Budget
from .wire.fields import DType, Padding, Pair, Strict
from .wire.problems import documented
from .wire.tensors import TENSOR_FILE, Array, Tensor, answer

_EXAMPLE: dict[str, Any] = {"input": INPUT, "kernel_size": 2, "ceil_mode": True}


class PoolRequest(Strict):
    """The fields that both kinds of pooling share."""

    input: Tensor = Field(description="[C, H, W]; [H, W] is read as one channel")
    kernel_size: Pair = Field(description="[KH, KW]")
    stride: Pair | None = Field(None, description="kernel_size if omitted")
    padding: Padding = Field(0, description="cells added around the input")
    ceil_mode: bool = Field(False, description="whether a last window may extend beyond the padded input")
    dtype: DType = Field("float32", description="the type used for computation")

    def options(self, dilation: int | list[int] = 1) -> PoolOptions:
        """Return the options, normalised: everything except the input.

        Raises
        ------
        OptionError
            If a value is out of range.
        """
        return PoolOptions.of(
            self.kernel_size, stride=self.stride, padding=self.padding, dilation=dilation, ceil_mode=self.ceil_mode
        )


class MaxPool2dRequest(PoolRequest):
    """Max pooling; PyTorch's names, and padding may exceed half the kernel."""

    dilation: Pair = Field(1, description="cells from one tap of the window to the next")


class AvgPool2dRequest(PoolRequest):
    """Average pooling; PyTorch's names."""

    count_include_pad: bool = Field(True, description="whether padded cells count in the divisor")


class AvgPool2dAnswer(BaseModel):
    """The means of the windows."""

    output: Map = Field(description="[C, H', W']")
    divisor: list[list[int]] = Field(description="[H', W']: the divisor of each sum")
    geometry: Geometry = Field(description="the shapes")


class MaxPool2dAnswer(BaseModel):
    """The largest numbers of the windows."""

    output: Map = Field(description="[C, H', W']")
    argmax: list[list[list[HeightWidth]]] = Field(
        description="[C, H', W', 2]: row and column of each in the unpadded input; the first if several are equal"
    )
    geometry: Geometry = Field(description="the shapes")


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(tags=["Pooling"], responses=documented(400, 413, 422, 503))

    def prepared(body: PoolRequest, options: PoolOptions) -> tuple[Array, PoolGeometry, int]:
        input = channels_first(body.input, body.dtype)
        geometry = pool_geometry(input.shape, options)
        rows, columns = geometry.axes
        padded = geometry.padded_numbers
        budget.check_numbers("padding", "the padded input", padded)
        budget.check_windows(geometry.axes)
        steps = padded * (rows.kernel_size + columns.kernel_size)
        budget.check_macs(steps)
        return input, geometry, steps

    @routes.post("/max-pool2d", response_model=MaxPool2dAnswer, responses=TENSOR_FILE, summary="Largest of each window")
    async def max_pool2d(
        request: Request,
        body: Annotated[MaxPool2dRequest, Body(openapi_examples={"the worked example": {"value": _EXAMPLE}})],
    ) -> Response:
        """Return the maximum of every window, and its position."""
        options = body.options(body.dilation)
        input, geometry, steps = prepared(body, options)

        def work() -> Response:
            result = max_pool(input, options)
            return answer(
                request,
                {"output": result.output, "argmax": result.argmax},
                {"geometry": Geometry.of(geometry.channels, geometry.axes, geometry.output_shape)},
            )

        return await budget.run(steps, work)

    @routes.post("/avg-pool2d", response_model=AvgPool2dAnswer, responses=TENSOR_FILE, summary="Mean of each window")
    async def avg_pool2d(
        request: Request,
        body: Annotated[AvgPool2dRequest, Body(openapi_examples={"the worked example": {"value": _EXAMPLE}})],
    ) -> Response:
        """Return the mean of every window, and the divisor of each sum."""
        options = body.options()
        input, geometry, steps = prepared(body, options)

        def work() -> Response:
            result = avg_pool(input, options, count_include_pad=body.count_include_pad)
            return answer(
                request,
                {"output": result.output, "divisor": result.divisor},
                {"geometry": Geometry.of(geometry.channels, geometry.axes, geometry.output_shape)},
            )

        return await budget.run(steps, work)

    return routes
