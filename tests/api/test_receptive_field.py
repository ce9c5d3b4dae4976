"""/receptive-field, and what it shares with /networks/receptive-field."""

import pytest

from tests.api.test_problems import check

CALL = "/api/v1/receptive-field"
THREE = [{"kernel_size": 3}] * 3
#: Two layers whose strides multiply to 2**52; the second makes four units, the last of which sees cell 3 · 2**52.
FAR: list[dict[str, object]] = [
    {"kernel_size": 1, "stride": 2**30},
    {"kernel_size": 1, "stride": 2**22, "padding": [[0, 3 * 2**22], [0, 3 * 2**22]]},
]
TOO_FAR = "over more than 9,007,199,254,740,992 cells"


def test_two_and_three_small_kernels(rest):
    answer = rest.post(CALL, json={"layers": THREE}).json()
    assert [layer["size"] for layer in answer["layers"]] == [[3, 3], [5, 5], [7, 7]]
    assert [layer["center"] for layer in answer["layers"]] == [[1, 1], [2, 2], [3, 3]]
    assert "rows" not in answer["layers"][0]


def test_a_unit_is_followed_back_and_clipped(rest):
    layers = [
        {"kernel_size": 3, "padding": 1, "name": "stem", "stride": [2, 1]},
        {"kernel_size": [3, 1], "padding": [1, 0]},
    ]
    answer = rest.post(CALL, json={"layers": layers, "input_size": [8, 6], "unit": [0, 5]}).json()
    stem, last = answer["layers"]
    assert (stem["name"], last["name"]) == ("stem", "layer 2")
    assert (stem["output_size"], last["output_size"]) == ([4, 6], [4, 6])
    assert (last["size"], last["stride"], last["padding"], last["center"]) == ([7, 3], [2, 1], [3, 1], [0, 0])
    assert (last["rows"], last["columns"]) == ([0, 0], [5, 5])
    assert (stem["rows"], stem["clipped"]["rows"]) == ([-1, 1], [0, 1])
    assert answer["input"]["rows"] == [-3, 3]
    assert answer["input"]["clipped"] == {"rows": [0, 3], "columns": [4, 5]}


def test_what_does_not_fit_is_refused(rest):
    check(rest.post(CALL, json={"layers": []}), 422, "layers")
    check(
        rest.post(CALL, json={"layers": [{"kernel_size": 3, "stride": 0}]}), 422, "layers[0].stride", "layer 0: stride"
    )
    body = {"layers": THREE, "input_size": 5, "unit": [0, 0]}
    check(
        rest.post(CALL, json=body),
        422,
        "layers[2].kernel_size",
        "layer 2: the effective kernel is 3×3 but the padded input only 1×1",
    )


@pytest.mark.parametrize("last", [{"kernel_size": 1, "stride": 4}, {"kernel_size": 4, "stride": 1}])
def test_a_field_too_large_for_json_is_refused_by_the_stride_of_its_layer(rest, last):
    assert rest.post(CALL, json={"layers": FAR}).json()["layers"][-1]["stride"] == [2**52, 2**52]
    check(rest.post(CALL, json={"layers": [*FAR, last]}), 422, "layers[2].stride", f"layer 2: its units see {TOO_FAR}")
    body = {"layers": [*FAR, last], "input_size": 1}
    check(rest.post(CALL + "/effective", json=body), 422, "layers[2].stride", TOO_FAR)
    layers = [{"operation": "conv", "out_channels": 1, **layer} for layer in [*FAR, last]]
    check(
        rest.post(
            "/api/v1/networks/receptive-field",
            json={"network": {"input_shape": [1, 1, 1], "layers": layers}, "node": "conv3"},
        ),
        422,
        "network.layers[2].stride",
        f'node "conv3": its units see {TOO_FAR}',
    )


@pytest.mark.parametrize("last", [{"operation": "flatten"}, {"operation": "adaptive_avg_pool", "output_size": 1}])
def test_a_layer_without_a_stride_that_sees_too_far_is_refused_by_its_operation(rest, last):
    layers = [*({"operation": "conv", "out_channels": 1, **layer} for layer in FAR), last]
    body = {"network": {"input_shape": [1, 1, 1], "layers": layers}, "node": "conv2"}
    check(rest.post("/api/v1/networks/receptive-field", json=body), 422, "network.layers[2].operation", TOO_FAR)


def test_a_pooling_layer_that_cannot_be_measured_is_named_by_its_place_in_the_body(rest):
    body = {"layers": [{"kernel_size": 3}, {"kernel_size": 2, "padding": 2, "operation": "max_pool"}], "input_size": 8}
    check(
        rest.post(CALL + "/effective", json=body), 422, "layers[1].padding", "layer 1: window 0 along the height holds"
    )
