"""Layers in numbers against onnxruntime, and the way back against differences of the way there."""

from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from app.layers.conv import Conv
from app.layers.joining import Add, CenterCrop, Concat
from app.layers.registry import LAYERS, make
from app.mechanics.errors import OptionError
from app.networks.analysis import analyze
from app.networks.forward import forward
from app.networks.graph import INPUT, Builder
from app.networks.receptive_field.cells import cells_before
from app.networks.receptive_field.effective import gradient_magnitude, thin
from app.networks.zoo import ZOO
from tests.networks.test_cells import random_network, shapes_of

#: What each is told, where it must be told something; the map that goes in is 4×6×7.
OPTIONS: dict[str, dict[str, Any]] = {
    "conv": {"out_channels": 2, "kernel_size": (3, 2), "stride": (2, 1), "padding": ((1, 0), (1, 1)), "groups": 2},
    "conv_transpose": {"out_channels": 2, "kernel_size": (3, 2), "stride": (2, 3), "padding": ((1, 0), (1, 1))},
    "max_pool": {"kernel_size": (3, 2), "stride": (2, 1), "padding": ((1, 1), (0, 1)), "ceil_mode": True},
    "avg_pool": {"kernel_size": (3, 2), "padding": ((1, 1), (0, 1)), "ceil_mode": True},
    "adaptive_avg_pool": {"output_size": (4, 3)},
    "batch_norm": {"eps": 0.5},
    "local_response_norm": {"size": 4, "alpha": 0.5},
    "upsample": {"scale_factor": (3, 2), "mode": "bilinear"},
    "pixel_shuffle": {"upscale_factor": 2},
    "channel_shuffle": {"groups": 2},
    "subsample": {"out_channels": 7, "before": 1},
    "adaptive_max_pool": {"output_size": (4, 3)},
    "group_norm": {"num_groups": 2},
    "instance_norm": {"affine": True},
    "affine": {"factor": -0.5, "offset": 1.0},
    "resize": {"output_size": (9, 5), "mode": "bilinear"},
    "pad": {"padding": ((1, 2), (0, 3)), "padding_mode": "reflect"},
    "slice": {"dim": 3, "start": 1, "stop": 6, "step": 2},
    "reshape": {"shape": (2, 14, 6)},
}


