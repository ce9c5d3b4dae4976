"""The smallest networks, one node of every operation: calls about values answer them, or refuse them by field."""

from typing import Any

import numpy as np
import pytest

from app.layers.registry import LAYERS

API = "/api/v1/networks"
SHAPES = [[4], [1], [4, 3], [4, 4, 4], [4, 1, 1], [4, 2, 2, 2]]
NEEDED: dict[str, dict[str, Any]] = {
    "conv": {"out_channels": 2, "kernel_size": 1},
    "conv_transpose": {"out_channels": 2, "kernel_size": 2},
    "max_pool": {"kernel_size": 1},
    "avg_pool": {"kernel_size": 1},
    "adaptive_avg_pool": {"output_size": 1},
    "adaptive_max_pool": {"output_size": 1},
    "linear": {"out_features": 2},
    "upsample": {"scale_factor": 2},
    "pixel_shuffle": {"upscale_factor": 2},
    "pixel_unshuffle": {"downscale_factor": 2},
    "channel_shuffle": {"groups": 2},
    "resize": {"output_size": 3},
    "reshape": {"shape": [2, 2]},
    "opaque": {"kind": "MultiheadAttention", "output_shape": [2]},
    "center_crop": {},
    "subsample": {"stride": 2, "out_channels": 8},
}
AFTER = [[], ["softmax"], ["flatten"], ["flatten", "softmax"], ["softmax", "flatten"]]


def network_of(operation, shape, after):
    first = {"operation": operation, "name": "first", **NEEDED.get(operation, {})}
    if LAYERS[operation].arity != (1, 1):
        first["inputs"] = ["input", "input"]
    return {"input_shape": shape, "layers": [first, *({"operation": name} for name in after)]}


def bodies(node, shape):
    yield "maps", {"nodes": [node]}
    yield "maps", {"off": {node: [0]}}
    yield "unit", {"node": node, "unit": [0] * len(shape)}
    for method in ("gradient", "grad_cam", "occlusion"):
        yield "attribution", {"class": 0, "method": method}


@pytest.mark.parametrize("operation", LAYERS)
def test_every_operation_alone_is_answered_or_refused_by_field(rest, operation):
    answered = 0
    for shape in SHAPES:
        x = np.random.default_rng(0).normal(size=shape).tolist()
        for after in AFTER:
            network = network_of(operation, shape, after)
            analysis = rest.post(f"{API}/analyze", json=network)
            if analysis.status_code != 200:
                continue
            for node in analysis.json()["nodes"]:
                for call, more in bodies(node["name"], node["output_shape"]):
                    body = {"network": network, "input": x, **more}
                    response = rest.post(f"{API}/{call}", json=body)
                    assert response.status_code in {200, 422}, (body, response.text)
                    assert response.status_code == 200 or response.json()["errors"][0]["field"], response.text
                    answered += response.status_code == 200
    assert bool(answered) is LAYERS[operation].known


@pytest.mark.parametrize("operation", ["batch_norm", "conv", "linear", "prelu"])
@pytest.mark.parametrize("file", [False, True])
def test_every_layer_that_holds_weights_gives_those_that_are_drawn(rest, operation, file):
    network = network_of(operation, [4] if operation == "linear" else [4, 4, 4], [])
    x = np.random.default_rng(0).normal(size=network["input_shape"]).tolist()
    accept = {"Accept": "application/x-safetensors"} if file else {}
    body = {"network": network, "input": x, "nodes": ["first"]}
    response = rest.post(f"{API}/weights", json=body, headers=accept)
    assert response.status_code == 200, response.text
    if not file:
        assert all(name.startswith("first.") and tensor["shape"] for name, tensor in response.json()["tensors"].items())


@pytest.mark.parametrize("before", [[], ["flatten"], ["identity"]])
def test_a_softmax_alone_has_what_it_reads_as_logits(rest, before):
    layers = [{"operation": name} for name in [*before, "softmax"]]
    shape = [3, 1, 1] if before == ["flatten"] else [3]
    x = np.reshape([1.0, 3.0, 2.0], shape).tolist()
    answer = rest.post(f"{API}/maps", json={"network": {"input_shape": shape, "layers": layers}, "input": x}).json()
    assert [(one["index"], one["logit"]) for one in answer["classes"]] == [(1, 3), (2, 2), (0, 1)]
    assert answer["classes"][0]["probability"] == pytest.approx(np.exp(3) / np.exp([1, 3, 2]).sum())


def test_shares_that_are_flattened_are_not_shared_out_again(rest):
    layers = [{"operation": "softmax", "name": "shares"}, {"operation": "flatten", "name": "row"}]
    body = {"network": {"input_shape": [2, 1, 1], "layers": layers}, "input": [[[0]], [[1]]]}
    answer = rest.post(f"{API}/maps", json=body | {"nodes": ["row"]}).json()
    shares = {node["name"]: node for node in answer["nodes"]}["row"]
    assert answer["classes"][0]["probability"] == pytest.approx(shares["maximum"])
    gradient = rest.post(f"{API}/attribution", json=body | {"class": 1, "method": "gradient"}).json()
    assert gradient["map"] == [[1]]
    assert gradient["probability"] == answer["classes"][0]["probability"]
