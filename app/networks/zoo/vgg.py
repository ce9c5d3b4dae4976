"""VGG (Simonyan and Zisserman 2015, table 1): small kernels, many of them."""

from functools import partial

from ...layers.dropout import Dropout
from ...layers.linear import Linear
from ...layers.pool import AdaptiveAvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import conv, max_pool, relu
from .entry import Entry

#: Convolutions of 64, 128, 256, 512 and 512 filters, by the number of layers with weights.
CONFIGURATIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def _vgg(build: Builder, num_classes: int, *, convolutions: tuple[int, ...]) -> None:
    for place, (count, channels) in enumerate(zip(convolutions, (64, 128, 256, 512, 512), strict=True), start=1):
        build.stage = f"stage {place}"
        for _ in range(count):
            conv(build, channels, 3, padding=1)
            relu(build)
        max_pool(build, 2, 2)
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((7, 7)))
    build.add(Flatten())
    for _ in range(2):
        build.add(Linear(4096))
        relu(build)
        build.add(Dropout())
    build.add(Linear(num_classes))


VGG = tuple(
    Entry(
        f"vgg{depth}",
        f"VGG-{depth}",
        2014,
        "3×3 kernels throughout: three of them see as far as one 7×7, with fewer weights and more non-linearities.",
        "Simonyan and Zisserman 2015, ICLR, table 1",
        partial(_vgg, convolutions=convolutions),
        departures=(
            "adaptive_avg_pool1 is torchvision's and not in the paper's table 1: it makes 7×7 of any size, and at "
            "224×224 changes nothing.",
        ),
    )
    for depth, convolutions in CONFIGURATIONS.items()
)
