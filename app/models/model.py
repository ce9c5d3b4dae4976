"""What a trained network is made of, and its card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..layers.layer import Weights
from ..mechanics.errors import OptionError
from ..networks.graph import Network
from ..networks.weights import check_weights

#: From 0 to `WHITE`, of shape (N, C, H, W).
Pixels = NDArray[np.number]
#: The largest value of a pixel.
WHITE = 255


def check_pixels(field: str, values: NDArray[np.number]) -> None:
    """Refuse values that no pixel has.

    Parameters
    ----------
    field : str
        What holds them, for the error.
    values : ndarray
        Of any shape.

    Raises
    ------
    OptionError
        If one is below 0 or above 255; the message names it.

    Examples
    --------
    >>> check_pixels("input", np.array([0, 256]))
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: input holds 256: pixels are from 0 to 255
    """
    beyond = values[(values < 0) | (values > WHITE)]
    if beyond.size:
        raise OptionError(field, f"{field} holds {beyond.flat[0]:g}: pixels are from 0 to {WHITE}")


def doubts(values: NDArray[np.number]) -> tuple[str, ...]:
    """Return what is odd about the values of a picture: those that another scale would explain.

    Examples
    --------
    >>> doubts(np.array([0, 0.5, 1]))
    ('all values are between 0 and 1; pixels are 0 to 255',)
    >>> doubts(np.array([0, 0, 255])), doubts(np.array([0, 0]))
    ((), ())
    """
    return (f"all values are between 0 and 1; pixels are 0 to {WHITE}",) if 0 < values.max() <= 1 else ()


@dataclass(frozen=True)
class Card:
    """What to know of a trained network before believing it.

    Attributes
    ----------
    data : str
        What it was trained on.
    licence, source : str
        Of its weights or, where they are ours, of that data.
    accuracy : float
        The share that it gets right of `measured_on`.
    measured_on : str
        Pictures that it was not trained on.
    mistakes : str
        What it gets wrong.
    preprocessing : str
        What a picture must be like, and what is done to its pixels, in words and numbers.
    seed : int or None
        Makes the training repeatable, where it is ours.
    confusion : tuple of tuple of int
        Counts of `measured_on`: a row for each class, a column for each answer; empty if not known.
    """

    data: str
    licence: str
    source: str
    accuracy: float
    measured_on: str
    mistakes: str
    preprocessing: str
    seed: int | None = None
    confusion: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Model:
    """A trained network by name.

    Attributes
    ----------
    name, title : str
        As in a link, and as in a list.
    network : callable
        Builds the network; its last node gives a share for each class.
    read : callable
        Reads the weights, by node and name, in float32.
    classes : tuple of str
        A label for each class.
    preprocess : callable
        Makes the network's input, in float32, of pixels from 0 to 255; both of shape (N, C, H, W).
    card : Card
        What to know of it.
    missing : callable
        Says how to get the weights; empty if they are there.

    Examples
    --------
    >>> from . import MODELS
    >>> digits = MODELS["digits"]
    >>> digits.available, digits.weights()["conv1"]["bias"].shape, digits.classes[:3]
    (True, (8,), ('0', '1', '2'))
    """

    name: str
    title: str
    network: Callable[[], Network]
    read: Callable[[], Mapping[str, Weights]]
    classes: tuple[str, ...]
    preprocess: Callable[[Pixels], NDArray[np.float32]]
    card: Card
    missing: Callable[[], str] = lambda: ""

    @property
    def available(self) -> bool:
        """Whether its weights are there."""
        return not self.missing()

    def weights(self) -> Mapping[str, Weights]:
        """Read the weights, and check that they are the network's.

        Raises
        ------
        OptionError
            If they are not: the file is of another network.
        """
        found = self.read()
        check_weights(self.network(), found)
        return found
