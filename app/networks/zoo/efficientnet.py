"""EfficientNet (Tan and Le 2019, table 1), scaled up, and in a version for small devices."""

from functools import partial
from math import ceil

from ...layers.activation import ReLU6, Sigmoid, SiLU
from ...layers.conv import Conv
from ...layers.joining import Add
from ...layers.norm import BatchNorm
from ...mechanics.norm import DEFAULT_EPSILON
from ..graph import Builder
from .blocks import TENSORFLOW_EPSILON, classifier, conv_unit, divisible, squeeze_excitation
from .entry import Entry

#: Tan and Le 2019, table 1, stages 2 to 8: expansion, kernel, channels, repeats, stride of the first block (from the
#: resolutions).
B0 = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
STEM = 32
#: Width, depth, dropout and resolution of B0 to B7, as in the authors' code, and the crop of torchvision's weights.
SCALES = (
    (1.0, 1.0, 0.2, 224),
    (1.0, 1.1, 0.2, 240),
    (1.1, 1.2, 0.3, 288),
    (1.2, 1.4, 0.3, 300),
    (1.4, 1.8, 0.4, 380),
    (1.6, 2.2, 0.4, 456),
    (1.8, 2.6, 0.5, 528),
    (2.0, 3.1, 0.5, 600),
)
#: From here on, torchvision's weights are those of TensorFlow.
FROM_TENSORFLOW = 5


def mbconv(build: Builder, before: int, out: int, kernel: int, stride: int, expansion: int, eps: float) -> None:
    """Add an inverted residual with squeeze-and-excitation, to a quarter of the channels that the block is given."""
    start, wide = build.last, divisible(before * expansion)
    part = 0
    if wide != before:
        conv_unit(build, wide, 1, activation=SiLU(), module="0", eps=eps)
        part = 1
    conv_unit(build, wide, kernel, stride, wide, activation=SiLU(), module=f"{part}", eps=eps)
    squeeze_excitation(build, wide, before // 4, SiLU(), Sigmoid(), module=f"{part + 1}")
    narrow = conv_unit(build, out, 1, module=f"{part + 2}", eps=eps)
    if stride == 1 and before == out:
        build.add(Add(), narrow, start)


def _scaled(build: Builder, num_classes: int, *, width: float, depth: float, dropout: float, eps: float) -> None:
    build.stage = "stem"
    channels = divisible(STEM * width)
    conv_unit(build, channels, 3, 2, activation=SiLU(), module="features.0", eps=eps)
    for place, (expansion, kernel, full, repeats, first_stride) in enumerate(B0, start=1):
        build.stage = f"stage {place}"
        out = divisible(full * width)
        for i in range(ceil(repeats * depth)):
            with build.within(f"features.{place}.{i}.block"):
                mbconv(build, channels, out, kernel, first_stride if i == 0 else 1, expansion, eps)
            channels = out
    build.stage = "head"
    conv_unit(build, 4 * channels, 1, activation=SiLU(), module="features.8", eps=eps)
    classifier(build, num_classes, dropout=dropout, module="classifier.1")


def _lite0(build: Builder, num_classes: int) -> None:
    build.stage = "stem"
    channels = STEM
    _conv_norm(build, channels, 3, 2)
    build.add(ReLU6())
    for place, (expansion, kernel, out, repeats, first_stride) in enumerate(B0, start=1):
        build.stage = f"stage {place}"
        for i in range(repeats):
            _lite_block(build, channels, out, kernel, first_stride if i == 0 else 1, expansion)
            channels = out
    build.stage = "head"
    _conv_norm(build, 1280, 1)
    build.add(ReLU6())
    classifier(build, num_classes, dropout=0.2, module="")


def _lite_block(build: Builder, channels: int, out: int, kernel: int, stride: int, expansion: int) -> None:
    start = build.last
    wide = channels * expansion
    if expansion > 1:
        _conv_norm(build, wide, 1)
        build.add(ReLU6())
    _conv_norm(build, wide, kernel, stride, groups=wide)
    build.add(ReLU6())
    narrow = _conv_norm(build, out, 1)
    if stride == 1 and channels == out:
        build.add(Add(), narrow, start)


def _conv_norm(build: Builder, channels: int, kernel: int, stride: int = 1, groups: int = 1) -> str:
    """Add a convolution without bias, padded as TensorFlow pads, followed by a batch norm."""
    build.add(Conv(channels, (kernel, kernel), (stride, stride), "same", groups=groups, bias=False))
    return build.add(BatchNorm(eps=TENSORFLOW_EPSILON))


EFFICIENTNET = (
    *(
        Entry(
            f"efficientnet_b{place}",
            f"EfficientNet-B{place}",
            2019,
            "A searched network of inverted residuals."
            if place == 0
            else "EfficientNet-B0 with depth, width and resolution scaled up together.",
            "Tan and Le 2019, ICML, table 1 and section 5" if place else "Tan and Le 2019, ICML, table 1",
            "EfficientNet",
            partial(
                _scaled, width=width, depth=depth, dropout=dropout,
                eps=DEFAULT_EPSILON if place < FROM_TENSORFLOW else TENSORFLOW_EPSILON,
            ),
            input_size=size,
            departures=("Padded evenly, as torchvision pads; TensorFlow, and so the paper, pads more at the end.",)
            + (("288×288 is the crop of torchvision's weights; the authors' B2 takes 260×260.",) if place == 2 else ()),
        )
        for place, (width, depth, dropout, size) in enumerate(SCALES)
    ),
    Entry(
        "efficientnet_lite0",
        "EfficientNet-Lite0",
        2020,
        "The searched EfficientNet-B0 for small devices: ReLU6, and no squeeze-and-excitation.",
        "Tan and Le 2019, ICML, table 1, with the changes of EfficientNet-Lite (TensorFlow 2020)",
        "EfficientNet",
        _lite0,
    ),
)  # fmt: skip
