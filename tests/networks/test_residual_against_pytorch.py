"""The residual block and the residual lab against PyTorch's numbers."""

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

#: Of 64 channels on 32×32: 2 convolutions · 64 · 64 · 3 · 3 weights · 32 · 32 positions.
MACS = 75_497_472


def pattern(shape, factors, modulus):
    """Give whole numbers around 0 that repeat: the same are made in PyTorch with torch.meshgrid."""
    places = np.indices(shape)
    return np.tensordot(factors, places, 1) % modulus - modulus // 2


def block_of_64_channels():
    x = pattern((64, 32, 32), (7, 3, 5), 11)
    first = pattern((64, 64, 3, 3), (5, 3, 2, 1), 7) / 32
    second = pattern((64, 64, 3, 3), (2, 5, 1, 3), 5) / 32
    return {"input": x.tolist(), "first": first.tolist(), "second": second.tolist(), "dtype": "float64"}


#: Sum, sum of squares, and the numbers at [5, 17, 0] and [63, 31, 31]. From PyTorch 2.13 in float64: hidden is
#: F.relu(F.conv2d(x, first, padding=1)), residual is F.conv2d(hidden, second, padding=1), total is residual + x.
PYTORCH_BLOCK = {
    "hidden": (18620.28125, 16621.3486328125, 0.53125, 0.78125),
    "residual": (0.4248046875, 66850.86841106415, 1.625, -1.029296875),
    "total": (3.4248046875, 722115.0520048141, 5.625, 0.970703125),
    "output": (92780.3564453125, 361075.1091527939, 5.625, 0.970703125),
    "plain": (26967.1923828125, 33454.646622657776, 1.625, 0),
}


def test_a_block_of_64_channels_is_allowed_and_right(rest):
    response = rest.post("/api/v1/networks/residual-block", json=block_of_64_channels())
    assert response.status_code == 200, response.text[:500]
    for name, (total, squares, one, last) in PYTORCH_BLOCK.items():
        found = np.array(response.json()[name])
        assert found.shape == (64, 32, 32)
        assert found.sum() == pytest.approx(total, abs=1e-6)
        assert (found**2).sum() == pytest.approx(squares)
        assert (found[5, 17, 0], found[63, 31, 31]) == pytest.approx((one, last))


@pytest.mark.parametrize(("channels", "side"), [(3, 5), (16, 8), (64, 32)])
def test_the_budget_of_a_block_is_what_it_costs(channels, side):
    """Its multiply-accumulates, and the little that beginning with its nodes and adding up their numbers takes."""
    macs = 2 * channels**2 * 9 * side**2
    assert macs == MACS or channels < 64
    body = {"input": np.ones((channels, side, side)).tolist()}
    body |= dict.fromkeys(("first", "second"), np.zeros((channels, channels, 3, 3)).tolist())
    copied = 8 * macs // channels  # what is under a window is copied once, and meets all filters in a matrix product
    effort = macs // 20 + copied
    for limit, status in ((effort - 1, 422), (effort + 200_000 + 20 * channels * side**2, 200)):
        settings = Settings(max_seconds=limit, macs_per_second=1)
        with TestClient(create_app(settings)) as limited:
            assert limited.post("/api/v1/networks/residual-block", json=body).status_code == status


#: Three blocks, seed 7, from PyTorch 2.13 in float64 with autograd: weights, inputs and the output's gradient drawn in
#: this order from numpy.random.default_rng(7), F.conv2d(padding=1), F.batch_norm(training=True), F.relu.
PYTORCH_LAB = {
    ("batch", "plain"): {
        "scales": [0.98395596, 0.70510812, 0.70297529, 0.70684181],
        "similarities": [-0.0049153402, 0.35491875, 0.37098476, 0.41685627],
        "gradients": [1.6653121, 1.9344356, 1.3650868, 1.0],
        "weight_gradients": [1253.9075, 1113.8555, 856.30942, 776.54095, 671.3229, 568.18641],
    },
    ("batch", "residual"): {
        "scales": [0.98395596, 1.0035502, 1.2848396, 1.5785264],
        "similarities": [-0.0049153402, 0.3317902, 0.4351955, 0.49138292],
        "gradients": [2.1475804, 1.8030369, 1.2970946, 1.0],
        "weight_gradients": [1285.7634, 1072.6716, 957.68763, 834.6498, 762.18962, 640.54877],
    },
    ("none", "plain"): {
        "scales": [0.98395596, 0.82230911, 0.46054603, 0.5448867],
        "similarities": [-0.0049153402, 0.50652195, 0.54456236, 0.77611614],
        "gradients": [0.57089444, 0.64992288, 0.964783, 1.0],
        "weight_gradients": [428.92267, 472.49949, 467.64846, 727.19235, 402.52995, 419.4974],
    },
    ("none", "residual"): {
        "scales": [0.98395596, 1.0859333, 1.1690868, 2.045583],
        "similarities": [-0.0049153402, 0.42153162, 0.4889442, 0.74475282],
        "gradients": [1.7461923, 1.4854143, 1.3253382, 1.0],
        "weight_gradients": [1036.5481, 1277.984, 1258.6916, 1511.2937, 1034.1344, 1006.623],
    },
}


@pytest.mark.parametrize("norm", ["batch", "none"])
def test_the_lab_has_pytorchs_numbers(rest, norm):
    answer = rest.post("/api/v1/networks/residual-lab", json={"blocks": 3, "norm": norm, "seed": 7}).json()
    for way in ("plain", "residual"):
        for name, values in PYTORCH_LAB[norm, way].items():
            assert answer[way][name] == pytest.approx(values, rel=1e-6), (way, name)
