"""Train the model `digits`: ``make train``, or ``python -m training.digits``.

It prints what belongs into the card, `app/models/digits.py`.
"""

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from app.models.digits import DIGITS, SEED, WEIGHTS
from app.models.model import Model
from app.networks.forward import forward

from .adam import Adam
from .classifier import initial_weights, train
from .data import Digits, load

EPOCHS = 24
#: Pictures that are counted at a time.
_AT_A_TIME = 100


def confusion(model: Model, digits: Digits) -> NDArray[np.intp]:
    """Count what a model says to digits.

    Parameters
    ----------
    model : Model
        A model of ten classes.
    digits : Digits
        The pictures, and what they show.

    Returns
    -------
    ndarray of int, shape (10, 10)
        A row for each digit, a column for each answer.
    """
    network, weights = model.network(), model.weights()
    counts = np.zeros((10, 10), dtype=np.intp)
    for first in range(0, len(digits.labels), _AT_A_TIME):
        some = slice(first, first + _AT_A_TIME)
        shares = forward(network, model.preprocess(digits.pixels[some]), weights).outputs[network.nodes[-1].name]
        np.add.at(counts, (digits.labels[some], shares.argmax(axis=1)), 1)
    return counts


def main() -> None:
    """Train, write the weights, and count what they say to the digits held out."""
    split, network, rng = load(), DIGITS.network(), np.random.default_rng(SEED)
    adam = Adam(initial_weights(network, rng))
    recent: list[float] = []
    per_report = 500
    for step, loss in enumerate(train(network, split.train, EPOCHS, rng, adam), start=1):
        recent.append(loss)
        if step % per_report == 0:
            print(f"step {step}: loss {np.mean(recent):.4f}", flush=True)
            recent.clear()
    arrays = {f"{node}.{name}": array for node, held in adam.weights.items() for name, array in held.items()}
    save_file({name: array.astype(np.float32) for name, array in arrays.items()}, WEIGHTS)
    counts = confusion(DIGITS, split.held_out)
    print(f"{counts.trace()} of {counts.sum()} right: {counts.trace() / counts.sum():.2%}")
    print(np.array2string(counts, separator=", "))


if __name__ == "__main__":
    main()
