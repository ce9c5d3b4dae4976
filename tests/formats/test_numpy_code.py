"""NumPy code of every call: it runs as it stands, and prints what the call answers."""

import contextlib
import io
import re
from typing import Any

import numpy as np
import pytest

CALL = "/api/v1/code"
X = [[[1, 2, 0, -1, 3], [0, 3, 1, 2, -2], [2, -1, 1, 0, 4], [1, 0, 2, 3, 1]]] * 2
W = [[[[1, 0], [2, -1]]], [[[0, 1], [1, 1]]]]
REQUESTS: dict[str, Any] = {
    "conv2d": [
        {"input": X, "weight": W, "bias": [1, -1], "groups": 2, "stride": [2, 1], "padding": [[1, 0], [0, 2]],
         "activation": "relu"},
        {"input": X, "weight": [[W[0][0], W[1][0]]], "padding": 1, "padding_mode": "reflect", "dilation": 2},
        {"input": X, "weight": [[W[0][0], W[1][0]]], "padding": "same", "activation": "gelu"},
    ],
    "conv-transpose2d": [
        {"input": X, "weight": W, "bias": [2], "stride": 2, "padding": [[1, 0], [0, 1]], "output_padding": 1},
        {"input": X, "weight": W, "groups": 2, "dilation": [1, 2], "activation": "silu"},
    ],
    "max-pool2d": [
        {"input": X, "kernel_size": 2, "padding": 1, "ceil_mode": True},
        {"input": X, "kernel_size": [2, 3], "stride": 1, "dilation": [2, 1]},
    ],
    "avg-pool2d": [
        {"input": X, "kernel_size": 2, "padding": 1, "ceil_mode": True},
        {"input": X, "kernel_size": 3, "stride": 2, "padding": [[1, 0], [1, 1]], "ceil_mode": True,
         "count_include_pad": False},
        {"input": [[1, 2], [3, 6]], "kernel_size": 3, "stride": 2, "ceil_mode": True},
    ],
    "activation": [{"input": X, "activation": "leaky_relu"}, {"input": X, "activation": "tanh"}],
}  # fmt: skip
CASES = [(operation, request) for operation, requests in REQUESTS.items() for request in requests]


def code(rest, operation, request, language="numpy"):
    response = rest.post(CALL, json={"operation": operation, "format": language, "request": request})
    assert response.status_code == 200, response.text
    return response.json()["code"]


def printed(text):
    """Run code, and read the numbers that it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), np.printoptions(threshold=10**6, precision=8):
        exec(text, {})
    return np.array([float(number) for number in re.findall(r"-?\d+\.?\d*(?:e[-+]?\d+)?", out.getvalue())])


@pytest.mark.parametrize(("operation", "request_body"), CASES)
def test_numpy_code_prints_what_the_call_answers(rest, operation, request_body):
    answer = rest.post(f"/api/v1/{operation}", json=request_body).json()
    found = printed(code(rest, operation, request_body))
    np.testing.assert_allclose(found, np.ravel(answer["output"]), rtol=1e-5, atol=1e-6)


def test_the_gradient_and_the_matrix_product_in_numpy(rest):
    body = {"input": X, "weight": [[W[0][0], W[1][0]]], "bias": [1], "stride": 2, "padding": 1}
    gradient = rest.post("/api/v1/conv2d/gradient", json=body).json()
    expected = np.concatenate([np.ravel(gradient[name]) for name in ("grad_input", "grad_weight", "grad_bias")])
    np.testing.assert_allclose(printed(code(rest, "conv2d/gradient", body)), expected, rtol=1e-5)
    output = rest.post("/api/v1/conv2d", json=body).json()["output"]
    np.testing.assert_allclose(printed(code(rest, "conv2d/lowering", body)), np.ravel(output), rtol=1e-5)
