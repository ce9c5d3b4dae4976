"""The responses of the convolution calls."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from ...mechanics.axis.padding import ZERO
from ...mechanics.axis.stamp import StampAxis
from ...mechanics.axis.window_axis import WindowAxis
from ...mechanics.conv.cost import ConvCost

Axis = WindowAxis | StampAxis
Matrix = list[list[float]]
Map = list[Matrix]

# No components of the document: what openapi-python-client makes of a tuple that is one fails mypy where a model has
# two fields of it. Each of the entries says what it is instead.
_Height = Annotated[int, Field(description="height")]
_Width = Annotated[int, Field(description="width")]
HeightWidth = tuple[_Height, _Width]
MapShape = tuple[Annotated[int, Field(description="channels")], _Height, _Width]
FirstLast = tuple[Annotated[int, Field(description="first")], Annotated[int, Field(description="last, included")]]
Sides = tuple[
    Annotated[tuple[int, int], Field(description="top, bottom")],
    Annotated[tuple[int, int], Field(description="left, right")],
]


class Geometry(BaseModel):
    """The shapes of one convolution."""

    input: MapShape = Field(description="[C, H, W]")
    kernel_size: HeightWidth = Field(description="[KH, KW]")
    effective_kernel_size: HeightWidth = Field(description="the span of the dilated kernel, holes included")
    stride: HeightWidth = Field(description="cells from one window to the next, along the height and the width")
    padding: Sides = Field(description="[[top, bottom], [left, right]]")
    dilation: HeightWidth = Field(description="cells from one weight to the next, along the height and the width")
    output: MapShape = Field(description="[O, H', W']")
    unused: HeightWidth = Field(description="padded rows and columns at the bottom and right that no window reaches")

    @classmethod
    def of(cls, in_channels: int, axes: tuple[Axis, ...], output_shape: tuple[int, ...]) -> dict[str, Any]:
        """Convert the core's geometry for the response."""
        return {
            "input": [in_channels, *(axis.input_size for axis in axes)],
            "kernel_size": [axis.kernel_size for axis in axes],
            "effective_kernel_size": [axis.span for axis in axes],
            "stride": [axis.stride for axis in axes],
            "padding": [list(axis.padding) for axis in axes],
            "dilation": [axis.dilation for axis in axes],
            "output": list(output_shape),
            "unused": [axis.unused for axis in axes],
        }


class Cost(BaseModel):
    """The parameter and multiply-accumulate counts of one convolution."""

    weights: int = Field(description="numbers in the filters")
    biases: int = Field(description="one for each filter, or none")
    parameters: int = Field(description="weights and biases")
    macs: int = Field(description="multiply-accumulates")

    @classmethod
    def of(cls, cost: ConvCost, positions: tuple[int, ...]) -> dict[str, int]:
        """Convert the core's counts for the response; every weight is used once at each of the positions."""
        return {
            "weights": cost.weights,
            "biases": cost.biases,
            "parameters": cost.parameters,
            "macs": cost.macs(positions),
        }


class Conv2dAnswer(BaseModel):
    """A convolution's output."""

    output: Map = Field(description="[O, H', W']")
    pre_activation: Map | None = Field(description="the sums before the activation; null for identity")
    geometry: Geometry = Field(description="the shapes")
    cost: Cost = Field(description="parameters and multiply-accumulates")


class Window(BaseModel):
    """The input cells under a window."""

    rows: list[int | None] = Field(description="the input row under every weight; null where padding fills in zero")
    columns: list[int | None] = Field(description="the input column, likewise")


class UnitAnswer(BaseModel):
    """The arithmetic of one output unit."""

    window: Window = Field(description="the input cells that the unit reads")
    channels: list[int] = Field(description="the input channels that the filter reads")
    values: Map = Field(description="[C / groups, KH, KW]: the numbers under the window")
    weights: Map = Field(description="[C / groups, KH, KW]: the filter")
    products: Map = Field(description="[C / groups, KH, KW]: values times weights")
    channel_sums: list[float] = Field(description="[C / groups]: the sums of the products")
    bias: float | None = Field(description="the filter's bias, if it has one")
    sum: float = Field(description="the channels' sums and the bias")
    output: float = Field(description="the sum after the activation")


class RowAnswer(BaseModel):
    """The arithmetic of every unit in one output row; the column comes first in each tensor."""

    channels: list[int] = Field(description="the input channels that the filter reads")
    values: list[Map] = Field(description="[W', C / groups, KH, KW]: the numbers under each window")
    products: list[Map] = Field(description="[W', C / groups, KH, KW]: values times weights")
    channel_sums: list[list[float]] = Field(description="[W', C / groups]: the sums of the products")
    bias: float | None = Field(description="the filter's bias, if it has one")
    sum: list[float] = Field(description="[W']: the channels' sums and the bias")
    output: list[float] = Field(description="[W']: the sums after the activation")


class AxisWindows(BaseModel):
    """The windows along one axis."""

    axis: Literal["height", "width"] = Field(description="which axis")
    sources: list[int | None] = Field(description="for each padded cell, the input cell that it copies; null for zero")
    taps: list[list[int]] = Field(description="for each output position and weight, the padded cell under it")


class WindowsAnswer(BaseModel):
    """The cells that every window reads."""

    output_size: HeightWidth = Field(description="[H', W']")
    axes: tuple[AxisWindows, AxisWindows] = Field(description="the windows along the height, and along the width")


def or_null(indices: list[int]) -> list[int | None]:
    """Replace the index by None where padding fills in zero.

    Examples
    --------
    >>> or_null([-1, 0, 1])
    [None, 0, 1]
    """
    return [None if index == ZERO else index for index in indices]
