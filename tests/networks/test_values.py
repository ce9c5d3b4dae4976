"""Numbers of every node: as `forward` has them, with what is asked for kept, and filters switched off."""

from operator import attrgetter

import numpy as np
import pytest

from app.layers.conv import Conv
from app.layers.norm import BatchNorm
from app.mechanics.errors import OptionError
from app.networks.analysis import analyze
from app.networks.forward import forward
from app.networks.graph import INPUT, Builder
from app.networks.unit import unit
from app.networks.values import fixed, most_held, outputs, values, walk
from app.networks.weights import check_weights, seeded, weight_shapes
from app.networks.zoo import ZOO
from tests.networks.test_cells import random_network


def input_of(network, seed=0):
    return np.random.default_rng(seed).normal(size=network.input_shape).astype(np.float32)


@pytest.mark.parametrize("name", ["resnet18", "googlenet", "densenet121", "mobilenet_v2"])
def test_every_node_is_what_the_way_with_gradients_has(name):
    network = ZOO[name].build(64, 10)
    x = input_of(network)
    weights = fixed(network, x, seeded(network, 0))
    expected = forward(network, x[None], weights).outputs
    for node, output in walk(network, x[None], weights):
        assert output.dtype == np.float32
        np.testing.assert_array_equal(output, expected[node.name])


def test_a_summary_is_that_of_the_map():
    network = ZOO["lenet5_padded"].build()
    x = input_of(network)
    found = values(network, x, seeded(network, 3), keep=["tanh1", "conv2"])
    assert found.kept.keys() == {"tanh1", "conv2"}
    assert found.summaries.keys() == {node.name for node in network.nodes}
    for name, map in found.kept.items():
        summary = found.summaries[name]
        assert (summary.minimum, summary.maximum) == (map.min(), map.max())
        assert (summary.mean, summary.std) == pytest.approx((map.mean(), map.std()), rel=1e-4)
        assert summary.zeros == (map == 0).mean()


@pytest.mark.parametrize("seed", range(5))
def test_no_more_is_held_than_is_said(seed):
    network = random_network(np.random.default_rng(seed))
    shapes = analyze(network).shapes
    together = sum(np.prod(shape) for shape in shapes.values())
    largest = max(np.prod(shape) for shape in shapes.values())
    assert largest <= most_held(network, shapes) <= together


def test_a_node_has_the_same_weights_whichever_nodes_are_computed():
    network = ZOO["lenet5"].build()
    x, draw = input_of(network), seeded(network, 5)
    all_of_it = values(network, x, draw, keep=["conv2"]).kept["conv2"]
    np.testing.assert_array_equal(outputs(network, x[None], draw, ["conv2"])["conv2"][0], all_of_it)
    other = values(network, x, seeded(network, 6), keep=["conv2"]).kept["conv2"]
    assert np.abs(other - all_of_it).max() > 0.1


def test_a_filter_that_is_off_is_zero_and_nothing_else_of_its_node_changes():
    network = ZOO["resnet18"].build(32, 10)
    x = input_of(network)
    weights = fixed(network, x, seeded(network, 0))
    plain, off = (
        values(network, x, weights, keep=["conv1", "batch_norm1", "linear1"], off=off)
        for off in ({}, {"conv1": [3, 5]})
    )
    expected = plain.kept["conv1"].copy()
    expected[[3, 5]] = 0
    np.testing.assert_array_equal(off.kept["conv1"], expected)
    assert np.abs(off.kept["linear1"] - plain.kept["linear1"]).max() > 0
    # a batch norm keeps its statistics, so that a channel of zeros comes out of it as one number
    assert np.ptp(off.kept["batch_norm1"][3]) == 0


def test_no_gradient_goes_through_a_filter_that_is_off():
    network = ZOO["lenet5"].build()
    x = input_of(network)
    weights = fixed(network, x, seeded(network, 0))
    all_off = {"conv1": list(range(6))}
    found = forward(network, x[None], weights, upto="linear3", off=all_off)
    one = np.zeros((1, 10), np.float32)
    one[0, 2] = 1
    assert not found.gradients("linear3", one)[INPUT].any()
    kept = found.gradients("linear3", one, back_to="conv2")
    assert kept["conv2"].any()
    assert INPUT not in kept


def test_numbers_that_are_too_large_name_their_node():
    build = Builder((1, 2, 2))
    build.add(Conv(1, (1, 1), bias=False))
    build.add(BatchNorm(affine=False))
    big = {"weight": np.full((1, 1, 1, 1), 3e38, np.float32)}
    statistics = {"running_mean": np.zeros(1, np.float32), "running_var": np.ones(1, np.float32)}
    with pytest.raises(OptionError, match='numbers of "conv1" are too large for float32') as refused:
        values(build.network(), np.full((1, 2, 2), 9, np.float32), {"conv1": big, "batch_norm1": statistics})
    assert refused.value.field == "input"


def test_a_negative_variance_is_refused():
    build = Builder((1, 2, 2))
    build.add(BatchNorm(affine=False))
    network = build.network()
    given = {
        node: {name: np.zeros(shape) for name, shape in own.items()} for node, own in weight_shapes(network).items()
    }
    given["batch_norm1"]["running_var"] -= 1
    with pytest.raises(OptionError, match="running_var of channel 0 is -1: a variance is at least 0") as refused:
        check_weights(network, given)
    assert refused.value.field == "batch_norm1.running_var"


@pytest.mark.parametrize("name", ["alexnet", "googlenet", "mobilenet_v2", "unet", "fsrcnn"])
def test_units_anywhere_have_the_number_of_their_map(name):
    entry = ZOO[name]
    network = entry.build({"alexnet": 67, "unet": 188, "fsrcnn": 12}.get(name, 64))
    shapes, x = analyze(network).shapes, input_of(network)
    weights = fixed(network, x, seeded(network, 1))
    every = {node.name for node in network.nodes}
    kept = values(network, x, weights, keep=every).kept
    first_of_kind = {node.operation: node.name for node in reversed(network.nodes)}
    for node in {*first_of_kind.values(), network.nodes[-1].name}:
        place = tuple(size // 2 for size in shapes[node])
        found = unit(network, shapes, x, weights, node, place, most_parts=3)
        assert found.arithmetic.output == pytest.approx(float(kept[node][place]), rel=1e-4, abs=1e-5)
        for part in found.parts or ():
            before = x if part.node == INPUT else kept[part.node]
            assert part.value == before[part.place]


def test_the_largest_contributions_and_the_rest_add_up_and_lead_to_their_cells():
    network = ZOO["vgg11"].build(32, 10)
    shapes, x = analyze(network).shapes, input_of(network)
    found = unit(network, shapes, x, seeded(network, 0), "linear1", (7,), most_parts=5)
    assert [part.node for part in found.parts] == ["adaptive_avg_pool1"] * 5
    assert all(len(part.place) == 3 for part in found.parts)
    sizes = [abs(part.product) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True)
    assert found.rest == 512 * 7 * 7 - 5
    assert found.parts is not None
    assert found.arithmetic.bias is not None
    total: float = found.rest_sum + found.arithmetic.bias + sum(map(attrgetter("product"), found.parts))
    assert total == pytest.approx(found.arithmetic.output, rel=1e-4, abs=1e-5)
