"""ConvNeXt (Liu et al. 2022): what a convolutional network learns from transformers."""

from functools import partial

from ...layers.activation import GELU
from ...layers.conv import Conv
from ...layers.group_norm import LayerNorm
from ...layers.joining import Add
from ...layers.layer_scale import LayerScale
from ...layers.linear import Linear
from ...layers.pool import AdaptiveAvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import around, conv
from .entry import Entry

#: Channels and blocks of the four stages (section 3).
SIZES = {
    "tiny": ((96, 192, 384, 768), (3, 3, 9, 3)),
    "small": ((96, 192, 384, 768), (3, 3, 27, 3)),
    "base": ((128, 256, 512, 1024), (3, 3, 27, 3)),
    "large": ((192, 384, 768, 1536), (3, 3, 27, 3)),
}
NORM = LayerNorm(eps=1e-6)
#: Table 5: the factors of the residuals before training.
SCALE = LayerScale(init=1e-6)


def _block(build: Builder, channels: int) -> None:
    """Add a block as in figure 4: its linear layers, for each cell, are 1×1 convolutions."""
    start = build.last
    depthwise = Conv(channels, (7, 7), padding=around(3), groups=channels)
    build.add(depthwise, module="block.0")
    build.add(NORM, module="block.2")
    conv(build, 4 * channels, 1, module="block.3")
    build.add(GELU())
    conv(build, channels, 1, module="block.5")
    build.add(Add(), build.add(SCALE, module="layer_scale"), start)


def _convnext(build: Builder, num_classes: int, *, channels: tuple[int, ...], blocks: tuple[int, ...]) -> None:
    build.stage = "stem"
    conv(build, channels[0], 4, 4, module="features.0.0")
    build.add(NORM, module="features.0.1")
    for place, (width, count) in enumerate(zip(channels, blocks, strict=True)):
        build.stage = f"stage {place + 1}"
        if place > 0:
            build.add(NORM, module=f"features.{2 * place}.0")
            conv(build, width, 2, 2, module=f"features.{2 * place}.1")
        for i in range(count):
            with build.within(f"features.{2 * place + 1}.{i}"):
                _block(build, width)
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((1, 1)))
    build.add(NORM, module="classifier.0")
    build.add(Flatten())
    build.add(Linear(num_classes), module="classifier.2")


CONVNEXT = tuple(
    Entry(
        f"convnext_{size}",
        f"ConvNeXt {size}",
        2022,
        "A ResNet modernised step by step until it matches a transformer: 7×7 depthwise, layer norm, GELU.",
        "Liu, Mao, Wu, Feichtenhofer, Darrell and Xie 2022, CVPR, section 3 and table 9",
        "ConvNeXt",
        partial(_convnext, channels=channels, blocks=blocks),
    )
    for size, (channels, blocks) in SIZES.items()
)
