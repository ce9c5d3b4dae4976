"""Weights that are not exactly those of the network are refused with both shapes."""

import numpy as np
import pytest

from app.mechanics.errors import OptionError
from app.networks.weights import check_weights, weight_shapes
from app.networks.zoo import ZOO


@pytest.fixture
def network():
    return ZOO["resnet18"].build(32)


@pytest.fixture
def weights(network):
    return {
        node: {name: np.zeros(shape) for name, shape in held.items()} for node, held in weight_shapes(network).items()
    }


def test_the_networks_own_shapes_fit(network, weights):
    check_weights(network, weights)


def test_what_batch_norms_store_counts_as_well(weights):
    assert set(weights["batch_norm1"]) >= {"weight", "bias", "running_mean", "running_var"}


@pytest.mark.parametrize(
    ("node", "name", "array", "message"),
    [
        ("conv1", "weight", np.zeros((64, 3, 7, 5)), "has the shape [64, 3, 7, 5], but the network's is [64, 3, 7, 7]"),
        ("conv1", "wight", np.zeros(1), "the network holds no conv1.wight; did you mean conv1.weight?"),
        ("batch_norm1", "running_var", None, "is missing: the network holds one of the shape [64]"),
    ],
)
def test_another_shape_an_unknown_name_and_one_that_is_missing_are_refused(
    network, weights, node, name, array, message
):
    del weights[node][name if array is None else next(iter(weights[node]))]
    if array is not None:
        weights[node][name] = array
    with pytest.raises(OptionError) as refused:
        check_weights(network, weights)
    assert refused.value.field == f"{node}.{name}"
    assert message in str(refused.value)
