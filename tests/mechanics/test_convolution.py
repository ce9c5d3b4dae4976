"""conv2d against onnxruntime, the plain definition, and examples worked out by hand."""

import numpy as np
import pytest

from app.mechanics.conv.forward import conv
from app.mechanics.conv.geometry import conv_geometry
from app.mechanics.conv.options import ConvOptions
from app.mechanics.errors import OptionError
from tests.mechanics.reference import onnx_conv2d, plain_conv2d, random_case

RAMP = np.arange(9.0, dtype=np.float32).reshape(1, 3, 3)


@pytest.mark.parametrize("seed", range(400))
def test_agrees_with_onnxruntime_over_all_options(seed):
    case = random_case(seed)
    try:
        geometry = conv_geometry(case.input.shape, case.weight.shape, case.options)
        result = conv(case.input, case.weight, case.bias, case.options)
    except OptionError as error:
        assert "needs more cells than an input of" in str(error)  # reflection or wrapping further than the input  # noqa: PT017
        return
    expected = onnx_conv2d(case, geometry.padding)
    assert result.output.dtype == np.float32
    assert result.output.shape == geometry.output_shape == expected.shape
    np.testing.assert_allclose(result.output, expected, rtol=1e-4, atol=2e-5)


def test_the_random_cases_reach_every_option():
    options = [random_case(seed).options for seed in range(400)]
    assert len({o.padding_mode for o in options}) == 4
    assert len({o.activation for o in options}) == 7
    assert {"same", "valid"} < {o.padding for o in options}
    assert {o.groups for o in options} == {1, 2, 3}
    assert any(o.padding not in ("same", "valid") and o.padding[0][0] != o.padding[0][1] for o in options)


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (1, 2, 2), (3, 2, 1)])
def test_float64_is_exact_where_float32_is_not(stride, padding, dilation):
    rng = np.random.default_rng(stride)
    x, w, b = (rng.integers(-(2**20), 2**20, shape) for shape in [(2, 6, 5), (3, 2, 2, 3), (3,)])
    options = ConvOptions.of(stride=stride, padding=padding, dilation=dilation)
    result = conv(x.astype(float), w.astype(float), b.astype(float), options)
    expected = plain_conv2d(x.tolist(), w.tolist(), b.tolist(), stride=stride, padding=padding, dilation=dilation)
    assert result.output.dtype == np.float64
    assert result.output.tolist() == expected


def test_integers_up_to_2_to_the_24_are_exact_in_float32():
    x = np.full((1, 1, 2), 2.0**23, dtype=np.float32)
    assert conv(x, np.ones((1, 1, 1, 2), dtype=np.float32)).output.tolist() == [[[2**24]]]


def test_blocks_of_windows_give_what_one_product_gives(monkeypatch):
    rng = np.random.default_rng(1)
    x, w = rng.standard_normal((3, 20, 9)), rng.standard_normal((4, 3, 3, 3))
    whole = conv(x, w).output
    monkeypatch.setattr("app.mechanics.conv.algorithms.gemm.BLOCK_NUMBERS", 700)
    np.testing.assert_allclose(conv(x, w).output, whole, rtol=1e-12)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # [[0,1,2],[3,4,5],[6,7,8]] with the kernel [[1, -1]]: left minus right.
        ({}, [[-1, -1], [-1, -1], [-1, -1]]),
        ({"stride": [2, 1]}, [[-1, -1], [-1, -1]]),
        ({"dilation": 2}, [[-2], [-2], [-2]]),
        ({"padding": [[0, 0], [1, 0]]}, [[0, -1, -1], [-3, -1, -1], [-6, -1, -1]]),
        ({"padding": [[0, 0], [1, 0]], "padding_mode": "circular"}, [[2, -1, -1], [2, -1, -1], [2, -1, -1]]),
        ({"padding": [[0, 0], [1, 0]], "padding_mode": "reflect"}, [[1, -1, -1], [1, -1, -1], [1, -1, -1]]),
        ({"padding": [[0, 0], [1, 0]], "padding_mode": "replicate"}, [[0, -1, -1], [0, -1, -1], [0, -1, -1]]),
        ({"padding": "same"}, [[-1, -1, 2], [-1, -1, 5], [-1, -1, 8]]),  # the odd cell goes to the right
        ({"activation": "relu"}, [[0, 0], [0, 0], [0, 0]]),
    ],
)
def test_worked_by_hand(options, expected):
    kernel = np.array([[[[1, -1]]]], dtype=np.float32)
    assert conv(RAMP, kernel, options=ConvOptions.of(**options)).output[0].tolist() == expected


