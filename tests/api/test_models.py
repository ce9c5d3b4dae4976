"""The trained networks over REST."""

from base64 import b64decode

import numpy as np
import pytest
import safetensors.numpy

from app.models import MODELS, digits
from app.networks.values import values

ONE = np.zeros((28, 28), int)
ONE[4:24, 13:15] = 255


def test_the_list_and_the_card_say_the_same(rest):
    listed = rest.get("/api/v1/models").json()["models"]
    assert [model["name"] for model in listed] == list(MODELS)
    for model in listed:
        card = rest.get(f"/api/v1/models/{model['name']}").json()
        assert model.items() <= card.items()
        assert len(card["classes"]) == model["num_classes"]
        assert card["analysis"]["totals"]["parameters"]["total"] == model["parameters"]


def test_a_stroke_is_a_one(rest):
    answer = rest.post("/api/v1/models/digits/maps", json={"input": ONE.tolist(), "nodes": ["conv1"], "top": 3}).json()
    digits = MODELS["digits"]
    expected = values(digits.network(), digits.preprocess(ONE[None, None])[0], digits.weights(), keep=["softmax1"])
    best = answer["classes"][0]
    assert (best["index"], best["label"]) == (1, "1")
    assert best["probability"] == pytest.approx(float(expected.kept["softmax1"][1]), rel=1e-5)
    assert answer["maps"]["conv1"]["shape"] == [8, 28, 28]


def test_maps_for_pictures_are_bytes_of_the_strongest_channels(rest):
    body = {"input": ONE.tolist(), "nodes": ["conv1"]}
    full = rest.post("/api/v1/models/digits/maps", json=body).json()
    maps = np.frombuffer(b64decode(full["maps"]["conv1"]["base64"]), "<f4").reshape(8, 28, 28)
    short = rest.post("/api/v1/models/digits/maps", json=body | {"strongest": 3, "maps_dtype": "uint8"}).json()
    expected = np.argsort(-np.abs(maps).mean(axis=(1, 2)))[:3].tolist()
    assert short["channels"] == {"conv1": expected}
    tile = short["maps"]["conv1"]
    assert (tile["shape"], tile["dtype"]) == ([3, 28, 28], "uint8")
    node = next(node for node in short["nodes"] if node["name"] == "conv1")
    scaled = np.frombuffer(b64decode(tile["base64"]), np.uint8).reshape(3, 28, 28) / 255
    step = (node["maximum"] - node["minimum"]) / 255
    read = node["minimum"] + scaled * (node["maximum"] - node["minimum"])
    np.testing.assert_allclose(read, maps[expected], atol=0.51 * step)


def test_maps_for_pictures_travel_as_one_file(rest):
    response = rest.post(
        "/api/v1/models/digits/maps",
        json={"input": ONE.tolist(), "nodes": ["relu1"], "strongest": 2, "maps_dtype": "uint8"},
        headers={"accept": "application/x-safetensors"},
    )
    tensors = safetensors.numpy.load(response.content)
    assert tensors["relu1"].shape == (2, 28, 28)
    assert tensors["relu1"].dtype == np.uint8


def test_the_weights_are_those_of_the_file(rest):
    answer = rest.get("/api/v1/models/digits/weights", params={"nodes": ["conv1", "linear1"]}).json()["tensors"]
    file = safetensors.numpy.load_file(digits.WEIGHTS)
    assert set(answer) == {"conv1.weight", "conv1.bias", "linear1.weight", "linear1.bias"}
    for name, tensor in answer.items():
        sent = np.frombuffer(b64decode(tensor["base64"]), "<f4").reshape(tensor["shape"])
        np.testing.assert_array_equal(sent, file[name])


@pytest.mark.parametrize("method", ["gradient", "grad_cam", "occlusion"])
def test_a_one_is_due_to_its_stroke(rest, method):
    answer = rest.post(
        "/api/v1/models/digits/attribution", json={"input": ONE.tolist(), "class": 1, "method": method}
    ).json()
    assert answer["label"] == "1"
    map = np.array(answer["map"])
    assert map.shape == (28, 28)
    assert map.max() > 0


def test_a_unit_of_the_last_layer_leads_to_cells_of_the_last_maps(rest):
    body = {"input": ONE.tolist(), "node": "linear1", "unit": [1]}
    unit = rest.post("/api/v1/models/digits/unit", json=body).json()
    assert {one["node"] for one in unit["contributions"]} == {"max_pool2"}
    shown = sum(one["product"] for one in unit["contributions"])
    assert shown + unit["rest"]["sum"] + unit["bias"] == pytest.approx(unit["output"], rel=1e-4)


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("digit/maps", {"input": ONE.tolist()}, 404, "no model named 'digit'; did you mean digits?"),
        ("digits/maps", {"input": [[1]]}, 422, "input has the shape [1, 1], but the network takes [1, 28, 28]"),
        ("digits/unit", {"input": ONE.tolist(), "node": "conv3", "unit": [0, 0, 0]}, 422, 'no node "conv3"'),
        ("digits/maps", {"input": ONE.tolist(), "nodes": ["conv1"], "strongest": 0}, 422, "strongest"),
        ("digits/attribution", {"input": ONE.tolist(), "class": 10, "method": "gradient"}, 422, "no class 10"),
    ],
)
def test_what_is_not_there_is_refused_by_name(rest, path, body, status, message):
    response = rest.post(f"/api/v1/models/{path}", json=body)
    assert response.status_code == status
    assert message in response.json()["detail"]


def test_weights_of_a_node_without_any_are_refused(rest):
    response = rest.get("/api/v1/models/digits/weights", params={"nodes": "relu1"})
    assert response.status_code == 422
    assert 'no node "relu1" that holds weights' in response.json()["detail"]
