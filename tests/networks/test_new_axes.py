"""A reshape from a row of numbers to a map, and one that a network cannot follow."""

import pytest

from app.layers.linear import Linear
from app.layers.registry import make
from app.networks.analysis import NodeError, analyze
from app.networks.graph import Builder
from tests.api.test_problems import check

GENERATOR = {
    "input_shape": [16],
    "layers": [
        {"operation": "linear", "name": "wide", "out_features": 128},
        {"operation": "reshape", "name": "map", "shape": [8, 4, 4]},
        {"operation": "conv_transpose", "name": "up", "out_channels": 3, "kernel_size": 2, "stride": 2},
    ],
}


def test_a_row_of_numbers_becomes_a_map(rest):
    answer = rest.post("/api/v1/networks/analyze", json=GENERATOR).json()
    assert answer["nodes"][-1]["output_shape"] == [3, 8, 8]
    assert answer["nodes"][-1]["receptive_field"] is None  # the cells of a row are no place


@pytest.mark.parametrize("call", ["receptive-field", "connections"])
def test_what_has_no_place_in_the_input_is_said(rest, call):
    body = {"network": GENERATOR} | ({"node": "up"} if call == "receptive-field" else {"axis": "columns"})
    assert rest.post(f"/api/v1/networks/{call}", json=body).status_code == 422


def test_a_map_of_other_axes_is_refused(rest):
    build = Builder((3, 8, 8))
    build.add(make("reshape", {"shape": (3, 64)}))
    with pytest.raises(NodeError, match=r"\[3, 64\] has 1 spatial axes, but the input of the network has 2"):
        analyze(build.network())
    body = {"input_shape": [3, 8, 8], "layers": [{"operation": "reshape", "shape": [3, 64]}]}
    check(rest.post("/api/v1/networks/analyze", json=body), 422, "layers[0].shape", "keep as many as the input has")


def test_a_row_is_reshaped_number_by_number():
    build = Builder((4,))
    build.add(Linear(6))
    build.add(make("reshape", {"shape": (1, 2, 3)}))
    assert analyze(build.network()).nodes[-1].output_shape == (1, 2, 3)
