"""ResNet (He, Zhang, Ren and Sun 2016): table 1 for ImageNet, section 4.2 for CIFAR-10."""

from dataclasses import dataclass
from functools import partial

from ...layers.joining import Add
from ...layers.reshaping import Subsample
from ..graph import Builder
from .blocks import classifier, conv_norm, max_pool, relu
from .entry import Entry


@dataclass(frozen=True)
class Depth:
    """A column of table 1: blocks in the four stages, whether they are bottlenecks, and how wide those are inside.

    Attributes
    ----------
    blocks : tuple of int
        Number of blocks in each stage.
    bottleneck : bool
        Whether a block is 1×1, 3×3, 1×1 rather than two 3×3.
    groups, width : int
        Groups of a bottleneck's 3×3 convolution, and the channels of each in the first stage (Xie et al. 2017).
    """

    blocks: tuple[int, ...]
    bottleneck: bool = True
    groups: int = 1
    width: int = 64


IMAGENET = {
    18: Depth((2, 2, 2, 2), bottleneck=False),
    34: Depth((3, 4, 6, 3), bottleneck=False),
    50: Depth((3, 4, 6, 3)),
    101: Depth((3, 4, 23, 3)),
    152: Depth((3, 8, 36, 3)),
}
CIFAR = (20, 32, 44, 56, 110, 1202)
STRIDE_IN_THE_MIDDLE = (
    "A bottleneck's stride is in its 3×3 convolution, as torchvision has it; in the paper it is in the first 1×1."
)


def trunk(build: Builder, depth: Depth, *, residual: bool = True, dilated: tuple[int, ...] = (1, 1, 1, 1)) -> None:
    """Add everything before the classifier; a stage that is dilated keeps the size of its map (Chen et al. 2017)."""
    build.stage = "stem"
    conv_norm(build, 64, 7, 2, 3, modules=("conv1", "bn1"))
    relu(build)
    max_pool(build, 3, 2, 1)
    before = 1
    for place, (count, dilation) in enumerate(zip(depth.blocks, dilated, strict=True)):
        build.stage = f"stage {place + 1}"
        for i in range(count):
            stride = 2 if place > 0 and i == 0 and dilation == before else 1
            project = i == 0 and (depth.bottleneck or place > 0)
            with build.within(f"layer{place + 1}.{i}"):
                if depth.bottleneck:
                    out = _bottleneck(build, depth, 64 * 2**place, stride, before if i == 0 else dilation)
                else:
                    out = _two_convolutions(build, 64 * 2**place, stride)
                wide = 64 * 2**place * (4 if depth.bottleneck else 1)
                _join(build, *out, wide if project else 0, stride, residual=residual)
        before = dilation


def _bottleneck(build: Builder, depth: Depth, channels: int, stride: int, dilation: int) -> tuple[str, str]:
    """Add a bottleneck, and return where it starts and ends."""
    start = build.last
    inner = channels * depth.width // 64 * depth.groups
    conv_norm(build, inner, 1, modules=("conv1", "bn1"))
    relu(build)
    conv_norm(build, inner, 3, stride, dilation, depth.groups, dilation=dilation, modules=("conv2", "bn2"))
    relu(build)
    return start, conv_norm(build, 4 * channels, 1, modules=("conv3", "bn3"))


def _two_convolutions(build: Builder, channels: int, stride: int) -> tuple[str, str]:
    """Add two 3×3 convolutions, and return where they start and end."""
    start = build.last
    conv_norm(build, channels, 3, stride, 1, modules=("conv1", "bn1"))
    relu(build)
    return start, conv_norm(build, channels, 3, 1, 1, modules=("conv2", "bn2"))


def _join(build: Builder, start: str, out: str, projected: int, stride: int, *, residual: bool = True) -> None:
    """Add what the block was given, through a 1×1 convolution if the number of channels is to change."""
    if residual:
        skip = start
        if projected:
            modules = ("downsample.0", "downsample.1")
            skip = conv_norm(build, projected, 1, stride, source=start, modules=modules)
        build.add(Add(), out, skip)
    relu(build)


def imagenet(build: Builder, num_classes: int, *, depth: Depth, residual: bool = True) -> None:
    """Add a column of table 1."""
    trunk(build, depth, residual=residual)
    classifier(build, num_classes)


def _cifar(build: Builder, num_classes: int, *, blocks: int) -> None:
    build.stage = "stem"
    conv_norm(build, 16, 3, 1, 1, modules=("conv1", "bn1"))
    relu(build)
    for place in range(3):
        build.stage = f"stage {place + 1}"
        channels = 16 * 2**place
        for i in range(blocks):
            with build.within(f"layer{place + 1}.{i}"):
                shrinks = place > 0 and i == 0
                start, out = _two_convolutions(build, channels, 2 if shrinks else 1)
                # option A: every second cell, and zeros for the new channels; no parameters
                skip = build.add(Subsample(channels, (2, 2)), start) if shrinks else start
                _join(build, skip, out, 0, 1)
    classifier(build, num_classes)


RESNET = (
    Entry(
        "plain34",
        "Plain-34",
        2015,
        "ResNet-34 without its skip connections: deeper than VGG, and harder to train.",
        "He, Zhang, Ren and Sun 2016, CVPR, figure 3",
        "ResNet",
        partial(imagenet, depth=IMAGENET[34], residual=False),
    ),
    *(
        Entry(
            f"resnet{layers}",
            f"ResNet-{layers}",
            2015,
            "Residual learning: blocks add to what they are given, so that depth does not hurt.",
            "He, Zhang, Ren and Sun 2016, CVPR, table 1",
            "ResNet",
            partial(imagenet, depth=depth),
            departures=(STRIDE_IN_THE_MIDDLE,) if depth.bottleneck else (),
        )
        for layers, depth in IMAGENET.items()
    ),
    *(
        Entry(
            f"resnet{layers}_cifar",
            f"ResNet-{layers} (CIFAR-10)",
            2015,
            "Residual learning on 32×32 pictures; the skip past a stride has no parameters.",
            "He, Zhang, Ren and Sun 2016, CVPR, section 4.2",
            "ResNet",
            partial(_cifar, blocks=(layers - 2) // 6),
            input_size=32,
            num_classes=10,
        )
        for layers in CIFAR
    ),
)
