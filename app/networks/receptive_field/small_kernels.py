"""Stacks of small kernels against one large one that sees as far."""

from dataclasses import dataclass

from ...mechanics.conv.cost import ConvCost
from ...mechanics.errors import OptionError
from .stack import WindowLayer, stack

#: Kernel sizes that stacks are made of.
SIZES = (3, 5, 7)


@dataclass(frozen=True)
class KernelStack:
    """Convolutions with stride 1 and as many channels out as in, one after the other.

    Attributes
    ----------
    kernels : tuple of int
        The side of each.
    size : int
        The receptive field of all.
    per_square : int
        Weights of all as a multiple of C².
    weights, macs : int
        Of all; multiply-accumulates for one output position.
    non_linearities : int
        With one after each.
    """

    kernels: tuple[int, ...]
    size: int
    per_square: int
    weights: int
    macs: int
    non_linearities: int


def stacks(size: int, channels: int) -> list[KernelStack]:
    """List the stacks of equal kernels that see as far as one kernel of a given size, that one first.

    Parameters
    ----------
    size : int
        The side of the field, in cells; odd.
    channels : int
        C, in and out of every layer.

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
