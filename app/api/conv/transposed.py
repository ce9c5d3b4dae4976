"""Transposed convolution."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from ...mechanics.axis.options import padding_per_axis, per_axis
from ...mechanics.axis.stamp import CUT, stamp_axes
from ...mechanics.conv.cost import ConvCost
from ...mechanics.conv_transpose.forward import conv_transpose
from ...mechanics.conv_transpose.geometry import (
    ConvTransposeGeometry,
    ConvTransposeOptions,
    conv_transpose_geometry,
)
from ...mechanics.conv_transpose.stamps import partial_outputs, stamp_row
from ..wire.budget import Budget
from ..wire.fields import Index, Padding, Pair, PairFromZero, Strict, renamed
from ..wire.problems import documented
from ..wire.tensors import TENSOR_FILE, Tensor, answer
from .answers import Conv2dAnswer, Cost, Geometry, HeightWidth, Map, Matrix
from .requests import FilteredRequest, Floats

#: Up to this many numbers, the response includes the output after each stamp.
MOST_GROWTH = 2**18

EXAMPLE: dict[str, Any] = {
    "input": [[[1, 2], [3, 4]]],
    "weight": [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]],
    "stride": 2,
    "padding": 1,
    "output_padding": 1,
}


class ConvTranspose2dRequest(FilteredRequest):
    """A transposed convolution; names and meanings are PyTorch's."""

    weight_axes: ClassVar[str] = "[C, O/groups, KH, KW]"

    weight: Tensor = Field(description="[C, O / groups, KH, KW]")
    padding: Padding = Field(0, description='output cells cut off; "same": the output is input · stride')
    output_padding: PairFromZero = Field(0, description="output cells added at the bottom and right")

    def options(self) -> ConvTransposeOptions:
        """Return the options, normalised.

        Raises
        ------
        OptionError
            If a value is out of range.
        """
        return ConvTransposeOptions.of(
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            output_padding=self.output_padding,
            groups=self.groups,
            activation=self.activation,
        )

    def geometry(self, input: Floats, weight: Floats) -> ConvTransposeGeometry:
        """Return the shapes.

        Raises
        ------
        OptionError
            If they do not fit together; the kernel's size is that of the weight.
        """
        with renamed(kernel_size="weight"):
            return conv_transpose_geometry(input.shape, weight.shape, self.options())


class StampRowRequest(ConvTranspose2dRequest):
    """A transposed convolution, one of its output channels, and one row of its input."""

    row: list[Index] = Field(description="[filter, input row]", min_length=2, max_length=2)


class StampRowAnswer(BaseModel):
    """The stamps of one input row, and the output as it accumulates them; the column comes first in each tensor."""

    channels: list[int] = Field(description="the input channels that the filter reads")
    values: Matrix = Field(description="[W, C / groups]: the input cells")
    stamps: list[Map] = Field(description="[W, C / groups, KH, KW]: each cell times its kernel")
    sums: Map = Field(description="[W, KH, KW]: the stamps summed over the channels")
    partial: Map | None = Field(description="[W, H', W']: the output channel after each stamp; null if it is large")


class StampsRequest(Strict):
    """The sizes of a transposed convolution, without any numbers."""

    input_size: Pair = Field(description="[H, W]")
    kernel_size: Pair = Field(description="[KH, KW]")
    stride: Pair = Field(1, description="output cells from one stamp to the next")
    padding: Padding = Field(0, description="output cells cut off")
    output_padding: PairFromZero = Field(0, description="output cells added at the bottom and right")
    dilation: Pair = Field(1, description="output cells from one weight to the next")


class AxisStamps(BaseModel):
    """Where the stamps go along one axis."""

    axis: Literal["height", "width"] = Field(description="which axis")
    targets: list[list[int | None]] = Field(
        description="for each input position and weight, the output cell that it adds to; null if padding cuts it off"
    )


class StampsAnswer(BaseModel):
    """Where every stamp goes, and how often stamps overlap."""

    output_size: HeightWidth = Field(description="[H', W']")
    axes: tuple[AxisStamps, AxisStamps] = Field(description="the stamps along the height, and along the width")
    overlap: list[list[int]] = Field(description="[H', W']: number of weights that reach each output cell")


