"""How a unit of each layer comes about adds up to what the layer computes."""

import numpy as np
import pytest

from app.layers.registry import LAYERS
from app.networks.forward import forward
from app.networks.graph import INPUT
from tests.networks.test_forward import drawn, network_of


@pytest.mark.parametrize("operation", [name for name, layer in LAYERS.items() if layer.known])
def test_the_arithmetic_of_every_unit_gives_its_number(operation):
    network = network_of(operation)
    x = np.random.default_rng(4).normal(0, 2, (1, *network.input_shape)).astype(np.float32)
    weights = {
        node: {name: array.astype(np.float32) for name, array in own.items()} for node, own in drawn(network, x).items()
    }
    found = forward(network, x, weights)
    node = network.nodes[-1]
    inputs = tuple(found.outputs[source] for source in node.inputs)
    output = found.outputs[node.name]
    assert output.dtype == np.float32
    for place in list(np.ndindex(output.shape[1:]))[::7]:
        unit = node.layer.arithmetic(inputs, weights[node.name], place)
        expected = pytest.approx(output[(0, *place)], rel=1e-5, abs=1e-6)
        assert unit.output == expected
        assert told(unit) == expected


def told(unit):
    """Work the number out again, from what is shown of it."""
    if unit.convolution is not None:
        return unit.convolution.products.sum() + (unit.bias or 0)
    if unit.pooling is not None:
        pooled = unit.pooling
        return np.nansum(pooled.values) / pooled.divisor if pooled.divisor else np.nanmax(pooled.values)
    if unit.terms is not None:
        return unit.terms.products.sum() + (unit.bias or 0)
    if unit.normalised is not None:
        n = unit.normalised
        return (unit.before - n.mean) / (n.variance + n.epsilon) ** 0.5 * n.scale + n.shift
    if unit.shared is not None:
        assert unit.shared.exponential == pytest.approx(np.exp(unit.before - unit.shared.largest), rel=1e-5)
        return unit.shared.exponential / unit.shared.total
    assert unit.before is not None
    return unit.output


def test_a_max_pooling_names_the_cell_that_wins():
    network = network_of("max_pool")
    x = np.random.default_rng(5).normal(size=(1, *network.input_shape))
    layer = network.nodes[-1].layer
    for place in [(0, 0, 0), (2, 1, 1), (3, 0, 2)]:
        pooled = layer.arithmetic((x,), {}, place).pooling
        assert x[0, place[0], *pooled.winner] == np.nanmax(pooled.values)


@pytest.mark.parametrize(
    ("operation", "place", "origin"), [("flatten", (50,), (1, 1, 1)), ("dropout", (1, 2, 3), (1, 2, 3))]
)
def test_what_only_moves_numbers_says_where_each_comes_from(operation, place, origin):
    network = network_of(operation)
    x = np.random.default_rng(6).normal(size=(1, *network.input_shape))
    layer = network.nodes[-1].layer
    assert layer.origin(network.input_shape, place) == origin
    assert layer.arithmetic((x,), {}, place).output == x[(0, *origin)]
    assert network.nodes[-1].inputs == (INPUT,)
