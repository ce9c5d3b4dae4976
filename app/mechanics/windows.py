"""Which input cells every window reads, and so which windows read an input cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import AxisGeometry
from .padding import ZERO, PaddingMode, source_indices


@dataclass(frozen=True)
class AxisWindows:
    """The windows along one axis; a window of two axes is a pair of these.

    Attributes
    ----------
    sources : ndarray of int, shape (padded size,)
        For every padded cell, the input cell its value comes from; `padding.ZERO` for none. Where the
        last window reaches further (pooling with ``ceil_mode``), so does the list.
    taps : ndarray of int, shape (output size, kernel size)
        For every output position and every weight, the padded cell under it.
    """

    sources: NDArray[np.intp]
    taps: NDArray[np.intp]

    @property
    def inputs(self) -> NDArray[np.intp]:
        """For every output position and every weight, the input cell under it; `padding.ZERO` for none."""
        return self.sources[self.taps]


def axis_windows(axis: AxisGeometry, mode: PaddingMode) -> AxisWindows:
    """List the windows along one axis.

    Parameters
    ----------
    axis : AxisGeometry
        Sizes, padding worked out.
    mode : {"zeros", "reflect", "replicate", "circular"}
        Where padded cells take their values from.

    Raises
    ------
    OptionError
        If the input is too small for the padding mode.

    Examples
    --------
    >>> axis = AxisGeometry("width", input_size=3, kernel_size=2, stride=2, padding=(1, 0), dilation=1)
    >>> axis_windows(axis, "zeros").inputs.tolist()
    [[-1, 0], [1, 2]]
    """
    starts = np.arange(axis.output_size) * axis.stride
    taps = starts[:, None] + np.arange(axis.kernel_size) * axis.dilation
    sources = source_indices(axis.input_size, *axis.padding, mode)
    beyond = np.full(axis.overhang, ZERO, dtype=np.intp)
    return AxisWindows(np.concatenate([sources, beyond]), taps)
