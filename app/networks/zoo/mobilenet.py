"""MobileNet: depthwise convolutions (Howard et al. 2017), and inverted residuals (Sandler et al. 2018)."""

from ...layers.activation import ReLU, ReLU6
from ...layers.joining import Add
from ..graph import Builder
from .blocks import classifier, conv_norm, conv_unit
from .entry import Entry

#: Howard et al. 2017, table 1: channels and stride of each depthwise separable convolution.
V1 = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
#: Sandler et al. 2018, table 2: expansion, channels, repeats, stride.
V2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))


def _v1(build: Builder, num_classes: int) -> None:
    build.stage = "features"
    channels = 32
    conv_norm(build, channels, 3, 2, 1)
    build.add(ReLU())
    for out, stride in V1:
        conv_norm(build, channels, 3, stride, 1, groups=channels)
        build.add(ReLU())
        conv_norm(build, out, 1)
        build.add(ReLU())
        channels = out
    classifier(build, num_classes, module="")


def _v2(build: Builder, num_classes: int) -> None:
    build.stage = "stem"
    channels = 32
    conv_unit(build, channels, 3, 2, activation=ReLU6(), module="features.0")
    block = 1
    for place, (expansion, out, repeats, first_stride) in enumerate(V2, start=1):
        build.stage = f"stage {place}"
        for i in range(repeats):
            with build.within(f"features.{block}.conv"):
                _inverted_residual(build, channels, out, first_stride if i == 0 else 1, expansion)
            channels = out
            block += 1
    build.stage = "head"
    conv_unit(build, 1280, 1, activation=ReLU6(), module=f"features.{block}")
    classifier(build, num_classes, dropout=0.2, module="classifier.1")


def _inverted_residual(build: Builder, channels: int, out: int, stride: int, expansion: int) -> None:
    start = build.last
    wide = channels * expansion
    depthwise = 1 if expansion > 1 else 0
    if expansion > 1:
        conv_unit(build, wide, 1, activation=ReLU6(), module="0")
    conv_unit(build, wide, 3, stride, wide, activation=ReLU6(), module=f"{depthwise}")
    narrow = conv_norm(build, out, 1, modules=(f"{depthwise + 1}", f"{depthwise + 2}"))
    if stride == 1 and channels == out:
        build.add(Add(), narrow, start)


MOBILENET = (
    Entry(
        "mobilenet_v1",
        "MobileNet v1",
        2017,
        "Each convolution in two: one filter per channel, then 1×1 across channels.",
        "Howard et al. 2017, table 1",
        "MobileNet",
        _v1,
    ),
    Entry(
        "mobilenet_v2",
        "MobileNet v2",
        2018,
        "Residuals between narrow layers, with wide depthwise ones inside.",
        "Sandler et al. 2018, CVPR, table 2",
        "MobileNet",
        _v2,
    ),
)
