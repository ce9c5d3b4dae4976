"""Receptive fields against published ones, and against what a change of one input cell reaches."""

import numpy as np
import pytest

from app.mechanics.conv.forward import conv
from app.mechanics.conv.options import ConvOptions
from app.mechanics.errors import OptionError
from app.networks.receptive_field.stack import WindowLayer, stack


def square(kernel, stride=1, padding=0, dilation=1):
    return WindowLayer((kernel,) * 2, (stride,) * 2, ((padding,) * 2,) * 2, (dilation,) * 2)


VGG_16 = [
    layer for convolutions in (2, 2, 3, 3, 3) for layer in [*[square(3, padding=1)] * convolutions, square(2, stride=2)]
]
#: AlexNet v2 (Krizhevsky 2014) as TF-Slim builds it: 11/4 without padding, pools 3/2, then 5, 3, 3, 3 with "same".
ALEXNET_V2 = [
    square(11, stride=4), square(3, stride=2), square(5, padding=2), square(3, stride=2), square(3, padding=1),
    square(3, padding=1), square(3, padding=1), square(3, stride=2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        # the tutorial says 7×7 for two; it takes three (Simonyan and Zisserman 2015, section 2.3)
        ([square(3)] * 2, (5, 1, 0)),
        ([square(3)] * 3, (7, 1, 0)),
        # Araujo, Norris and Sim 2019, Distill, the table's receptive field, effective stride and padding
        (VGG_16, (212, 32, 90)),
        (ALEXNET_V2, (195, 32, 64)),
        # Yu and Koltun 2016, table 1: dilations 1, 1, 2, 4, 8, 16, 1 see 3, 5, 9, 17, 33, 65, 67
        ([square(3, dilation=d) for d in (1, 1, 2, 4, 8, 16, 1)], (67, 1, 0)),
    ],
)
def test_published_fields(layers, expected):
    height, width = stack(layers).analysis.nodes[-1].receptive_field.extents
    assert height == width
    assert (height.size, height.stride, height.padding) == expected


def test_yu_and_koltuns_table_layer_by_layer():
    layers = [square(3, dilation=d) for d in (1, 1, 2, 4, 8, 16, 1)]
    assert [layer.receptive_field.extents[0].size for layer in stack(layers).analysis.nodes] == [
        3,
        5,
        9,
        17,
        33,
        65,
        67,
    ]


def test_sizes_and_same_follow_the_input():
    layers = [WindowLayer((3, 5), (2, 2), "same", (1, 1)), WindowLayer((2, 2), (2, 2), "valid", (1, 1))]
    found = stack(layers, (7, 10)).analysis.nodes
    assert [layer.output_shape[1:] for layer in found] == [(4, 5), (2, 2)]
    assert [extent.padding for extent in found[0].receptive_field.extents] == [1, 1]


@pytest.mark.parametrize("seed", range(40))
def test_the_region_is_what_a_change_of_the_input_reaches(seed):
    rng = np.random.default_rng(seed)
    layers = [
        WindowLayer(
            tuple(rng.integers(1, 4, 2).tolist()), tuple(rng.integers(1, 3, 2).tolist()),
            tuple(map(tuple, rng.integers(0, 3, (2, 2)).tolist())), tuple(rng.integers(1, 3, 2).tolist()),
        )
        for _ in range(rng.integers(1, 4))
    ]  # fmt: skip
    size = (int(rng.integers(12, 18)), int(rng.integers(12, 18)))
    found = stack(layers, size)
    rows, columns = found.output_size
    unit = (int(rng.integers(rows)), int(rng.integers(columns)))

    def forward(x):
        for layer in layers:
            weight = np.ones((1, 1, *layer.kernel_size))
            x = conv(x, weight, options=ConvOptions(layer.stride, layer.padding, layer.dilation)).output
        return x[0][unit]

    before = forward(np.zeros((1, *size)))
    reached = np.zeros(size, dtype=bool)
    for cell in np.ndindex(size):
        x = np.zeros((1, *size))
        x[0][cell] = 1
        reached[cell] = forward(x) != before
    np.testing.assert_array_equal(found.regions(unit)[0].cells.mask, reached)


@pytest.mark.parametrize(
    ("layers", "size", "unit", "field", "message"),
    [
        ([square(3), square(9)], (8, 8), (0, 0), "layers[1].kernel_size", "is 9×9 but the padded input only 6×6"),
        ([WindowLayer((3, 3), (2, 2), "same", (1, 1))], None, (0, 0), "layers[0].padding", "give input_size"),
        ([square(3)], (8, 8), (6, 0), "unit", "there is no output row 6: the last layer is 6×6, counted from 0"),
        ([square(3)], None, (0, -1), "unit", "there is no output column -1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(layers, size, unit, field, message):
    with pytest.raises(OptionError) as refused:
        stack(layers, size, unit).regions(unit)
    assert refused.value.field == field
    assert message in str(refused.value)
