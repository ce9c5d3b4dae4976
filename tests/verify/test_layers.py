"""Every kind of layer in odd options, written as PyTorch and Keras: shape, parameters and numbers."""

import random

import numpy as np
import pytest

from tests.verify.frameworks import RUNNERS
from tests.verify.ours import analysis_of, output_of, random_weights
from tests.verify.random_layers import (
    KINDS,
    ODD,
    activation,
    adaptive_avg_pool,
    avg_pool,
    batch_norm,
    conv,
    conv_transpose,
    dropout,
    input_shape,
    leaky_relu,
    local_response_norm,
    max_pool,
    prelu,
    softmax,
    subsample,
    upsample,
)

#: Networks of one kind on so many axes: of those with many options, and of the others.
SAMPLES, FEW = 120, 25
#: Of several layers, one after the other and side by side.
MIXED = 60
#: What may stand in the middle of a chain, with maps before and behind it.
CHAINED = [
    conv, conv_transpose, max_pool, avg_pool, adaptive_avg_pool, batch_norm, local_response_norm, activation,
    leaky_relu, prelu, dropout, softmax, subsample, upsample,
]  # fmt: skip


def verify(rest, tally, body, language, rng):
    """Write one network, run the text, and compare; False if the network itself is impossible."""
    if rest.post("/api/v1/networks/analyze", json=body).status_code != 200:
        return False
    response = rest.post("/api/v1/networks/export", json={"network": body, "format": language})
    what = f"{language}: {body}"
    if response.status_code == 422:
        tally.refuse(language, response.json()["detail"])
        return True
    if response.status_code != 200:
        tally.differs(f"{what}: the export answers {response.status_code}")
        return True
    text = response.json()["code"]
    tally.ran(language)
    try:
        compare(tally, what, text, analysis_of(body), RUNNERS[language], rng)
    except Exception as error:
        tally.differs(f"{what}: {type(error).__name__}: {error}", text)
    return True


def compare(tally, what, text, analysis, runner, rng):
    """Compare shape, number of parameters, and numbers for random weights and a random input."""
    model = runner(text)
    shape = list(analysis.nodes[-1].output_shape)
    if model.shape(analysis.network.input_shape) != shape:
        tally.differs(f"{what}: the shape is {model.shape(analysis.network.input_shape)}, not {shape}", text)
        return
    if model.parameters != analysis.count.total:
        tally.differs(f"{what}: {model.parameters} parameters, not {analysis.count.total}", text)
        return
    weights = random_weights(analysis, rng)
    x = rng.normal(0, 2, analysis.network.input_shape)
    model.load(analysis, weights)
    tally.same(what, model(x), output_of(analysis, x, weights), text)


@pytest.mark.parametrize("language", RUNNERS)
@pytest.mark.parametrize(
    ("kind", "axes"), [pytest.param(kind, n, id=f"{kind.__name__}-{n}") for kind, all in KINDS.items() for n in all]
)
def test_layers(rest, tally, kind, axes, language):
    rng = random.Random(f"{kind.__name__} {axes}")
    wanted, tries = SAMPLES if kind in ODD else FEW, 0
    while wanted and tries < 40 * SAMPLES:
        tries += 1
        shape = input_shape(rng, axes)
        body = {"input_shape": shape, "layers": kind(rng, shape)}
        wanted -= verify(rest, tally, body, language, np.random.default_rng(tries))
    assert not wanted, f"of {tries} networks too few are possible"
    tally.check()


def mixed(rng, axes):
    """Give a few layers one after the other, a branch beside them, and a linear layer behind both."""
    shape = input_shape(rng, axes)
    layers = [{"operation": "conv", "name": "stem.0", "out_channels": 4, "kernel_size": 1}]
    for _ in range(rng.randint(1, 4)):
        # with one channel to count on, they fit however many come in
        layers += rng.choice(CHAINED)(rng, [1, *shape[1:]])
    return {
        "input_shape": shape,
        "layers": [
            *layers,
            {"operation": "flatten", "name": "end"},
            {"operation": "batch_norm", "name": "if", "inputs": ["stem.0"]},
            {"operation": "concat", "inputs": ["stem.0", "if", "stem.0"]},
            {"operation": "flatten", "name": "side"},
            {"operation": "concat", "inputs": ["end", "side"]},
            {"operation": "linear", "out_features": 3},
        ],
    }


@pytest.mark.parametrize("language", RUNNERS)
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_networks_of_several_layers(rest, tally, axes, language):
    rng = random.Random(axes)
    wanted, tries = MIXED, 0
    while wanted and tries < 100 * MIXED:
        tries += 1
        wanted -= verify(rest, tally, mixed(rng, axes), language, np.random.default_rng(tries))
    assert not wanted, f"of {tries} networks too few are possible"
    tally.check()
