"""What a convolution costs: parameters and multiply-accumulates."""

from dataclasses import dataclass
from math import prod

from .geometry import ConvGeometry

#: How many times faster multiply-accumulates are in a large matrix product than one by one.
_PRODUCT_GAIN = 20
#: Number of multiply-accumulates, one by one, that take as long as copying one number from under a window.
_UNFOLD_MACS = 8


@dataclass(frozen=True)
class ConvCost:
    """The parameter and multiply-accumulate counts of one convolution.

    Examples
    --------
    >>> cost = ConvCost(in_channels=3, out_channels=3, kernel_size=(3, 3), groups=1, bias=True)
    >>> cost.parameters, cost.per_filter, cost.formula
    (84, 28, '3·(3·3·3) + 3 = 84')
    """

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, ...]
    groups: int
    bias: bool

    @property
    def weights(self) -> int:
        """Number of weights in all filters: O · C / groups · KH · KW."""
        return self.out_channels * self._filter_weights

    @property
    def biases(self) -> int:
        """Number of biases: one for each filter, or none."""
        return self.out_channels if self.bias else 0

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return self.weights + self.biases

    @property
    def per_filter(self) -> int:
        """Number of weights and biases of one filter."""
        return self._filter_weights + self.bias

    @property
    def formula(self) -> str:
        """The calculation of the parameter count, written out."""
        product = "·".join(map(str, (self.in_channels // self.groups, *self.kernel_size)))
        return f"{self.out_channels}·({product})" + (f" + {self.biases}" if self.bias else "") + f" = {self.parameters}"

    @property
    def _filter_weights(self) -> int:
        return self.in_channels // self.groups * prod(self.kernel_size)

    def macs(self, output_size: tuple[int, ...]) -> int:
        """Count the multiply-accumulates of one pass: every weight once for each output position.

        Parameters
        ----------
        output_size : tuple of int
            Positions per spatial axis.

        Examples
        --------
        >>> ConvCost(3, 3, (3, 3), groups=1, bias=True).macs((7, 7))
        3969
        """
        return self.weights * prod(output_size)

    def dense_equivalent(self, input_size: tuple[int, ...], output_size: tuple[int, ...]) -> int:
        """Count the parameters of the fully connected layer between tensors of the same sizes.

        Parameters
        ----------
        input_size, output_size : tuple of int
            Cells per spatial axis.

        Examples
        --------
        >>> ConvCost(3, 3, (3, 3), groups=1, bias=True).dense_equivalent((7, 7), (7, 7))
        21756
        """
        inputs = self.in_channels * prod(input_size)
        outputs = self.out_channels * prod(output_size)
        return outputs * inputs + (outputs if self.bias else 0)


def conv_cost(geometry: ConvGeometry, *, bias: bool) -> ConvCost:
    """Return the counts of a convolution with the given geometry.

    Examples
    --------
    >>> from .geometry import conv_geometry
    >>> from .options import ConvOptions
    >>> conv_cost(conv_geometry((4, 8, 8), (4, 1, 3, 3), ConvOptions.of(groups=4)), bias=False).parameters
    36
    """
    return ConvCost(geometry.in_channels, geometry.out_channels, geometry.kernel_size, geometry.groups, bias)


def conv_effort(macs: int, filters: int) -> int:
    """Estimate what computing a convolution takes: windows are copied once, and multiplied with every filter.

    Parameters
    ----------
    macs : int
        Its multiply-accumulates.
    filters : int
        Number of filters that read each window: those of one group.

    Returns
    -------
    int
        The equivalent number of multiply-accumulates one by one.

    Examples
    --------
    >>> conv_effort(1000, filters=1), conv_effort(1000, filters=100)
    (8050, 130)
    """
    return macs // _PRODUCT_GAIN + _UNFOLD_MACS * macs // filters
