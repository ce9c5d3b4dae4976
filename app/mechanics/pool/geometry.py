"""The options of pooling, and the sizes that follow from options and shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Self

from ..axis.options import Padding, PerAxis, padding_per_axis, per_axis
from ..axis.window_axis import WindowAxis, window_axes
from ..errors import OptionError


@dataclass(frozen=True)
class PoolOptions:
    """Everything about pooling except its input; as in PyTorch's ``MaxPool2d``, ``AvgPool2d`` and so on."""

    kernel_size: PerAxis
    stride: PerAxis
    padding: Padding
    dilation: PerAxis
    ceil_mode: bool = False

    @classmethod
    def of(
        cls,
        kernel_size: int | Sequence[int],
        *,
        stride: int | Sequence[int] | None = None,
        padding: str | int | Sequence[int | Sequence[int]] = 0,
        dilation: int | Sequence[int] = 1,
        ceil_mode: bool = False,
        axes: int = 2,
    ) -> Self:
        """Normalise the caller's values for the given number of spatial axes; the stride defaults to the kernel size.

        Raises
        ------
        OptionError
            If a value is out of range or has the wrong number of axes.

        Examples
        --------
        >>> PoolOptions.of(2).stride
        (2, 2)
        """
        kernel = per_axis("kernel_size", kernel_size, 1, axes)
        return cls(
            kernel_size=kernel,
            stride=kernel if stride is None else per_axis("stride", stride, 1, axes),
            padding=padding_per_axis(padding, axes),
            dilation=per_axis("dilation", dilation, 1, axes),
            ceil_mode=ceil_mode,
        )


@dataclass(frozen=True)
class PoolGeometry:
    """The shapes of one pooling operation."""

    channels: int
    axes: tuple[WindowAxis, ...]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The output shape, (C, H', W')."""
        return self.channels, *(axis.output_size for axis in self.axes)

    @property
    def padded_numbers(self) -> int:
        """Number of values in the padded input, up to the end of the last windows."""
        return self.channels * prod(axis.padded_size + axis.overhang for axis in self.axes)


def pool_axes(input_size: PerAxis, options: PoolOptions) -> tuple[WindowAxis, ...]:
    """Lay out a pooling window along every spatial axis.

    Raises
    ------
    OptionError
        If the window does not fit, or one of its positions covers only padding, which has neither a maximum nor a
        mean.

    Examples
    --------
    >>> options = PoolOptions.of(2, padding=[[2, 0]], axes=1)
    >>> pool_axes((4,), options)
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: window 0 along the length holds padding only: padding 2 before and 0 after is \
too much for an input of 4 and a kernel of 2: use less padding or a larger kernel
    """
    axes = window_axes(
        input_size, options.kernel_size, options.stride, options.padding, options.dilation, ceil_mode=options.ceil_mode
    )
    for axis in axes:
        empty = axis.window.first_on_padding(axis.input_size, axis.output_size)
        if empty is not None:
            raise OptionError(
                "padding",
                f"window {empty} along the {axis.name} holds padding only: padding "
                f"{axis.padding[0]} before and {axis.padding[1]} after is too much for an input of {axis.input_size} "
                f"and a kernel of {axis.kernel_size}"
                + (f" with dilation {axis.dilation}" if axis.dilation > 1 else "")
                + ": use less padding or a larger kernel",
            )
    return axes


def pool_geometry(input_shape: tuple[int, ...], options: PoolOptions) -> PoolGeometry:
    """Return the sizes of a pooling operation.

    Raises
    ------
    OptionError
        As for `pool_axes`.

    Examples
    --------
    >>> pool_geometry((3, 5), PoolOptions.of(2, ceil_mode=True, axes=1)).output_shape
    (3, 3)
    """
    channels, *input_size = input_shape
    return PoolGeometry(channels, pool_axes(tuple(input_size), options))
