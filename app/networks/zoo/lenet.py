"""LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document Recognition")."""

from ..graph import Builder
from ..layers import Flatten, Layer, Linear
from .blocks import avg_pool, conv
from .entry import Entry


def _lenet5(build: Builder, num_classes: int) -> None:
    for channels in (6, 16):
        conv(build, channels, 5)
        build.add("tanh", Layer())
        avg_pool(build, 2, 2)
    build.add("flatten", Flatten())
    for features in (120, 84):
        build.add("linear", Linear(features))
        build.add("tanh", Layer())
    build.add("linear", Linear(num_classes))


LENET = (
    Entry(
        "lenet5",
        "LeNet-5",
        1998,
        "Convolutions, subsampling and weights learned from end to end (here with every map connected to every other).",
        "LeCun, Bottou, Bengio and Haffner 1998, Proceedings of the IEEE 86",
        _lenet5,
        channels=1,
        input_size=32,
        num_classes=10,
    ),
)
