"""Segmentation with a ResNet: FCN (Long, Shelhamer and Darrell 2015) and DeepLab v3 (Chen et al. 2017)."""

from ...layers.dropout import Dropout
from ...layers.joining import Concat
from ...layers.pool import AdaptiveAvgPool
from ...layers.resize import Resize
from ...layers.upsampling import Upsample
from ..graph import Builder
from .blocks import conv, conv_norm, relu
from .entry import Entry
from .resnet import IMAGENET, STRIDE_IN_THE_MIDDLE, trunk

#: Dilations of the pyramid at output stride 8 (Chen et al. 2017, section 4.1: twice 6, 12, 18).
RATES = (12, 24, 36)
PYRAMID = 256
#: Pixels of the picture for each cell of the last map.
STRIDE = 8


def _backbone(build: Builder) -> None:
    """Add ResNet-50 whose last two stages are dilated, so that the map is an eighth of the picture."""
    with build.within("backbone"):
        trunk(build, IMAGENET[50], dilated=(1, 1, 2, 4))


def _enlarged(build: Builder) -> None:
    """Bring the map to the size of the picture, which is a whole factor if the picture's is a multiple of it."""
    size = build.input_shape[1:]
    whole = all(side % STRIDE == 0 for side in size)
    build.add(Upsample((STRIDE, STRIDE), "bilinear") if whole else Resize(size, "bilinear"))


def _fcn(build: Builder, num_classes: int) -> None:
    _backbone(build)
    build.stage = "head"
    conv_norm(build, 512, 3, 1, 1, modules=("classifier.0", "classifier.1"))
    relu(build)
    build.add(Dropout(0.1))
    conv(build, num_classes, 1, module="classifier.4")
    _enlarged(build)


def _pyramid(build: Builder, size: tuple[int, ...]) -> None:
    """Look at several distances at once: 1×1, dilated 3×3, and the mean of the whole map."""
    start = build.last
    with build.within("classifier.0"):
        conv_norm(build, PYRAMID, 1, source=start, modules=("convs.0.0", "convs.0.1"))
        paths = [relu(build)]
        for place, rate in enumerate(RATES, start=1):
            modules = (f"convs.{place}.0", f"convs.{place}.1")
            conv_norm(build, PYRAMID, 3, 1, rate, dilation=rate, source=start, modules=modules)
            paths.append(relu(build))
        build.add(AdaptiveAvgPool((1, 1)), start)
        conv_norm(build, PYRAMID, 1, modules=("convs.4.1", "convs.4.2"))
        relu(build)
        paths.append(build.add(Upsample(size, "bilinear")))
        build.add(Concat(), *paths)
        conv_norm(build, PYRAMID, 1, modules=("project.0", "project.1"))
    relu(build)
    build.add(Dropout())


def _deeplab(build: Builder, num_classes: int) -> None:
    _backbone(build)
    build.stage = "pyramid"
    # stem, pooling and the second stage halve the map, each rounding up
    _pyramid(build, tuple(-(-size // STRIDE) for size in build.input_shape[1:]))
    build.stage = "head"
    conv_norm(build, PYRAMID, 3, 1, 1, modules=("classifier.1", "classifier.2"))
    relu(build)
    conv(build, num_classes, 1, module="classifier.4")
    _enlarged(build)


AUXILIARY = (
    "Without the auxiliary classifier, which only training uses: its 2,365,205 parameters are among the {} that "
    "torchvision publishes."
)
SEGMENTATION = (
    Entry(
        "fcn_resnet50",
        "FCN (ResNet-50)",
        2014,
        "A classifier made of convolutions alone gives a class for every place, enlarged to one for every pixel.",
        "Long, Shelhamer and Darrell 2015, CVPR",
        "FCN and DeepLab",
        _fcn,
        task="segmentation",
        input_size=520,
        num_classes=21,
        departures=(
            "As torchvision builds it: on a dilated ResNet-50 with bilinear enlargement; the paper has VGG-16 and "
            "learned transposed convolutions.",
            AUXILIARY.format("35,322,218"),
            STRIDE_IN_THE_MIDDLE,
        ),
    ),
    Entry(
        "deeplabv3_resnet50",
        "DeepLab v3 (ResNet-50)",
        2017,
        "A pyramid of dilated convolutions sees several distances at once, at full resolution.",
        "Chen, Papandreou, Schroff and Adam 2017, section 3.3",
        "FCN and DeepLab",
        _deeplab,
        task="segmentation",
        input_size=520,
        num_classes=21,
        departures=(AUXILIARY.format("42,004,074"), STRIDE_IN_THE_MIDDLE),
    ),
)
