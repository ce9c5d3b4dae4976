"""VGG (Simonyan and Zisserman 2015, table 1): small kernels, many of them."""

from functools import partial

from ...layers.dropout import Dropout
from ...layers.linear import Linear
from ...layers.pool import AdaptiveAvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import conv, max_pool, norm, relu
from .entry import Entry

#: Convolutions of 64, 128, 256, 512 and 512 filters, by the number of layers with weights.
CONFIGURATIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
POOLED = (
    "adaptive_avg_pool1 is torchvision's and not in the paper's table 1: it makes 7×7 of any size, and at 224×224 "
    "changes nothing."
)


def _vgg(build: Builder, num_classes: int, *, convolutions: tuple[int, ...], normalised: bool = False) -> None:
    place = 0  # among torchvision's features
    for stage, (count, channels) in enumerate(zip(convolutions, (64, 128, 256, 512, 512), strict=True), start=1):
        build.stage = f"stage {stage}"
        for _ in range(count):
            conv(build, channels, 3, padding=1, module=f"features.{place}")
            if normalised:
                norm(build, module=f"features.{place + 1}")
            relu(build)
            place += 3 if normalised else 2
        max_pool(build, 2, 2)
        place += 1
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((7, 7)))
    build.add(Flatten())
    for module in ("classifier.0", "classifier.3"):
        build.add(Linear(4096), module=module)
        relu(build)
        build.add(Dropout())
    build.add(Linear(num_classes), module="classifier.6")


VGG = (
    *(
        Entry(
            f"vgg{depth}",
            f"VGG-{depth}",
            2014,
            "3×3 kernels throughout: three of them see as far as one 7×7, with fewer weights and more non-linearities.",
            "Simonyan and Zisserman 2015, ICLR, table 1",
            "VGG",
            partial(_vgg, convolutions=convolutions),
            departures=(POOLED,),
        )
        for depth, convolutions in CONFIGURATIONS.items()
    ),
    *(
        Entry(
            f"vgg{depth}_bn",
            f"VGG-{depth} with batch norm",
            2014,
            "The same with a batch norm behind every convolution, which makes it train from scratch.",
            "Simonyan and Zisserman 2015, ICLR, table 1; Ioffe and Szegedy 2015, ICML",
            "VGG",
            partial(_vgg, convolutions=convolutions, normalised=True),
            departures=("The batch norms are torchvision's: the paper came before them.", POOLED),
        )
        for depth, convolutions in CONFIGURATIONS.items()
    ),
)
