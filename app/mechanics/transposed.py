"""Sizes of a transposed convolution: where each input cell stamps its kernel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import OptionError
from .geometry import AXIS_NAMES
from .options import Padding, Sides

#: What `TransposedAxis.targets` says of a tap that padding cuts off.
CUT = -1


@dataclass(frozen=True)
class TransposedAxis:
    """One spatial axis of a transposed convolution; sizes in cells, stride and padding in output cells.

    Examples
    --------
    >>> axis = TransposedAxis("height", input_size=3, kernel_size=3, stride=2, padding=(1, 1), dilation=1)
    >>> axis.full_size, axis.output_size
    (7, 5)
    """

    name: str
    input_size: int
    kernel_size: int
    stride: int
    padding: Sides
    dilation: int
    output_padding: int = 0
    #: Whether the padding was chosen so that the output is input · stride.
    same: bool = False

    @property
    def effective_kernel_size(self) -> int:
        """What a dilated kernel spans, holes included."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def full_size(self) -> int:
        """What the stamps cover before padding cuts it down."""
        return (self.input_size - 1) * self.stride + self.effective_kernel_size

    @property
    def output_size(self) -> int:
        """Dumoulin and Visin 2016, "A guide to convolution arithmetic", relationship 14, with dilation."""
        return self.full_size - sum(self.padding) + self.output_padding

    @property
    def unused(self) -> int:
        """Input cells that stamp nothing: none, ever."""
        return 0

    def targets(self) -> NDArray[np.intp]:
        """For every input position and every weight, the output cell it adds to; `CUT` for none.

        Returns
        -------
        ndarray of int, shape (input size, kernel size)

        Examples
        --------
        >>> axis = TransposedAxis("width", input_size=2, kernel_size=2, stride=2, padding=(1, 0), dilation=1)
        >>> axis.targets().tolist()
        [[-1, 0], [1, 2]]
        """
        starts = np.arange(self.input_size) * self.stride - self.padding[0]
        cells = starts[:, None] + np.arange(self.kernel_size) * self.dilation
        return np.where((cells >= 0) & (cells < self.output_size), cells, CUT)

    def overlap(self) -> NDArray[np.intp]:
        """Count how many stamps reach each output cell; over two axes, multiply (Odena et al. 2016).

        Returns
        -------
        ndarray of int, shape (output size,)

        Examples
        --------
        >>> axis = TransposedAxis("width", input_size=3, kernel_size=3, stride=2, padding=(0, 0), dilation=1)
        >>> axis.overlap().tolist()
        [1, 1, 2, 1, 2, 1, 1]
        """
        targets = self.targets()
        return np.bincount(targets[targets != CUT], minlength=self.output_size).astype(np.intp)


def transposed_axes(
    input_size: tuple[int, ...],
    kernel_size: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    dilation: tuple[int, ...],
    output_padding: tuple[int, ...],
) -> tuple[TransposedAxis, ...]:
    """Lay a transposed convolution out along every spatial axis.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation : tuple of int
        One value per axis.
    padding : {"valid", "same"} or ((before, after), …)
        Output cells cut off at each end; ``"same"`` gives input · stride, an odd remainder going to the end.
    output_padding : tuple of int
        Output cells added at the far end.

    Raises
    ------
    OptionError
        If an output_padding is not smaller than stride or dilation (PyTorch's rule), or padding cuts everything off.

    Examples
    --------
    >>> [axis.output_size for axis in transposed_axes((3, 3), (4, 4), (2, 2), ((1, 1), (1, 1)), (1, 1), (0, 0))]
    [6, 6]
    """
    axes = []
    for i, name in enumerate(AXIS_NAMES[len(input_size)]):
        span = dilation[i] * (kernel_size[i] - 1) + 1
        extra = output_padding[i]
        if extra >= max(stride[i], dilation[i]):
            raise OptionError(
                "output_padding",
                f"output_padding must be smaller than the stride or the dilation, but along the {name} it is {extra} "
                f"with stride {stride[i]} and dilation {dilation[i]}",
            )
        if padding == "same":
            surplus = span - stride[i] + extra
            # a kernel shorter than the stride leaves gaps; the last of them still belongs to the output
            extra += max(-surplus, 0)
            cut = max(surplus, 0)
            sides = (cut // 2, cut - cut // 2)
        else:
            sides = (0, 0) if padding == "valid" else padding[i]
        axes.append(
            TransposedAxis(
                name, input_size[i], kernel_size[i], stride[i], sides, dilation[i], extra, same=padding == "same"
            )
        )
    for axis in axes:
        if axis.output_size < 1:
            raise OptionError(
                "padding",
                f"nothing is left of the output along the {axis.name}: the stamps cover {axis.full_size} cells and "
                f"padding cuts off {axis.padding[0]} + {axis.padding[1]}: use less padding or a larger input",
            )
    return tuple(axes)
