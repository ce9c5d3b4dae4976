"""EfficientNet v2 (Tan and Le 2021, table 4)."""

from functools import partial

from ...layers.activation import SiLU
from ...layers.joining import Add
from ..graph import Builder
from .blocks import TENSORFLOW_EPSILON, classifier, conv_unit
from .efficientnet import mbconv
from .entry import Entry

#: Whether the first two convolutions are fused into one, expansion, stride of the first block, channels, repeats.
Stage = tuple[bool, int, int, int, int]
HEAD = 1280
SMALL: tuple[Stage, ...] = (
    (True, 1, 1, 24, 2), (True, 4, 2, 48, 4), (True, 4, 2, 64, 4), (False, 4, 2, 128, 6), (False, 6, 1, 160, 9),
    (False, 6, 2, 256, 15),
)  # fmt: skip
MEDIUM: tuple[Stage, ...] = (
    (True, 1, 1, 24, 3), (True, 4, 2, 48, 5), (True, 4, 2, 80, 5), (False, 4, 2, 160, 7), (False, 6, 1, 176, 14),
    (False, 6, 2, 304, 18), (False, 6, 1, 512, 5),
)  # fmt: skip
LARGE: tuple[Stage, ...] = (
    (True, 1, 1, 32, 4), (True, 4, 2, 64, 7), (True, 4, 2, 96, 7), (False, 4, 2, 192, 10), (False, 6, 1, 224, 19),
    (False, 6, 2, 384, 25), (False, 6, 1, 640, 7),
)  # fmt: skip


def _fused(build: Builder, before: int, out: int, stride: int, expansion: int) -> None:
    """Add a block whose expanding and depthwise convolutions are one (figure 2)."""
    start = build.last
    if expansion == 1:
        narrow = conv_unit(build, out, 3, stride, activation=SiLU(), module="0", eps=TENSORFLOW_EPSILON)
    else:
        wide = before * expansion
        conv_unit(build, wide, 3, stride, activation=SiLU(), module="0", eps=TENSORFLOW_EPSILON)
        narrow = conv_unit(build, out, 1, module="1", eps=TENSORFLOW_EPSILON)
    if stride == 1 and before == out:
        build.add(Add(), narrow, start)


def _v2(build: Builder, num_classes: int, *, stages: tuple[Stage, ...], dropout: float) -> None:
    build.stage = "stem"
    channels = stages[0][3]
    conv_unit(build, channels, 3, 2, activation=SiLU(), module="features.0", eps=TENSORFLOW_EPSILON)
    for place, (fused, expansion, first_stride, out, repeats) in enumerate(stages, start=1):
        build.stage = f"stage {place}"
        for i in range(repeats):
            stride = first_stride if i == 0 else 1
            with build.within(f"features.{place}.{i}.block"):
                if fused:
                    _fused(build, channels, out, stride, expansion)
                else:
                    mbconv(build, channels, out, 3, stride, expansion, TENSORFLOW_EPSILON)
            channels = out
    build.stage = "head"
    module = f"features.{len(stages) + 1}"
    conv_unit(build, HEAD, 1, activation=SiLU(), module=module, eps=TENSORFLOW_EPSILON)
    classifier(build, num_classes, dropout=dropout, module="classifier.1")


EFFICIENTNET_V2 = tuple(
    Entry(
        f"efficientnet_v2_{size}",
        f"EfficientNet v2 {size.upper()}",
        2021,
        "Searched for fast training: the first stages fuse the expanding and the depthwise convolution into one.",
        f"Tan and Le 2021, ICML, {'table 4' if size == 's' else 'section 3.3, and the code of the authors'}",
        "EfficientNet",
        partial(_v2, stages=stages, dropout=dropout),
        input_size=resolution,
    )
    for size, stages, dropout, resolution in (
        ("s", SMALL, 0.2, 384),
        ("m", MEDIUM, 0.3, 480),
        ("l", LARGE, 0.4, 480),
    )
)
