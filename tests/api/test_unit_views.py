"""A unit of a network over REST: masks, what it reaches, connections, effective fields, stacks of small kernels."""

import base64
from typing import Any

import numpy as np
import pytest

from tests.api.test_problems import check

GRIDDING = {
    "input_shape": [1, 17, 17],
    "layers": [
        {"operation": "conv", "name": f"dilated{i}", "out_channels": 1, "kernel_size": 3, "dilation": 2}
        for i in (1, 2, 3)
    ],
}


def decoded(answer):
    return np.frombuffer(base64.b64decode(answer["base64"]), answer["dtype"]).reshape(answer["shape"])


def viewed(rest, **body):
    response = rest.post("/api/v1/networks/receptive-field", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_three_dilations_of_two_see_every_second_cell(rest):
    # gridding: Wang et al. 2018, "Understanding Convolution for Semantic Segmentation", figure 2
    answer = viewed(rest, network=GRIDDING, node="dilated3", unit=[2, 2], masks=["input"])
    picture = answer["nodes"][0]
    assert (picture["rows"], picture["columns"]) == ([2, 14], [2, 14])
    expected = np.zeros((17, 17), dtype=np.uint8)
    expected[2:15:2, 2:15:2] = 1
    np.testing.assert_array_equal(decoded(picture["mask"]), expected)
    assert picture["cells"] == 49


def test_what_a_cell_of_the_input_reaches(rest):
    answer = viewed(rest, network=GRIDDING, node="input", unit=[0, 8], masks=["dilated1"])
    assert [node["name"] for node in answer["reached"]] == ["dilated1", "dilated2", "dilated3"]
    expected = np.zeros((13, 13), dtype=np.uint8)
    expected[0, [4, 6, 8]] = 1
    np.testing.assert_array_equal(decoded(answer["reached"][0]["mask"]), expected)
    assert answer["unclipped"] is None
    assert [node["name"] for node in answer["nodes"]] == ["input"]


def test_seeing_and_reaching_are_two_sides_of_one_thing(rest):
    network = {"name": "unet", "input_size": 188}
    answer = viewed(rest, network=network, node="conv1", unit=[60, 61], masks=["conv15"])
    reached = decoded(next(node for node in answer["reached"] if node["name"] == "conv15")["mask"])
    for unit in ([0, 0], [2, 3], [5, 4]):
        seen = viewed(rest, network=network, node="conv15", unit=unit, masks=["conv1"])
        mask = decoded(next(node for node in seen["nodes"] if node["name"] == "conv1")["mask"])
        assert mask[60, 61] == reached[tuple(unit)]


def test_path_counts_are_pascals_triangle(rest):
    network = {
        "input_shape": [1, 1, 9],
        "layers": [{"operation": "conv", "out_channels": 1, "kernel_size": [1, 2]} for _ in range(4)],
    }
    answer = viewed(rest, network=network, node="conv4", unit=[0, 2], effective="paths")
    weights = decoded(answer["effective"])[0]
    np.testing.assert_allclose(6 * weights, [0, 0, 1, 4, 6, 4, 1, 0, 0], rtol=1e-6)


def test_path_counts_of_the_deepest_network_stay_in_range(rest):
    answer = viewed(rest, network={"name": "resnet1202_cifar"}, node="adaptive_avg_pool1", effective="paths")
    weights = decoded(answer["effective"])
    assert weights.max() == 1
    assert (weights > 0).all()


def test_connections_leave_padding_out(rest):
    network = {
        "input_shape": [1, 1, 5],
        "layers": [
            {
                "operation": "conv",
                "name": "c",
                "out_channels": 1,
                "kernel_size": [1, 3],
                "padding": [0, 1],
                "stride": 2,
            },
            {"operation": "upsample", "name": "u", "scale_factor": [1, 2]},
        ],
    }
    answer = rest.post("/api/v1/networks/connections", json={"network": network}).json()
    assert answer["input_size"] == 5
    assert [node["sources"] for node in answer["nodes"]] == [["input"], ["c"]]
    assert [node["cells"] for node in answer["nodes"]] == [[[0, 1], [1, 2, 3], [3, 4]], [[0], [0], [1], [1], [2], [2]]]


def test_the_measured_field_is_the_predicted_bell(rest):
    # Luo et al. 2016, section 2.2: with equal weights a stack of n kernels of 3 weighs like n draws from -1, 0, 1, a
    # variance of 2n/3; with random weights (zero mean) it is the gradient's variance that spreads so
    layers = [{"kernel_size": [1, 3]} for _ in range(9)]
    body = {"layers": layers, "input_size": [1, 41], "channels": 8, "draws": 200}
    answer = rest.post("/api/v1/receptive-field/effective", json=body).json()
    power = np.square(answer["weights"][0])
    cells = np.arange(41)
    middle = (power * cells).sum() / power.sum()
    variance = (power * (cells - middle) ** 2).sum() / power.sum()
    assert answer["unit"] == [0, 11]
    assert middle == pytest.approx(11 + 9, abs=0.3)
    assert variance == pytest.approx(9 * 2 / 3, rel=0.1)
    assert answer == rest.post("/api/v1/receptive-field/effective", json=body).json()  # seeded


def test_a_measured_field_of_a_network_is_that_of_its_stack(rest):
    windows: list[dict[str, Any]] = [{"kernel_size": 3, "stride": 2}, {"kernel_size": [1, 3], "dilation": [1, 2]}]
    convolutions = [
        {"operation": "conv", "name": f"conv{i}", "out_channels": 7, **window} for i, window in enumerate(windows, 1)
    ]
    layers = [convolutions[0], {"operation": "relu"}, convolutions[1]]
    draws = {"channels": 3, "draws": 4, "seed": 5}
    stack = {"layers": windows, "input_size": [15, 17], "unit": [3, 1], **draws}
    weights = rest.post("/api/v1/receptive-field/effective", json=stack).json()["weights"]
    network = {"input_shape": [1, 15, 17], "layers": layers}
    answer = viewed(rest, network=network, node="conv2", unit=[3, 1], effective="gradient", draws=draws)
    np.testing.assert_allclose(decoded(answer["effective"]), weights, rtol=1e-6)


def test_a_skip_weighs_more_than_the_long_way(rest):
    """The gradient through branches: cells that only the convolutions see weigh less than those behind the skip."""
    same = {"operation": "conv", "out_channels": 2, "kernel_size": [1, 3], "padding": [0, 1]}
    layers = [same | {"name": f"conv{i}"} for i in range(6)] + [
        {"operation": "add", "name": "add1", "inputs": ["input", "conv5"]}
    ]
    network = {"input_shape": [2, 1, 21], "layers": layers}
    plain, skipped = (
        decoded(viewed(rest, network=network, node=node, effective="gradient", draws={"draws": 200})["effective"])[0]
        for node in ("conv5", "add1")
    )
    assert (plain > 0).tolist() == (skipped > 0).tolist()
    others = np.arange(21) != 10
    assert skipped[10] == 1
    assert (skipped[others] < plain[others]).sum() == 12  # all that it sees but the middle


@pytest.mark.parametrize("name", ["resnet50", "unet", "densenet121"])
def test_the_gradient_of_a_network_with_branches(rest, name):
    analysis = rest.get(f"/api/v1/networks/{name}").json()
    last = [node["name"] for node in analysis["nodes"] if len(node["output_shape"]) == 3][-1]
    answer = viewed(rest, network={"name": name}, node=last, effective="gradient", masks=["input"])
    weights, seen = decoded(answer["effective"]), decoded(answer["nodes"][0]["mask"])
    assert weights.max() == 1
    assert not weights[seen == 0].any()


@pytest.mark.parametrize(
    ("layers", "options", "detail"),
    [
        ([{"operation": "adaptive_avg_pool", "output_size": [1, 1000]}], {"effective": "paths"},
         "the table of which unit of a0 reads which cell"),
        ([{"operation": "add", "inputs": ["input", "input"]}] * 600, {"effective": "gradient"},
         "is too large for floating point"),
        ([{"operation": "gelu"}] * 200, {"effective": "gradient", "draws": {"draws": 1000}}, "that a request may cost"),
    ],
)  # fmt: skip
def test_what_would_take_too_much_is_refused(rest, layers, options, detail):
    named = [layer | {"name": f"a{i}"} for i, layer in enumerate(layers)]
    for node in named[1:]:
        if "inputs" in node:
            node["inputs"] = [f"a{int(node['name'][1:]) - 1}"] * 2
    width = 200_000 if len(named) == 1 else 4
    body = {"network": {"input_shape": [1, 1, width], "layers": named}, "node": named[-1]["name"], **options}
    check(rest.post("/api/v1/networks/receptive-field", json=body), 422, detail=detail)


def test_pooling_measured(rest):
    """An average spreads the gradient evenly over its window; a maximum sends it to one cell at a time."""

    def weights(operation, draws):
        layers = [{"operation": operation, "kernel_size": [1, 4], "stride": [1, 4]}, {"kernel_size": 1}]
        body = {"layers": layers, "input_size": [1, 12], "unit": [0, 1], "draws": draws}
        return np.array(rest.post("/api/v1/receptive-field/effective", json=body).json()["weights"][0])

    np.testing.assert_allclose(weights("avg_pool", 3), [0] * 4 + [1] * 4 + [0] * 4, rtol=1e-12)
    assert (weights("max_pool", 1) > 0).sum() <= 4  # at most one cell for each of the four channels
    many = weights("max_pool", 400)
    assert (many[4:8] > 0.8).all()  # every cell wins equally often
    assert not many[:4].any()
    assert not many[8:].any()


def test_small_kernels_against_a_large_one(rest):
    # Simonyan and Zisserman 2015, section 2.3: three 3×3 have 27C² weights where one 7×7 has 49C²
    answer = rest.post("/api/v1/receptive-field/stacks", json={"size": 7, "channels": 10}).json()
    assert answer["stacks"][0] == {"per_square": 49} | {
        "kernels": [7], "size": 7, "weights": 4900, "macs": 4900, "non_linearities": 1,
    }  # fmt: skip
    assert answer["stacks"][1] == {"per_square": 27} | {
        "kernels": [3, 3, 3], "size": 7, "weights": 2700, "macs": 2700, "non_linearities": 3,
    }  # fmt: skip
    five = rest.post("/api/v1/receptive-field/stacks", json={"size": 5, "channels": 10}).json()["stacks"]
    assert [stack["weights"] for stack in five] == [2500, 1800]
    check(rest.post("/api/v1/receptive-field/stacks", json={"size": 6}), 422, "size", "must be odd")


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"unit": [40, 0]}, "there is no output row 40"),
        ({"layers": [{"operation": "avg_pool", "kernel_size": 2, "dilation": 2}]}, "average pooling has no dilation"),
        ({"layers": [{"kernel_size": 99}]}, "layer 0: the effective kernel is 99×99"),
        ({"draws": 1000, "channels": 500}, "that a request may cost"),
        (
            {"layers": [{"operation": "max_pool", "kernel_size": 3}] * 3, "draws": 1000, "input_size": 400},
            "that a request may cost",
        ),
        ({"layers": [{"kernel_size": 1}] * 10, "input_size": 1000}, "the maps of all layers together would hold"),
        (
            {"layers": [{"kernel_size": 1, "padding": 100_000, "stride": 100_000}]},
            "the padded map of layer 0 would hold",
        ),
    ],
)
def test_an_effective_field_that_cannot_be_is_refused(rest, change, detail):
    body = {"layers": [{"kernel_size": 3}], "input_size": 40} | change
    check(rest.post("/api/v1/receptive-field/effective", json=body), 422, detail=detail)


@pytest.mark.parametrize(
    ("layer", "columns"),
    [
        ({"operation": "conv_transpose", "kernel_size": [1, 9_000_000]}, 1),
        ({"operation": "conv", "kernel_size": [1, 9_000_000]}, 9_000_500),
    ],
)
def test_connections_of_more_units_than_can_be_read_are_refused(rest, layer, columns):
    body = {"network": {"input_shape": [1, 1, columns], "layers": [layer | {"out_channels": 1}]}}
    check(rest.post("/api/v1/networks/connections", json=body), 422, "network", "of up to 1024 columns are listed")


def test_padding_without_end_is_nothing_to_look_at(rest):
    layer = {"operation": "conv", "kernel_size": 2_000_000_001, "padding": 1_000_000_000, "out_channels": 1}
    body = {"network": {"input_shape": [1, 2, 2], "layers": [layer]}}
    answer = rest.post("/api/v1/networks/connections", json=body).json()
    assert answer["nodes"][0]["cells"] == [[0, 1], [0, 1]]
