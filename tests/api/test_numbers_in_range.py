"""No answer holds a NaN, an infinity or a null among its values: numbers in range, or a problem document."""

import base64
import json
import math
from fractions import Fraction

import numpy as np
import pytest
from safetensors.numpy import load

from app.api.values.maps import in_bytes
from app.networks.values import Summary
from tests.api.test_problems import check

ACTIVATIONS = ("identity", "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "silu")
#: The largest numbers that a test sends, by the type that is computed in; the smallest are subnormal.
LARGE = {"float32": (3e38, 3.4028234e38), "float64": (1e308, 1.7976931348623157e308)}
SMALL = {"float32": 1e-45, "float64": 5e-324}
#: Where null is a value with a meaning: padding, no bias, no activation, a table too large to be listed.
NULLS = {"rows", "columns", "pre_activation", "bias", "partial", "effective", "mask", "unclipped", "clipped"}
SAFETENSORS = "application/x-safetensors"


def finite(value, name=""):
    """Say whether all numbers of an answer are in range, and null stands only where it means something."""
    if isinstance(value, dict):
        return all(finite(entry, key) for key, entry in value.items())
    if isinstance(value, list):
        return all(finite(entry, name) for entry in value)
    if value is None:
        return name in NULLS
    return not isinstance(value, float) or math.isfinite(value)


def refuse(constant):
    raise AssertionError(f"{constant} is not JSON")


def in_range(rest, call, body):
    """Ask for JSON and for tensors; give the answer, or None for a problem document."""
    response = rest.post(f"/api/v1/{call}", json=body)
    answer = json.loads(response.text, parse_constant=refuse)
    if response.status_code != 200:
        check(response, 422)
    assert finite(answer), (call, body, response.text[:500])
    file = rest.post(f"/api/v1/{call}", json=body, headers={"Accept": SAFETENSORS})
    assert file.status_code == response.status_code
    if file.status_code == 200 and file.headers["content-type"] == SAFETENSORS:
        for name, tensor in load(file.content).items():
            assert np.isfinite(tensor).all(), (call, body, name)
        assert finite(json.loads(metadata(file.content)["response"], parse_constant=refuse))
    return answer if response.status_code == 200 else None


def metadata(file):
    length = int.from_bytes(file[:8], "little")
    return json.loads(file[8 : 8 + length])["__metadata__"]


def planes(a, b):
    """Inputs in which sums overflow, cancel out, or nearly do."""
    return ([[a, a], [a, a]], [[a, -a], [a, -a]], [[a, -a], [-a, b]], [[b, b], [b, a]], [[-a, -a], [-a, -a]])


def calls(x, a, b):
    """Every call that computes with numbers, on a 2×2 input, with weights and gradients of all sizes."""
    for weight in ([[a, a], [a, a]], [[1, 1], [1, 1]], [[1, -1], [-1, 1]], [[0.5, 0], [0, 0.5]], [[b, b], [b, b]]):
        conv = {"input": x, "weight": [[weight]]}
        for bias in (None, [a], [-a]):
            filtered = conv | {"bias": bias, "padding": 1}
            for activation in ACTIVATIONS:
                yield "conv2d", filtered | {"activation": activation}
                yield "conv-transpose2d", conv | {"bias": bias, "activation": activation}
                yield "conv2d/unit", filtered | {"activation": activation, "unit": [0, 1, 1]}
                yield "conv2d/row", filtered | {"activation": activation, "row": [0, 1]}
            yield "conv-transpose2d/row", conv | {"bias": bias, "row": [0, 0], "stride": 1}
        yield "conv2d/gradient", conv | {"padding": 1}
        yield "conv2d/gradient", conv | {"grad_output": [[[a]]]}
        yield "conv2d/lowering", conv
        yield "conv2d/toeplitz", conv
        square = [[0, 0, 0], [0, *weight[0]], [0, *weight[1]]]
        yield "networks/residual-block", {"input": x, "first": [[square]], "second": [[[[0] * 3, [0, 1, 0], [0] * 3]]]}
        yield "networks/residual-block", {"input": x, "first": [[square]], "second": [[square]]}
    for pool in ("max-pool2d", "avg-pool2d"):
        yield pool, {"input": x, "kernel_size": 2}
        yield pool, {"input": x, "kernel_size": 2, "padding": 1, "stride": 1, "ceil_mode": True}
    yield "avg-pool2d", {"input": x, "kernel_size": 2, "padding": 1, "stride": 1, "count_include_pad": False}
    for activation in ACTIVATIONS:
        yield "activation", {"input": x, "activation": activation}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("which", [0, 1])
def test_extreme_numbers_stay_in_range_in_every_call(rest, dtype, which):
    large, small = LARGE[dtype][which], SMALL[dtype]
    answered = refused = 0
    for x in planes(large, small):
        for call, body in calls(x, large, small):
            if in_range(rest, call, body | {"dtype": dtype}) is None:
                refused += 1
            else:
                answered += 1
    assert answered > 100
    assert refused > 100


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("networks/residual-lab", {"blocks": 20, "norm": "none", "gain": 10}),
        ("networks/residual-lab", {"blocks": 20, "norm": "none", "gain": 1e-30}),
        ("networks/residual-lab", {"blocks": 20, "norm": "batch", "gain": 1e-300}),
        (
            "receptive-field/effective",
            {"layers": [{"kernel_size": 3, "padding": 1}] * 300, "input_size": 3, "draws": 1},
        ),
        ("receptive-field", {"layers": [{"kernel_size": 2**31 - 1, "stride": 2**31 - 1}] * 40}),
    ],
)
def test_deep_stacks_stay_in_range(rest, call, body):
    in_range(rest, call, body)


