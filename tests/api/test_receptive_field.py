"""/receptive-field."""

from tests.api.test_problems import check

CALL = "/api/v1/receptive-field"
THREE = [{"kernel_size": 3}] * 3


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