@pytest.mark.parametrize(
    ("input", "kernel", "options", "expected"),
    [
        # a kernel larger than the input, but not than the padded input
        ([[5]], [[1, 2, 3]] * 3, {"padding": 1}, [[10]]),
        ([[1, 2]], [[1, 1, 1, 1]], {"padding": [0, 1]}, [[3]]),
        # a stride larger than the kernel leaves cells out
        ([[1, 2, 3, 4, 5, 6, 7]], [[1]], {"stride": [1, 3]}, [[1, 4, 7]]),
        # one row, one column
        ([[1, 2, 4]], [[1, -1]], {}, [[-1, -2]]),
        ([[1], [2], [4]], [[1], [-1]], {}, [[-1], [-2]]),
        # dilation with "same": 5 cells of span 3, so one of padding on each side
        ([[1, 2, 3, 4, 5]], [[1, 1]], {"dilation": 2, "padding": "same"}, [[2, 4, 6, 8, 4]]),
        ([[1, 2, 3, 4, 5]], [[1, 1, 1]], {"dilation": [1, 2], "padding": "same", "stride": [1, 2]}, [[4, 9, 8]]),
        # "causal": padding on the left alone
        ([[1, 2, 3]], [[10, 1]], {"padding": [[0, 0], [1, 0]]}, [[1, 12, 23]]),
    ],
)
def test_edges_worked_by_hand(input, kernel, options, expected):
    x, w = np.array([input], dtype=np.float32), np.array([[kernel]], dtype=np.float32)
    assert conv(x, w, options=ConvOptions.of(**options)).output[0].tolist() == expected


def test_depthwise_keeps_channels_apart():
    x = np.stack([RAMP[0], 10 * RAMP[0]])
    w = np.array([[[[1]]], [[[2]]]], dtype=np.float32)
    output = conv(x, w, options=ConvOptions.of(groups=2)).output
    assert output.tolist() == [RAMP[0].tolist(), (20 * RAMP[0]).tolist()]


@pytest.mark.parametrize(
    ("weight", "bias", "options", "field", "message"),
    [
        ((1, 2, 3, 3), None, {}, "weight", "each filter has 2 channels, but the input has 1: a filter needs 1"),
        ((1, 1, 3, 3), None, {"dilation": 2}, "kernel_size",
         "the effective kernel is 5×5 but the padded input only 3×3: add padding or use a smaller kernel or dilation"),
        ((3, 1, 1, 1), None, {"groups": 2}, "groups", "1 input channels cannot be split into 2 equal groups"),
        ((2, 1, 1, 1), 3, {}, "bias", "bias has the shape [3], but there are 2 filters: one number for each"),
        ((1, 1, 1, 1), None, {"padding": 3, "padding_mode": "reflect"}, "padding",
         "reflect padding of 3 needs more cells than an input of 3 cells has: "
         "use at most 2 on each side, or another padding_mode"),
        ((1, 1, 1, 1), None, {"stride": 0}, "stride", "stride must be at least 1 on every axis, not 0"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_the_callers_numbers(weight, bias, options, field, message):
    with pytest.raises(OptionError) as refused:
        conv(RAMP, np.ones(weight), None if bias is None else np.ones(bias), ConvOptions.of(**options))
    assert (refused.value.field, str(refused.value)) == (field, message)


def test_a_sum_beyond_the_type_is_refused_and_float64_suggested():
    huge = np.full((1, 1, 2), 3e38, dtype=np.float32)
    with pytest.raises(OptionError, match=r'larger than float32 can hold.*"dtype": "float64"'):
        conv(huge, np.ones((1, 1, 1, 2), dtype=np.float32))
