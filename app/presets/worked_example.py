"""The tutorial's worked example: a 7×7×3 input and three 3×3×3 filters."""

from .preset import Preset

INPUT: list[list[list[float]]] = [
    [
        [1, 1, 2, 2, 1, 2, 2],
        [1, 1, 0, 0, 2, 2, 0],
        [1, 2, 0, 2, 0, 1, 2],
        [0, 1, 0, 2, 0, 2, 1],
        [1, 1, 1, 1, 1, 2, 2],
        [2, 2, 1, 1, 2, 1, 0],
        [2, 0, 2, 1, 0, 0, 1],
    ],
    [
        [2, 1, 1, 2, 1, 2, 2],
        [0, 2, 1, 1, 0, 1, 1],
        [0, 2, 0, 0, 0, 2, 2],
        [2, 0, 2, 1, 1, 0, 1],
        [2, 1, 0, 1, 0, 2, 2],
        [0, 1, 2, 2, 2, 1, 0],
        [2, 1, 0, 0, 1, 2, 1],
    ],
    [
        [1, 2, 2, 1, 1, 1, 0],
        [1, 1, 1, 1, 0, 0, 0],
        [1, 2, 1, 1, 1, 2, 1],
        [1, 1, 1, 1, 1, 1, 2],
        [2, 0, 1, 1, 1, 0, 0],
        [1, 2, 0, 1, 2, 2, 0],
        [0, 2, 0, 0, 1, 2, 0],
    ],
]

WEIGHT: list[list[list[list[float]]]] = [
    [
        [[1, -1, 0], [1, 0, -1], [1, 1, -1]],
        [[-1, -1, 1], [-1, 1, 0], [-1, 1, 0]],
        [[1, -1, 0], [-1, 0, -1], [-1, 1, 1]],
    ],
    [
        [[-1, 0, 1], [0, -1, -1], [1, -1, 1]],
        [[1, 0, 0], [1, 0, 0], [-1, 0, 1]],
        [[-1, -1, 1], [0, 1, -1], [1, -1, 0]],
    ],
    [
        [[1, -1, 0], [1, 0, -1], [0, 0, 1]],
        [[1, 0, -1], [0, -1, 1], [1, 0, 1]],
        [[0, 0, 1], [1, 1, 1], [-1, 0, 1]],
    ],
]

BIAS: list[float] = [1, 0, -1]

WORKED_EXAMPLE = Preset(
    name="worked-example",
    title="Worked example 7×7×3",
    group="Worked example",
    note=(
        "The tutorial's example. At output (0, 0, 0) it prints 0 for the sum of channel R and 3 for the result; "
        "the numbers on screen are what its own window and weights really give."
    ),
    input=INPUT,
    weight=WEIGHT,
    bias=BIAS,
    options={"padding": 1},
)
