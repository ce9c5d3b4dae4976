"""EfficientNet-Lite: inverted residuals of a searched architecture, without what small devices are slow at."""

from ...layers.activation import ReLU6
from ...layers.conv import Conv
from ...layers.joining import Add
from ...layers.norm import BatchNorm
from ..graph import Builder
from .blocks import classifier
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
#: TensorFlow's batch norms here add this to the variance.
EPSILON = 1e-3


def _lite0(build: Builder, num_classes: int) -> None:
    build.stage = "stem"
    channels = 32
    _conv_norm(build, channels, 3, 2)
    build.add(ReLU6())
    for place, (expansion, kernel, out, repeats, first_stride) in enumerate(B0, start=1):
        build.stage = f"stage {place}"
        for i in range(repeats):
            _mbconv(build, channels, out, kernel, first_stride if i == 0 else 1, expansion)
            channels = out
    build.stage = "head"
    _conv_norm(build, 1280, 1)
    build.add(ReLU6())
    classifier(build, num_classes, dropout=0.2)


def _mbconv(build: Builder, channels: int, out: int, kernel: int, stride: int, expansion: int) -> None:
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
    return build.add(BatchNorm(eps=EPSILON))


EFFICIENTNET = (
    Entry(
        "efficientnet_lite0",
        "EfficientNet-Lite0",
        2020,
        "The searched EfficientNet-B0 for small devices: ReLU6, and no squeeze-and-excitation.",
        "Tan and Le 2019, ICML, table 1, with the changes of EfficientNet-Lite (TensorFlow 2020)",
        _lite0,
    ),
)
