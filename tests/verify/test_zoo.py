"""Every classic network at three sizes, written as PyTorch and Keras: shape, parameters, and numbers of small ones."""

import numpy as np
import pytest

from app.networks.zoo import ZOO
from tests.verify.frameworks import RUNNERS
from tests.verify.ours import analysis_of, output_of, random_weights

#: Networks up to these parameters and multiply-accumulates are computed as well.
SMALL_PARAMETERS, SMALL_MACS = 12_000_000, 150_000_000
#: The deepest first: they take the longest.
NAMES: list[str] = sorted(ZOO, key=lambda name: -len(ZOO[name].build().nodes))


def sizes_of(rest, name):
    """Give the network's own size, a smaller and a larger one that it takes; odd ones where it takes them."""
    own = ZOO[name].input_size

    def first(candidates):
        for size in candidates:
            if rest.get(f"/api/v1/networks/{name}?input_size={size}").status_code == 200:
                return size
        return own

    return {own, first(range(own * 5 // 8, own)), first(range(own + 13, own + 64))}


@pytest.mark.parametrize("language", RUNNERS)
@pytest.mark.parametrize("name", NAMES)
def test_networks_of_the_zoo(rest, tally, name, language):
    sizes = sizes_of(rest, name)
    for size in sorted(sizes):
        body = {"name": name, "input_size": size}
        response = rest.post("/api/v1/networks/export", json={"network": body, "format": language})
        what = f"{language}: {name} at {size}"
        if response.status_code == 422:
            tally.refuse(language, f"{name}: {response.json()['detail']}")
            continue
        if response.status_code != 200:
            tally.differs(f"{what}: the export answers {response.status_code}")
            continue
        tally.ran(language)
        try:
            compare(tally, what, response.json()["code"], analysis_of(body), RUNNERS[language])
        except Exception as error:
            tally.differs(f"{what}: {type(error).__name__}: {error}")
    assert len(sizes) == 3
    tally.check()


def compare(tally, what, text, analysis, runner):
    shape, total = list(analysis.nodes[-1].output_shape), analysis.count.total
    small = total <= SMALL_PARAMETERS and analysis.macs <= SMALL_MACS
    model = runner(text, "cpu" if small else "meta")
    if model.shape(analysis.network.input_shape) != shape or model.parameters != total:
        found = model.shape(analysis.network.input_shape)
        tally.differs(f"{what}: {found} with {model.parameters:,} parameters, not {shape} with {total:,}")
    elif small:
        rng = np.random.default_rng(total)
        weights, x = random_weights(analysis, rng), rng.normal(size=analysis.network.input_shape)
        model.load(analysis, weights)
        tally.same(what, model(x), output_of(analysis, x, weights))
