"""ResNet (He, Zhang, Ren and Sun 2016): table 1 for ImageNet, section 4.2 for CIFAR-10."""

from functools import partial

from ...layers.joining import Add
from ...layers.reshaping import Subsample
from ..graph import Builder
from .blocks import classifier, conv_norm, max_pool, relu
from .entry import Entry

#: Blocks in the four stages, and whether they are bottlenecks.
IMAGENET = {
    18: ((2, 2, 2, 2), False),
    34: ((3, 4, 6, 3), False),
    50: ((3, 4, 6, 3), True),
    101: ((3, 4, 23, 3), True),
    152: ((3, 8, 36, 3), True),
}
CIFAR = (20, 32, 44, 56, 110, 1202)


def _block(
    build: Builder, channels: int, stride: int, *, bottleneck: bool, project: bool, residual: bool = True
) -> None:
    start = build.last
    wide = 4 * channels if bottleneck else channels
    if bottleneck:
        conv_norm(build, channels, 1)
        relu(build)
        conv_norm(build, channels, 3, stride, 1)
        relu(build)
        out = conv_norm(build, wide, 1)
    else:
        conv_norm(build, channels, 3, stride, 1)
        relu(build)
        out = conv_norm(build, channels, 3, 1, 1)
    if residual:
        skip = conv_norm(build, wide, 1, stride, source=start) if project else start
        build.add(Add(), out, skip)
    relu(build)


def _imagenet(
    build: Builder, num_classes: int, *, blocks: tuple[int, ...], bottleneck: bool, residual: bool = True
) -> None:
    build.stage = "stem"
    conv_norm(build, 64, 7, 2, 3)
    relu(build)
    max_pool(build, 3, 2, 1)
    for place, count in enumerate(blocks):
        build.stage = f"stage {place + 1}"
        for i in range(count):
            stride = 2 if place > 0 and i == 0 else 1
            project = i == 0 and (bottleneck or place > 0)
            _block(build, 64 * 2**place, stride, bottleneck=bottleneck, project=project, residual=residual)
    classifier(build, num_classes)


def _cifar(build: Builder, num_classes: int, *, blocks: int) -> None:
    build.stage = "stem"
    conv_norm(build, 16, 3, 1, 1)
    relu(build)
    for place in range(3):
        build.stage = f"stage {place + 1}"
        for i in range(blocks):
            if place == 0 or i > 0:
                _block(build, 16 * 2**place, 1, bottleneck=False, project=False)
            else:
                _padded_block(build, 16 * 2**place)
    classifier(build, num_classes)


def _padded_block(build: Builder, channels: int) -> None:
    """Add a block of option A: its skip takes every second cell and fills new channels with zeros; no parameters."""
    start = build.last
    conv_norm(build, channels, 3, 2, 1)
    relu(build)
    out = conv_norm(build, channels, 3, 1, 1)
    skip = build.add(Subsample(channels, (2, 2)), start)
    build.add(Add(), out, skip)
    relu(build)


RESNET = (
    Entry(
        "plain34",
        "Plain-34",
        2015,
        "ResNet-34 without its skip connections: deeper than VGG, and harder to train.",
        "He, Zhang, Ren and Sun 2016, CVPR, figure 3",
        partial(_imagenet, blocks=IMAGENET[34][0], bottleneck=False, residual=False),
    ),
    *(
        Entry(
            f"resnet{depth}",
            f"ResNet-{depth}",
            2015,
            "Residual learning: blocks add to what they are given, so that depth does not hurt.",
            "He, Zhang, Ren and Sun 2016, CVPR, table 1",
            partial(_imagenet, blocks=blocks, bottleneck=bottleneck),
            departures=(
                "A bottleneck's stride is in its 3×3 convolution, as torchvision has it; in the paper it is in the "
                "first 1×1.",
            )
            if bottleneck
            else (),
        )
        for depth, (blocks, bottleneck) in IMAGENET.items()
    ),
    *(
        Entry(
            f"resnet{depth}_cifar",
            f"ResNet-{depth} (CIFAR-10)",
            2015,
            "Residual learning on 32×32 pictures; the skip past a stride has no parameters.",
            "He, Zhang, Ren and Sun 2016, CVPR, section 4.2",
            partial(_cifar, blocks=(depth - 2) // 6),
            input_size=32,
            num_classes=10,
        )
        for depth in CIFAR
    ),
)
