"""Networks of one's own: what fits, what does not, and what branches do to a receptive field."""

import pytest

from tests.api.test_problems import check

CALL = "/api/v1/networks/analyze"


def analyzed(rest, *layers, input_shape=(3, 8, 8)):
    response = rest.post(CALL, json={"input_shape": list(input_shape), "layers": list(layers)})
    assert response.status_code == 200, response.text
    return response.json()


def conv(out_channels=4, kernel_size=3, **options):
    return {"operation": "conv", "out_channels": out_channels, "kernel_size": kernel_size} | options


def test_a_small_network_by_hand(rest):
    answer = analyzed(
        rest, conv(padding=1, name="stem"), {"operation": "batch_norm"}, {"operation": "ReLU"},
        {"operation": "MaxPool2d", "kernel_size": 2}, {"operation": "flatten"},
        {"operation": "linear", "out_features": 10},
    )  # fmt: skip
    shapes = [node["output_shape"] for node in answer["nodes"]]
    assert shapes == [[4, 8, 8], [4, 8, 8], [4, 8, 8], [4, 4, 4], [64], [10]]
    assert [node["parameters"]["total"] for node in answer["nodes"]] == [112, 8, 0, 0, 0, 650]
    assert [node["macs"] for node in answer["nodes"]] == [108 * 64, 0, 0, 0, 0, 640]
    assert answer["totals"]["parameters"] == {"weights": 752, "biases": 18, "total": 770, "buffers": 9}
    assert answer["totals"]["parameter_bytes"] == 3080
    assert answer["nodes"][3]["receptive_field"]["size"] == [4, 4]
    assert answer["nodes"][5]["receptive_field"]["size"] == [10, 10]  # the whole picture, and its padding


def test_a_skip_keeps_the_largest_field_and_names_the_smallest(rest):
    answer = analyzed(
        rest, conv(padding=1, name="a"), conv(padding=1, name="b"),
        {"operation": "add", "inputs": ["a", "b"], "name": "sum"},
    )  # fmt: skip
    field = answer["nodes"][2]["receptive_field"]
    assert field == {"size": [5, 5], "stride": [1, 1], "padding": [2, 2], "narrowest": [3, 3], "aligned": True}


def test_paths_that_are_not_aligned_say_so(rest):
    answer = analyzed(
        rest, conv(kernel_size=3, padding=1, name="a"),
        conv(kernel_size=2, padding=[[1, 0], [1, 0]], inputs=["input"], name="b"),
        {"operation": "concat", "inputs": ["a", "b"], "name": "both"},
    )  # fmt: skip
    both = answer["nodes"][2]
    assert both["output_shape"] == [8, 8, 8]
    assert both["receptive_field"]["aligned"] is False
    assert both["receptive_field"]["size"] == [3, 3]


def test_nodes_may_come_in_any_order(rest):
    answer = analyzed(
        rest, {"operation": "add", "name": "sum", "inputs": ["late", "input"]},
        conv(3, padding=1, name="late", inputs=["input"]),
    )  # fmt: skip
    assert [node["name"] for node in answer["nodes"]] == ["late", "sum"]


def test_upsampling(rest):
    answer = analyzed(
        rest, {"operation": "conv_transpose", "out_channels": 8, "kernel_size": 2, "stride": 2},
        {"operation": "pixel_shuffle", "upscale_factor": 2}, {"operation": "upsample", "scale_factor": 2},
    )  # fmt: skip
    assert [node["output_shape"] for node in answer["nodes"]] == [[8, 16, 16], [2, 32, 32], [2, 64, 64]]
    assert answer["nodes"][0]["macs"] == 3 * 8 * 4 * 64
    fields = [node["receptive_field"] for node in answer["nodes"]]
    assert [field["stride"] for field in fields] == [[0.5, 0.5], [0.25, 0.25], [0.125, 0.125]]
    assert [field["size"] for field in fields] == [[1, 1]] * 3  # a kernel as large as its stride: no overlap


