"""Two networks side by side, and one unit's view, over REST."""

import pytest

from app.networks.zoo import ZOO
from tests.api.test_problems import check

CONV = {"operation": "conv", "out_channels": 4, "kernel_size": 3}


def own(*layers):
    return {"input_shape": [3, 8, 8], "layers": list(layers)}


def compared(rest, left, right):
    response = rest.post("/api/v1/networks/compare", json={"left": left, "right": right})
    assert response.status_code == 200, response.text
    return response.json()


def test_a_change_against_the_original(rest):
    relu, pool = {"operation": "relu"}, {"operation": "max_pool", "kernel_size": 2}
    answer = compared(rest, own(CONV, relu, CONV, relu, pool), own(CONV, relu, CONV | {"out_channels": 5}, pool))
    assert answer["rows"] == [
        {"left": 0, "right": 0, "change": "same"},
        {"left": 1, "right": 1, "change": "same"},
        {"left": 2, "right": 2, "change": "changed"},
        {"left": 3, "right": None, "change": "only_left"},
        {"left": 4, "right": 3, "change": "changed"},  # the same pooling, of more channels
    ]
    assert answer["ratios"]["parameters"] == pytest.approx((112 + 185) / (112 + 148))


@pytest.mark.parametrize(("left", "right"), [("vgg16", "resnet50"), ("resnet1202_cifar", "resnet110_cifar")])
def test_every_layer_stands_in_one_row_in_its_order(rest, left, right):
    answer = compared(rest, {"name": left}, {"name": right})
    for side in ("left", "right"):
        places = [row[side] for row in answer["rows"] if row[side] is not None]
        assert places == list(range(len(answer[side]["nodes"])))
    for row in answer["rows"]:
        both = row["left"] is not None and row["right"] is not None
        assert both == (row["change"] in ("same", "changed"))


def test_lists_that_match_in_very_many_ways_are_laid_side_by_side_by_their_beginnings(rest):
    relu, tanh = {"operation": "relu"}, {"operation": "tanh"}
    answer = compared(rest, own(*[relu] * 3000), own(*[relu, tanh] * 1500))
    assert [row["change"] for row in answer["rows"][:2]] == ["same", "only_left"]
    assert len(answer["rows"]) == 1 + 2 * 2999


def test_vgg_and_resnet(rest):
    answer = compared(rest, {"name": "vgg16"}, {"name": "resnet50"})
    # torchvision's table: 138.4M and 25.6M parameters, 15.47 and 4.09 GFLOPS
    assert answer["ratios"]["parameters"] == pytest.approx(25_557_032 / 138_357_544)
    assert answer["ratios"]["macs"] == pytest.approx(4.089 / 15.47, rel=1e-3)
    assert answer["ratios"]["depth"] == 50 / 16


def test_the_side_that_is_wrong_is_named(rest):
    body = {"left": {"name": "vgg16"}, "right": own(CONV | {"kernel_size": 9, "name": "big"})}
    response = rest.post("/api/v1/networks/compare", json=body)
    check(response, 422, detail='node "big": the effective kernel is 9×9')
    assert response.json()["errors"][0]["field"] == "right.layers[0].kernel_size"
    check(rest.post("/api/v1/networks/compare", json=body | {"right": {"name": "nope"}}), 404, detail="no network")
    check(rest.post("/api/v1/networks/compare", json=body | {"right": {}}), 422, detail="give a name, or input_shape")
    both = {"name": "vgg16"} | own(CONV)
    check(rest.post("/api/v1/networks/compare", json=body | {"right": both}), 422, detail="not both")


def test_what_a_unit_of_vgg_sees(rest):
    body = {"network": {"name": "vgg16"}, "node": "max_pool5", "unit": [3, 3]}
    answer = rest.post("/api/v1/networks/receptive-field", json=body).json()
    # 212 wide, 32 apart, padding 90 (Araujo, Norris and Sim 2019): from 3·32 − 90 to 3·32 − 90 + 211
    assert answer["unclipped"] == {"rows": [6, 217], "columns": [6, 217], "axes": [[6, 217], [6, 217]]}
    picture = answer["nodes"][0]
    assert (picture["name"], picture["size"]) == ("input", [224, 224])
    assert (picture["rows"], picture["columns"], picture["cells"]) == ([6, 217], [6, 217], 212**2)
    assert [node["name"] for node in answer["nodes"][-2:]] == ["relu13", "max_pool5"]
    assert answer["nodes"][-2]["rows"] == [6, 7]


def test_the_middle_unit_if_none_is_given_and_holes_are_counted(rest):
    dilated = own({"operation": "conv", "name": "d", "out_channels": 1, "kernel_size": 3, "dilation": 2})
    answer = rest.post("/api/v1/networks/receptive-field", json={"network": dilated, "node": "d"}).json()
    assert answer["unit"] == [2, 2]
    picture = answer["nodes"][0]
    assert (picture["rows"], picture["columns"], picture["cells"]) == ([2, 6], [2, 6], 9)
    body = {"network": dilated, "node": "e"}
    check(rest.post("/api/v1/networks/receptive-field", json=body), 422, detail='there is no node "e"')


@pytest.mark.parametrize("name", sorted(ZOO))
def test_every_network_of_the_zoo_can_be_looked_at_at_its_own_size(rest, name):
    last = rest.get(f"/api/v1/networks/{name}").json()["nodes"][-1]["name"]
    response = rest.post("/api/v1/networks/receptive-field", json={"network": {"name": name}, "node": last})
    assert response.status_code == 200, response.text
    assert response.json()["nodes"][0]["cells"] > 0


def test_a_map_too_large_to_look_at_is_refused(rest):
    large = {"input_shape": [1, 99_999, 99_999], "layers": [{"operation": "relu", "name": "r"}]}
    check(rest.post("/api/v1/networks/receptive-field", json={"network": large, "node": "r"}), 422, detail="would hold")
