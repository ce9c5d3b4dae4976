"""One small convolution seen otherwise: as a matrix product, and backwards."""

from dataclasses import replace

from .preset import Preset

_SMALL = Preset(
    name="matrix-product",
    title="As a matrix product",
    group="Seen otherwise",
    note="Libraries copy every window into a column and multiply once: the lit row times the lit column is the output.",
    input=[
        [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 2]],
        [[0, 1, 1, 0], [2, 1, 0, 1], [1, 3, 1, 0], [0, 2, 1, 1]],
    ],
    weight=[[[[1, 0], [-1, 2]], [[0, 1], [1, -1]]], [[[2, -1], [0, 1]], [[1, 1], [-2, 0]]]],
    bias=[0, 1],
    view="matrix",
)

OTHER_VIEWS = (
    _SMALL,
    replace(
        _SMALL,
        name="backward-input",
        title="Backward, to the input",
        note="Each number of grad_output stamps the kernel onto grad_input: the flipped kernel, slid in full.",
        view="grad_input",
    ),
    replace(
        _SMALL,
        name="backward-weights",
        title="Backward, to the weights",
        note="Each weight gathers what it was multiplied with: the input, with grad_output as the sliding kernel.",
        view="grad_weight",
    ),
)
