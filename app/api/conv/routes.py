"""Convolution: its output, and the arithmetic behind it."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from ...mechanics.axis.options import per_axis
from ...mechanics.axis.window_axis import window_axes
from ...mechanics.conv.cost import conv_cost, conv_effort
from ...mechanics.conv.forward import conv
from ...mechanics.conv.options import ConvOptions
from ...mechanics.conv.unit import UnitArithmetic, row_arithmetic, unit_arithmetic
from ..wire.budget import Budget
from ..wire.fields import renamed
from ..wire.problems import documented
from ..wire.tensors import TENSOR_FILE, answer
from .answers import Conv2dAnswer, Cost, Geometry, RowAnswer, UnitAnswer, WindowsAnswer, or_null
from .requests import EXAMPLE, Conv2dRequest, RowRequest, UnitRequest, WindowsRequest


def _example(**more: Any) -> Any:
    return Body(openapi_examples={"worked example": {"value": EXAMPLE | more}})


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(prefix="/conv2d", tags=["Convolution"], responses=documented(400, 413, 422, 503))

    @routes.post("", response_model=Conv2dAnswer, responses=TENSOR_FILE, summary="Convolve")
    async def conv2d(request: Request, body: Annotated[Conv2dRequest, _example()]) -> Response:
        """Slide every filter over the input."""
        input, weight, bias = body.tensors()
        options = body.options()
        geometry = body.geometry(input, weight)
        cost = conv_cost(geometry, bias=bias is not None)
        effort = conv_effort(cost.macs(geometry.output_shape[1:]), geometry.out_channels // geometry.groups)
        budget.check_shapes(geometry)
        budget.check_macs(effort)

        def work() -> Response:
            result = conv(input, weight, bias, options)
            sums = None if options.activation == "identity" else result.pre_activation
            return answer(
                request,
                {"output": result.output, "pre_activation": sums},
                {
                    "geometry": Geometry.of(geometry.in_channels, geometry.axes, geometry.output_shape),
                    "cost": Cost.of(cost, geometry.output_shape[1:]),
                },
            )

        return await budget.run(effort, work)

    @routes.post("/unit", response_model=UnitAnswer, responses=TENSOR_FILE, summary="One output unit, number by number")
    async def conv2d_unit(request: Request, body: Annotated[UnitRequest, _example(unit=[0, 0, 0])]) -> Response:
        """Show how one output unit is calculated: the window, the products, the sums."""
        input, weight, bias = body.tensors()
        options = body.options()
        geometry = body.geometry(input, weight)
        budget.check_shapes(geometry)
        budget.check_windows(geometry.axes, "weight")
        unit = unit_arithmetic(input, weight, bias, options, (body.unit[0], body.unit[1], body.unit[2]))
        return answer(
            request,
            {"weights": unit.weights, **_tensors(unit)},
            {
                "window": {"rows": or_null(unit.rows.tolist()), "columns": or_null(unit.columns.tolist())},
                "channels": unit.channels,
                "bias": unit.bias,
                "sum": float(unit.sum),
                "output": float(unit.output),
            },
        )

    @routes.post("/row", response_model=RowAnswer, responses=TENSOR_FILE, summary="One output row, number by number")
    async def conv2d_row(request: Request, body: Annotated[RowRequest, _example(row=[0, 0])]) -> Response:
        """Show how every unit of one output row is calculated; an animation requests this row by row."""
        input, weight, bias = body.tensors()
        options = body.options()
        geometry = body.geometry(input, weight)
        budget.check_shapes(geometry)
        budget.check_windows(geometry.axes, "weight")
        products = geometry.window_size * geometry.axes[1].output_size
        budget.check_numbers("row", "the row's products", products)

        def work() -> Response:
            with renamed(unit="row"):
                row = row_arithmetic(input, weight, bias, options, (body.row[0], body.row[1]))
            return answer(
                request,
                {**_tensors(row), "sum": row.sum, "output": row.output},
                {"channels": row.channels, "bias": row.bias},
            )

        return await budget.run(products, work)

    @routes.post("/windows", response_model=WindowsAnswer, summary="Which cells every window reads")
    async def conv2d_windows(
        body: Annotated[
            WindowsRequest,
            Body(
                openapi_examples={
                    "reflected": {
                        "value": {"input_size": 7, "kernel_size": 3, "padding": 1, "padding_mode": "reflect"},
                    }
                }
            ),
        ],
    ) -> dict[str, Any]:
        """List, for each axis, the cell that each padded cell copies and the cells that each window position reads."""
        options = ConvOptions.of(
            stride=body.stride, padding=body.padding, padding_mode=body.padding_mode, dilation=body.dilation
        )
        axes = window_axes(
            per_axis("input_size", body.input_size, least=1),
            per_axis("kernel_size", body.kernel_size, least=1),
            options.stride,
            options.padding,
            options.dilation,
            ceil_mode=body.ceil_mode,
        )
        budget.check_windows(axes)
        return {
            "output_size": [axis.output_size for axis in axes],
            "axes": [
                {
                    "axis": axis.name,
                    "sources": or_null(axis.sources(options.padding_mode).tolist()),
                    "taps": axis.taps().tolist(),
                    "reads": axis.reads(options.padding_mode).tolist(),
                }
                for axis in axes
            ],
        }  # fmt: skip

    return routes


def _tensors(arithmetic: UnitArithmetic) -> dict[str, Any]:
    return {
        "values": arithmetic.values,
        "products": arithmetic.products,
        "channel_sums": arithmetic.channel_sums,
    }
