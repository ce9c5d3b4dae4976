"""The other operations that go over an input cell by cell."""

from .preset import Group, Preset
from .worked_example import INPUT

_GROUP: Group = "Other operations"
_SMALL: list[list[list[float]]] = [[[1, 2, 0, 1], [0, 3, 1, 2], [2, 1, 1, 0], [1, 0, 2, 3]]]
_ONES: list[list[list[float]]] = [[[1] * 5] * 5]
_SIGNED: list[list[list[float]]] = [
    [[-3, -2.5, -2, -1.5, -1], [-0.75, -0.5, -0.25, -0.1, 0], [0.1, 0.25, 0.5, 0.75, 1], [1.5, 2, 2.5, 3, 4]]
]
_TWO_BY_TWO: list[list[list[list[float]]]] = [[[[1, 1], [1, 1]]]] * 3

OTHER_OPERATIONS = (
    Preset(
        name="transposed",
        title="Transposed convolution",
        group=_GROUP,
        note="Every input cell stamps its weighted kernel onto the output; where stamps overlap, they add up.",
        input=_SMALL,
        weight=[[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]],
        options={"stride": 2, "padding": 1},
        operation="conv_transpose",
        output_padding=(1, 1),
    ),
    Preset(
        name="checkerboard",
        title="Checkerboard: kernel 3, stride 2",
        group=_GROUP,
        note="Ones in, ones as weights: what comes out is how many stamps overlap, and that is uneven.",
        input=_ONES,
        weight=[[[[1] * 3] * 3]],
        options={"stride": 2},
        operation="conv_transpose",
    ),
    Preset(
        name="no-checkerboard",
        title="Even overlaps: kernel 4, stride 2",
        group=_GROUP,
        note="A kernel that the stride divides overlaps evenly, but for the border.",
        input=_ONES,
        weight=[[[[1] * 4] * 4]],
        options={"stride": 2},
        operation="conv_transpose",
    ),
    Preset(
        name="max-pooling",
        title="Max pooling 2×2",
        group=_GROUP,
        note="Of each window only the largest number stays; it is marked, and its place remembered.",
        input=INPUT,
        weight=_TWO_BY_TWO,
        options={"stride": 2},
        operation="max_pool",
        ceil_mode=True,
    ),
    Preset(
        name="average-pooling",
        title="Average pooling 2×2",
        group=_GROUP,
        note="The mean of each window. At the border, padding counts in the divisor unless it is left out.",
        input=INPUT,
        weight=_TWO_BY_TWO,
        options={"stride": 2, "padding": 1},
        operation="avg_pool",
    ),
    Preset(
        name="relu",
        title="ReLU",
        group=_GROUP,
        note="Every number by itself: what is below zero becomes zero.",
        input=_SIGNED,
        weight=[[[[1]]]],
        options={"activation": "relu"},
        operation="activation",
    ),
    Preset(
        name="gelu",
        title="GELU",
        group=_GROUP,
        note="Smooth where ReLU has its corner, and a little below zero on the left.",
        input=_SIGNED,
        weight=[[[[1]]]],
        options={"activation": "gelu"},
        operation="activation",
    ),
)
