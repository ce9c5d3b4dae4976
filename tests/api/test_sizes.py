"""/output-size, /parameters, /presets, /healthz."""

import pytest

from app import __version__
from tests.api.test_problems import check
from tests.presets import answer_of


def test_output_size_with_its_formula(rest):
    body = {"operation": "conv", "input_size": [7, 9], "kernel_size": 3, "stride": [1, 2], "padding": 1}
    answer = rest.post("/api/v1/output-size", json=body).json()
    assert answer["output_size"] == [7, 5]
    height, width = answer["formula"]
    assert (height["axis"], width["axis"]) == ("height", "width")
    assert width["general"]["text"] == "W′ = ⌊(W + 2·P − D·(K − 1) − 1) / S⌋ + 1"
    assert width["numbers"]["text"] == "5 = ⌊(9 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1"
    assert width["steps"][-1]["latex"] == r"\text{positions: }4 + 1 = 5"
    assert "".join(term["latex"] for term in width["numbers"]["terms"]) == width["numbers"]["latex"]


@pytest.mark.parametrize(
    ("size", "expected", "axes"),
    [(10, [8], ["length"]), ([10], [8], ["length"]), ([4, 5, 6], [2, 3, 4], ["depth", "height", "width"])],
)
def test_output_size_of_one_to_three_axes(rest, size, expected, axes):
    answer = rest.post("/api/v1/output-size", json={"input_size": size, "kernel_size": 3}).json()
    assert answer["output_size"] == expected
    assert [formula["axis"] for formula in answer["formula"]] == axes


def test_parameters_with_and_without_an_input_size(rest):
    body = {"in_channels": 3, "out_channels": 3, "kernel_size": 3}
    counts = {"weights": 81, "biases": 3, "total": 84, "per_filter": 28, "formula": "3·(3·3·3) + 3 = 84"}
    assert rest.post("/api/v1/parameters", json=body).json() == counts
    sized = rest.post("/api/v1/parameters", json=body | {"input_size": [7, 7], "padding": 1}).json()
    # 147 numbers in, 147 out: 147·147 weights and 147 biases
    assert sized == counts | {"macs": 3969, "dense_equivalent": 147 * 147 + 147}


def test_options_are_checked_without_an_input_size_too(rest):
    body = {"in_channels": 3, "out_channels": 3, "kernel_size": 3, "padding": -1}
    check(rest.post("/api/v1/parameters", json=body), 422, "padding", "must not be negative")


def test_every_preset_is_a_request(rest):
    summaries = rest.get("/api/v1/presets").json()["presets"]
    assert len(summaries) >= 12
    for summary in summaries:
        preset = rest.get(f"/api/v1/presets/{summary['name']}").json()
        assert (preset["input"] is None) != (preset["picture"] is None)
        assert "output" in answer_of(rest, summary["name"])


def test_the_dilated_causal_stack_reaches_back_over_eight_cells(rest):
    for layer, reach in [(1, 2), (2, 4), (3, 8)]:
        preset = rest.get(f"/api/v1/presets/causal-stack-{layer}").json()
        body = {key: preset[key] for key in ("input", "weight", "padding", "dilation")}
        (row,) = rest.post("/api/v1/conv2d", json=body).json()["output"][0]
        # an impulse at cell 2; kernel 2 and dilations 1, 2, 4 see 2, 4, 8 cells (van den Oord et al. 2016, figure 3)
        assert row == [1 if 2 <= i < 2 + reach else 0 for i in range(12)]


def test_no_such_preset(rest):
    response = rest.get("/api/v1/presets/nope")
    assert response.status_code == 404
    assert response.json()["detail"].startswith("there is no preset named 'nope'; there are worked-example")


def test_health(rest):
    assert rest.get("/healthz").json() == {"status": "ok", "version": __version__}


@pytest.mark.parametrize(
    ("kernel_size", "input_size", "weights", "macs"),
    [
        # torch.nn.Conv1d(2, 3, 5) and torch.nn.Conv3d(2, 3, (1, 2, 3)) have weights of [3, 2, 5] and [3, 2, 1, 2, 3]
        ([5], [9], 30, 30 * 5),
        ([1, 2, 3], [4, 4, 4], 36, 36 * 4 * 3 * 2),
        (5, [9], 30, 30 * 5),
        (2, None, 24, None),
    ],
)
def test_parameters_over_one_two_and_three_axes(rest, kernel_size, input_size, weights, macs):
    body = {"in_channels": 2, "out_channels": 3, "kernel_size": kernel_size}
    body |= {"input_size": input_size} if input_size else {}
    answer = rest.post("/api/v1/parameters", json=body).json()
    assert (answer["weights"], answer["total"], answer.get("macs")) == (weights, weights + 3, macs)
