"""AlexNet: the 2012 version, with channels split over two GPUs, and the common single-column version of 2014."""

from ...layers.conv import Conv
from ...layers.dropout import Dropout
from ...layers.linear import Linear
from ...layers.norm import LocalResponseNorm
from ...layers.pool import AdaptiveAvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import around, conv, max_pool, relu
from .entry import Entry

#: Krizhevsky et al. 2012, section 3.3: k = 2, n = 5, α = 10⁻⁴, β = 3/4; PyTorch's alpha is n times the paper's.
NORMALISATION = LocalResponseNorm(size=5, alpha=5e-4, beta=0.75, k=2.0)


def _classifier(build: Builder, num_classes: int) -> None:
    build.stage = "classifier"
    build.add(Flatten())
    for module in ("classifier.1", "classifier.4"):
        build.add(Dropout())
        build.add(Linear(4096), module=module)
        relu(build)
    build.add(Linear(num_classes), module="classifier.6")


def _one_column(build: Builder, num_classes: int) -> None:
    build.stage = "features"
    # place among torchvision's features, channels, kernel, stride, padding, pooled
    for place, channels, kernel, stride, padding, pooled in (
        (0, 64, 11, 4, 2, True), (3, 192, 5, 1, 2, True), (6, 384, 3, 1, 1, False), (8, 256, 3, 1, 1, False),
        (10, 256, 3, 1, 1, True),
    ):  # fmt: skip
        conv(build, channels, kernel, stride, padding, module=f"features.{place}")
        relu(build)
        if pooled:
            max_pool(build, 3, 2)
    build.add(AdaptiveAvgPool((6, 6)))
    _classifier(build, num_classes)


def _two_gpus(build: Builder, num_classes: int) -> None:
    build.stage = "features"
    # channels, kernel, stride, padding, groups (2: each GPU sees its own half), normalised, pooled
    for channels, kernel, stride, padding, groups, normalised, pooled in (
        (96, 11, 4, 0, 1, True, True), (256, 5, 1, 2, 2, True, True), (384, 3, 1, 1, 1, False, False),
        (384, 3, 1, 1, 2, False, False), (256, 3, 1, 1, 2, False, True),
    ):  # fmt: skip
        layer = Conv(channels, (kernel, kernel), (stride, stride), around(padding), groups=groups)
        build.add(layer)
        relu(build)
        if normalised:
            build.add(NORMALISATION)
        if pooled:
            max_pool(build, 3, 2)
    _classifier(build, num_classes)


ALEXNET = (
    Entry(
        "alexnet_2012",
        "AlexNet (two GPUs)",
        2012,
        "ReLU, dropout, local response normalisation, overlapping pooling; groups, because two GPUs shared the work.",
        "Krizhevsky, Sutskever and Hinton 2012, NeurIPS",
        "AlexNet",
        _two_gpus,
        input_size=227,
    ),
    Entry(
        "alexnet",
        "AlexNet (one column)",
        2014,
        "The same in one column: no groups, no normalisation, fewer filters.",
        'Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks"',
        "AlexNet",
        _one_column,
        departures=(
            "adaptive_avg_pool1 is torchvision's and not in the paper: it makes 6×6 of any size, and at 224×224 "
            "changes nothing.",
        ),
    ),
)
