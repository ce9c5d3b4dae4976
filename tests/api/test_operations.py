"""The other operations that slide a window, as a program calls them."""

import numpy as np
import pytest
from safetensors.numpy import load

from tests.api.test_problems import check

SQUARE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def post(rest, call, **body):
    response = rest.post(f"/api/v1/{call}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_conv_transpose2d(rest):
    # Dumoulin and Visin 2016, figure 4.5's sizes: 2×2 in, kernel 3, stride 2 → 5×5; overlaps add up in the middle
    answer = post(rest, "conv-transpose2d", input=[[1, 2], [3, 4]], weight=[[[[1] * 3] * 3]], stride=2, bias=[1])
    assert answer["output"] == [[[2, 2, 4, 3, 3], [2, 2, 4, 3, 3], [5, 5, 11, 7, 7], [4, 4, 8, 5, 5], [4, 4, 8, 5, 5]]]
    assert answer["pre_activation"] is None
    assert answer["geometry"] == {
        "input": [1, 2, 2], "kernel_size": [3, 3], "effective_kernel_size": [3, 3], "stride": [2, 2],
        "padding": [[0, 0], [0, 0]], "dilation": [1, 1], "output": [1, 5, 5], "unused": [0, 0],
    }  # fmt: skip
    assert answer["cost"] == {"weights": 9, "biases": 1, "parameters": 10, "macs": 36}


def test_conv_transpose2d_with_activation_and_groups(rest):
    answer = post(
        rest, "conv-transpose2d", input=[[[1]], [[-1]]], weight=[[[[1, 2]]], [[[1, 2]]]], groups=2, activation="relu",
        padding=[[0, 0], [0, 0]], output_padding=0,
    )  # fmt: skip
    assert answer["pre_activation"] == [[[1, 2]], [[-1, -2]]]
    assert answer["output"] == [[[1, 2]], [[0, 0]]]


def test_a_row_of_stamps_and_how_the_output_grows(rest):
    body = {"input": [[1, 2]], "weight": [[[[1, 10, 100]]]], "stride": [1, 2], "row": [0, 0], "bias": [5]}
    answer = post(rest, "conv-transpose2d/row", **body)
    assert answer["stamps"] == [[[[1, 10, 100]]], [[[2, 20, 200]]]]
    assert answer["sums"] == [[[1, 10, 100]], [[2, 20, 200]]]
    assert answer["partial"] == [[[6, 15, 105, 5, 5]], [[6, 15, 107, 25, 205]]]
    check(rest.post("/api/v1/conv-transpose2d/row", json=body | {"row": [0, 1]}), 422, "row", "no input row 1")


def test_where_stamps_go_and_how_often_they_overlap(rest):
    answer = post(rest, "conv-transpose2d/stamps", input_size=[1, 3], kernel_size=[1, 3], stride=[1, 2], padding=[0, 1])
    assert answer["output_size"] == [1, 5]
    assert answer["axes"][1]["targets"] == [[None, 0, 1], [1, 2, 3], [3, 4, None]]
    assert answer["overlap"] == [[1, 2, 1, 2, 1]]


def test_max_pool2d(rest):
    answer = post(rest, "max-pool2d", input=SQUARE, kernel_size=2, stride=1)
    assert answer["output"] == [[[5, 6], [8, 9]]]
    assert answer["argmax"] == [[[[1, 1], [1, 2]], [[2, 1], [2, 2]]]]
    assert answer["geometry"]["output"] == [1, 2, 2]
    # the stride is the kernel's size unless said otherwise
    assert post(rest, "max-pool2d", input=SQUARE, kernel_size=2)["output"] == [[[5]]]
    assert post(rest, "max-pool2d", input=SQUARE, kernel_size=2)["geometry"]["unused"] == [1, 1]
    assert post(rest, "max-pool2d", input=SQUARE, kernel_size=2, ceil_mode=True)["output"] == [[[5, 6], [8, 9]]]
    assert post(rest, "max-pool2d", input=SQUARE, kernel_size=2, dilation=2, stride=1)["output"] == [[[9]]]


def test_avg_pool2d(rest):
    padded = {"input": SQUARE, "kernel_size": 2, "padding": 1}
    answer = post(rest, "avg-pool2d", **padded)
    assert answer["output"] == [[[0.25, 1.25], [2.75, 7]]]
    assert answer["divisor"] == [[4, 4], [4, 4]]
    assert post(rest, "avg-pool2d", **padded, count_include_pad=False)["output"] == [[[1, 2.5], [5.5, 7]]]


def test_activation(rest):
    answer = post(rest, "activation", input=[[-2, 0, 3]], activation="leaky_relu", dtype="float64")
    assert answer == {"output": [[[-0.02, 0, 3]]]}
    # GELU(1) = Φ(1): a table of the normal distribution
    assert post(rest, "activation", input=[[1]], activation="gelu")["output"][0][0][0] == pytest.approx(0.8413447)


def test_gradient(rest):
    body = {"input": SQUARE, "weight": [[[[1, 2], [3, 4]]]]}
    answer = post(rest, "conv2d/gradient", **body)
    assert answer["grad_input"] == [[[1, 3, 2], [4, 10, 6], [3, 7, 4]]]
    assert answer["grad_weight"] == [[[[12, 16], [24, 28]]]]
    assert answer["grad_bias"] == [4]
    one = post(rest, "conv2d/gradient", **body, grad_output=[[[0, 0], [0, 1]]])
    assert one["grad_input"] == [[[0, 0, 0], [0, 1, 2], [0, 3, 4]]]
    assert one["grad_weight"] == [[[[5, 6], [8, 9]]]]


def test_lowering_multiplies_to_the_output(rest, worked_example):
    answer = post(rest, "conv2d/lowering", **worked_example)
    output = np.array(post(rest, "conv2d", **worked_example)["output"])
    product = np.array(answer["matrix"]) @ np.array(answer["columns"]) + np.array(worked_example["bias"])[:, None]
    np.testing.assert_array_equal(product.reshape(output.shape), output)
    assert np.shape(answer["columns"]) == (27, 49)


def test_toeplitz_multiplies_to_the_output(rest, worked_example):
    matrix = np.array(post(rest, "conv2d/toeplitz", **worked_example)["toeplitz"])
    output = np.array(post(rest, "conv2d", **worked_example | {"bias": None})["output"])
    np.testing.assert_array_equal(matrix @ np.ravel(worked_example["input"]), output.ravel())


@pytest.mark.parametrize(
    ("call", "more", "names"),
    [
        ("conv-transpose2d", {"weight": [[[[1]]]]}, {"output"}),
        ("max-pool2d", {"kernel_size": 2}, {"output", "argmax"}),
        ("avg-pool2d", {"kernel_size": 2}, {"output", "divisor"}),
        ("activation", {"activation": "tanh"}, {"output"}),
        ("conv2d/gradient", {"weight": [[[[1]]]]}, {"grad_input", "grad_weight", "grad_bias"}),
        ("conv2d/lowering", {"weight": [[[[1]]]]}, {"columns", "matrix"}),
        ("conv2d/toeplitz", {"weight": [[[[1]]]]}, {"toeplitz"}),
    ],
)
def test_every_operation_answers_in_safetensors(rest, call, more, names):
    headers = {"Accept": "application/x-safetensors"}
    response = rest.post(f"/api/v1/{call}", json={"input": SQUARE} | more, headers=headers)
    assert set(load(response.content)) == names


@pytest.mark.parametrize(
    ("body", "sizes"),
    [
        ({"operation": "conv_transpose", "input_size": 4, "kernel_size": 3, "stride": 2, "padding": 1}, [7]),
        ({"operation": "conv_transpose", "input_size": [4, 4], "kernel_size": 3, "stride": 2, "padding": 1,
          "output_padding": 1}, [8, 8]),
        # ResNet's stem and GoogLeNet's pools (Szegedy et al. 2015, table 1: 112 → 56, rounded up)
        ({"operation": "max_pool", "input_size": [112, 112], "kernel_size": 3, "stride": 2, "padding": 1}, [56, 56]),
        ({"operation": "max_pool", "input_size": [112, 112], "kernel_size": 3, "stride": 2, "ceil_mode": True},
         [56, 56]),
        ({"operation": "max_pool", "input_size": [112, 112], "kernel_size": 3, "stride": 2}, [55, 55]),
        ({"operation": "avg_pool", "input_size": [7, 7, 7], "kernel_size": 7}, [1, 1, 1]),
        # PyTorch leaves out a last window that would start in the far padding
        ({"operation": "max_pool", "input_size": 3, "kernel_size": 2, "stride": 4, "padding": 1, "ceil_mode": True},
         [1]),
    ],
)  # fmt: skip
def test_output_size_of_every_operation(rest, body, sizes):
    answer = post(rest, "output-size", **body)
    assert answer["output_size"] == sizes
    for size, formula in zip(sizes, answer["formula"], strict=True):
        assert formula["numbers"]["text"].startswith(f"{size} = ")
        assert formula["steps"][-1]["text"].endswith(f"= {size}")


@pytest.mark.parametrize(
    ("call", "body", "field", "detail"),
    [
        ("max-pool2d", {"kernel_size": 2, "padding": 2}, "padding", "holds padding only"),
        ("avg-pool2d", {"kernel_size": 5}, "kernel_size", "the effective kernel is 5×5 but the padded input only 3×3"),
        ("max-pool2d", {"kernel_size": 40_000, "padding": 20_000}, "padding", "the padded input would hold"),
        ("conv-transpose2d", {"weight": [[[[1]]]], "padding": 2}, "padding", "nothing is left of the output"),
        ("conv-transpose2d", {"weight": [[[[1]]]], "output_padding": 1}, "output_padding", "smaller than the stride"),
        ("conv-transpose2d", {"weight": [[[[1]]]], "stride": 2**30}, "stride", "what the stamps cover would hold"),
        ("conv-transpose2d", {"weight": [[[[1]]], [[[1]]]]}, "weight", "weight has 2 input channels, but the input"),
        ("conv2d/gradient", {"weight": [[[[1]]]], "bias": [1, 2]}, "bias", "bias has the shape [2]"),
        ("conv2d/lowering", {"weight": [[[[1]]]], "bias": [1, 2]}, "bias", "bias has the shape [2]"),
        ("conv2d/toeplitz", {"weight": [[[[1]]]], "bias": [1, 2]}, "bias", "bias has the shape [2]"),
        ("conv2d/gradient", {"weight": [[[[1]]]], "grad_output": [[[1]]]}, "grad_output", "the output has [1, 3, 3]"),
        ("conv2d/gradient", {"weight": [[[[1]]]], "activation": "relu"}, "activation", 'leave out "relu"'),
        ("conv2d/toeplitz", {"input": [[0] * 400] * 40, "weight": [[[[1]]]]}, "input", "the matrix would hold"),
        ("output-size", {"operation": "avg_pool", "kernel_size": 2, "dilation": 2}, "dilation", "has no dilation"),
        ("output-size", {"operation": "conv", "kernel_size": 2, "stride": 0}, "stride", "at least 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(rest, call, body, field, detail):
    start = {"input_size": 8} if call == "output-size" else {"input": SQUARE}
    check(rest.post(f"/api/v1/{call}", json=start | body), 422, field, detail)


def test_a_long_signal_with_a_long_kernel_is_refused_and_not_a_crash(rest):
    signal, kernel = [[1] * 50_000], [[[[1] * 25_000]]]
    body = {"input": signal, "weight": kernel, "unit": [0, 0, 0]}
    check(rest.post("/api/v1/conv2d/unit", json=body), 422, "weight", "the list of windows along the width")
