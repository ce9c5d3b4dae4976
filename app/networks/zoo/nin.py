"""Network in Network (Lin, Chen and Yan 2014), for CIFAR-10."""

from ...layers.dropout import Dropout
from ...layers.pool import AdaptiveAvgPool, AvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import around, conv, max_pool, relu
from .entry import Entry


def _mlpconv(build: Builder, kernel: int, *channels: int) -> None:
    """Add a convolution and, as a small network at every position, 1×1 convolutions."""
    for place, filters in enumerate(channels):
        own = 1 if place else kernel
        conv(build, filters, own, padding=own // 2)
        relu(build)


def _nin(build: Builder, num_classes: int) -> None:
    build.stage = "mlpconv 1"
    _mlpconv(build, 5, 192, 160, 96)
    max_pool(build, 3, 2, ceil_mode=True)
    build.add(Dropout())
    build.stage = "mlpconv 2"
    _mlpconv(build, 5, 192, 192, 192)
    build.add(AvgPool((3, 3), (2, 2), around(0), ceil_mode=True))
    build.add(Dropout())
    build.stage = "mlpconv 3"
    _mlpconv(build, 3, 192, 192, num_classes)
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((1, 1)))
    build.add(Flatten())


NIN = (
    Entry(
        "nin",
        "Network in Network",
        2013,
        "1×1 convolutions as a small network at every position, and global average pooling in place of linear layers.",
        "Lin, Chen and Yan 2014, ICLR, with the sizes of the authors' code for CIFAR-10",
        "Network in Network",
        _nin,
        input_size=32,
        num_classes=10,
        departures=(
            "The second pooling takes means, as in the authors' code; the paper's text has maxima throughout.",
        ),
    ),
)
