"""The arithmetic of a unit agrees with conv2d, and names the input cells it reads."""

import numpy as np
import pytest

from app.mechanics.conv.forward import conv
from app.mechanics.conv.options import ConvOptions
from app.mechanics.conv.unit import row_arithmetic, unit_arithmetic
from app.mechanics.errors import OptionError
from tests.mechanics.reference import random_case


@pytest.mark.parametrize("seed", range(60))
def test_every_unit_of_a_row_adds_up_to_the_output_of_conv2d(seed):
    case = random_case(seed)
    try:
        result = conv(case.input, case.weight, case.bias, case.options)
    except OptionError:
        return
    filters, rows, _ = result.output.shape
    for o, i in [(0, 0), (filters - 1, rows - 1), (filters // 2, rows // 2)]:
        row = row_arithmetic(case.input, case.weight, case.bias, case.options, (o, i))
        np.testing.assert_allclose(row.sum, result.pre_activation[o, i], rtol=1e-4, atol=2e-5)
        np.testing.assert_allclose(row.output, result.output[o, i], rtol=1e-4, atol=2e-5)
        np.testing.assert_allclose(row.products, row.values * row.weights)


def test_a_corner_reads_padding_as_zero_and_says_so():
    x = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    w = np.full((1, 1, 3, 3), 10.0)
    unit = unit_arithmetic(x, w, np.array([0.5]), ConvOptions.of(padding=1, activation="relu"), (0, 0, 1))
    assert unit.rows.tolist() == [-1, 0, 1]
    assert unit.columns.tolist() == [0, 1, -1]
    assert unit.values.tolist() == [[[0, 0, 0], [1, 2, 0], [3, 4, 0]]]
    assert unit.channel_sums.tolist() == [100]
    assert (unit.bias, float(unit.sum), float(unit.output)) == (0.5, 100.5, 100.5)


def test_reflected_padding_names_the_cells_it_copies():
    x = np.array([[[1.0, 2.0, 3.0]]])
    options = ConvOptions.of(padding=[0, 1], padding_mode="reflect")
    unit = unit_arithmetic(x, np.ones((1, 1, 1, 3)), None, options, (0, 0, 0))
    assert unit.columns.tolist() == [1, 0, 1]
    assert unit.values.tolist() == [[[2, 1, 2]]]


def test_a_filter_of_the_second_group_sees_the_second_groups_channels():
    x = np.array([[[1.0]], [[2.0]], [[3.0]], [[4.0]]])
    unit = unit_arithmetic(x, np.ones((4, 2, 1, 1)), None, ConvOptions.of(groups=2), (2, 0, 0))
    assert unit.channels == (2, 3)
    assert unit.channel_sums.tolist() == [3, 4]


@pytest.mark.parametrize("unit", [(1, 0, 0), (0, 2, 0), (0, 0, -1)])
def test_a_unit_that_is_not_there_is_refused(unit):
    with pytest.raises(OptionError, match="the output is 1×2×2, counted from 0"):
        unit_arithmetic(np.ones((1, 2, 2)), np.ones((1, 1, 1, 1)), None, ConvOptions.of(), unit)
