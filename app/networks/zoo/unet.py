"""U-Net (Ronneberger, Fischer and Brox 2015, figure 1): down, up, and across."""

from ...layers.conv_transpose import ConvTranspose
from ...layers.joining import CenterCrop, Concat
from ..graph import Builder
from .blocks import conv, max_pool, relu
from .entry import Entry

CHANNELS = (64, 128, 256, 512, 1024)


def _twice(build: Builder, channels: int) -> str:
    for _ in range(2):
        conv(build, channels, 3)
        last = relu(build)
    return last


def _unet(build: Builder, num_classes: int) -> None:
    across = []
    for level, channels in enumerate(CHANNELS, start=1):
        build.stage = f"down {level}"
        if level > 1:
            max_pool(build, 2, 2)
        across.append(_twice(build, channels))
    for level in range(len(CHANNELS) - 1, 0, -1):
        channels = CHANNELS[level - 1]
        build.stage = f"up {level}"
        up = build.add(ConvTranspose(channels, (2, 2), (2, 2)))
        cropped = build.add(CenterCrop(), across[level - 1], up)
        build.add(Concat(), cropped, up)
        _twice(build, channels)
    build.stage = "head"
    conv(build, num_classes, 1)


UNET = (
    Entry(
        "unet",
        "U-Net",
        2015,
        "A class for every pixel: the way up sees again, across, what the way down saw at the same scale.",
        "Ronneberger, Fischer and Brox 2015, MICCAI, figure 1",
        "U-Net",
        _unet,
        task="segmentation",
        channels=1,
        input_size=572,
        num_classes=2,
    ),
)
