"""Operations outside ours, known by name and shape alone; and layers that are used twice."""

import base64
from typing import Any

import numpy as np
import pytest

API = "/api/v1/networks"
CONV: dict[str, Any] = {"operation": "conv", "name": "conv", "out_channels": 3, "kernel_size": 3, "padding": 1}
ATTENTION = {"operation": "opaque", "name": "attention", "kind": "MultiheadAttention", "output_shape": [3, 8, 8]}
AFTER = {"operation": "conv", "name": "after", "out_channels": 2, "kernel_size": 1}
UNKNOWN: dict[str, Any] = {"input_shape": [3, 8, 8], "layers": [CONV, ATTENTION, AFTER]}
TWICE: dict[str, Any] = {"input_shape": [3, 8, 8], "layers": [CONV, {**CONV, "name": "again", "weights_of": "conv"}]}


def post(rest, call, **body):
    return rest.post(f"{API}/{call}", json=body)


def test_an_opaque_node_is_counted_as_unknown(rest):
    answer = rest.post(f"{API}/analyze", json=UNKNOWN).json()
    assert answer["totals"]["unknown"] == 1
    assert answer["totals"]["parameters"]["total"] == 84 + 8  # torch: 3·3·9 + 3, and 3·2 + 2
    conv, attention, after = answer["nodes"]
    assert (attention["parameters"], attention["macs"], attention["receptive_field"]) == (None, None, None)
    assert attention["options"] == {"kind": "MultiheadAttention", "output_shape": [3, 8, 8]}
    assert (conv["receptive_field"]["size"], after["receptive_field"]) == ([3, 3], None)
    assert after["output_shape"] == [2, 8, 8]


def test_what_is_answered_can_be_sent_back(rest):
    answer = rest.post(f"{API}/analyze", json=TWICE | {"layers": [*TWICE["layers"], ATTENTION]}).json()
    keep = ("operation", "name", "inputs", "stage", "weights_of")
    layers = [{name: node[name] for name in keep} | node["options"] for node in answer["nodes"]]
    again = rest.post(f"{API}/analyze", json={"input_shape": answer["input_shape"], "layers": layers})
    assert again.json() == answer


def test_feature_maps_stop_before_an_opaque_node(rest):
    body = {"network": UNKNOWN, "input": np.ones((3, 8, 8)).tolist()}
    answer = post(rest, "maps", **body, nodes=["conv"]).json()
    assert [node["name"] for node in answer["nodes"]] == ["conv"]
    assert answer["classes"] is None
    assert "MultiheadAttention" in answer["notes"][-1]
    refused = post(rest, "maps", **body, nodes=["conv", "after"])
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "nodes[1]"
    for call, more in (
        ("unit", {"node": "after", "unit": [0, 0, 0]}),
        ("attribution", {"class": 0, "method": "gradient"}),
    ):
        refused = post(rest, call, **body, **more)
        assert refused.status_code == 422, call
    assert "MultiheadAttention" in post(rest, "unit", **body, node="after", unit=[0, 0, 0]).json()["detail"]


def test_fields_before_an_opaque_node_are_answered(rest):
    body = {"network": UNKNOWN, "node": "conv", "unit": [0, 0]}
    answer = post(rest, "receptive-field", **body).json()
    assert answer["nodes"][0]["cells"] == 4  # the corner of a padded 3×3 window
    drawn = post(rest, "connections", network=UNKNOWN, axis="rows").json()
    assert [node["name"] for node in drawn["nodes"]] == ["conv"]


def test_fields_through_an_opaque_node_are_refused(rest):
    for effective in (None, "paths", "gradient"):
        body = {"network": UNKNOWN, "node": "after", "unit": [0, 0]} | ({"effective": effective} if effective else {})
        refused = post(rest, "receptive-field", **body)
        assert refused.status_code == 422
        assert "MultiheadAttention" in refused.json()["detail"]


@pytest.mark.parametrize("format", ["pytorch", "keras"])
def test_there_is_no_code_for_an_opaque_node(rest, format):
    refused = post(rest, "export", network=UNKNOWN, format=format)
    assert refused.status_code == 422
    assert "MultiheadAttention" in refused.json()["detail"]


