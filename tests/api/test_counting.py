"""FLOPs beside multiply-accumulates, with biases on request, and for a batch."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.networks.routes import _summary
from app.main import create_app
from app.networks.zoo import ZOO
from tests.api.test_problems import check

API = "/api/v1/networks"
#: 3 to 4 channels on 8×8, a vector of 256, and 10 outputs: 108 products at 64 places, and 2560; biases: 4·64 and 10.
LAYERS: list[dict[str, Any]] = [
    {"operation": "conv", "out_channels": 4, "kernel_size": 3, "padding": 1}, {"operation": "batch_norm"},
    {"operation": "flatten"}, {"operation": "linear", "out_features": 10},
]  # fmt: skip
BODY = {"input_shape": [3, 8, 8], "layers": LAYERS}
MACS = [108 * 64, 0, 0, 2560]


def counted(answer):
    return [node["macs"] for node in answer["nodes"]], [node["flops"] for node in answer["nodes"]], answer["totals"]


def analyzed(rest, **counting):
    response = rest.post(f"{API}/analyze", json=BODY | counting)
    assert response.status_code == 200, response.text
    return counted(response.json())


def test_flops_are_two_for_each_multiply_accumulate(rest):
    macs, flops, totals = analyzed(rest)
    assert (macs, flops) == (MACS, [2 * each for each in MACS])
    assert (totals["macs"], totals["flops"], totals["batch"]) == (sum(MACS), 2 * sum(MACS), 1)


def test_biases_are_one_addition_for_each_sum_and_no_multiply_accumulate(rest):
    macs, flops, totals = analyzed(rest, bias_flops=True)
    assert (macs, flops) == (MACS, [2 * MACS[0] + 4 * 64, 0, 0, 2 * 2560 + 10])
    assert totals["flops"] == sum(flops)


def test_without_a_bias_there_is_nothing_to_add(rest):
    layers = [layer | ({"bias": False} if layer["operation"] in ("conv", "linear") else {}) for layer in LAYERS]
    for counting in ({}, {"bias_flops": True}):
        answer = rest.post(f"{API}/analyze", json=BODY | {"layers": layers} | counting).json()
        assert answer["totals"]["flops"] == 2 * sum(MACS)


def test_a_transposed_convolution_adds_its_bias_to_every_cell_of_its_output(rest):
    layers = [{"operation": "conv_transpose", "out_channels": 5, "kernel_size": 2, "stride": 2}]
    answer = rest.post(f"{API}/analyze", json=BODY | {"layers": layers, "bias_flops": True}).json()
    assert answer["totals"]["flops"] == 2 * (3 * 5 * 4 * 64) + 5 * 16 * 16


def test_a_batch_multiplies_work_and_activations_but_not_parameters(rest):
    one, many = (rest.post(f"{API}/analyze", json=BODY | {"batch": batch}).json() for batch in (1, 32))
    for before, after in zip([*one["nodes"], one["totals"]], [*many["nodes"], many["totals"]], strict=True):
        assert (after["macs"], after["flops"]) == (32 * before["macs"], 32 * before["flops"])
        assert after["parameters"] == before["parameters"]
    assert many["totals"]["batch"] == 32
    assert many["totals"]["activation_bytes"] == 32 * one["totals"]["activation_bytes"]
    assert many["totals"]["parameter_bytes"] == one["totals"]["parameter_bytes"]
    assert [node["output_shape"] for node in many["nodes"]] == [node["output_shape"] for node in one["nodes"]]


def test_a_network_of_the_zoo_and_two_side_by_side_and_a_text(rest):
    answer = rest.get(f"{API}/lenet5?batch=8&bias_flops=true").json()
    # LeCun et al. 1998 with full connections: 416,520 products; maps of 6·28·28 and 16·10·10, and 120, 84 and 10 units
    assert answer["totals"]["macs"] == 8 * 416_520
    assert answer["totals"]["flops"] == 8 * (2 * 416_520 + 6 * 784 + 16 * 100 + 120 + 84 + 10)
    sides = rest.post(
        f"{API}/compare", json={"left": {"name": "lenet5"}, "right": {"name": "lenet5"}, "batch": 8, "bias_flops": True}
    ).json()
    assert sides["left"]["totals"] == sides["right"]["totals"] == answer["totals"]
    assert sides["ratios"]["macs"] == 1
    text = {"text": "nn.Sequential(nn.Flatten(), nn.Linear(4, 3))", "input_shape": [1, 2, 2]}
    imported = rest.post(f"{API}/import", json=text | {"batch": 2, "bias_flops": True}).json()
    assert imported["analysis"]["totals"]["flops"] == 2 * (2 * 12 + 3)


def test_a_model(rest):
    one, many = (rest.get(f"/api/v1/models/digits{query}").json()["analysis"] for query in ("", "?batch=3"))
    assert many["totals"]["flops"] == 3 * one["totals"]["flops"] == 6 * one["totals"]["macs"]


def test_what_is_opaque_is_unknown(rest):
    opaque = {"operation": "opaque", "kind": "MultiheadAttention", "output_shape": [3, 8, 8]}
    answer = rest.post(f"{API}/analyze", json={"input_shape": [3, 8, 8], "layers": [opaque], "batch": 4}).json()
    assert answer["nodes"][0]["flops"] is None


@pytest.mark.parametrize("batch", [0, -1, 1.5, True, "2", 10**9])
def test_a_batch_is_a_number_of_inputs(rest, batch):
    check(rest.post(f"{API}/analyze", json=BODY | {"batch": batch}), 422, "batch")


@pytest.mark.parametrize("query", ["batch=0", "batch=x", "bias_flops=perhaps", "batches=2"])
def test_a_query_is_checked_likewise(rest, query):
    check(rest.get(f"{API}/lenet5?{query}"), 422, query.partition("=")[0])


def test_the_list_says_family_and_task(rest):
    networks = {network["name"]: network for network in rest.get(API).json()["networks"]}
    assert len(networks) >= 85
    assert (networks["resnext50_32x4d"]["family"], networks["resnext50_32x4d"]["task"]) == ("ResNet", "classification")
    assert networks["tiny_yolo_v2"]["task"] == "detection"
    assert networks["fcn_resnet50"]["task"] == "segmentation"
    assert networks["espcn"]["task"] == "super-resolution"
    # nothing else of the answer depends on the names of PyTorch's modules
    assert "module" not in rest.get(f"{API}/resnet18").json()["nodes"][0]


def test_the_list_is_there_before_the_first_visitor():
    _summary.cache_clear()
    with TestClient(create_app()) as client:
        assert _summary.cache_info().currsize == len(ZOO)
        assert len(client.get(API).json()["networks"]) == len(ZOO)
    assert _summary.cache_info().misses == len(ZOO)
