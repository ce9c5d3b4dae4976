"""MNASNet (Tan et al. 2019), the variant B1 without squeeze-and-excitation, at several widths."""

from functools import partial

from ...layers.joining import Add
from ..graph import Builder
from .blocks import classifier, conv_norm, divisible, relu
from .entry import Entry

#: Channels, kernel, stride, expansion and repeats of every stack of inverted residuals.
STACKS = (
    (24, 3, 2, 3, 3),
    (40, 5, 2, 3, 3),
    (80, 5, 2, 6, 3),
    (96, 3, 1, 6, 2),
    (192, 5, 2, 6, 4),
    (320, 3, 1, 6, 1),
)
STEM, SEPARABLE, HEAD = 32, 16, 1280
WIDTHS = {"0_5": 0.5, "0_75": 0.75, "1_0": 1.0, "1_3": 1.3}


def _inverted_residual(build: Builder, before: int, out: int, kernel: int, stride: int, expansion: int) -> None:
    start, wide = build.last, before * expansion
    conv_norm(build, wide, 1, modules=("0", "1"))
    relu(build)
    conv_norm(build, wide, kernel, stride, kernel // 2, wide, modules=("3", "4"))
    relu(build)
    narrow = conv_norm(build, out, 1, modules=("6", "7"))
    if stride == 1 and before == out:
        build.add(Add(), narrow, start)


def _mnasnet(build: Builder, num_classes: int, *, width: float) -> None:
    build.stage = "stem"
    stem, channels = divisible(STEM * width), divisible(SEPARABLE * width)
    conv_norm(build, stem, 3, 2, 1, modules=("layers.0", "layers.1"))
    relu(build)
    conv_norm(build, stem, 3, 1, 1, stem, modules=("layers.3", "layers.4"))
    relu(build)
    conv_norm(build, channels, 1, modules=("layers.6", "layers.7"))
    for place, (full, kernel, first_stride, expansion, repeats) in enumerate(STACKS, start=8):
        build.stage = f"stage {place - 7}"
        out = divisible(full * width)
        for i in range(repeats):
            with build.within(f"layers.{place}.{i}.layers"):
                _inverted_residual(build, channels, out, kernel, first_stride if i == 0 else 1, expansion)
            channels = out
    build.stage = "head"
    conv_norm(build, HEAD, 1, modules=("layers.14", "layers.15"))
    relu(build)
    classifier(build, num_classes, dropout=0.2, module="classifier.1")


MNASNET = tuple(
    Entry(
        f"mnasnet{name}",
        f"MNASNet ×{name.replace('_', '.')}",
        2018,
        "Found by a search that weighs accuracy against the time measured on a telephone.",
        "Tan et al. 2019, CVPR, with the stacks of the authors' variant B1",
        "MNASNet",
        partial(_mnasnet, width=width),
        departures=("The variant B1: the paper's figure 7 shows A1, which has squeeze-and-excitation.",),
    )
    for name, width in WIDTHS.items()
)
