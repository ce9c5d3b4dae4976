"""Every node of EfficientNet-Lite0 against PyTorch, whose reference implementation reads the same file."""

import numpy as np
import pytest
import torch
from efficientnet_lite_pytorch import EfficientNet
from efficientnet_lite_pytorch.model import MBConvBlock

from app.models import MODELS
from app.models.efficientnet_lite0 import weights_file
from app.networks.forward import forward
from tests.models.pictures import pixels

LITE0 = MODELS["efficientnet_lite0"]
LAYERS = (
    torch.nn.Conv2d, torch.nn.BatchNorm2d, torch.nn.ReLU6, torch.nn.AdaptiveAvgPool2d, torch.nn.Dropout,
    torch.nn.Linear,
)  # fmt: skip


def outputs_of(model, x):
    """Give the outputs of its layers, and of its blocks that add their input, in the order in which they come about."""
    found = []

    def keep(module, inputs, output):
        adds = isinstance(module, MBConvBlock) and module._block_args.stride in (1, [1])
        if isinstance(module, LAYERS) or (adds and inputs[0].shape == output.shape):
            found.append(output.detach().numpy())

    for module in model.modules():
        module.register_forward_hook(keep)
    model(x)
    return found


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-4), (np.float64, 1e-10)])
@pytest.mark.parametrize("name", ["chelsea", "coffee"])
def test_every_node(name, dtype, tolerance):
    model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=str(weights_file())).eval()
    x = LITE0.preprocess(pixels(name, 224)).astype(dtype)
    expected = outputs_of(model.to(torch.float32 if dtype is np.float32 else torch.float64), torch.from_numpy(x))
    weights = {
        node: {key: array.astype(dtype) for key, array in held.items()} for node, held in LITE0.weights().items()
    }
    network = LITE0.network()
    found = forward(network, x, weights).outputs
    # PyTorch's flatten and softmax are no modules of the model
    nodes = [node.name for node in network.nodes if node.operation not in ("flatten", "softmax")]
    assert len(nodes) == len(expected) == 143
    for node, output in zip(nodes, expected, strict=True):
        assert found[node].shape == output.shape, node
        assert np.abs(found[node] - output).max() <= tolerance * np.abs(output).max(), node
    shares = torch.softmax(torch.from_numpy(expected[-1]), 1).numpy()
    np.testing.assert_allclose(found["softmax1"], shares, rtol=0, atol=tolerance)
