"""GoogLeNet (Szegedy et al. 2015, table 1), with the batch norms and 3×3 kernels that torchvision builds it with."""

from ...layers.joining import Concat
from ..graph import Builder
from .blocks import TENSORFLOW_EPSILON, classifier, conv_norm, max_pool, relu
from .entry import Entry

#: Filters of each inception: 1×1; 1×1 before 3×3, 3×3; 1×1 before the larger kernel, that kernel; 1×1 after pooling.
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64), "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64), "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128),
}  # fmt: skip


def _conv(
    build: Builder, module: str, channels: int, kernel: int, stride: int = 1, padding: int = 0, *, source: str = ""
) -> str:
    modules = (f"{module}.conv", f"{module}.bn")
    conv_norm(build, channels, kernel, stride, padding, source=source, modules=modules, eps=TENSORFLOW_EPSILON)
    return relu(build)


def _inception(build: Builder, one: int, before_three: int, three: int, before_five: int, five: int, pool: int) -> None:
    start = build.last
    first = _conv(build, "branch1", one, 1, source=start)
    _conv(build, "branch2.0", before_three, 1, source=start)
    second = _conv(build, "branch2.1", three, 3, padding=1)
    _conv(build, "branch3.0", before_five, 1, source=start)
    third = _conv(build, "branch3.1", five, 3, padding=1)
    build.last = start
    max_pool(build, 3, 1, 1, ceil_mode=True)
    fourth = _conv(build, "branch4.1", pool, 1)
    build.add(Concat(), first, second, third, fourth)


def _googlenet(build: Builder, num_classes: int) -> None:
    build.stage = "stem"
    _conv(build, "conv1", 64, 7, 2, 3)
    max_pool(build, 3, 2, ceil_mode=True)
    _conv(build, "conv2", 64, 1)
    _conv(build, "conv3", 192, 3, padding=1)
    max_pool(build, 3, 2, ceil_mode=True)
    for name, filters in INCEPTIONS.items():
        build.stage = f"inception {name}"
        with build.within(f"inception{name}"):
            _inception(build, *filters)
        if name == "3b":
            max_pool(build, 3, 2, ceil_mode=True)
        if name == "4e":
            max_pool(build, 2, 2, ceil_mode=True)
    classifier(build, num_classes, dropout=0.2)


GOOGLENET = (
    Entry(
        "googlenet",
        "GoogLeNet",
        2014,
        "Kernels of several sizes side by side, and 1×1 convolutions before them to keep them cheap.",
        "Szegedy et al. 2015, CVPR, table 1",
        "GoogLeNet and Inception",
        _googlenet,
        departures=(
            "As torchvision builds it: with batch norms, 3×3 kernels where the paper's table 1 has 5×5, and without "
            "the auxiliary classifiers.",
        ),
    ),
)
