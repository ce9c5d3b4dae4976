"""Transposed convolution."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from app.api.budget import Budget
from app.api.conv_answer import Conv2dAnswer, Cost, Geometry
from app.api.conv_request import Floats, channels_first, with_axes
from app.api.fields import Count, Padding, Pair, PairFromZero, Strict
from app.api.problems import documented
from app.api.tensors import TENSOR_FILE, DType, Tensor, answer, in_dtype
from app.mechanics.activation import Activation
from app.mechanics.cost import ConvCost
from app.mechanics.options import padding_per_axis, per_axis
from app.mechanics.transposed_convolution import TransposedOptions, conv_transpose2d, transposed_geometry

EXAMPLE: dict[str, Any] = {
    "input": [[[1, 2], [3, 4]]],
    "weight": [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]],
    "stride": 2,
    "padding": 1,
    "output_padding": 1,
}


class ConvTranspose2dRequest(Strict):
    """A transposed convolution; names and meanings are PyTorch's."""

    input: Tensor = Field(description="[C, H, W]; [H, W] is read as one channel")
    weight: Tensor = Field(description="[C, O / groups, KH, KW]")
    bias: Tensor | None = Field(None, description="[O], or null")
    stride: Pair = 1
    padding: Padding = Field(0, description='output cells cut off; "same": the output is input · stride')
    output_padding: PairFromZero = Field(0, description="output cells added at the bottom and right")
    dilation: Pair = 1
    groups: Count = 1
    activation: Activation = "identity"
    dtype: DType = Field("float32", description="the type that is computed in")

    def tensors(self) -> tuple[Floats, Floats, Floats | None]:
        """Give input, weight and bias with their axes, in the type that is computed in.

        Raises
        ------
        OptionError
            If one has the wrong number of axes.
        """
        return (
            channels_first(self.input, self.dtype),
            with_axes("weight", self.weight, "[C, O/groups, KH, KW]", self.dtype),
            None if self.bias is None else in_dtype("bias", self.bias, self.dtype),
        )

    def options(self) -> TransposedOptions:
        """Give the rest.

        Raises
        ------
        OptionError
            If a value is out of its range.
        """
        stride = per_axis("stride", self.stride, least=1)
        output_padding = per_axis("output_padding", self.output_padding, least=0)
        dilation = per_axis("dilation", self.dilation, least=1)
        return TransposedOptions(
            stride=(stride[0], stride[1]),
            padding=padding_per_axis(self.padding),
            output_padding=(output_padding[0], output_padding[1]),
            dilation=(dilation[0], dilation[1]),
            groups=self.groups,
            activation=self.activation,
        )


def router(budget: Budget) -> APIRouter:
    """Make the routes, which keep within a budget."""
    routes = APIRouter(tags=["Transposed convolution"], responses=documented(400, 413, 422, 503))

    @routes.post(
        "/conv-transpose2d", response_model=Conv2dAnswer, responses=TENSOR_FILE, summary="Convolve, transposed"
    )
    async def post_conv_transpose2d(
        request: Request,
        body: Annotated[ConvTranspose2dRequest, Body(openapi_examples={"twice the size": {"value": EXAMPLE}})],
    ) -> Response:
        """Let every input cell stamp its weighted kernel onto the output; overlaps add up."""
        input, weight, bias = body.tensors()
        options = body.options()
        geometry = transposed_geometry(input.shape, weight.shape, options)
        kernel_size = (geometry.axes[0].kernel_size, geometry.axes[1].kernel_size)
        cost = ConvCost(
            geometry.in_channels, geometry.out_channels, kernel_size, geometry.groups, bias=bias is not None
        )
        filters, rows, columns = geometry.stamps_shape
        budget.check_numbers("stride", "what the stamps cover", filters * rows * columns)
        macs = cost.macs(input.shape[1:])
        budget.check_macs(macs)

        def work() -> Response:
            result = conv_transpose2d(input, weight, bias, options)
            sums = None if options.activation == "identity" else result.pre_activation
            return answer(
                request,
                {"output": result.output, "pre_activation": sums},
                {
                    "geometry": Geometry.of(geometry.in_channels, geometry.axes, geometry.output_shape),
                    "cost": Cost.of(cost, input.shape[1:]),
                },
            )

        return await budget.run(macs, work)

    return routes
