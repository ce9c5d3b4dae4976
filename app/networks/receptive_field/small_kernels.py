"""Stacks of small kernels compared with one large kernel that sees as far."""

from dataclasses import dataclass

from ...mechanics.conv.cost import ConvCost
from ...mechanics.errors import OptionError
from .stack import WindowLayer, stack

#: Kernel sizes used in the stacks.
SIZES = (3, 5, 7)


@dataclass(frozen=True)
class KernelStack:
    """A sequence of convolutions with stride 1 and the same number of channels in and out.

    Attributes
    ----------
    kernels : tuple of int
        The side length of each kernel.
    size : int
        The receptive field of the whole stack.
    per_square : int
        Number of weights of the stack, as a multiple of C².
    weights, macs : int
        Counts of the stack; multiply-accumulates are for one output position.
    non_linearities : int
        Number of non-linearities, with one after each convolution.
    """

    kernels: tuple[int, ...]
    size: int
    per_square: int
    weights: int
    macs: int
    non_linearities: int


def stacks(size: int, channels: int) -> list[KernelStack]:
    """List the stacks of equal kernels that see as far as one kernel of the given size, starting with that kernel.

    Parameters
    ----------
    size : int
        The side length of the field, in cells; odd.
    channels : int
        C, the channels in and out of every layer.

    Raises
    ------
    OptionError
        If the size is even, or less than 3.

    Notes
    -----
    Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image Recognition", section 2.3.

    Examples
    --------
    >>> [(stack.kernels, stack.weights) for stack in stacks(7, 1)]
    [((7,), 49), ((3, 3, 3), 27)]
    """
    if size < 3 or size % 2 == 0:
        raise OptionError("size", f"size must be odd and at least 3, not {size}: kernels grow by two cells at a time")
    found = [_stack((size,), channels)]
    for kernel in SIZES:
        count, rest = divmod(size - 1, kernel - 1)
        if rest == 0 and count > 1:
            found.append(_stack((kernel,) * count, channels))
    return found


def _stack(kernels: tuple[int, ...], channels: int) -> KernelStack:
    layers = [WindowLayer((kernel,), (1,), "valid", (1,)) for kernel in kernels]
    (extent,) = stack(layers).analysis.nodes[-1].receptive_field.extents  # type: ignore[union-attr]  # windows alone
    costs = [ConvCost(channels, channels, (kernel, kernel), 1, bias=False) for kernel in kernels]
    return KernelStack(
        kernels,
        extent.size,
        sum(kernel**2 for kernel in kernels),
        sum(cost.weights for cost in costs),
        sum(cost.macs((1, 1)) for cost in costs),
        len(kernels),
    )
