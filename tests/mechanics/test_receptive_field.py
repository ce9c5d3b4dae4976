"""Receptive fields against published ones, and against what a change of one input cell reaches."""

import numpy as np
import pytest

from app.mechanics.convolution import conv2d
from app.mechanics.errors import OptionError
from app.mechanics.options import Conv2dOptions
from app.mechanics.receptive_field import WindowLayer, receptive_fields
from app.mechanics.region import regions


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
    height, width = receptive_fields(layers)[-1].fields
    assert height == width
    assert (height.size, height.stride, height.padding) == expected


def test_yu_and_koltuns_table_layer_by_layer():
    layers = [square(3, dilation=d) for d in (1, 1, 2, 4, 8, 16, 1)]
    assert [layer.fields[0].size for layer in receptive_fields(layers)] == [3, 5, 9, 17, 33, 65, 67]


def test_sizes_and_same_follow_the_input():
    layers = [WindowLayer((3, 5), (2, 2), "same"), WindowLayer((2, 2), (2, 2), "valid")]
    found = receptive_fields(layers, (7, 10))
    assert [layer.output_size for layer in found] == [(4, 5), (2, 2)]
    assert found[0].sides == ((1, 1), (1, 2))


@pytest.mark.parametrize("seed", range(40))
def test_the_region_is_what_a_change_of_the_input_reaches(seed):
    rng = np.random.default_rng(seed)
    layers = [
        WindowLayer(
            tuple(rng.integers(1, 4, 2).tolist()), tuple(rng.integers(1, 3, 2).tolist()),
            tuple(map(tuple, rng.integers(0, 3, (2, 2)).tolist())), (1, 1),
        )
        for _ in range(rng.integers(1, 4))
    ]  # fmt: skip
    size = (int(rng.integers(12, 18)), int(rng.integers(12, 18)))
    found = receptive_fields(layers, size)
    rows, columns = found[-1].output_size
    unit = (int(rng.integers(rows)), int(rng.integers(columns)))

    def forward(x):
        for layer in layers:
            weight = np.ones((1, 1, *layer.kernel_size))
            x = conv2d(x, weight, options=Conv2dOptions(layer.stride, layer.padding)).output
        return x[0][unit]

    before = forward(np.zeros((1, *size)))
    reached = np.zeros(size, dtype=bool)
    for cell in np.ndindex(size):
        x = np.zeros((1, *size))
        x[0][cell] = 1
        reached[cell] = forward(x) != before
    inside = regions(layers, found, unit, size)[0].inside
    expected = np.zeros(size, dtype=bool)
    if inside is not None:
        (first_row, last_row), (first_column, last_column) = inside
        expected[first_row : last_row + 1, first_column : last_column + 1] = True
    # windows without holes whose strides never exceed them reach every cell between the first and the last
    if all(s <= k for layer in layers for s, k in zip(layer.stride, layer.kernel_size, strict=True)):
        np.testing.assert_array_equal(reached, expected)
    assert not (reached & ~expected).any()


@pytest.mark.parametrize(
    ("layers", "size", "unit", "field", "message"),
    [
        ([square(3), square(9)], (8, 8), (0, 0), "layers[1].kernel_size", "is 9×9 but its padded input only 6×6"),
        ([WindowLayer((3, 3), (2, 2), "same")], None, (0, 0), "layers[0].padding", "give input_size"),
        ([square(3)], (8, 8), (6, 0), "unit", "there is no output row 6: the last layer is 6×6, counted from 0"),
        ([square(3)], None, (0, -1), "unit", "there is no output column -1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(layers, size, unit, field, message):
    with pytest.raises(OptionError) as refused:
        regions(layers, receptive_fields(layers, size), unit, size)
    assert refused.value.field == field
    assert message in str(refused.value)
