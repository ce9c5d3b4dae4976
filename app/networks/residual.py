"""What a skip connection does: one block in numbers, and a deep stack's signal and gradient."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..mechanics.activation import Floats, activate
from ..mechanics.convolution import conv2d
from ..mechanics.errors import OptionError
from ..mechanics.gradient import conv2d_gradient
from ..mechanics.options import Conv2dOptions
from .layers import EPSILON

_SAME = Conv2dOptions(padding=((1, 1), (1, 1)))


@dataclass(frozen=True)
class Block:
    """One residual block in numbers: H(x) = F(x) + x.

    Attributes
    ----------
    hidden, residual, total, output : ndarray of float, shape (C, H, W)
        After the first convolution and ReLU; F(x), after the second; F(x) + x; and its ReLU.
    plain : ndarray of float, shape (C, H, W)
        What the block would give without the skip: the ReLU of F(x).
    """

    hidden: Floats
    residual: Floats
    total: Floats
    output: Floats
    plain: Floats


def block(input: Floats, first: Floats, second: Floats) -> Block:
    """Run a residual block of two 3×3 convolutions with padding 1 (He et al. 2016, figure 2).

    Parameters
    ----------
    input : ndarray of float, shape (C, H, W)
        x.
    first, second : ndarray of float, shape (C, C, 3, 3)
        The weights of the two.

    Raises
    ------
    OptionError
        If the shapes do not fit.

    Examples
    --------
    With weights of zero there is nothing to learn: the block is the identity.

    >>> x, zero = np.array([[[1.0, 2.0], [3.0, 4.0]]]), np.zeros((1, 1, 3, 3))
    >>> block(x, zero, zero).total.tolist()
    [[[1.0, 2.0], [3.0, 4.0]]]
    """
    channels = input.shape[0]
    for name, weight in (("first", first), ("second", second)):
        if weight.shape != (channels, channels, 3, 3):
            wanted = [channels, channels, 3, 3]
            raise OptionError(name, f"{name} must be {wanted}, but its shape is {list(weight.shape)}")
    hidden = activate(conv2d(input, first, options=_SAME).output, "relu")
    residual = conv2d(hidden, second, options=_SAME).output
    total = residual + input
    return Block(hidden, residual, total, activate(total, "relu"), activate(residual, "relu"))


@dataclass(frozen=True)
class Stack:
    """A stack of such blocks, as it is before training.

    Attributes
    ----------
    blocks, channels, size, batch : int
        How many blocks; of how many channels; on maps of what side; for how many inputs at once.
    gain : float
        Variance of the weights times what a unit sums over: 2 is He's (He et al. 2015, equation 10).
    norm : {"batch", "none"}
        Whether a batch norm follows each convolution.
    seed : int
        Of weights and inputs, which are normally distributed.
    """

    blocks: int
    channels: int = 16
    size: int = 8
    batch: int = 8
    gain: float = 2.0
    norm: Literal["batch", "none"] = "batch"
    seed: int = 0

    @property
    def macs(self) -> int:
        """Multiply-accumulates of `trace`: forwards once, backwards twice."""
        return 3 * 2 * self.blocks * self.batch * self.channels**2 * 9 * self.size**2


@dataclass(frozen=True)
class Trace:
    """What happens on the way through a stack and back.

    Attributes
    ----------
    scales : list of float
        Root mean square of the signal: at the input, then after each block.
    similarities : list of float
        Mean cosine between the signals of two different inputs there: 1 means that they cannot be told apart.
    gradients : list of float
        Root mean square of the gradient there, for one of 1 at the output.
    weight_gradients : list of float
        Norm of the gradient of each convolution's weights, two to a block.
    """

    scales: list[float]
    similarities: list[float]
    gradients: list[float]
    weight_gradients: list[float]


def trace(stack: Stack, *, skip: bool) -> Trace:
    """Send inputs through a stack, and a gradient back.

    Parameters
    ----------
    stack : Stack
        The blocks.
    skip : bool
        Whether each block adds its input; the weights are the same either way.

    Raises
    ------
    OptionError
        If the signal or the gradient grows beyond the numbers there are.

    Notes
    -----
    He et al. 2016, figure 5: a block is convolution, norm, ReLU, convolution, norm, sum, ReLU.

    Examples
    --------
    >>> plain, residual = (trace(Stack(20), skip=skip) for skip in (False, True))
    >>> plain.gradients[0] > 10 * residual.gradients[0]  # it explodes without the skip
    True
    """
    rng = np.random.default_rng(stack.seed)
    shape = (stack.channels, stack.channels, 3, 3)
    deviation = np.sqrt(stack.gain / (9 * stack.channels))
    weights = rng.normal(0, deviation, (stack.blocks, 2, *shape))
    x = rng.normal(size=(stack.batch, stack.channels, stack.size, stack.size))
    last_gradient = rng.normal(size=x.shape)
    with np.errstate(all="ignore"):  # what grows out of range is refused below
        found = _there_and_back(x, last_gradient, weights, stack.norm, skip=skip)
    values = [value for trail in vars(found).values() for value in trail]
    if not np.isfinite(values).all():
        raise OptionError("blocks", f"over {stack.blocks} blocks numbers grow out of range: use fewer, or less gain")
    return found


def _there_and_back(x: Floats, last_gradient: Floats, weights: Floats, norm: str, *, skip: bool) -> Trace:
    scales, similarities, kept = [_rms(x)], [_similarity(x)], []
    for first, second in weights:
        hidden = _Layer(x, first, norm)
        branch = _Layer(np.maximum(hidden.output, 0), second, norm)
        total = branch.output + x if skip else branch.output
        kept.append((hidden, branch, total > 0))
        x = np.maximum(total, 0)
        scales.append(_rms(x))
        similarities.append(_similarity(x))
    gradient = last_gradient / _rms(last_gradient)
    gradients, weight_gradients = [_rms(gradient)], []
    for hidden, branch, positive in reversed(kept):
        through = gradient * positive
        behind, second_norm = branch.back(through)
        behind, first_norm = hidden.back(behind * (hidden.output > 0))
        gradient = behind + through if skip else behind
        gradients.append(_rms(gradient))
        weight_gradients += [second_norm, first_norm]
    return Trace(scales, similarities, gradients[::-1], weight_gradients[::-1])


class _Layer:
    """A convolution and its norm, for a batch of inputs, with what the way back needs."""

    def __init__(self, inputs: Floats, weight: Floats, norm: str) -> None:
        self._inputs, self._weight, self._norm = inputs, weight, norm
        self.output = np.stack([conv2d(x, weight, options=_SAME).output for x in inputs])
        if norm == "batch":
            mean = self.output.mean(axis=(0, 2, 3), keepdims=True)
            self._deviation = np.sqrt(self.output.var(axis=(0, 2, 3), keepdims=True) + EPSILON)
            self.output = (self.output - mean) / self._deviation

    def back(self, gradient: Floats) -> tuple[Floats, float]:
        """Give the gradient of the inputs, and the norm of that of the weights."""
        if self._norm == "batch":
            # Ioffe and Szegedy 2015, section 3: what moves mean or variance alone is lost
            mean = gradient.mean(axis=(0, 2, 3), keepdims=True)
            along = (gradient * self.output).mean(axis=(0, 2, 3), keepdims=True)
            gradient = (gradient - mean - self.output * along) / self._deviation
        pairs = zip(self._inputs, gradient, strict=True)
        back = [conv2d_gradient(x, self._weight, _SAME, one) for x, one in pairs]
        return np.stack([one.grad_input for one in back]), float(np.linalg.norm(sum(one.grad_weight for one in back)))


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _similarity(batch: Floats) -> float:
    """Give the mean cosine over all pairs of the batch."""
    flat = batch.reshape(len(batch), -1)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    cosines = (flat / np.where(lengths > 0, lengths, 1)) @ (flat / np.where(lengths > 0, lengths, 1)).T
    pairs = len(batch) * (len(batch) - 1)
    return float((cosines.sum() - np.trace(cosines)) / pairs)
