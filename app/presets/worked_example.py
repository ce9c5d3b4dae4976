"""The worked example of a widespread tutorial: a 7×7×3 input and three 3×3×3 filters."""

from typing import Any

import numpy as np

from ..mechanics.conv.options import ConvOptions
from ..mechanics.conv.unit import unit_arithmetic
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

OPTIONS: dict[str, Any] = {"padding": 1}

#: What the tutorial prints for the first output number: the sum of channel R, and the result.
PRINTED = (0, 3)


def _note() -> str:
    unit = unit_arithmetic(np.array(INPUT), np.array(WEIGHT), np.array(BIAS), ConvOptions.of(**OPTIONS), (0, 0, 0))
    right = [f"{number:g}".replace("-", "−") for number in (unit.channel_sums[0], unit.output)]
    return (
        f"This is the example of a widespread tutorial, which prints {PRINTED[0]} for the first sum of channel R and "
        f"{PRINTED[1]} for the first output number. "
        f"Its own window and weights give {right[0]} and {right[1]}, as you see here."
    )


WORKED_EXAMPLE = Preset(
    name="worked-example",
    title="Worked example 7×7×3",
    group="Worked example",
    note=_note(),
    input=INPUT,
    weight=WEIGHT,
    bias=BIAS,
    options=OPTIONS,
)
