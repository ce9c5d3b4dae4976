"""Tiny YOLO v2 (Redmon and Farhadi 2017): boxes and classes from one look at the picture."""

from ...layers.activation import LeakyReLU
from ...layers.pool import MaxPool
from ..graph import Builder
from .blocks import conv, conv_norm, max_pool
from .entry import Entry

#: Filters before each pooling.
POOLED = (16, 32, 64, 128, 256, 512)
#: Boxes of each cell, and numbers of each box: centre, size, and whether something is there.
BOXES, OF_A_BOX = 5, 5


def _filters(build: Builder, channels: int) -> None:
    conv_norm(build, channels, 3, padding=1)
    build.add(LeakyReLU(0.1))


def _tiny_yolo(build: Builder, num_classes: int) -> None:
    for place, channels in enumerate(POOLED, start=1):
        build.stage = f"stage {place}"
        _filters(build, channels)
        if place < len(POOLED):
            max_pool(build, 2, 2)
        else:  # keeps the size: padded at the end alone
            build.add(MaxPool((2, 2), (1, 1), ((0, 1), (0, 1))))
    build.stage = "head"
    for _ in range(2):
        _filters(build, 1024)
    conv(build, BOXES * (OF_A_BOX + num_classes), 1)


YOLO = (
    Entry(
        "tiny_yolo_v2",
        "Tiny YOLO v2",
        2016,
        "Detection in one pass: every cell of the last map gives five boxes, each with a score for every class.",
        "Redmon and Farhadi 2017, CVPR (YOLO9000), with the layers of the authors' tiny-yolo-voc.cfg",
        "YOLO",
        _tiny_yolo,
        task="detection",
        input_size=416,
        num_classes=20,
        departures=("Its output is that of the last convolution: boxes and scores follow from it without weights.",),
    ),
)
