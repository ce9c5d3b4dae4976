"""The requests of the convolution calls."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ...mechanics.conv.geometry import ConvGeometry, conv_geometry
from ...mechanics.conv.options import ConvOptions
from ...mechanics.errors import OptionError
from ...presets.worked_example import BIAS, INPUT, WEIGHT
from ..wire.fields import Activation, Count, DType, Index, Padding, PaddingMode, Pair, Strict, renamed
from ..wire.tensors import Array, Tensor, in_dtype

Floats = NDArray[np.floating]

#: The body that the reference page sends by default.
EXAMPLE: dict[str, Any] = {"input": INPUT, "weight": WEIGHT, "bias": BIAS, "padding": 1}


def with_axes(field: str, tensor: Array, axes: str, dtype: DType) -> Floats:
    """Return a tensor in the type used for computation, and require the right number of axes.

    Raises
    ------
    OptionError
        If it has a different number of axes.

    Examples
    --------
    >>> with_axes("weight", np.ones((1, 2)), "[H, W]", "float64").shape
    (1, 2)
    """
    if tensor.ndim != axes.count(",") + 1:
        raise OptionError(field, f"{field} must be {axes}, but its shape is {list(tensor.shape)}")
    return in_dtype(field, tensor, dtype)


def channels_first(input: Array, dtype: DType) -> Floats:
    """Return an input as [C, H, W]; two axes are read as one channel.

    Raises
    ------
    OptionError
        If it has neither two nor three axes.

    Examples
    --------
    >>> channels_first(np.ones((5, 7)), "float32").shape
    (1, 5, 7)
    """
    return with_axes("input", input[None] if input.ndim == 2 else input, "[C, H, W]", dtype)


class FilteredRequest(Strict):
    """What convolution and transposed convolution share."""

    weight_axes: ClassVar[str]

    input: Tensor = Field(description="[C, H, W]; [H, W] is read as one channel")
    weight: Tensor = Field(description="the filters")
    bias: Tensor | None = Field(None, description="[O], or null")
    stride: Pair = Field(1, description="cells from one window to the next")
    padding: Padding = Field(0, description="cells added around the input")
    dilation: Pair = Field(1, description="cells from one weight to the next")
    groups: Count = Field(1, description="parts that channels and filters are split into; each sees only its own")
    activation: Activation = Field("identity", description="applied to the sums")
    dtype: DType = Field("float32", description="the type used for computation")

    def tensors(self) -> tuple[Floats, Floats, Floats | None]:
        """Return input, weight and bias with their axes, in the type used for computation.

        Raises
        ------
        OptionError
            If one has the wrong number of axes.
        """
        return (
            channels_first(self.input, self.dtype),
            with_axes("weight", self.weight, self.weight_axes, self.dtype),
            None if self.bias is None else in_dtype("bias", self.bias, self.dtype),
        )


class Conv2dRequest(FilteredRequest):
    """A convolution; names and meanings are PyTorch's."""

    weight_axes: ClassVar[str] = "[O, C/groups, KH, KW]"

    weight: Tensor = Field(description="[O, C / groups, KH, KW]")
    padding_mode: PaddingMode = Field("zeros", description="what the added cells hold")

    def options(self) -> ConvOptions:
        """Return the options, normalised."""
        return ConvOptions.of(
            stride=self.stride,
            padding=self.padding,
            padding_mode=self.padding_mode,
            dilation=self.dilation,
            groups=self.groups,
            activation=self.activation,
        )

    def geometry(self, input: Floats, weight: Floats) -> ConvGeometry:
        """Return the shapes.

        Raises
        ------
        OptionError
            If they do not fit together; the kernel's size is that of the weight.
        """
        with renamed(kernel_size="weight"):
            return conv_geometry(input.shape, weight.shape, self.options())


class UnitRequest(Conv2dRequest):
    """A convolution and one of its output units."""

    unit: list[Index] = Field(description="[filter, row, column] of the output", min_length=3, max_length=3)


class RowRequest(Conv2dRequest):
    """A convolution and one row of its output."""

    row: list[Index] = Field(description="[filter, row] of the output", min_length=2, max_length=2)


class WindowsRequest(Strict):
    """A sliding window, without any numbers under it."""

    input_size: Pair = Field(description="[H, W]")
    kernel_size: Pair = Field(description="[KH, KW]")
    stride: Pair = Field(1, description="cells from one window to the next")
    padding: Padding = Field(0, description="cells added around the input")
    padding_mode: PaddingMode = Field("zeros", description="what the added cells hold")
    dilation: Pair = Field(1, description="cells from one weight to the next")
    ceil_mode: bool = Field(False, description="for pooling: whether a last window may extend beyond the padded input")


class GradientRequest(Conv2dRequest):
    """A convolution, and the gradient with respect to its output."""

    grad_output: Tensor | None = Field(None, description="[O, H', W']; ones if omitted")
