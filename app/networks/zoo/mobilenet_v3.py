"""MobileNet v3 (Howard et al. 2019, tables 1 and 2)."""

from functools import partial

from ...layers.activation import ReLU
from ...layers.dropout import Dropout
from ...layers.joining import Add
from ...layers.linear import Linear
from ...layers.mapped import Hardsigmoid, Hardswish
from ...layers.pool import AdaptiveAvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import TENSORFLOW_EPSILON, conv_unit, divisible, squeeze_excitation
from .entry import Entry

#: Kernel, expanded channels, channels, squeeze-and-excitation, hard swish rather than ReLU, stride.
Block = tuple[int, int, int, bool, bool, int]
LARGE: tuple[Block, ...] = (
    (3, 16, 16, False, False, 1),
    (3, 64, 24, False, False, 2),
    (3, 72, 24, False, False, 1),
    (5, 72, 40, True, False, 2),
    (5, 120, 40, True, False, 1),
    (5, 120, 40, True, False, 1),
    (3, 240, 80, False, True, 2),
    (3, 200, 80, False, True, 1),
    (3, 184, 80, False, True, 1),
    (3, 184, 80, False, True, 1),
    (3, 480, 112, True, True, 1),
    (3, 672, 112, True, True, 1),
    (5, 672, 160, True, True, 2),
    (5, 960, 160, True, True, 1),
    (5, 960, 160, True, True, 1),
)
SMALL: tuple[Block, ...] = (
    (3, 16, 16, True, False, 2),
    (3, 72, 24, False, False, 2),
    (3, 88, 24, False, False, 1),
    (5, 96, 40, True, True, 2),
    (5, 240, 40, True, True, 1),
    (5, 240, 40, True, True, 1),
    (5, 120, 48, True, True, 1),
    (5, 144, 48, True, True, 1),
    (5, 288, 96, True, True, 2),
    (5, 576, 96, True, True, 1),
    (5, 576, 96, True, True, 1),
)
STEM = 16


def _block(build: Builder, before: int, block: Block) -> None:
    kernel, wide, out, squeezed, hard_swish, stride = block
    start = build.last
    activation = Hardswish() if hard_swish else ReLU()
    part = 0
    if wide != before:
        conv_unit(build, wide, 1, activation=activation, module=f"{part}", eps=TENSORFLOW_EPSILON)
        part += 1
    conv_unit(build, wide, kernel, stride, wide, activation=activation, module=f"{part}", eps=TENSORFLOW_EPSILON)
    part += 1
    if squeezed:
        squeeze_excitation(build, wide, divisible(wide // 4), ReLU(), Hardsigmoid(), module=f"{part}")
        part += 1
    narrow = conv_unit(build, out, 1, module=f"{part}", eps=TENSORFLOW_EPSILON)
    if stride == 1 and before == out:
        build.add(Add(), narrow, start)


def _v3(build: Builder, num_classes: int, *, blocks: tuple[Block, ...], last: int) -> None:
    build.stage = "stem"
    channels = STEM
    conv_unit(build, channels, 3, 2, activation=Hardswish(), module="features.0", eps=TENSORFLOW_EPSILON)
    stage = 0
    for place, block in enumerate(blocks, start=1):
        stage += block[-1] == 2 or place == 1
        build.stage = f"stage {stage}"
        with build.within(f"features.{place}.block"):
            _block(build, channels, block)
        channels = block[2]
    build.stage = "head"
    module = f"features.{len(blocks) + 1}"
    conv_unit(build, 6 * channels, 1, activation=Hardswish(), module=module, eps=TENSORFLOW_EPSILON)
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((1, 1)))
    build.add(Flatten())
    build.add(Linear(last), module="classifier.0")
    build.add(Hardswish())
    build.add(Dropout(0.2))
    build.add(Linear(num_classes), module="classifier.3")


MOBILENET_V3 = tuple(
    Entry(
        f"mobilenet_v3_{size}",
        f"MobileNet v3 {size}",
        2019,
        "A searched architecture, with squeeze-and-excitation, hard swish, and a last stage behind the pooling.",
        f"Howard et al. 2019, ICCV, table {table}",
        "MobileNet",
        partial(_v3, blocks=blocks, last=last),
        departures=departures,
    )
    for size, table, blocks, last, departures in (
        ("large", 1, LARGE, 1280, ()),
        ("small", 2, SMALL, 1024, ("The paper's table 2 has squeeze-and-excitation in the last convolution too.",)),
    )
)
