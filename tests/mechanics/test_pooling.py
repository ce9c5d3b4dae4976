"""Pooling against onnxruntime, and examples worked out by hand."""

from typing import Any

import numpy as np
import pytest
from onnx import helper

from app.mechanics.errors import OptionError
from app.mechanics.pool.forward import avg_pool, max_pool
from app.mechanics.pool.geometry import PoolOptions, pool_geometry
from tests.mechanics.reference import run_nodes

RAMP = np.arange(25.0, dtype=np.float32).reshape(1, 5, 5)


def random_pool(seed: int, *, dilated: bool) -> tuple[np.ndarray, PoolOptions]:
    """Draw a pooling over all options that onnxruntime has; padding stays below the kernel, as it asks."""
    rng = np.random.default_rng(seed)
    kernel = rng.integers(1, 5, 2)
    stride = rng.integers(1, 4, 2)
    dilation = rng.integers(1, 3, 2) if dilated else np.ones(2, dtype=int)
    sides = [rng.integers(0, k, 2).tolist() for k in kernel]
    padding = [sides, "same", "valid"][rng.choice(3, p=[0.7, 0.15, 0.15])]
    if padding == "same":  # where a stride steps over cells, onnxruntime shifts the windows; TensorFlow does not
        stride = np.minimum(stride, kernel)
    size = rng.integers(4, 11, 2) + dilation * (kernel - 1)
    options = PoolOptions.of(
        kernel.tolist(), stride=stride.tolist(), padding=padding, dilation=dilation.tolist(),
        ceil_mode=bool(rng.random() < 0.5),
    )  # fmt: skip
    return rng.standard_normal((2, *size)).astype(np.float32), options


def attributes(options: PoolOptions, shape: tuple[int, ...]) -> dict[str, Any]:
    given: dict[str, Any] = {
        "kernel_shape": options.kernel_size,
        "strides": options.stride,
        "ceil_mode": int(options.ceil_mode),
    }
    sides: Any = options.padding
    if options.padding == "same" and options.dilation != (1, 1):  # onnxruntime does not dilate with auto_pad
        given["ceil_mode"], sides = 0, tuple(axis.padding for axis in pool_geometry(shape, options).axes)
    elif options.padding == "same":
        return given | {"auto_pad": "SAME_UPPER", "ceil_mode": 0}
    if options.padding == "valid":
        return given
    (top, bottom), (left, right) = sides
    return given | {"pads": [top, left, bottom, right]}


@pytest.mark.parametrize("seed", range(150))
def test_max_agrees_with_onnxruntime_on_values_and_places(seed):
    x, options = random_pool(seed, dilated=True)
    result = max_pool(x, options)
    node = helper.make_node("MaxPool", ["x"], ["y", "i"], dilations=options.dilation, **attributes(options, x.shape))
    output, indices = run_nodes([node], {"x": x[None]}, ("y", "i"))
    np.testing.assert_array_equal(result.output, output[0])
    rows, columns = result.argmax[..., 0], result.argmax[..., 1]
    height, width = x.shape[1:]
    np.testing.assert_array_equal(
        np.arange(len(x))[:, None, None] * height * width + rows * width + columns, indices[0]
    )


@pytest.mark.parametrize("seed", range(150))
def test_mean_agrees_with_onnxruntime(seed):
    x, options = random_pool(seed, dilated=False)
    include = seed % 2 == 0
    result = avg_pool(x, options, count_include_pad=include)
    node = helper.make_node("AveragePool", ["x"], ["y"], count_include_pad=int(include), **attributes(options, x.shape))
    np.testing.assert_allclose(result.output, run_nodes([node], {"x": x[None]})[0][0], rtol=1e-4, atol=1e-6)


def options(kernel, stride=None, padding=0, dilation=1, *, ceil_mode=False):
    return PoolOptions.of(kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)


@pytest.mark.parametrize(
    ("pool", "expected", "places"),
    [
        (options(2), [[6, 8], [16, 18]], [[[1, 1], [1, 3]], [[3, 1], [3, 3]]]),
        (options(2, ceil_mode=True), [[6, 8, 9], [16, 18, 19], [21, 23, 24]], None),
        (options(2, 3), [[6, 9], [21, 24]], None),  # stride larger than the kernel
        (options(2, 1, dilation=4), [[24]], [[[4, 4]]]),
        (options((1, 5)), [[4], [9], [14], [19], [24]], None),
        # padding beyond half the kernel, as long as every window holds an input cell
        (options(3, 1, padding=[[0, 0], [2, 0]]), [[10, 11, 12, 13, 14], [15, 16, 17, 18, 19], [20, 21, 22, 23, 24]],
         None),
    ],
)  # fmt: skip
def test_max_by_hand(pool, expected, places):
    result = max_pool(RAMP, pool)
    assert result.output[0].tolist() == expected
    if places is not None:
        assert result.argmax[0].tolist() == places


def test_of_several_alike_the_first_wins():
    assert max_pool(np.ones((1, 2, 2)), options(2)).argmax.tolist() == [[[[0, 0]]]]


def test_negative_numbers_win_against_padding():
    assert max_pool(np.full((1, 1, 1), -5.0), options(3, 1, padding=1)).output.tolist() == [[[-5.0]]]


def test_what_hangs_over_never_counts_in_the_divisor():
    # PyTorch: AvgPool2d(2, ceil_mode=True) on 3 cells: the last window holds one cell and is divided by 1, not 2
    ones = np.ones((1, 1, 3))
    result = avg_pool(ones, options((1, 2), ceil_mode=True))
    assert (result.output.tolist(), result.divisor.tolist()) == ([[[1, 1]]], [[2, 1]])
    padded = avg_pool(ones, options((1, 2), padding=[[0, 0], [1, 0]]))
    assert (padded.output.tolist(), padded.divisor.tolist()) == ([[[0.5, 1]]], [[2, 2]])


def test_ceil_mode_leaves_out_a_window_that_starts_in_the_far_padding():
    # PyTorch's rule: input 3, kernel 2, stride 4, padding 1: rounding up gives 2, but 4 ≥ 3 + 1
    assert pool_geometry((1, 1, 3), options((1, 2), (1, 4), padding=[[0, 0], [1, 1]], ceil_mode=True)).output_shape == (
        1, 1, 1,
    )  # fmt: skip


@pytest.mark.parametrize("pool", [options(2, 1, padding=2), options((1, 2), (1, 1), padding=[[0, 0], [2, 0]])])
def test_a_window_that_holds_padding_only_is_refused(pool):
    for run in (max_pool, avg_pool):
        with pytest.raises(
            OptionError, match=r"window 0 along the (height|width) holds padding only: padding 2 before"
        ):
            run(RAMP, pool)


def test_a_hole_over_the_only_cell_is_padding_too():
    with pytest.raises(OptionError, match="with dilation 2: use less padding"):
        max_pool(np.ones((1, 1, 1)), options((1, 2), (1, 1), padding=[[0, 0], [1, 1]], dilation=(1, 2)))
