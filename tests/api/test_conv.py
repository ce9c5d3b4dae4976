"""/conv2d and what belongs to it, as a program calls them."""

import base64
import json

import numpy as np
import pytest
from safetensors.numpy import load

from tests.mechanics.reference import onnx_conv2d, random_case


def post(rest, call, **body):
    return rest.post(f"/api/v1/{call}", json=body)


def test_the_worked_example_unit_by_unit(rest, worked_example):
    answer = post(rest, "conv2d/unit", **worked_example, unit=[0, 0, 0]).json()
    assert answer["window"] == {"rows": [None, 0, 1], "columns": [None, 0, 1]}
    assert answer["values"][0] == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert answer["weights"][0] == [[1, -1, 0], [1, 0, -1], [1, 1, -1]]
    # the tutorial prints 0, 2, 0 and 3; its own numbers give:
    assert answer["channel_sums"] == [-1, 2, 0]
    assert (answer["bias"], answer["sum"], answer["output"]) == (1, 2, 2)


def test_the_worked_example_whole(rest, worked_example):
    answer = post(rest, "conv2d", **worked_example).json()
    assert answer["pre_activation"] is None
    assert answer["geometry"] == {
        "input": [3, 7, 7], "kernel_size": [3, 3], "effective_kernel_size": [3, 3], "stride": [1, 1],
        "padding": [[1, 1], [1, 1]], "dilation": [1, 1], "output": [3, 7, 7], "unused": [0, 0],
    }  # fmt: skip
    assert answer["cost"] == {"weights": 81, "biases": 3, "parameters": 84, "macs": 3969}
    for unit in [[0, 0, 0], [1, 3, 6], [2, 6, 6]]:
        o, i, j = unit
        assert post(rest, "conv2d/unit", **worked_example, unit=unit).json()["output"] == answer["output"][o][i][j]


@pytest.mark.parametrize("seed", [3, 14, 15, 92, 65])
def test_agrees_with_onnxruntime_through_json(rest, seed):
    case = random_case(seed)
    o = case.options
    answer = post(
        rest, "conv2d", input=case.input.tolist(), weight=case.weight.tolist(),
        bias=None if case.bias is None else case.bias.tolist(), stride=o.stride, dilation=o.dilation,
        padding=o.padding, padding_mode=o.padding_mode, groups=o.groups, activation=o.activation,
    ).json()  # fmt: skip
    pads = tuple(map(tuple, answer["geometry"]["padding"]))
    np.testing.assert_allclose(answer["output"], onnx_conv2d(case, pads), rtol=1e-4, atol=2e-5)
    assert (answer["pre_activation"] is None) == (o.activation == "identity")


def test_two_axes_are_one_channel_and_words_are_paddings(rest):
    answer = post(rest, "conv2d", input=[[1, 2], [3, 4]], weight=[[[[1, 1]]]], padding="same", stride=[1, 2]).json()
    assert answer["output"] == [[[3], [7]]]
    assert answer["geometry"]["padding"] == [[0, 0], [0, 0]]


def test_base64_in_and_safetensors_out(rest):
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    tensor = {"shape": [2, 3, 4], "dtype": "uint8", "base64": base64.b64encode(pixels.tobytes()).decode()}
    body = {"input": tensor, "weight": [[[[1]], [[10]]]], "activation": "relu"}
    response = rest.post("/api/v1/conv2d", json=body, headers={"Accept": "application/x-safetensors"})
    assert response.headers["content-type"] == "application/x-safetensors"
    tensors = load(response.content)
    assert tensors["output"].dtype == np.float32
    np.testing.assert_array_equal(tensors["output"][0], pixels[0] + 10.0 * pixels[1])
    header_size = int.from_bytes(response.content[:8], "little")
    rest_of_it = json.loads(json.loads(response.content[8 : 8 + header_size])["__metadata__"]["response"])
    assert rest_of_it["geometry"]["output"] == [1, 3, 4]
    assert rest_of_it["cost"]["macs"] == 24


def test_safetensors_say_null_for_what_is_not_there(rest, worked_example):
    response = rest.post("/api/v1/conv2d", json=worked_example, headers={"Accept": "application/x-safetensors"})
    assert list(load(response.content)) == ["output"]
    assert b'\\"pre_activation\\": null' in response.content


def test_float64_on_request(rest):
    body = {"input": [[16777217]], "weight": [[[[1]]]]}
    assert post(rest, "conv2d", **body).json()["output"] == [[[16777216]]]
    assert post(rest, "conv2d", **body, dtype="float64").json()["output"] == [[[16777217]]]


def test_zero_is_never_negative(rest):
    answer = post(rest, "conv2d/unit", input=[[0, 1]], weight=[[[[-1, 0]]]], unit=[0, 0, 0])
    assert "-0" not in answer.text
    assert "-0" not in post(rest, "conv2d", input=[[0]], weight=[[[[-1]]]]).text


def test_a_row_is_its_units_side_by_side(rest, worked_example):
    row = post(rest, "conv2d/row", **worked_example, row=[1, 2], activation="relu").json()
    for column in range(7):
        unit = post(rest, "conv2d/unit", **worked_example, unit=[1, 2, column], activation="relu").json()
        for name in ("values", "products", "channel_sums", "sum", "output"):
            assert row[name][column] == unit[name]


def test_windows_say_what_padding_copies_and_what_a_window_reads(rest):
    answer = post(
        rest, "conv2d/windows", input_size=[5, 4], kernel_size=[3, 2], stride=[2, 1], dilation=[1, 2],
        padding=[1, 1], padding_mode="reflect",
    ).json()  # fmt: skip
    rows, columns = answer["axes"]
    assert answer["output_size"] == [3, 4]
    assert (rows["axis"], rows["sources"]) == ("height", [1, 0, 1, 2, 3, 4, 3])
    assert rows["taps"] == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]
    assert columns["taps"] == [[0, 2], [1, 3], [2, 4], [3, 5]]
    zeros = post(rest, "conv2d/windows", input_size=2, kernel_size=2, padding=1).json()
    assert zeros["axes"][0]["sources"] == [None, 0, 1, None]


@pytest.mark.parametrize(
    "window",
    [{}, {"padding": 1}, {"stride": 2}, {"dilation": 2, "padding": 2}, {"padding": 2, "padding_mode": "circular"}],
)
def test_windows_say_how_often_each_cell_is_read(rest, window):
    """A kernel of ones, one output gradient of ones: what flows back into a cell is how often it is read."""
    body = {"input_size": [6, 5], "kernel_size": 3, **window}
    rows, columns = post(rest, "conv2d/windows", **body).json()["axes"]
    ones = {"input": np.ones((1, 6, 5)).tolist(), "weight": np.ones((1, 1, 3, 3)).tolist(), **window}
    gradient = post(rest, "conv2d/gradient", **ones).json()["grad_input"]
    assert np.outer(rows["reads"], columns["reads"]).tolist() == gradient[0]
