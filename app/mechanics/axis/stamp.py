"""A kernel that is stamped along one axis: what a transposed convolution does with each input cell."""

from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from .cells import Cells
from .options import AXIS_NAMES, Padding, Sides

#: The entry of `StampAxis.targets` for a tap that padding cuts off.
CUT = -1


#: The cells read by a unit that no stamp reaches: none.
_NOTHING = range(0)


@dataclass(frozen=True)
class Stamp:
    """A kernel that input cell i stamps onto the output, starting at i·stride − padding; in output cells.

    Attributes
    ----------
    kernel_size, stride, dilation, output_padding : int
        As for a transposed convolution.
    padding : (before, after)
        Output cells cut off at each end.

    Examples
    --------
    >>> stamp = Stamp(kernel_size=3, stride=2, padding=(1, 1))
    >>> stamp.span, stamp.count(3)
    (3, 5)
    """

    kernel_size: int
    stride: int = 1
    padding: Sides = (0, 0)
    dilation: int = 1
    output_padding: int = 0

    @property
    def span(self) -> int:
        """The span of the dilated kernel, holes included: D·(K − 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    def covered(self, size: int) -> int:
        """Count the cells from the first stamp's start to the last one's end, before padding is cut off."""
        return (size - 1) * self.stride + self.span

    def count(self, size: int) -> int:
        """Count the output cells that `size` input cells produce.

        Notes
        -----
        Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 14, with dilation.
        """
        return self.covered(size) - sum(self.padding) + self.output_padding

    def reads(self) -> Cells:
        """Return, for all output cells, the input cells whose stamps reach them.

        Examples
        --------
        >>> reads = Stamp(kernel_size=3, stride=2, padding=(1, 1)).reads()
        >>> [list(reads.of(unit)) for unit in range(4)]
        [[0], [0, 1], [1], [1, 2]]
        """
        common = gcd(self.stride, self.dilation)
        every = self.stride // common
        inverse = pow(self.dilation // common, -1, every)

        def phase(unit: int) -> range:
            # the t for which unit + padding − t·dilation is a multiple of the stride are equally spaced
            turns, rest = divmod(unit + self.padding[0], common)
            first = turns * inverse % every
            if rest or first >= self.kernel_size:
                return _NOTHING
            last = first + (self.kernel_size - 1 - first) // every * every
            low, high = ((unit + self.padding[0] - t * self.dilation) // self.stride for t in (last, first))
            return range(low, high + 1, self.dilation // common)

        return Cells(self.stride, 1, phase)


@dataclass(frozen=True)
class StampAxis:
    """A stamp on an axis of a given size; sizes in cells, stride and padding in output cells.

    Examples
    --------
    >>> axis = StampAxis("height", input_size=3, kernel_size=3, stride=2, padding=(1, 1), dilation=1)
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

    @cached_property
    def stamp(self) -> Stamp:
        """The stamp itself."""
        return Stamp(self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)

    @property
    def span(self) -> int:
        """The span of the dilated kernel, holes included."""
        return self.stamp.span

    @property
    def full_size(self) -> int:
        """Number of cells that the stamps cover before padding is cut off."""
        return self.stamp.covered(self.input_size)

    @property
    def output_size(self) -> int:
        """Number of output cells."""
        return self.stamp.count(self.input_size)

    @property
    def unused(self) -> int:
        """Number of input cells that stamp nothing: always none."""
        return 0

    def targets(self) -> NDArray[np.intp]:
        """Return, for every input position and every weight, the output cell it adds to; `CUT` if there is none.

        Returns
        -------
        ndarray of int, shape (input size, kernel size)

        Examples
        --------
        >>> axis = StampAxis("width", input_size=2, kernel_size=2, stride=2, padding=(1, 0), dilation=1)
        >>> axis.targets().tolist()
        [[-1, 0], [1, 2]]
        """
        starts = np.arange(self.input_size) * self.stride - self.padding[0]
        cells = starts[:, None] + np.arange(self.kernel_size) * self.dilation
        return np.where((cells >= 0) & (cells < self.output_size), cells, CUT)

    def overlap(self) -> NDArray[np.intp]:
        """Count the stamps that reach each output cell; for two axes, multiply the counts (Odena et al. 2016).

        Returns
        -------
        ndarray of int, shape (output size,)

        Examples
        --------
        >>> axis = StampAxis("width", input_size=3, kernel_size=3, stride=2, padding=(0, 0), dilation=1)
        >>> axis.overlap().tolist()
        [1, 1, 2, 1, 2, 1, 1]
        """
        targets = self.targets()
        return np.bincount(targets[targets != CUT], minlength=self.output_size).astype(np.intp)


def stamp_axes(
    input_size: tuple[int, ...],
    kernel_size: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    dilation: tuple[int, ...],
    output_padding: tuple[int, ...],
) -> tuple[StampAxis, ...]:
    """Lay out a transposed convolution along every spatial axis.

    Parameters
    ----------
    input_size, kernel_size, stride : tuple of int
        One value per axis.
    padding : {"valid", "same"} or ((before, after), …)
        Output cells cut off at each end; with ``"same"`` the output is input · stride, any odd cell going to the end.
    dilation : tuple of int
        One value per axis.
    output_padding : tuple of int
        Output cells added at the end.

    Raises
    ------
    OptionError
        If output_padding is smaller than neither stride nor dilation (PyTorch's rule), or padding cuts off everything.

    Examples
    --------
    >>> [axis.output_size for axis in stamp_axes((3, 3), (4, 4), (2, 2), ((1, 1), (1, 1)), (1, 1), (0, 0))]
    [6, 6]
    """
    axes = []
    for i, name in enumerate(AXIS_NAMES[len(input_size)]):
        span = Stamp(kernel_size[i], dilation=dilation[i]).span
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
            StampAxis(name, input_size[i], kernel_size[i], stride[i], sides, dilation[i], extra, same=padding == "same")
        )
    for axis in axes:
        if axis.output_size < 1:
            raise OptionError(
                "padding",
                f"nothing is left of the output along the {axis.name}: the stamps cover {axis.full_size} cells and "
                f"padding cuts off {axis.padding[0]} + {axis.padding[1]}: use less padding or a larger input",
            )
    return tuple(axes)
