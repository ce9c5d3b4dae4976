"""Pooling that rounds its size up: PyTorch's sizes and numbers, and one answer on whether a layer is possible."""

import random

import pytest

from tests.api.test_problems import check

#: Size, kernel, stride, padding, dilation and what comes out; None where PyTorch refuses. From PyTorch 2.13:
#: F.max_pool2d(torch.zeros(1, 1, size), (1, kernel), (1, stride), (0, padding), (1, dilation), ceil_mode=True).shape[2]
PYTORCH_SIZES = (
    (8, 8, 3, 1, 1, 2), (9, 8, 3, 0, 1, 2), (7, 7, 3, 2, 2, 1), (4, 8, 5, 3, 1, 2), (10, 1, 2, 0, 1, 5),
    (5, 9, 3, 1, 2, None), (10, 6, 5, 1, 1, 3), (4, 6, 4, 3, 2, 1), (4, 5, 2, 2, 3, None), (3, 2, 3, 1, 2, 2),
    (4, 1, 5, 0, 2, 1), (7, 8, 6, 1, 3, None), (9, 5, 5, 1, 3, 1), (7, 3, 4, 1, 3, 2), (8, 8, 2, 3, 2, 1),
    (9, 8, 3, 2, 3, None), (8, 7, 3, 1, 3, None), (4, 6, 5, 0, 3, None), (4, 8, 1, 0, 2, None), (7, 4, 6, 1, 1, 2),
    (1, 9, 1, 2, 1, None), (11, 8, 2, 2, 3, None), (7, 4, 1, 2, 2, 5), (8, 9, 6, 3, 2, 1), (11, 9, 2, 2, 3, None),
    (7, 7, 6, 1, 1, 2), (7, 4, 6, 2, 2, 2), (8, 5, 5, 1, 3, 1), (5, 7, 4, 2, 2, None), (12, 5, 4, 1, 2, 3),
    (10, 3, 2, 0, 2, 4), (8, 1, 4, 0, 2, 2), (10, 4, 5, 2, 2, 3), (9, 8, 4, 1, 1, 2), (3, 7, 6, 1, 1, 1),
    (1, 1, 6, 0, 2, 1), (3, 1, 2, 0, 2, 2), (9, 7, 5, 0, 1, 2), (2, 5, 6, 2, 2, 1), (1, 5, 6, 2, 2, 1),
    (9, 3, 6, 0, 3, 2), (3, 5, 6, 1, 1, 1), (12, 3, 3, 1, 1, 5), (1, 8, 5, 3, 1, 1), (8, 2, 1, 0, 2, 6),
    (12, 4, 6, 0, 2, 2), (12, 3, 5, 0, 1, 3), (11, 7, 4, 0, 1, 2), (8, 3, 6, 0, 2, 2), (6, 5, 5, 2, 3, 1),
    (12, 9, 3, 4, 2, 2), (11, 8, 6, 3, 2, 2), (9, 3, 4, 0, 1, 3), (8, 8, 5, 3, 2, 1), (10, 3, 5, 0, 3, 2),
    (10, 1, 1, 0, 2, 10), (3, 8, 4, 2, 1, 1), (7, 6, 3, 0, 1, 2), (8, 6, 4, 3, 2, 2), (4, 2, 4, 0, 3, 1),
    (2, 4, 6, 0, 1, 1), (12, 6, 4, 1, 1, 3), (11, 3, 4, 0, 2, 3), (10, 9, 6, 0, 1, 2), (1, 2, 6, 0, 2, 1),
    (4, 5, 6, 2, 2, 1), (6, 5, 2, 2, 1, 4), (12, 6, 3, 0, 2, 2), (12, 5, 6, 1, 3, 2), (9, 2, 3, 1, 2, 4),
    (8, 7, 4, 1, 2, 1),
)  # fmt: skip