def test_opaque_nodes_survive_the_json_that_we_write(rest):
    code = post(rest, "export", network=UNKNOWN, format="json").json()["code"]
    answer = rest.post(f"{API}/analyze", content=code, headers={"Content-Type": "application/json"})
    assert answer.json() == rest.post(f"{API}/analyze", json=UNKNOWN).json()


def test_a_layer_used_twice_is_counted_once_and_computed_twice(rest):
    answer = rest.post(f"{API}/analyze", json=TWICE).json()
    assert answer["totals"]["parameters"]["total"] == 84
    assert answer["totals"]["macs"] == 2 * 81 * 64
    assert [node["parameters"]["total"] for node in answer["nodes"]] == [84, 0]
    assert [node["weights_of"] for node in answer["nodes"]] == [None, "conv"]


def test_both_uses_have_the_same_weights(rest):
    """A 1×1 convolution that triples, used twice, gives nine times its input."""
    triple = {"operation": "conv", "name": "a", "out_channels": 1, "kernel_size": 1, "bias": False}
    network = {"input_shape": [1, 2, 2], "layers": [triple, {**triple, "name": "b", "weights_of": "a"}]}
    tensors = {"a": {"weight": [[[[3.0]]]]}}
    body = {"network": network, "input": [[[1, 2], [3, 4]]], "nodes": ["b"], "weights": {"tensors": tensors}}
    maps = rest.post(f"{API}/maps", json=body, headers={"Accept": "application/x-safetensors"})
    assert maps.status_code == 200
    assert np.frombuffer(maps.content[-16:], np.float32).tolist() == [9, 18, 27, 36]


@pytest.mark.parametrize("node", ["conv", "again", "norm", "norm_again"])
def test_drawn_weights_are_the_same_whichever_node_is_asked_for(rest, node):
    """A branch's own statistics would otherwise be another's, according to what is computed."""
    norm = {"operation": "batch_norm", "name": "norm", "inputs": ["conv"]}
    layers = [*TWICE["layers"], norm, {**norm, "name": "norm_again", "inputs": ["again"], "weights_of": "norm"}]
    network = {"input_shape": [3, 8, 8], "layers": layers}
    x = np.random.default_rng(0).normal(size=(3, 8, 8)).tolist()
    unit = post(rest, "unit", network=network, input=x, node=node, unit=[1, 2, 3]).json()["output"]
    maps = post(rest, "maps", network=network, input=x, nodes=[node]).json()["maps"][node]
    assert np.frombuffer(base64.b64decode(maps["base64"]), np.float32).reshape(3, 8, 8)[1, 2, 3] == pytest.approx(unit)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ({**CONV, "name": "again", "weights_of": "nothing"}, "no node has that name"),
        ({**CONV, "name": "again", "weights_of": "again"}, "which are those of"),
        ({"operation": "relu", "name": "again", "weights_of": "conv"}, "same operation"),
        ({**CONV, "name": "again", "kernel_size": 1, "weights_of": "conv"}, "[3, 3, 1, 1]"),
    ],
)
def test_weights_that_cannot_be_shared_are_refused(rest, layer, said):
    refused = rest.post(f"{API}/analyze", json={"input_shape": [3, 8, 8], "layers": [CONV, layer]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "layers[1].weights_of"
    assert said in refused.json()["detail"]


def test_weights_for_a_node_that_has_none_of_its_own_are_refused(rest):
    tensors = {name: {"weight": np.ones((3, 3, 3, 3)).tolist(), "bias": [0, 0, 0]} for name in ("conv", "again")}
    body = {"network": TWICE, "input": np.ones((3, 8, 8)).tolist(), "weights": {"tensors": tensors}}
    assert "the network holds no again.weight" in post(rest, "maps", **body).json()["detail"]


def test_a_shared_layer_is_one_module_in_pytorch(rest):
    code = post(rest, "export", network=TWICE, format="pytorch").json()["code"]
    assert code.count("nn.Conv2d") == 1
    assert "again = self.conv(conv)" in code
    back = post(rest, "import", text=code, input_shape=[3, 8, 8]).json()["analysis"]
    assert [node["weights_of"] for node in back["nodes"]] == [None, "conv"]
    assert back["totals"]["parameters"]["total"] == 84
    assert post(rest, "export", network=TWICE, format="keras").status_code == 422
