"""A size beyond the limit is told the limit."""

from typing import Any

import pytest

from tests.api.test_problems import check

LIMIT = 2**31 - 1
BODIES: dict[str, dict[str, Any]] = {
    "output-size": {"input_size": 8, "kernel_size": 2},
    "conv2d/windows": {"input_size": 8, "kernel_size": 2},
    "conv-transpose2d/stamps": {"input_size": 8, "kernel_size": 2},
    "max-pool2d": {"input": [[1, 2]], "kernel_size": 1},
    "conv2d": {"input": [[1, 2]], "weight": [[[[1]]]]},
    "parameters": {"in_channels": 1, "out_channels": 1, "kernel_size": 1},
    "receptive-field": {"layers": [{"kernel_size": 3}]},
}


@pytest.mark.parametrize("size", [LIMIT + 1, 10**12, 10**40])
@pytest.mark.parametrize(
    ("call", "field"),
    [
        ("output-size", "input_size"), ("output-size", "kernel_size"), ("output-size", "stride"),
        ("output-size", "padding"), ("output-size", "dilation"), ("output-size", "output_padding"),
        ("conv2d/windows", "stride"), ("conv2d/windows", "padding"), ("conv-transpose2d/stamps", "output_padding"),
        ("max-pool2d", "kernel_size"), ("max-pool2d", "dilation"), ("conv2d", "stride"), ("conv2d", "groups"),
        ("parameters", "in_channels"), ("parameters", "kernel_size"), ("parameters", "input_size"),
        ("receptive-field", "input_size"),
    ],
)  # fmt: skip
def test_a_size_beyond_the_limit_is_told_the_limit(rest, call, field, size):
    for value in (size,) if field in ("in_channels", "groups") else (size, [size, 1], [1, size]):
        response = rest.post(f"/api/v1/{call}", json=BODIES[call] | {field: value})
        check(response, 422, field)
        detail = response.json()["detail"]
        assert str(LIMIT) in detail.replace(",", ""), detail
        assert "whole number" not in detail, detail


def test_the_sizes_of_layers_are_told_the_limit_too(rest):
    for padding in (LIMIT + 1, [[0, LIMIT + 1], [0, 0]]):
        layers = [{"kernel_size": 3}, {"kernel_size": 3, "padding": padding}]
        response = rest.post("/api/v1/receptive-field", json={"layers": layers})
        check(response, 422, "layers[1].padding")
        assert str(LIMIT) in response.json()["detail"].replace(",", "")
    layers = [{"operation": "conv", "out_channels": 1, "kernel_size": LIMIT + 1}]
    response = rest.post("/api/v1/networks/analyze", json={"input_shape": [1, 8, 8], "layers": layers})
    check(response, 422)
    assert str(LIMIT) in response.json()["detail"].replace(",", "")


def test_the_largest_size_is_allowed(rest):
    body = {"input_size": LIMIT, "kernel_size": 1, "stride": LIMIT}
    assert rest.post("/api/v1/output-size", json=body).json()["output_size"] == [1]
