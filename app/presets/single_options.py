"""One option of a convolution at a time, on numbers small enough to follow."""

from .preset import Group, Preset
from .worked_example import BIAS, INPUT, WEIGHT

_GROUP: Group = "One option at a time"

SINGLE_OPTIONS = (
    Preset(
        name="stride-2",
        title="Stride 2",
        group=_GROUP,
        note="The window moves two cells at a time, so each side of the output is about half as long.",
        input=INPUT,
        weight=WEIGHT,
        bias=BIAS,
        options={"stride": 2, "padding": 1},
    ),
    Preset(
        name="dilation-2",
        title="Dilation 2",
        group=_GROUP,
        note="Holes between the weights: nine products reach over 5×5 cells.",
        input=INPUT,
        weight=WEIGHT,
        bias=BIAS,
        options={"dilation": 2, "padding": 2},
    ),
    Preset(
        name="reflect",
        title="Padding: reflect",
        group=_GROUP,
        note="The border mirrors the input: point at a padded cell to see which cell it copies.",
        input=INPUT,
        weight=WEIGHT,
        bias=BIAS,
        options={"padding": 2, "padding_mode": "reflect"},
    ),
    Preset(
        name="circular",
        title="Padding: circular",
        group=_GROUP,
        note="The input goes on at its other side: point at a padded cell to see which cell it copies.",
        input=INPUT,
        weight=WEIGHT,
        bias=BIAS,
        options={"padding": 2, "padding_mode": "circular"},
    ),
    Preset(
        name="pointwise",
        title="1×1 convolution",
        group=_GROUP,
        note="No neighbours at all: every output mixes the three channels of one cell.",
        input=INPUT,
        weight=[[[[1]], [[1]], [[1]]], [[[2]], [[-1]], [[-1]]]],
        bias=[0, 0],
    ),
    Preset(
        name="depthwise",
        title="Depthwise",
        group=_GROUP,
        note="As many groups as channels: each filter sees one channel only, and nothing is summed across.",
        input=INPUT,
        weight=[[WEIGHT[0][0]], [WEIGHT[1][1]], [WEIGHT[2][2]]],
        bias=[0, 0, 0],
        options={"groups": 3, "padding": 1},
    ),
    Preset(
        name="grouped",
        title="Grouped",
        group=_GROUP,
        note="Two groups: filters 1 and 2 see the first two channels, filters 3 and 4 the last two.",
        input=[*INPUT, [row[::-1] for row in INPUT[0]]],
        weight=[WEIGHT[0][:2], WEIGHT[1][:2], WEIGHT[2][:2], WEIGHT[0][1:]],
        bias=[0, 0, 0, 0],
        options={"groups": 2, "padding": 1},
    ),
)