@pytest.mark.parametrize(
    ("layers", "field", "detail"),
    [
        ([conv(name="a", inputs=["b"])], "layers[0].inputs", 'takes its input from "b", but no node has that name'),
        ([conv(name="a"), conv(name="a")], "layers[1].name", 'more than one node named "a"'),
        ([conv(name="a", inputs=["b"]), conv(name="b", inputs=["a"])], "layers[", "form a cycle"),
        ([conv(name="a"), {"operation": "add", "name": "s", "inputs": ["a", "input"]}], "layers[1].inputs",
         'node "s": shapes to add differ: [4, 6, 6] and [3, 8, 8]'),
        ([conv(name="a"), {"operation": "concat", "name": "c", "inputs": ["a", "input"]}], "layers[1].inputs",
         "differ in more than their channels: [4, 6, 6] and [3, 8, 8]"),
        ([{"operation": "flatten"}, {"operation": "linear", "name": "fc", "out_features": 2, "in_features": 100}],
         "layers[1].in_features", "in_features is 100, but the input has 192 numbers"),
        ([{"operation": "linear", "name": "fc", "out_features": 2}], "layers[0].inputs", "flatten first"),
        ([conv(kernel_size=9, name="big")], "layers[0].kernel_size", "the effective kernel is 9×9 but the"),
        ([conv(groups=2, name="g")], "layers[0].groups", "3 input channels cannot be split into 2"),
        ([{"operation": "convolve"}], "layers[0].operation", 'there is no operation "convolve"'),
        ([{"operation": "conv", "out_channels": 3}], "layers[0].kernel_size", "conv needs kernel_size"),
        ([{"operation": "relu", "kernel_size": 3}], "layers[0].kernel_size", "relu has no kernel_size"),
        ([conv(stride=0)], "layers[0].stride", "must be at least 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_names_the_node(rest, layers, field, detail):
    response = rest.post(CALL, json={"input_shape": [3, 8, 8], "layers": layers})
    check(response, 422, detail=detail)
    assert response.json()["errors"][0]["field"].startswith(field)


def test_the_zoo_over_rest(rest):
    networks = {entry["name"]: entry for entry in rest.get("/api/v1/networks").json()["networks"]}
    assert networks["resnet50"]["parameters"] == 25_557_032
    assert networks["resnet50"]["year"] == 2015
    answer = rest.get("/api/v1/networks/resnet50?input_size=224&num_classes=1000").json()
    assert answer["totals"]["parameters"]["total"] == 25_557_032
    assert answer["nodes"][-1]["output_shape"] == [1000]
    assert rest.get("/api/v1/networks/vgg16?num_classes=10").json()["nodes"][-1]["output_shape"] == [10]
    check(rest.get("/api/v1/networks/nope"), 404, detail="there is no network named 'nope'; there are lenet5")
    check(rest.get("/api/v1/networks/lenet5?input_size=3"), 422, detail='node "conv1": the effective kernel is 5×5')


def test_operations_and_their_options(rest):
    operations = {entry["name"]: entry for entry in rest.get("/api/v1/networks/operations").json()["operations"]}
    conv_options = {option["name"]: option for option in operations["conv"]["options"]}
    assert conv_options["kernel_size"] == {
        "name": "kernel_size", "kind": "pair", "description": "cells per axis", "required": True, "default": None,
        "least": 1, "most": None, "start": 3, "choices": [],
    }  # fmt: skip
    assert conv_options["stride"]["default"] == 1  # on every axis, however many there are
    for name, entry in operations.items():  # a new layer of the editor begins with something
        assert all(option["start"] for option in entry["options"] if option["required"]), name
    assert operations["upsample"]["options"][1]["choices"] == ["nearest", "bilinear"]
    assert [name for name, entry in operations.items() if entry["joins"]] == [
        "add", "multiply", "concat", "center_crop", "opaque",
    ]  # fmt: skip