_STAMPS: dict[str, Any] = {"input_size": 3, "kernel_size": 3, "stride": 2}


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(tags=["Transposed convolution"], responses=documented(400, 413, 422, 503))

    @routes.post(
        "/conv-transpose2d", response_model=Conv2dAnswer, responses=TENSOR_FILE, summary="Convolve, transposed"
    )
    async def conv_transpose2d(
        request: Request,
        body: Annotated[ConvTranspose2dRequest, Body(openapi_examples={"twice the size": {"value": EXAMPLE}})],
    ) -> Response:
        """Stamp the weighted kernel of every input cell onto the output; overlaps add up."""
        input, weight, bias = body.tensors()
        options = body.options()
        geometry = body.geometry(input, weight)
        cost = ConvCost(
            geometry.in_channels, geometry.out_channels, geometry.kernel_size, geometry.groups, bias=bias is not None
        )
        budget.check_numbers("stride", "what the stamps cover", geometry.stamped_numbers)
        macs = cost.macs(input.shape[1:])
        budget.check_macs(macs)

        def work() -> Response:
            result = conv_transpose(input, weight, bias, options)
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

    @routes.post(
        "/conv-transpose2d/row", response_model=StampRowAnswer, responses=TENSOR_FILE, summary="One input row's stamps"
    )
    async def conv_transpose2d_row(
        request: Request,
        body: Annotated[
            StampRowRequest, Body(openapi_examples={"twice the size": {"value": EXAMPLE | {"row": [0, 0]}}})
        ],
    ) -> Response:
        """Show the stamps of one input row, and the output after each one; an animation requests this row by row."""
        input, weight, bias = body.tensors()
        options = body.options()
        geometry = body.geometry(input, weight)
        row = (body.row[0], body.row[1])
        budget.check_numbers("stride", "what the stamps cover", geometry.stamped_numbers)
        stamps = input.shape[0] * weight[0, 0].size * input.shape[2]
        budget.check_numbers("row", "the row's stamps", stamps)
        _, out_rows, out_columns = geometry.output_shape
        growth = input.shape[2] * out_rows * out_columns

        def work() -> Response:
            found = stamp_row(input, weight, options, row)
            small = growth <= MOST_GROWTH
            partial = partial_outputs(input, weight, bias, options, row) if small else None
            tensors = {"values": found.values, "stamps": found.stamps, "sums": found.sums, "partial": partial}
            return answer(request, tensors, {"channels": found.channels})

        return await budget.run(stamps + growth, work)

    @routes.post("/conv-transpose2d/stamps", response_model=StampsAnswer, summary="Where every stamp goes")
    async def conv_transpose2d_stamps(
        body: Annotated[StampsRequest, Body(openapi_examples={"uneven overlaps": {"value": _STAMPS}})],
    ) -> dict[str, Any]:
        """List, for each axis, the output cells that each input position reaches, and count the overlaps."""
        axes = stamp_axes(
            per_axis("input_size", body.input_size, least=1),
            per_axis("kernel_size", body.kernel_size, least=1),
            per_axis("stride", body.stride, least=1),
            padding_per_axis(body.padding),
            per_axis("dilation", body.dilation, least=1),
            per_axis("output_padding", body.output_padding, least=0),
        )
        for axis in axes:
            budget.check_numbers(
                "kernel_size", f"the list of stamps along the {axis.name}", axis.input_size * axis.kernel_size
            )
        sizes = [axis.output_size for axis in axes]
        budget.check_numbers("input_size", "the map of overlaps", sizes[0] * sizes[1])
        targets = [[[None if cell == CUT else cell for cell in cells] for cells in a.targets().tolist()] for a in axes]
        return {
            "output_size": sizes,
            "axes": [{"axis": a.name, "targets": t} for a, t in zip(axes, targets, strict=True)],
            "overlap": np.multiply.outer(axes[0].overlap(), axes[1].overlap()).tolist(),
        }

    return routes
