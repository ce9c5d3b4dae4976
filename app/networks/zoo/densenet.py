"""DenseNet-121 (Huang, Liu, van der Maaten and Weinberger 2017, table 1)."""

from ...layers.joining import Concat
from ..graph import Builder
from .blocks import avg_pool, classifier, conv, conv_norm, max_pool, norm, relu
from .entry import Entry

BLOCKS = (6, 12, 24, 16)
GROWTH = 32


def _densenet(build: Builder, num_classes: int) -> None:
    build.stage = "stem"
    conv_norm(build, 2 * GROWTH, 7, 2, 3)
    relu(build)
    max_pool(build, 3, 2, 1)
    channels = 2 * GROWTH
    for place, layers in enumerate(BLOCKS, start=1):
        build.stage = f"block {place}"
        for _ in range(layers):
            before = build.last
            norm(build)
            relu(build)
            conv_norm(build, 4 * GROWTH, 1)
            relu(build)
            new = conv(build, GROWTH, 3, padding=1, bias=False)
            build.add(Concat(), before, new)
            channels += GROWTH
        norm(build)
        relu(build)
        if place < len(BLOCKS):
            channels //= 2
            conv(build, channels, 1, bias=False)
            avg_pool(build, 2, 2)
    classifier(build, num_classes)


DENSENET = (
    Entry(
        "densenet121",
        "DenseNet-121",
        2016,
        "Every layer sees the outputs of all before it in its block, side by side.",
        "Huang, Liu, van der Maaten and Weinberger 2017, CVPR, table 1",
        _densenet,
    ),
)
