"""Training of a classifier by our own forward and backward passes: what the product explains made its weights."""

from collections.abc import Iterator
from math import cos, pi

import numpy as np
from numpy.typing import NDArray

from app.layers.layer import Floats
from app.networks.analysis import analyze
from app.networks.forward import forward
from app.networks.graph import Network

from .adam import Adam
from .augmentation import augmented
from .data import Digits

BATCH = 32
#: Of the first step; it falls to 0 along half a cosine (Loshchilov and Hutter 2017, SGDR, equation 5).
RATE = 3e-3


def initial_weights(network: Network, rng: np.random.Generator) -> dict[str, dict[str, Floats]]:
    """Draw the weights of every layer as they are before training.

    Parameters
    ----------
    network : Network
        A network without batch norms, whose first weights do not depend on the numbers that they see.
    rng : numpy.random.Generator
        Where they come from.
    """
    drawn = {
        found.node.name: dict(found.node.layer.draw(rng, tuple(np.zeros((1, *shape)) for shape in found.input_shapes)))
        for found in analyze(network).nodes
    }
    return {name: weights for name, weights in drawn.items() if weights}


def train(network: Network, digits: Digits, epochs: int, rng: np.random.Generator, adam: Adam) -> Iterator[float]:
    """Train, and give the loss of every step: the mean cross-entropy of its batch.

    Parameters
    ----------
    network : Network
        A classifier whose last node is a softmax.
    digits : Digits
        What it learns from; every picture is varied anew each time.
    epochs : int
        How often each digit is seen.
    rng : numpy.random.Generator
        Decides on the order and the variations.
    adam : Adam
        Holds the weights; in float64, so that the first losses are the same on every machine.

    Yields
    ------
    float
        The loss before each step.
    """
    softmax = network.nodes[-1]
    (logits,) = softmax.inputs
    count = len(digits.labels)
    steps = epochs * (count // BATCH)
    for step in range(steps):
        at = step % (count // BATCH)
        if at == 0:
            order = rng.permutation(count)
        some = order[at * BATCH : (at + 1) * BATCH]
        pictures = augmented(digits.pixels[some, 0] / 255, rng)[:, None]
        found = forward(network, pictures, adam.weights)
        shares, labels = found.outputs[softmax.name], digits.labels[some]
        yield cross_entropy(found.outputs[logits], labels)
        # the gradient of the cross-entropy by the logits, through the softmax
        towards = (shares - np.eye(shares.shape[1])[labels]) / BATCH
        gradients = found.gradients(logits, towards)
        adam.step(
            {name: found.evaluated[name].weight_gradients(gradients[name]) for name in adam.weights},
            RATE * (1 + cos(pi * step / steps)) / 2,
        )


def cross_entropy(logits: Floats, labels: NDArray[np.intp]) -> float:
    """Return the mean of −log of the share that the right class gets.

    Parameters
    ----------
    logits : ndarray of float, shape (N, classes)
        What goes into the softmax.
    labels : ndarray of int, shape (N,)
        The right classes.

    Examples
    --------
    >>> round(cross_entropy(np.zeros((1, 10)), np.array([3])), 6)  # log 10
    2.302585
    """
    above = logits - logits.max(axis=1, keepdims=True)
    right = above[np.arange(len(labels)), labels]
    return float((np.log(np.exp(above).sum(axis=1)) - right).mean())
