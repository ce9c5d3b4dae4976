"""The options of a convolution, normalised once and passed on as one value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ..activation import Activation
from ..axis.options import Padding, PerAxis, padding_per_axis, per_axis
from ..axis.padding import PaddingMode


@dataclass(frozen=True)
class ConvOptions:
    """Everything about a convolution except its tensors; names and meanings follow PyTorch's ``Conv1d`` to ``Conv3d``.

    Attributes
    ----------
    stride, dilation : tuple of int
        Per axis, height before width, in input cells.
    padding : {"valid", "same"} or ((before, after), …)
        ``"same"`` yields ``ceil(input / stride)`` outputs, any odd cell going to the end
        of each axis (ONNX ``SAME_UPPER``).
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        Where the values of padded cells come from.
    groups : int
        Number of independent convolutions that the channels are split into.
    activation : str
        Applied to every sum.
    """

    stride: PerAxis
    padding: Padding
    dilation: PerAxis
    padding_mode: PaddingMode = "zeros"
    groups: int = 1
    activation: Activation = "identity"

    @classmethod
    def of(
        cls,
        *,
        stride: int | Sequence[int] = 1,
        padding: str | int | Sequence[int | Sequence[int]] = 0,
        padding_mode: PaddingMode = "zeros",
        dilation: int | Sequence[int] = 1,
        groups: int = 1,
        activation: Activation = "identity",
        axes: int = 2,
    ) -> Self:
        """Normalise the caller's values for the given number of spatial axes.

        Raises
        ------
        OptionError
            If a value is out of range or has the wrong number of axes.

        Examples
        --------
        >>> ConvOptions.of(stride=2, padding=[1, 0]).padding
        ((1, 1), (0, 0))
        """
        return cls(
            stride=per_axis("stride", stride, 1, axes),
            padding=padding_per_axis(padding, axes),
            padding_mode=padding_mode,
            dilation=per_axis("dilation", dilation, 1, axes),
            groups=groups,
            activation=activation,
        )
