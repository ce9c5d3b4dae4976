"""LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document Recognition")."""

from functools import partial

from ...layers.activation import Tanh
from ...layers.linear import Linear
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import avg_pool, conv
from .entry import Entry


def _lenet5(build: Builder, num_classes: int, *, padding: int = 0) -> None:
    for channels, around in ((6, padding), (16, 0)):
        conv(build, channels, 5, padding=around)
        build.add(Tanh())
        avg_pool(build, 2, 2)
    build.add(Flatten())
    for features in (120, 84):
        build.add(Linear(features))
        build.add(Tanh())
    build.add(Linear(num_classes))


LENET = (
    Entry(
        "lenet5",
        "LeNet-5",
        1998,
        "Convolutions, subsampling and weights learned from end to end (here with every map connected to every other).",
        "LeCun, Bottou, Bengio and Haffner 1998, Proceedings of the IEEE 86",
        "LeNet",
        _lenet5,
        channels=1,
        input_size=32,
        num_classes=10,
        at_other_sizes="lenet5_padded pads its first layer and keeps them.",
    ),
    Entry(
        "lenet5_padded",
        "LeNet-5 for 28×28",
        1998,
        "The same on MNIST's own 28×28: the first layer pads by 2, so that all others keep their sizes.",
        "Zhang, Lipton, Li and Smola 2023, Dive into Deep Learning, section 7.6",
        "LeNet",
        partial(_lenet5, padding=2),
        channels=1,
        input_size=28,
        num_classes=10,
    ),
)
