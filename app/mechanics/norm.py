"""Normalisation: of each channel over a batch, and of each channel by its neighbours."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .axis.window import Window
from .conv.forward import check_finite
from .errors import OptionError

Floats = NDArray[np.floating]
#: Maps the gradient of an output to the gradient of its input.
InputGradient = Callable[[Floats], Floats]
#: Added to the variance unless it is said otherwise, as PyTorch's ``BatchNorm2d`` does.
DEFAULT_EPSILON = 1e-5


def batch_statistics(x: Floats) -> tuple[Floats, Floats]:
    """Return the mean and variance of every channel, over the batch and all cells.

    Parameters
    ----------
    x : ndarray of float, shape (N, C, …)
        The batch.

    Returns
    -------
    mean : ndarray of float, shape (C,)
        Of each channel.
    variance : ndarray of float, shape (C,)
        Of each channel, divided by the number of values (biased).

    Examples
    --------
    >>> [values.tolist() for values in batch_statistics(np.array([[1.0], [3.0]]))]
    [[2.0], [1.0]]
    """
    over = (0, *range(2, x.ndim))
    return x.mean(axis=over), x.var(axis=over)


def deviation(variance: Floats, epsilon: float = DEFAULT_EPSILON) -> Floats:
    """Return the standard deviation of every channel, √(variance + ε), by which its numbers are divided.

    Parameters
    ----------
    variance : ndarray of float, shape (C,)
        Of each channel.
    epsilon : float
        Added to the variance.

    Raises
    ------
    OptionError
        If nothing can be divided by it: it is 0, no number, or beyond the range of its type.

    Examples
    --------
    >>> deviation(np.array([4.0, 0.25]), epsilon=0).tolist()
    [2.0, 0.5]
    >>> deviation(np.array([4.0, 0.0]), epsilon=0)
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: channel 1 is divided by √(running_var + eps), but √(0 + 0) is 0: use a larger eps
    """
    with np.errstate(over="ignore", invalid="ignore"):
        found: Floats = np.sqrt(variance + epsilon)
    wrong = ~(np.isfinite(found) & (found > 0))
    if wrong.any():
        channel = int(wrong.argmax())
        of, root = float(variance[channel]), float(found[channel])
        told = f"channel {channel} is divided by √(running_var + eps), but √({of:g} + {epsilon:g})"
        if root == 0:
            raise OptionError("running_var", f"{told} is 0: use a larger eps")
        if of < 0:
            raise OptionError("running_var", f"{told} is the root of a negative number: a variance is at least 0")
        raise OptionError("running_var", f"{told} is more than {found.dtype} can hold: use a smaller eps")
    return found


def normalized(
    x: Floats, mean: Floats, variance: Floats, *, follows_batch: bool, epsilon: float = DEFAULT_EPSILON
) -> tuple[Floats, InputGradient]:
    """Subtract each channel's mean and divide by its standard deviation.

    Parameters
    ----------
    x : ndarray of float, shape (N, C, …)
        The batch.
    mean : ndarray of float, shape (C,)
        Of each channel.
    variance : ndarray of float, shape (C,)
        Of each channel, divided by the number of values (biased).
    follows_batch : bool
        Whether they are the batch's own, so that the gradient flows through them too; otherwise they are constants.
    epsilon : float
        Added to the variance.

    Returns
    -------
    ndarray of float, callable
        The output, and its backward pass.

    Raises
    ------
    OptionError
        As for `deviation`, of a stored variance.

    Notes
    -----
    Ioffe and Szegedy 2015, "Batch Normalization", section 3: a gradient that changes only the mean or variance is lost.

    Examples
    --------
    >>> output, back = normalized(np.array([[1.0], [3.0]]), np.array([2.0]), np.array([1.0]), follows_batch=True)
    >>> output.round(3).tolist(), back(np.ones((2, 1))).tolist()
    ([[-1.0], [1.0]], [[0.0], [0.0]])
    """
    channel, over = (1, -1, *[1] * (x.ndim - 2)), (0, *range(2, x.ndim))
    if not follows_batch:
        divisor = deviation(variance.astype(x.dtype), epsilon).reshape(channel)
        return (x - mean.astype(x.dtype).reshape(channel)) / divisor, lambda grad: grad / divisor
    divisor = np.sqrt(variance + epsilon).astype(x.dtype).reshape(channel)
    output: Floats = (x - mean.astype(x.dtype).reshape(channel)) / divisor

    def back(grad: Floats) -> Floats:
        along = (grad * output).mean(axis=over, keepdims=True)
        found: Floats = (grad - grad.mean(axis=over, keepdims=True) - output * along) / divisor
        return found

    return output, back


def local_response(x: Floats, size: int, alpha: float, beta: float, k: float) -> tuple[Floats, InputGradient]:
    """Damp each channel by its neighbours: x / (k + alpha · mean of squares)^beta.

    Parameters
    ----------
    x : ndarray of float, shape (N, C, …)
        The batch.
    size : int
        Number of neighbouring channels, including the channel itself.
    alpha, beta, k : float
        As in PyTorch's ``LocalResponseNorm``.

    Returns
    -------
    ndarray of float, callable
        The output, and its backward pass.

    Raises
    ------
    OptionError
        If a mean of squares is beyond the range of its type, or the damping is 0 or no number.

    Notes
    -----
    Krizhevsky, Sutskever and Hinton 2012, section 3.3; PyTorch's alpha is `size` times the paper's.

    Examples
    --------
    >>> local_response(np.array([[1.0, 2.0]]), size=1, alpha=1.0, beta=1.0, k=1.0)[0].tolist()
    [[0.5, 0.4]]
    """
    channels = x.shape[1]
    window = Window(size, padding=(size // 2, (size - 1) // 2))
    near = window.reads().incidence(range(channels), channels).astype(x.dtype)
    share = alpha / size

    def summed(values: Floats, neighbours: Floats) -> Floats:
        return np.moveaxis(np.tensordot(neighbours, values, (1, 1)), 0, 1)

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        damping = k + share * summed(x**2, near)
        check_finite(damping)
        factor = damping**-beta
    wrong = ~np.isfinite(factor)
    if wrong.any():
        worst = float(damping[wrong].flat[0])
        raise OptionError(
            "k", f"k + alpha · mean of squares is {worst:g}, which cannot be raised to {-beta:g}: use a larger k"
        )

    def back(grad: Floats) -> Floats:
        through = summed(grad * x * damping ** (-beta - 1), near.T)
        found: Floats = grad * factor - 2 * beta * share * x * through
        return found

    return x * factor, back