#: Input, kernel, stride, padding, count_include_pad, the means and the largest. From PyTorch 2.13:
#: F.avg_pool2d(x, kernel, stride, padding, True, count_include_pad), F.max_pool2d(x, kernel, stride, padding, 1, True)
PYTORCH_NUMBERS = (
    ([[1, 2], [3, 6]], 3, 2, 0, True, [[3]], [[6]]),
    ([[-4, 4, -6, -4, 8], [6, 5, 9, 6, 2]], [5, 2], [2, 3], [1, 0], False, [[2.75, 3]], [[6, 8]]),
    ([[4, 8], [9, -7]], [2, 5], [2, 3], [0, 2], False, [[3.5, 0.5]], [[9, 8]]),
    ([[-1, -7, 3], [0, -5, 0]], [4, 3], [2, 3], [1, 1], False, [[-3.25, 1.5]], [[0, 3]]),
    ([[-8, -3, 1, 8]], [5, 3], [3, 2], [2, 0], False, [[-3.333333, 4.5]], [[1, 8]]),
    ([[-9, 3, -8, -1], [-3, 1, -6, -3]], [4, 4], [3, 2], [2, 2], False,
     [[-2, -3.25, -4.5], [-1, -2.75, -4.5]], [[3, 3, -1], [1, 1, -3]]),
    ([[-7, 8, -9, -9, 7]], [5, 3], [2, 3], [2, 0], False, [[-2.666667, -1]], [[8, 7]]),
    ([[-9, 4, -4], [-3, 2, -7], [-2, -7, -2], [-1, -7, 0]], [5, 3], [3, 2], [0, 1], False,
     [[-2.875, -2.625]], [[4, 4]]),
    ([[-1, 1, -6, 8], [2, 8, 0, -1], [-9, 5, 5, 2]], [3, 3], [3, 3], [1, 1], True,
     [[1.111111, 0.111111], [-0.666667, 1.166667]], [[8, 8], [5, 5]]),
    ([[-2], [4]], [3, 2], [3, 2], [1, 0], False, [[1]], [[4]]),
    ([[-6, 4], [2, -9]], [1, 4], [3, 3], [0, 2], False, [[-1, 4]], [[4, 4]]),
)  # fmt: skip


def size_of(rest, operation, **body):
    response = rest.post("/api/v1/output-size", json={"operation": operation} | body)
    return response.json()["output_size"] if response.status_code == 200 else None


@pytest.mark.parametrize(("size", "kernel", "stride", "padding", "dilation", "expected"), PYTORCH_SIZES)
def test_sizes_are_pytorchs(rest, size, kernel, stride, padding, dilation, expected):
    options = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": True}
    found = size_of(rest, "max_pool", input_size=size, **options)
    assert found == (None if expected is None else [expected])
    if dilation == 1:
        assert size_of(rest, "avg_pool", input_size=size, **options) == found


@pytest.mark.parametrize(("x", "kernel", "stride", "padding", "counted", "means", "largest"), PYTORCH_NUMBERS)
def test_numbers_are_pytorchs(rest, x, kernel, stride, padding, counted, means, largest):
    body = {"input": x, "kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": True}
    mean = rest.post("/api/v1/avg-pool2d", json=body | {"count_include_pad": counted}).json()["output"]
    assert mean == [[pytest.approx(row, abs=1e-5) for row in means]]
    assert rest.post("/api/v1/max-pool2d", json=body).json()["output"] == [largest]


def test_a_window_larger_than_its_input(rest):
    # F.avg_pool2d(torch.tensor([[[1., 2.], [3., 6.]]]), 3, 2, ceil_mode=True): 12 / 4, the four cells there are
    body = {"input": [[1, 2], [3, 6]], "kernel_size": 3, "stride": 2, "ceil_mode": True}
    answer = rest.post("/api/v1/avg-pool2d", json=body).json()
    assert (answer["output"], answer["divisor"]) == ([[[3]]], [[4]])
    answer = rest.post("/api/v1/max-pool2d", json=body).json()
    assert (answer["output"], answer["argmax"]) == ([[[6]]], [[[[1, 1]]]])
    # F.avg_pool2d(torch.zeros(1, 7, 7), 1280, ceil_mode=True).shape
    assert size_of(rest, "avg_pool", input_size=[7, 7], kernel_size=1280, ceil_mode=True) == [1, 1]
    # without rounding up it does not fit
    del body["ceil_mode"]
    check(rest.post("/api/v1/avg-pool2d", json=body), 422, "kernel_size", "3×3 but the padded input only 2×2")


