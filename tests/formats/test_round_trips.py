"""Every classic network, written as PyTorch and read back, is the network that it was."""

import pytest

from app.api.networks.requests import NetworkRequest
from app.formats.pytorch.reader import read_pytorch
from app.formats.pytorch.writer import to_pytorch
from app.networks.analysis import analyze
from app.networks.zoo import ZOO


# reading 1,202 layers takes most of the time that a text may take, and on a slow machine more
@pytest.mark.parametrize("name", [name for name in ZOO if name != "resnet1202_cifar"])
def test_a_classic_network_comes_back(name):
    before = analyze(ZOO[name].build())
    reading = read_pytorch(to_pytorch(before), input_shape=before.network.input_shape)
    assert reading.notes == []
    after = analyze(
        NetworkRequest.model_validate({"input_shape": reading.input_shape, "layers": reading.nodes}).network()
    )
    assert after.count == before.count
    assert after.macs == before.macs
    for operation in ("add", "concat", "conv", "relu", "max_pool"):
        there, back = (
            [node.output_shape for node in a.nodes if node.node.operation == operation] for a in (before, after)
        )
        assert back == there
    assert after.nodes[-1].receptive_field == before.nodes[-1].receptive_field
