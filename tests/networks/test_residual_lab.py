"""What skip connections do: a block in numbers, and deep stacks."""

import numpy as np
import pytest

from app.mechanics.errors import OptionError
from app.networks import residual_lab
from app.networks.forward import forward
from app.networks.residual_lab import Stack, trace
from tests.api.test_problems import check

CENTRE = [[[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]]


def test_a_block_by_hand(rest):
    minus_half = [[[[0, 0, 0], [0, -0.5, 0], [0, 0, 0]]]]
    body = {"input": [[1, -2], [0, 4]], "first": CENTRE, "second": minus_half}
    answer = rest.post("/api/v1/networks/residual-block", json=body).json()
    assert answer["hidden"] == [[[1, 0], [0, 4]]]
    assert answer["residual"] == [[[-0.5, 0], [0, -2]]]
    assert answer["total"] == [[[0.5, -2], [0, 2]]]  # F(x) + x
    assert answer["output"] == [[[0.5, 0], [0, 2]]]
    assert answer["plain"] == [[[0, 0], [0, 0]]]


def test_a_block_that_does_not_fit_is_refused(rest):
    body = {"input": [[[1]], [[2]]], "first": CENTRE, "second": CENTRE}
    check(
        rest.post("/api/v1/networks/residual-block", json=body),
        422,
        detail="first must be [2, 2, 3, 3], but its",
    )


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("norm", ["batch", "none"])
def test_gradients_are_those_of_finite_differences(skip, norm):
    """Move each number of the input a little, and see how much the output moves along the gradient sent in."""
    stack = Stack(3, channels=2, size=4, batch=3, norm=norm)
    rng = np.random.default_rng(5)
    x, sent = rng.normal(size=(3, 2, 4, 4)), rng.normal(size=(3, 2, 4, 4))
    sent /= np.sqrt(np.mean(sent**2))
    weights = {f"conv{i}.{j}": {"weight": rng.normal(0, 0.5, (2, 2, 3, 3))} for i in range(3) for j in range(2)}
    network = residual_lab._network(stack, skip=skip)

    def output(inputs):
        return forward(network, inputs, weights, training=True).outputs["out2"]

    found = residual_lab._there_and_back(stack, x, sent, weights, skip=skip)
    step = 1e-6
    numeric = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] += step
        back = x.copy()
        back[place] -= step
        numeric[place] = ((output(moved) - output(back)) * sent).sum() / (2 * step)
    assert np.sqrt(np.mean(numeric**2)) == pytest.approx(found.gradients[0], rel=1e-4)
    assert stack.macs == 3 * 6 * 3 * 4 * 9 * 16


def test_without_skips_the_gradient_explodes_with_depth():
    # Yang et al. 2019, "A Mean Field Theory of Batch Normalization", ICLR: with ReLU and batch norm the gradient's
    # square grows by π/(π − 1) = 1.467 a layer, 2.15 a block, its root by 1.467; padding and few channels blur it
    plain = trace(Stack(40), skip=False)
    growth = (plain.gradients[10] / plain.gradients[35]) ** (1 / 25)
    assert growth == pytest.approx(np.pi / (np.pi - 1), rel=0.1)
    residual_stack = trace(Stack(40), skip=True)
    assert residual_stack.gradients[0] < 100
    assert plain.gradients[0] > 100_000


def test_the_lab_over_rest(rest):
    answer = rest.post("/api/v1/networks/residual-lab", json={"blocks": 12}).json()
    for way in ("plain", "residual"):
        lengths = {name: len(values) for name, values in answer[way].items()}
        assert lengths == {"scales": 13, "similarities": 13, "gradients": 13, "weight_gradients": 24}
        assert answer[way]["gradients"][-1] == pytest.approx(1)
    assert answer["plain"]["scales"][0] == answer["residual"]["scales"][0]
    assert answer == rest.post("/api/v1/networks/residual-lab", json={"blocks": 12}).json()  # seeded
    check(rest.post("/api/v1/networks/residual-lab", json={"blocks": 201}), 422, "blocks", "less than or equal to 200")


def test_what_grows_out_of_range_is_refused():
    with pytest.raises(OptionError, match="over 200 blocks numbers overflow: use fewer blocks or a smaller gain"):
        trace(Stack(200, size=3, batch=2, norm="none", gain=1e4), skip=True)