@pytest.mark.parametrize("effective", ["gradient", "paths"])
def test_the_weight_of_cells_stays_in_range_through_deep_networks(rest, effective):
    layers = [{"operation": "conv", "out_channels": 8, "kernel_size": 3, "padding": 1}] * 400
    network = {"input_shape": [8, 3, 3], "layers": layers}
    body = {"network": network, "node": "conv400", "effective": effective, "draws": {"channels": 8, "draws": 1}}
    answer = in_range(rest, "networks/receptive-field", body)
    if answer is not None:
        weights = np.frombuffer(base64.b64decode(answer["effective"]["base64"]), "<f4")
        assert np.isfinite(weights).all()


@pytest.mark.parametrize(
    ("dtype", "x", "mean"),
    [
        # the mean lies between the smallest and the largest number, whatever their sum is
        ("float32", [[3e38, 3e38], [3e38, 3e38]], 3e38),
        ("float32", [[-3e38, -3e38], [-3e38, -3e38]], -3e38),
        ("float32", [[3.4028234e38, 3.4028234e38], [3.4028234e38, 3.4028234e38]], 3.4028234e38),
        ("float32", [[3e38, -3e38], [3e38, -3e38]], 0),
        ("float32", [[3e38, 3e38], [-3e38, 1e38]], 1e38),
        ("float64", [[1e308, 1e308], [1e308, 1e308]], 1e308),
        ("float64", [[1.6e308, 1.6e308], [-1.6e308, 0]], 4e307),
        # F.avg_pool2d(torch.tensor([[[1e-45, 1e-45], [1e-45, 1e-45]]]), 2): dividing first would leave 0
        ("float32", [[1e-45, 1e-45], [1e-45, 1e-45]], 1e-45),
    ],
)
def test_a_mean_is_in_range_wherever_the_numbers_are(rest, dtype, x, mean):
    answer = in_range(rest, "avg-pool2d", {"input": x, "kernel_size": 2, "dtype": dtype})
    assert answer is not None
    found = np.dtype(dtype).type(answer["output"][0][0][0])
    assert found == pytest.approx(np.dtype(dtype).type(mean), rel=1e-6, abs=0 if mean else 1e30)


#: F.relu, F.leaky_relu, torch.sigmoid, torch.tanh, F.gelu and F.silu of [v, -v, v / 2, -v / 2] in PyTorch 2.13, as
#: multiples of v where it is not a number by itself.
OF_LARGE = {
    "identity": ("v", (1, -1, 0.5, -0.5)),
    "relu": ("v", (1, 0, 0.5, 0)),
    "leaky_relu": ("v", (1, -0.01, 0.5, -0.005)),
    "sigmoid": ("", (1, 0, 1, 0)),
    "tanh": ("", (1, -1, 1, -1)),
    "gelu": ("v", (1, 0, 0.5, 0)),
    "silu": ("v", (1, 0, 0.5, 0)),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("dtype", "v"), [("float32", 2e38), ("float32", 3.4e38), ("float64", 1.7e308)])
def test_activations_of_large_numbers(rest, activation, dtype, v):
    unit, expected = OF_LARGE[activation]
    body = {"input": [[v, -v, v / 2, -v / 2]], "activation": activation, "dtype": dtype}
    answer = in_range(rest, "activation", body)
    assert answer is not None
    assert answer["output"][0][0] == pytest.approx([n * v if unit else n for n in expected], rel=1e-6)
    # the same behind a convolution, and in the arithmetic of its unit
    conv = body | {"weight": [[[[1]]]], "unit": [0, 0, 0]}
    unit_answer = in_range(rest, "conv2d/unit", conv)
    assert unit_answer is not None
    assert unit_answer["output"] == pytest.approx(expected[0] * v if unit else expected[0], rel=1e-6)


@pytest.mark.parametrize(
    ("least", "largest"), [(-3e38, 3e38), (1, 1 + 2e-6), (16777216, 16777218), (-1e-38, 2e-38), (2, 2)]
)
def test_bytes_reach_from_one_end_of_a_range_to_the_other(least, largest):
    """However wide or narrow it is: by exact fractions, each is the nearest byte."""
    map = np.array([[least, largest, (least + largest) / 2]], np.float32)
    low, high = (Fraction(float(end)) for end in (map.min(), map.max()))
    with np.errstate(all="raise"):
        found = in_bytes(map, Summary(float(low), float(high), 0, 0, 0))
    assert found.dtype == np.uint8
    for byte, number in zip(found.flat, map.flat, strict=True):
        exact = 255 * (Fraction(float(number)) - low) / ((high - low) or 1)
        assert abs(int(byte) - exact) <= Fraction(1, 2)