def network_of(operation):
    """Make a small network of it, joined with what came before where it joins, flattened before what needs a row."""
    build = Builder((4, 6, 7))
    if operation == "pixel_unshuffle":
        build.add(make("pad", {"padding": ((0, 0), (1, 0))}))
        build.add(make(operation, {"downscale_factor": 2}))
    elif operation in ("add", "multiply", "concat"):
        build.add(make(operation, {}), INPUT, build.add(make("tanh", {})))
    elif operation == "center_crop":
        build.add(CenterCrop(), INPUT, build.add(Conv(4, (4, 3))))
    elif operation == "linear":
        build.add(make("flatten", {}))
        build.add(make(operation, {"out_features": 5}))
    else:
        build.add(make(operation, OPTIONS.get(operation, {})))
    return build.network()


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("operation", [name for name, layer in LAYERS.items() if layer.known])
def test_the_way_back_is_what_differences_say(operation, training):
    network = network_of(operation)
    last = network.nodes[-1].name
    x = np.random.default_rng(1).normal(0, 2, (2, *network.input_shape))
    weights = drawn(network, x)
    found = forward(network, x, weights, training=training)
    assert found.outputs[last].shape == (2, *shapes_of(network)[last])
    direction = np.random.default_rng(3).normal(size=found.outputs[last].shape)

    def along(x, weights):
        return (forward(network, x, weights, training=training).outputs[last] * direction).sum()

    grads = found.gradients(last, direction)
    small = 1e-6
    for cell in [(0, 0, 0, 0), (1, 1, 3, 2), (0, 2, 5, 6), (1, 3, 2, 4)]:
        step = np.zeros_like(x)
        step[cell] = small
        difference = (along(x + step, weights) - along(x - step, weights)) / (2 * small)
        assert grads[INPUT][cell] == pytest.approx(difference, rel=1e-5, abs=1e-7)
    node = network.nodes[-1]
    shapes = tuple(shapes_of(network)[source] for source in node.inputs)
    learned = found.evaluated[last].weight_gradients(direction)
    assert {name: array.shape for name, array in learned.items()} == node.layer.parameters(shapes)
    for name, array in learned.items():
        step = np.zeros_like(array)
        step.flat[array.size // 2] = small
        moved = [weights | {last: {**weights[last], name: weights[last][name] + sign * step}} for sign in (1, -1)]
        difference = (along(x, moved[0]) - along(x, moved[1])) / (2 * small)
        assert array.flat[array.size // 2] == pytest.approx(difference, rel=1e-5, abs=1e-7)


def drawn(network, x):
    """Draw the weights of every node once, so that they stay the same."""
    weights: dict[str, Any] = {}
    rng = np.random.default_rng(2)
    for node in network.nodes:
        inputs = forward(network, x, weights, upto=node.inputs[0]).outputs if weights else {INPUT: x}
        weights[node.name] = node.layer.draw(rng, tuple(inputs[source] for source in node.inputs if source in inputs))
    return weights


def test_batch_norm_has_the_statistics_of_the_map_and_keeps_them():
    network = network_of("batch_norm")
    x = np.random.default_rng(0).normal(5, 3, (1, *network.input_shape))
    found = forward(network, x, np.random.default_rng(0))
    output = found.outputs["batch_norm1"]
    np.testing.assert_allclose(output.mean(axis=(2, 3)), 0, atol=1e-12)
    scale = np.sqrt(x.var(axis=(2, 3), keepdims=True) + 0.5)  # the variance and what is added to it
    np.testing.assert_allclose(output.std(axis=(2, 3), keepdims=True), x.std(axis=(2, 3), keepdims=True) / scale)
    back = found.gradients("batch_norm1", np.ones_like(x))[INPUT]
    np.testing.assert_allclose(back * scale, 1)


@pytest.mark.parametrize(
    ("operation", "options", "node", "constants"),
    [
        ("local_response_norm", {"size": 3, "alpha": 0.5}, ("LRN", {"size": 3, "alpha": 0.5}), {}),
        ("upsample", {"scale_factor": (3, 2)}, ("Resize", {"mode": "nearest", "nearest_mode": "floor",
            "coordinate_transformation_mode": "asymmetric"}), {"roi": [], "scales": [1, 1, 3, 2]}),
        ("upsample", {"scale_factor": (3, 2), "mode": "bilinear"}, ("Resize", {"mode": "linear"}),
            {"roi": [], "scales": [1, 1, 3, 2]}),
        ("pixel_shuffle", {"upscale_factor": 2}, ("DepthToSpace", {"blocksize": 2, "mode": "CRD"}), {}),
        ("adaptive_avg_pool", {"output_size": (1, 1)}, ("GlobalAveragePool", {}), {}),
        ("adaptive_avg_pool", {"output_size": (3, 7)}, ("AveragePool", {"kernel_shape": [2, 1], "strides": [2, 1]}),
            {}),
        ("softmax", {}, ("Softmax", {"axis": 1}), {}),
        ("relu6", {}, ("Clip", {}), {"min": 0, "max": 6}),
        ("leaky_relu", {"negative_slope": 0.3}, ("LeakyRelu", {"alpha": 0.3}), {}),
    ],
)  # fmt: skip
def test_layers_without_weights_are_onnxruntimes(operation, options, node, constants):
    x = np.random.default_rng(0).normal(0, 4, (1, 4, 6, 7)).astype(np.float32)
    name, attributes = node
    tensors = [
        helper.make_tensor(key, TensorProto.FLOAT, np.shape(value), np.ravel(value).astype(np.float32))
        for key, value in constants.items()
    ]
    graph = helper.make_graph(
        [helper.make_node(name, ["x", *constants], ["y"], **attributes)], "one layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], tensors,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (expected,) = session.run(None, {"x": x})
    build = Builder((4, 6, 7))
    layer = build.add(make(operation, options))
    output = forward(build.network(), x.astype(np.float64), np.random.default_rng(0)).outputs[layer]
    np.testing.assert_allclose(output, expected, rtol=1e-4, atol=1e-5)


def test_weights_keep_the_signal_at_its_size():
    # He et al. 2015, equation 10: with a variance of 2 / fan-in, what leaves a ReLU is as large on average as what came
    build = Builder((128, 3, 3))
    for _ in range(8):
        build.add(Conv(128, (1, 1)))
        last = build.add(make("relu", {}))
    x = np.random.default_rng(0).normal(size=(1, 128, 3, 3))
    squares = [np.square(forward(build.network(), x, np.random.default_rng(i)).outputs[last]).mean() for i in range(20)]
    assert np.mean(squares) == pytest.approx(np.square(x).mean(), rel=0.2)


@pytest.mark.parametrize("seed", range(10))
def test_the_gradient_is_zero_exactly_where_the_unit_does_not_look(seed):
    """Random graphs of branches, holes, crops and stamps: no weight is zero, and there is no ReLU to close a path."""
    network = random_network(np.random.default_rng(seed))
    shapes = shapes_of(network)
    last = network.nodes[-1].name
    rows, columns = shapes[last][1:]
    unit = (rows // 2, columns - 1)
    weighs = gradient_magnitude(thin(network, shapes, channels=3), last, unit, draws=4, seed=seed)
    np.testing.assert_array_equal(weighs > 0, cells_before(network, shapes, last, unit)[INPUT].mask)


@pytest.mark.parametrize("name", ["resnet152", "densenet121", "mobilenet_v2", "googlenet", "alexnet_2012", "espcn"])
def test_a_thinned_network_looks_at_the_same_cells(name):
    network = ZOO[name].build()
    shapes = shapes_of(network)
    few = thin(network, shapes, channels=4)
    last = [node for node in network.nodes if len(shapes[node.name]) == 3][-1].name
    same = [(known.output_shape[1:], known.receptive_field) for known in analyze(network).nodes]
    assert [(known.output_shape[1:], known.receptive_field) for known in analyze(few).nodes] == same
    assert max(known.output_shape[0] for known in analyze(few).nodes) < max(shape[0] for shape in shapes.values())
    assert gradient_magnitude(few, last, (0, 0), draws=1).max() == 1


def test_what_cannot_be_thinned_is_said():
    build = Builder((4, 5, 5))
    first, second = (build.add(Conv(2, (1, 1)), INPUT) for _ in range(2))
    both = build.add(Concat(), first, second)
    build.add(Add(), both, INPUT)
    network = build.network()
    with pytest.raises(OptionError, match=r'node "add1" does not fit: .*Count paths instead'):
        thin(network, shapes_of(network), channels=4)