def test_the_formula_of_a_window_larger_than_its_input_says_what_comes_out(rest):
    body = {"operation": "max_pool", "input_size": 2, "kernel_size": 3, "stride": 2, "ceil_mode": True}
    (formula,) = rest.post("/api/v1/output-size", json=body).json()["formula"]
    assert formula["numbers"]["text"].startswith("1 = ")
    assert formula["steps"][-1]["text"].endswith("= 1")


def sides_of(options, size):
    """Give the padding before and after; "same" as docs say it: ceil(input / stride) come out, the rest goes after."""
    if options["padding"] != "same":
        return options["padding"]
    span = options["dilation"] * (options["kernel_size"] - 1) + 1
    total = max((-(-size // options["stride"]) - 1) * options["stride"] + span - size, 0)
    return [total // 2, total - total // 2]


def expected_size(options, size):
    """Give PyTorch's size (aten/src/ATen/native/Pool.h, pooling_output_shape); None where the layer is impossible.

    A window that holds nothing but padding makes a pooling impossible here, however large the padding may be.
    """
    kernel, stride, dilation = options["kernel_size"], options["stride"], options["dilation"]
    before, after = sides_of(options, size)
    rounding = stride - 1 if options["ceil_mode"] and options["padding"] != "same" else 0
    count = (size + before + after - dilation * (kernel - 1) - 1 + rounding) // stride + 1
    if rounding and (count - 1) * stride >= size + before:
        count -= 1
    windows = [[unit * stride - before + k * dilation for k in range(kernel)] for unit in range(count)]
    possible = count > 0 and all(any(0 <= cell < size for cell in window) for window in windows)
    return count if possible else None


def random_options(rng, *, dilated):
    return {
        "kernel_size": rng.randint(1, 6),
        "stride": rng.randint(1, 5),
        "padding": rng.choice([[0, 0], "same", [rng.randint(0, 8), rng.randint(0, 8)], [rng.randint(0, 3)] * 2]),
        "dilation": rng.randint(1, 5) if dilated else 1,
        "ceil_mode": rng.random() < 0.7,
    }


@pytest.mark.parametrize("operation", ["max_pool", "avg_pool"])
def test_every_call_says_the_same_on_whether_a_pooling_is_possible(rest, operation):
    """Padding beyond half the kernel and dilations beyond the input included."""
    rng = random.Random(10)
    possible = 0
    for _ in range(500):
        options = random_options(rng, dilated=operation == "max_pool")
        height, width = rng.randint(1, 8), rng.randint(1, 8)
        sizes = [expected_size(options, size) for size in (height, width)]
        wanted = None if None in sizes else sizes
        per_axis = options if options["padding"] == "same" else options | {"padding": [options["padding"]] * 2}
        if operation == "avg_pool":
            del per_axis["dilation"]
        asked = f"{operation} of {height}×{width} with {options}"
        assert size_of(rest, operation, input_size=[height, width], **per_axis) == wanted, asked

        body = {"input": [[1] * width] * height} | per_axis
        response = rest.post(f"/api/v1/{operation.replace('_', '-')}2d", json=body)
        assert (response.json()["geometry"]["output"][1:] if response.status_code == 200 else None) == wanted, asked

        network = {"input_shape": [1, height, width], "layers": [{"operation": operation} | per_axis]}
        response = rest.post("/api/v1/networks/analyze", json=network)
        shape = response.json()["nodes"][0]["output_shape"] if response.status_code == 200 else None
        assert (shape and shape[1:]) == wanted, asked
        possible += wanted is not None
    assert 150 < possible < 450
