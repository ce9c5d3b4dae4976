"""Every node of networks with weights against PyTorch, and attribution against its autograd."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812, as everybody calls it

from app.networks.analysis import analyze
from app.networks.attribution.gradient import Asked, cam_node, grad_cam, gradient_map
from app.networks.attribution.occlusion import Patches, occlusion
from app.networks.graph import INPUT
from app.networks.values import values
from app.networks.zoo import ZOO
from tests.verify.ours import random_weights

#: Small sizes that every layer of the network takes.
SIZES = {
    "lenet5": 32, "alexnet": 67, "alexnet_2012": 67, "vgg11": 32, "googlenet": 64, "resnet18": 64, "resnet50": 64,
    "densenet121": 64, "mobilenet_v1": 64, "mobilenet_v2": 64,
}  # fmt: skip


def in_pytorch(network, x, weights):
    """Compute every node, one function of PyTorch for each operation."""
    found = {INPUT: x}
    for node in network.nodes:
        own = {name: torch.as_tensor(array) for name, array in weights[node.name].items()}
        found[node.name] = FUNCTIONS[node.operation](node.layer, own, *(found[source] for source in node.inputs))
        if found[node.name].requires_grad:
            found[node.name].retain_grad()
    return found


def padded(layer, x, value):
    sides = [cells for axis in reversed(layer.padding) for cells in axis]
    return F.pad(x, sides, value=value)


FUNCTIONS = {
    "conv": lambda layer, w, x: F.conv2d(
        padded(layer, x, 0), w["weight"], w.get("bias"), layer.stride, 0, layer.dilation, layer.groups
    ),
    "max_pool": lambda layer, _, x: F.max_pool2d(
        x, layer.kernel_size, layer.stride, layer.padding[0][0], layer.dilation, layer.ceil_mode
    ),
    "avg_pool": lambda layer, _, x: F.avg_pool2d(x, layer.kernel_size, layer.stride, layer.padding[0][0]),
    "adaptive_avg_pool": lambda layer, _, x: F.adaptive_avg_pool2d(x, layer.output_size),
    "batch_norm": lambda layer, w, x: F.batch_norm(
        x, w["running_mean"], w["running_var"], w["weight"], w["bias"], eps=layer.eps
    ),
    "local_response_norm": lambda layer, _, x: F.local_response_norm(x, layer.size, layer.alpha, layer.beta, layer.k),
    "linear": lambda _, w, x: F.linear(x, w["weight"], w["bias"]),
    "relu": lambda _, __, x: F.relu(x),
    "relu6": lambda _, __, x: F.relu6(x),
    "tanh": lambda _, __, x: torch.tanh(x),
    "flatten": lambda _, __, x: torch.flatten(x, 1),
    "dropout": lambda _, __, x: x * 1,
    "add": lambda _, __, *inputs: sum(inputs),
    "concat": lambda _, __, *inputs: torch.cat(inputs, 1),
}


def drawn(name, dtype):
    network = ZOO[name].build(SIZES[name], 10)
    rng = np.random.default_rng(7)
    weights = {
        node: {key: array.astype(dtype) for key, array in own.items()}
        for node, own in random_weights(analyze(network), rng).items()
    }
    return network, rng.normal(size=network.input_shape).astype(dtype), weights


@pytest.mark.parametrize("name", SIZES)
def test_every_node_is_pytorchs(name):
    network, x, weights = drawn(name, np.float32)
    names = {node.name for node in network.nodes}
    ours = values(network, x, weights, keep=names)
    theirs = in_pytorch(network, torch.as_tensor(x)[None], weights)
    for node in names:
        expected = theirs[node][0].numpy()
        np.testing.assert_allclose(ours.kept[node], expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())
        assert ours.summaries[node].std == pytest.approx(expected.std(), rel=1e-4)


@pytest.mark.parametrize("name", SIZES)
def test_gradient_and_grad_cam_are_those_of_autograd(name):
    network, x, weights = drawn(name, np.float64)
    shapes = analyze(network).shapes
    logits = network.nodes[-1].name
    node = cam_node(network, shapes, logits, None)
    picture = torch.as_tensor(x)[None].requires_grad_()
    found = in_pytorch(network, picture, weights)
    found[logits][0, 4].backward()
    asked = Asked(network, x, weights, logits, 4)
    expected = picture.grad[0].abs().amax(0).numpy()
    np.testing.assert_allclose(gradient_map(asked).map, expected, rtol=1e-4, atol=1e-7 * expected.max())
    maps = found[node]
    weighted = F.relu((maps.grad.mean((2, 3), keepdim=True) * maps).sum(1, keepdim=True))
    cam = F.interpolate(weighted, x.shape[1:], mode="bilinear", align_corners=False)[0, 0].detach().numpy()
    np.testing.assert_allclose(grad_cam(asked, node).map, cam, rtol=1e-4, atol=1e-7 * np.abs(cam).max())


def test_occlusion_is_what_pytorch_says_of_covered_pictures():
    network, x, weights = drawn("lenet5", np.float64)
    fill = x.mean(axis=(1, 2))

    def probability(picture):
        logits = in_pytorch(network, torch.as_tensor(picture)[None], weights)[network.nodes[-1].name]
        return float(torch.softmax(logits, 1)[0, 4])

    falls, times = np.zeros((32, 32)), np.zeros((32, 32))
    for top in range(0, 25, 8):
        for left in range(0, 25, 8):
            covered = x.copy()
            covered[:, top : top + 8, left : left + 8] = fill[:, None, None]
            falls[top : top + 8, left : left + 8] += probability(x) - probability(covered)
            times[top : top + 8, left : left + 8] += 1
    asked = Asked(network, x, weights, network.nodes[-1].name, 4)
    np.testing.assert_allclose(
        occlusion(asked, Patches((32, 32), 8, 8), fill).map, falls / times, rtol=1e-6, atol=1e-12
    )
