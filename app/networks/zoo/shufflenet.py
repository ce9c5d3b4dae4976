"""ShuffleNet v2 (Ma, Zhang, Zheng and Sun 2018, table 5 and figure 3)."""

from functools import partial

from ...layers.channel_shuffle import ChannelShuffle
from ...layers.joining import Concat
from ...layers.narrowing import Slice
from ..graph import Builder
from .blocks import classifier, conv_norm, max_pool, relu
from .entry import Entry

#: Units in stages 2 to 4.
REPEATS = (4, 8, 4)
#: Channels of stages 2 to 4 and of the last convolution, by the width.
WIDTHS = {
    "0_5": (48, 96, 192, 1024),
    "1_0": (116, 232, 464, 1024),
    "1_5": (176, 352, 704, 1024),
    "2_0": (244, 488, 976, 2048),
}
STEM = 24


def _convolutions(build: Builder, source: str, channels: int, stride: int) -> str:
    """Add 1×1, depthwise 3×3 and 1×1 convolutions."""
    with build.within("branch2"):
        conv_norm(build, channels, 1, source=source, modules=("0", "1"))
        relu(build)
        conv_norm(build, channels, 3, stride, 1, channels, modules=("3", "4"))
        conv_norm(build, channels, 1, modules=("5", "6"))
    return relu(build)


def _unit(build: Builder, channels: int) -> None:
    """Add a unit as in figure 3 (c): half the channels pass, the others are convolved, and all are shuffled."""
    start, half = build.last, channels // 2
    kept = build.add(Slice(stop=half), start)
    others = build.add(Slice(start=half), start)
    build.add(Concat(), kept, _convolutions(build, others, half, 1))
    build.add(ChannelShuffle(2))


def _shrinking_unit(build: Builder, before: int, channels: int) -> None:
    """Add a unit as in figure 3 (d): two paths halve the map, and each gives half the channels."""
    start, half = build.last, channels // 2
    with build.within("branch1"):
        conv_norm(build, before, 3, 2, 1, before, source=start, modules=("0", "1"))
        conv_norm(build, half, 1, modules=("2", "3"))
    short = relu(build)
    build.add(Concat(), short, _convolutions(build, start, half, 2))
    build.add(ChannelShuffle(2))


def _shufflenet(build: Builder, num_classes: int, *, widths: tuple[int, ...]) -> None:
    build.stage = "stem"
    conv_norm(build, STEM, 3, 2, 1, modules=("conv1.0", "conv1.1"))
    relu(build)
    max_pool(build, 3, 2, 1)
    *stages, last = widths
    before = STEM
    for stage, (channels, repeats) in enumerate(zip(stages, REPEATS, strict=True), start=2):
        build.stage = f"stage {stage}"
        for i in range(repeats):
            with build.within(f"stage{stage}.{i}"):
                if i == 0:
                    _shrinking_unit(build, before, channels)
                else:
                    _unit(build, channels)
        before = channels
    build.stage = "head"
    conv_norm(build, last, 1, modules=("conv5.0", "conv5.1"))
    relu(build)
    classifier(build, num_classes)


SHUFFLENET = tuple(
    Entry(
        f"shufflenet_v2_x{width}",
        f"ShuffleNet v2 ×{width.replace('_', '.')}",
        2018,
        "Half the channels pass every unit untouched, and a shuffle mixes the halves: made for real speed.",
        "Ma, Zhang, Zheng and Sun 2018, ECCV, table 5",
        "ShuffleNet",
        partial(_shufflenet, widths=channels),
    )
    for width, channels in WIDTHS.items()
)
