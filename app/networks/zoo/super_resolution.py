"""Super-resolution: pixels taken from channels (Shi et al. 2016), or stamped (Dong, Loy and Tang 2016)."""

from ...layers.activation import PReLU, Tanh
from ...layers.conv_transpose import ConvTranspose
from ...layers.upsampling import PixelShuffle
from ..graph import Builder
from .blocks import around, conv
from .entry import Entry

#: As in the tables of both papers: three times as many pixels on each side.
FACTOR = 3


def _espcn(build: Builder, _: int) -> None:
    build.stage = "features"
    conv(build, 64, 5, padding=2)
    build.add(Tanh())
    conv(build, 32, 3, padding=1)
    build.add(Tanh())
    build.stage = "upscaling"
    conv(build, FACTOR**2, 3, padding=1)
    build.add(PixelShuffle(FACTOR))


def _fsrcnn(build: Builder, _: int) -> None:
    def filters(stage: str, channels: int, kernel: int) -> None:
        build.stage = stage
        conv(build, channels, kernel, padding=kernel // 2)
        build.add(PReLU(channels))

    filters("features", 56, 5)
    filters("shrinking", 12, 1)
    for _ in range(4):
        filters("mapping", 12, 3)
    filters("expanding", 56, 1)
    build.stage = "upscaling"
    layer = ConvTranspose(1, (9, 9), (FACTOR, FACTOR), around(4), output_padding=(FACTOR - 1, FACTOR - 1))
    build.add(layer)


SUPER_RESOLUTION = (
    Entry(
        "fsrcnn",
        "FSRCNN (×3)",
        2016,
        "All convolutions on the small picture; a transposed one makes it large at the very end.",
        "Dong, Loy and Tang 2016, ECCV, section 3.2: d = 56, s = 12, m = 4",
        "Super-resolution",
        _fsrcnn,
        task="super-resolution",
        channels=1,
        input_size=32,
        num_classes=None,
    ),
    Entry(
        "espcn",
        "ESPCN (×3)",
        2016,
        "Sub-pixel convolution: nine channels of the small picture are dealt out to 3×3 pixels of the large one.",
        "Shi et al. 2016, CVPR, section 3.1",
        "Super-resolution",
        _espcn,
        task="super-resolution",
        channels=1,
        input_size=32,
        num_classes=None,
    ),
)
