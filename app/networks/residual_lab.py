"""What a skip connection does: one block in numbers, and a deep stack's signal and gradient."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..layers.activation import ReLU
from ..layers.conv import Conv
from ..layers.joining import Add
from ..layers.layer import Floats, Shape, Weights
from ..layers.norm import BatchNorm
from ..mechanics.errors import OptionError
from .analysis import NodeError, analyze
from .forward import forward
from .graph import INPUT, Builder, Network

_AROUND = ((1, 1), (1, 1))


@dataclass(frozen=True)
class Block:
    """One residual block in numbers: H(x) = F(x) + x.

    Attributes
    ----------
    hidden, residual, total, output : ndarray of float, shape (C, H, W)
        The values after the first convolution and ReLU; F(x), after the second convolution; F(x) + x; and its ReLU.
    plain : ndarray of float, shape (C, H, W)
        The output that the block would have without the skip: the ReLU of F(x).
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
        The input x.
    first, second : ndarray of float, shape (C, C, 3, 3)
        The weights of the two convolutions.

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
    weights = {"first": {"weight": first}, "second": {"weight": second}}
    network = block_network(input.shape, {name: own["weight"].shape for name, own in weights.items()})
    try:
        found = forward(network, input[None], weights).outputs
    except NodeError as error:
        raise OptionError(error.option, error.reason) from error
    return Block(found["hidden"][0], found["second"][0], found["total"][0], found["output"][0], found["plain"][0])


def block_network(shape: Shape, weight_shapes: dict[str, Shape]) -> Network:
    """Lay out such a block, together with its plain counterpart.

    Parameters
    ----------
    shape : (C, H, W)
        The shape of x.
    weight_shapes : dict of str to Shape
        The shapes of ``"first"`` and ``"second"``.

    Raises
    ------
    OptionError
        If the shape of the weights is not (C, C, 3, 3).

    Examples
    --------
    >>> [node.name for node in block_network((1, 4, 4), {"first": (1, 1, 3, 3), "second": (1, 1, 3, 3)}).nodes]
    ['first', 'hidden', 'second', 'plain', 'total', 'output']
    """
    channels = shape[0]
    for name, weight_shape in weight_shapes.items():
        wanted = [channels, channels, 3, 3]
        if list(weight_shape) != wanted:
            raise OptionError(name, f"{name} must be {wanted}, but its shape is {list(weight_shape)}")
    build = Builder(shape)
    build.add(Conv(channels, (3, 3), padding=_AROUND, bias=False), name="first")
    build.add(ReLU(), name="hidden")
    build.add(Conv(channels, (3, 3), padding=_AROUND, bias=False), name="second")
    build.add(ReLU(), "second", name="plain")
    build.add(Add(), "second", INPUT, name="total")
    build.add(ReLU(), name="output")
    return build.network()


@dataclass(frozen=True)
class Stack:
    """A stack of such blocks, as it is before training.

    Attributes
    ----------
    blocks, channels, size, batch : int
        Number of blocks and of channels; side length of the maps; number of inputs in a batch.
    gain : float
        Variance of the weights times the number of terms that a unit sums; 2 for He initialisation (He et al. 2015,
        equation 10).
    norm : {"batch", "none"}
        Whether a batch norm follows each convolution.
    seed : int
        The seed of weights and inputs, which are normally distributed.
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
        """Number of multiply-accumulates of `trace`: a forward pass, and backward passes to inputs and weights."""
        return 3 * self.batch * analyze(_network(self, skip=False)).macs


@dataclass(frozen=True)
class Trace:
    """The signal and the gradient on their way through a stack.

    Attributes
    ----------
    scales : list of float
        Root mean square of the signal: at the input, then after each block.
    similarities : list of float
        Mean cosine between the signals of two different inputs there: 1 means that they are indistinguishable.
    gradients : list of float
        Root mean square of the gradient there, normalised to 1 at the output.
    weight_gradients : list of float
        Norm of the gradient of each convolution's weights, two per block.
    """

    scales: list[float]
    similarities: list[float]
    gradients: list[float]
    weight_gradients: list[float]


def trace(stack: Stack, *, skip: bool) -> Trace:
    """Propagate inputs through a stack, and a gradient back.

    Parameters
    ----------
    stack : Stack
        The blocks.
    skip : bool
        Whether each block adds its input; the weights are the same either way.

    Raises
    ------
    OptionError
        If the signal or the gradient overflows.

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
    deviation = np.sqrt(stack.gain / (9 * stack.channels))
    drawn = rng.normal(0, deviation, (stack.blocks, 2, stack.channels, stack.channels, 3, 3))
    weights = {f"conv{i}.{j}": {"weight": drawn[i, j]} for i in range(stack.blocks) for j in range(2)}
    x = rng.normal(size=(stack.batch, stack.channels, stack.size, stack.size))
    last_grad = rng.normal(size=x.shape)
    overflow = OptionError("blocks", f"over {stack.blocks} blocks numbers overflow: use fewer blocks or a smaller gain")
    try:
        with np.errstate(all="ignore"):  # overflow is refused below
            found = _there_and_back(stack, x, last_grad, weights, skip=skip)
    except NodeError as error:
        raise overflow from error
    if not np.isfinite([value for trail in vars(found).values() for value in trail]).all():
        raise overflow
    return found


def _network(stack: Stack, *, skip: bool) -> Network:
    """Assemble the blocks; the last ReLU of block i is named ``out{i}``."""
    build = Builder((stack.channels, stack.size, stack.size))
    for place in range(stack.blocks):
        start = build.last
        for convolution in range(2):
            build.add(Conv(stack.channels, (3, 3), padding=_AROUND, bias=False), name=f"conv{place}.{convolution}")
            if stack.norm == "batch":
                build.add(BatchNorm(affine=False))
            if convolution == 0:
                build.add(ReLU())
        if skip:
            build.add(Add(), build.last, start)
        build.add(ReLU(), name=f"out{place}")
    return build.network()


def _there_and_back(stack: Stack, x: Floats, last_grad: Floats, weights: Mapping[str, Weights], *, skip: bool) -> Trace:
    network = _network(stack, skip=skip)
    outs = [INPUT, *(f"out{place}" for place in range(stack.blocks))]
    found = forward(network, x, weights, training=True)
    grads = found.gradients(outs[-1], last_grad / _rms(last_grad))
    return Trace(
        [_rms(found.outputs[name]) for name in outs],
        [_similarity(found.outputs[name]) for name in outs],
        [_rms(grads[name]) for name in outs],
        [float(np.linalg.norm(found.evaluated[name].weight_gradients(grads[name])["weight"])) for name in weights],
    )


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _similarity(batch: Floats) -> float:
    """Return the mean cosine over all pairs in the batch."""
    flat = batch.reshape(len(batch), -1)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    cosines = (flat / np.where(lengths > 0, lengths, 1)) @ (flat / np.where(lengths > 0, lengths, 1)).T
    pairs = len(batch) * (len(batch) - 1)
    return float((cosines.sum() - np.trace(cosines)) / pairs)
