"""A call as code: NumPy's is run here and gives what PyTorch 2.13 computed; `make verify` runs the other languages."""

import base64
import json
import shlex
from typing import Any

import numpy as np
import pytest

from tests.api.test_problems import check

X = np.arange(1, 13).reshape(1, 3, 4)
TWO = np.concatenate([X, -X]).tolist()
W = [[[[1, 2], [3, 4]]], [[[0, 1], [-1, 2]]]]

#: A call, its body, and what ``torch.nn.functional`` gives (gradients: ``backward``).
VALUES = [
    ("conv2d",
     {"input": X.tolist(), "weight": W, "bias": [1, -2], "stride": [2, 1], "padding": [1, [1, 0]],
      "padding_mode": "circular", "activation": "relu"},
     [[[[47, 41, 51, 61], [91, 85, 95, 105]], [[5, 11, 13, 15], [9, 15, 17, 19]]]]),
    ("conv2d",
     {"input": TWO, "weight": W, "padding": [[1, 0], 0], "dilation": [1, 2], "groups": 2},
     [[[[15, 22], [50, 60], [90, 100]], [[-5, -6], [-12, -14], [-20, -22]]]]),
    ("conv2d/gradient",
     {"input": X.tolist(), "weight": W, "stride": 2, "padding": 1, "padding_mode": "reflect",
      "grad_output": [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]},
     [[[[18, -6, 54, 0], [27, 12, 72, 9], [36, 6, 90, 6]]],
      [[[[144, 137], [180, 173]]], [[[384, 365], [420, 401]]]],
      [21, 57]]),
    ("conv2d/lowering",
     {"input": TWO, "weight": W, "stride": 2, "padding": [0, 1], "groups": 2},
     [[[22, 54, 28], [-11, -11, 8]]]),
    ("conv-transpose2d",
     {"input": TWO, "weight": W, "bias": [1], "stride": 2, "padding": [1, [1, 0]], "output_padding": [1, 0]},
     [[[[3, 9, 5, 13, 7, 17, 9], [6, 7, 7, 8, 8, 9, 9], [11, 25, 13, 29, 15, 33, 17],
        [10, 11, 11, 12, 12, 13, 13], [19, 41, 21, 45, 23, 49, 25]]]]),
    ("conv-transpose2d",
     {"input": TWO, "weight": W, "bias": [1, 0], "stride": [2, 1], "padding": [0, [1, 0]], "dilation": [1, 2],
      "groups": 2},
     [[[[3, 6, 9, 7, 9], [7, 14, 21, 13, 17], [7, 18, 21, 15, 17], [19, 42, 49, 29, 33],
        [11, 30, 33, 23, 25], [31, 70, 77, 45, 49]],
       [[0, -1, -2, -3, -4], [2, 1, 0, -6, -8], [0, -5, -6, -7, -8], [6, -3, -4, -14, -16],
        [0, -9, -10, -11, -12], [10, -7, -8, -22, -24]]]]),
    ("max-pool2d",
     {"input": (-X).tolist(), "kernel_size": 2, "stride": [1, 2], "padding": [[1, 0], [0, 1]], "dilation": [2, 1]},
     [[[[-5, -7], [-1, -3]]]]),
    ("avg-pool2d",
     {"input": X.tolist(), "kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False},
     [[[[3.5, 5, 6], [7.5, 9, 10]]]]),
    ("avg-pool2d",
     {"input": X.tolist(), "kernel_size": [2, 3], "stride": 2, "ceil_mode": True},
     [[[[4, 5.5], [10, 11.5]]]]),
    ("activation", {"input": [[-1, 0, 2]], "activation": "gelu"}, [[[[-0.1586552858, 0, 1.9544999599]]]]),
    ("activation", {"input": [[-1, 0, 2]], "activation": "leaky_relu"}, [[[[-0.01, 0, 2]]]]),
    ("activation", {"input": [[-1, 0, 2]], "activation": "silu"}, [[[[-0.2689414322, 0, 1.7615940571]]]]),
]  # fmt: skip

BODIES = [(operation, request) for operation, request, _ in VALUES]


def code(rest, operation, format, request):
    response = rest.post("/api/v1/code", json={"operation": operation, "format": format, "request": request})
    assert response.status_code == 200, response.text
    return response.json()["code"]


def printed(text):
    """Run code, and give what it prints."""
    arrays: list[Any] = []
    exec(compile(text, "numpy", "exec"), {"print": arrays.append})
    return arrays


@pytest.mark.parametrize(("operation", "request_", "expected"), VALUES)
def test_numpy_prints_what_pytorch_computes(rest, operation, request_, expected):
    arrays = printed(code(rest, operation, "numpy", request_))
    assert [array.shape for array in arrays] == [np.shape(values) for values in expected]
    for array, values in zip(arrays, expected, strict=True):
        np.testing.assert_allclose(array, values, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("operation", "request_"), BODIES)
def test_curl_sends_the_same_call(rest, operation, request_):
    command, flag, body, url = shlex.split(code(rest, operation, "curl", request_))
    assert (command, flag, url) == ("curl", "--json", f"http://testserver/api/v1/{operation}")
    answers = [rest.post(f"/api/v1/{operation}", json=sent).json() for sent in (json.loads(body), request_)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("operation", "request_"), BODIES)
@pytest.mark.parametrize("format", ["pytorch", "keras"])
def test_the_code_of_frameworks_is_python(rest, format, operation, request_):
    compile(code(rest, operation, format, request_), format, "exec")


@pytest.mark.parametrize(
    ("operation", "request_", "pytorch", "keras"),
    [
        # the frameworks' own options, where they have them
        ("conv2d", {"weight": [[[[1, 1, 1]] * 3]], "padding": [2, 1], "padding_mode": "circular", "stride": [2, 1]},
         'conv = nn.Conv2d(1, 1, 3, stride=(2, 1), padding=(2, 1), padding_mode="circular", bias=False)',
         'x = np.pad(x, ((0, 0), (2, 2), (1, 1)), mode="wrap")'),
        ("conv2d", {"weight": [[[[1, 1, 1]] * 3]], "padding": 1, "bias": [1]},
         "conv = nn.Conv2d(1, 1, 3, padding=1)", 'outputs = layers.Conv2D(1, 3, padding="same")(inputs)'),
        ("max-pool2d", {"kernel_size": 3, "stride": 2, "ceil_mode": True},
         "y = nn.MaxPool2d(3, 2, ceil_mode=True)(y)", "outputs = layers.MaxPooling2D(3, strides=2)(outputs)"),
        ("avg-pool2d", {"kernel_size": 2, "stride": 1, "padding": 1, "count_include_pad": False},
         "y = nn.AvgPool2d(2, 1, padding=1, count_include_pad=False)(y)",
         "outputs = masked_average(layers.AveragePooling2D(2, strides=1), inputs, "
         "((0, 0), (0, 0), (0, 0), (0, 0)), ((0, 0), (1, 1), (1, 1), (0, 0)))"),
        ("avg-pool2d", {"kernel_size": 3, "stride": 2, "ceil_mode": True, "dtype": "float64"},
         "y = nn.AvgPool2d(3, 2, ceil_mode=True)(y)", 'keras.config.set_floatx("float64")'),
    ],
)  # fmt: skip
def test_the_card_writes_layers_as_the_export_does(rest, operation, request_, pytorch, keras):
    body = {"input": [[1, 2, 3, 4]] * 4} | request_
    assert pytorch in [line.strip() for line in code(rest, operation, "pytorch", body).splitlines()]
    assert keras in code(rest, operation, "keras", body).splitlines()


def test_code_says_where_keras_leaves_a_view_to_numpy(rest):
    body = {"input": X.tolist(), "weight": W}
    for view in ("gradient", "lowering"):
        first, rest_of_it = code(rest, f"conv2d/{view}", "keras", body).split("\n", 1)
        assert first.startswith("# Keras")
        assert rest_of_it == code(rest, f"conv2d/{view}", "numpy", body)


def bytes_of(*shape):
    pixels = np.zeros(shape, dtype=np.uint8)
    return {"shape": list(shape), "dtype": "uint8", "base64": base64.b64encode(pixels.tobytes()).decode()}


def test_a_picture_is_opened_and_other_large_arrays_are_loaded(rest):
    body = {"kernel_size": 2}
    grey = code(rest, "max-pool2d", "numpy", body | {"input": bytes_of(1, 40, 50)})
    assert 'x = np.float32(Image.open("picture.png").convert("L").resize((50, 40)))[None]' in grey
    colour = code(rest, "max-pool2d", "pytorch", body | {"input": bytes_of(3, 40, 50)})
    assert 'x = np.float32(Image.open("picture.png").convert("RGB").resize((50, 40))).transpose(2, 0, 1)' in colour
    assert "from PIL import Image" in colour
    two = code(rest, "max-pool2d", "keras", body | {"input": bytes_of(2, 40, 50)})
    assert 'x = np.load("x.npy").astype(np.float32)  # 2×40×50' in two
    weight = {"input": [[1]], "weight": np.ones((1201, 1, 1, 1)).tolist()}
    assert 'w = np.load("w.npy").astype(np.float32)  # 1201×1×1×1' in code(rest, "conv2d", "numpy", weight)


def test_what_curl_sends_of_a_picture_is_made_by_python(rest, tmp_path, monkeypatch):
    from PIL import Image  # noqa: PLC0415, only this test paints

    monkeypatch.chdir(tmp_path)
    Image.fromarray(np.arange(2000, dtype=np.uint8).reshape(40, 50)).save("picture.png")
    np.save("w.npy", np.ones((1201, 1, 1, 1)))
    body = {"input": bytes_of(1, 40, 50), "weight": np.ones((1201, 1, 1, 1)).tolist(), "stride": 40}
    python, _, script, *rest_of_it = shlex.split(code(rest, "conv2d", "curl", body))
    assert python == "python3"
    assert rest_of_it == ["|", "curl", "--json", "@-", "http://testserver/api/v1/conv2d"]
    sent = json.loads(*printed(script))
    assert sent["input"]["shape"] == [1, 40, 50]
    output = rest.post("/api/v1/conv2d", json=sent).json()["output"]
    assert np.array(output)[[0, 1200], 0].tolist() == [[0, 40], [0, 40]]


def test_the_address_is_the_one_that_was_asked(rest):
    body = {"operation": "activation", "format": "curl", "request": {"input": [[1]], "activation": "relu"}}
    answer = rest.post("https://convscope.example:8443/api/v1/code", json=body).json()["code"]
    assert answer.split()[-1] == "https://convscope.example:8443/api/v1/activation"
    odd = rest.post("/api/v1/code", json=body, headers={"Host": "a';reboot;'"}).json()["code"]
    assert len(shlex.split(odd)) == 4


def test_a_call_beyond_the_limits_is_written_all_the_same(rest):
    body = {"input": bytes_of(3, 1000, 1000), "weight": np.ones((400, 3, 1, 1)).tolist(), "padding": 1_000_000}
    assert rest.post("/api/v1/conv2d", json=body).status_code == 422
    assert "nn.Conv2d(3, 400, 1, padding=1000000, bias=False)" in code(rest, "conv2d", "pytorch", body)


@pytest.mark.parametrize(
    ("operation", "change", "field", "detail"),
    [
        ("conv2d", {"stride": 0}, "request.stride", "stride must be at least 1 on every axis, not 0"),
        ("conv2d", {"stride": "a"}, "request.stride", "must be a whole number"),
        ("conv2d", {"weight": None}, "request.weight", "must be nested lists"),
        ("conv2d", {"kernel_size": 3}, "request.kernel_size", "not permitted"),
        ("conv2d", {"bias": [1, 2, 3]}, "request.bias", "bias has the shape [3], but there are 2 filters"),
        ("conv2d", {"padding": 3, "padding_mode": "reflect"}, "request.padding", "at most 2 on each side"),
        ("conv2d", {"dilation": 9}, "request.weight", "the effective kernel is 10×10"),
        ("conv2d/gradient", {"activation": "relu"}, "request.activation", "gradient of the plain convolution"),
        ("conv2d/gradient", {"grad_output": [[[1]]]}, "request.grad_output", "but the output has [2, 2, 3]"),
        ("conv-transpose2d", {"weight": W[:1], "output_padding": 1}, "request.output_padding", "must be smaller"),
        ("max-pool2d", {"kernel_size": 2, "padding": 2, "weight": ...}, "request.padding", "holds padding only"),
        ("activation", {"activation": "softplus", "weight": ...}, "request.activation", "'identity', 'relu'"),
        ("activation", {"weight": ...}, "request.activation", "Field required"),
    ],
)
def test_what_the_call_refuses_is_refused_alike(rest, operation, change, field, detail):
    request = {key: value for key, value in ({"input": X.tolist(), "weight": W} | change).items() if value is not ...}
    response = rest.post("/api/v1/code", json={"operation": operation, "format": "numpy", "request": request})
    check(response, 422, field, detail)
    refused = rest.post(f"/api/v1/{operation}", json=request).json()["errors"]
    assert response.json()["errors"] == [error | {"field": f"request.{error['field']}"} for error in refused]


def test_calls_without_code_are_told_which_have_it(rest):
    body = {"operation": "conv2d/unit", "format": "numpy", "request": {}}
    check(rest.post("/api/v1/code", json=body), 422, "operation", "'conv2d', 'conv2d/gradient', 'conv2d/lowering'")
    bad = {"input": {"shape": [1, 1], "dtype": "uint8", "base64": "?"}, "activation": "relu"}
    check(
        rest.post("/api/v1/code", json={"operation": "activation", "format": "numpy", "request": bad}),
        400,
        "request.input",
        "not valid base64",
    )
