"""The responses of the convolution calls."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from ...mechanics.axis.padding import ZERO
from ...mechanics.axis.stamp import StampAxis
from ...mechanics.axis.window import WindowAxis
from ...mechanics.conv.cost import ConvCost

Axis = WindowAxis | StampAxis
Matrix = list[list[float]]
Map = list[Matrix]


class Geometry(BaseModel):
    """The shapes of one convolution."""

    input: list[int] = Field(description="[C, H, W]")
    kernel_size: list[int]
    effective_kernel_size: list[int] = Field(description="the span of the dilated kernel, holes included")
    stride: list[int]
    padding: list[list[int]] = Field(description="[[top, bottom], [left, right]]")
    dilation: list[int]
    output: list[int] = Field(description="[O, H', W']")
    unused: list[int] = Field(description="padded rows and columns at the bottom and right that no window reaches")

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

    weights: int
    biases: int
    parameters: int
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
    geometry: Geometry
    cost: Cost


class Window(BaseModel):
    """The input cells under a window."""

    rows: list[int | None] = Field(description="the input row under every weight; null where padding fills in zero")
    columns: list[int | None]


class UnitAnswer(BaseModel):
    """The arithmetic of one output unit."""

    window: Window
    channels: list[int] = Field(description="the input channels that the filter reads")
    values: Map = Field(description="[C / groups, KH, KW]: the numbers under the window")
    weights: Map
    products: Map
    channel_sums: list[float]
    bias: float | None
    sum: float
    output: float


class RowAnswer(BaseModel):
    """The arithmetic of every unit in one output row; the column comes first in each tensor."""

    channels: list[int]
    values: list[Map] = Field(description="[W', C / groups, KH, KW]")
    products: list[Map]
    channel_sums: list[list[float]]
    bias: float | None
    sum: list[float]
    output: list[float]


class AxisWindows(BaseModel):
    """The windows along one axis."""

    axis: Literal["height", "width"]
    sources: list[int | None] = Field(description="for each padded cell, the input cell that it copies; null for zero")
    taps: list[list[int]] = Field(description="for each output position and weight, the padded cell under it")


class WindowsAnswer(BaseModel):
    """The cells that every window reads."""

    output_size: list[int]
    axes: list[AxisWindows]


def or_null(indices: list[int]) -> list[int | None]:
    """Replace the index by None where padding fills in zero.

    Examples
    --------
    >>> or_null([-1, 0, 1])
    [None, 0, 1]
    """
    return [None if index == ZERO else index for index in indices]
