"""Batch norm on the way back, as in training: against finite differences."""

import numpy as np
import pytest

from app.layers.conv import Conv
from app.layers.norm import BatchNorm
from app.networks.forward import forward
from app.networks.graph import Builder


@pytest.mark.parametrize("shape", [(2, 6), (2, 3, 4), (2, 2, 3, 2)])
@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("affine", [True, False])
def test_the_gradient_flows_through_the_statistics(shape, batch, affine):
    """Move each number a little, and see how much the output moves along the gradient that was sent in."""
    kernel = (2,) * (len(shape) - 1)
    build = Builder(shape)
    build.add(Conv(3, kernel), name="conv")
    build.add(BatchNorm(affine=affine), name="norm")
    network = build.network()
    rng = np.random.default_rng(len(shape))
    weights = {"conv": {"weight": rng.normal(size=(3, shape[0], *kernel)), "bias": rng.normal(size=3)}}
    weights["norm"] = {"weight": rng.normal(size=3), "bias": rng.normal(size=3)} if affine else {}
    x = rng.normal(size=(batch, *shape))
    found = forward(network, x, weights, training=True)
    sent = rng.normal(size=found.outputs["norm"].shape)
    gradient = found.gradients("norm", sent)["input"]

    step = 1e-5
    numeric = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[place] += step
        behind[place] -= step
        moved = [forward(network, one, weights, training=True).outputs["norm"] for one in (ahead, behind)]
        numeric[place] = ((moved[0] - moved[1]) * sent).sum() / (2 * step)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-5, atol=1e-7)
