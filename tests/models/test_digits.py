"""The model `digits`: what its card says is counted anew, and every node is onnxruntime's."""

from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from app.models import MODELS
from app.models.digits import WEIGHTS
from app.networks.analysis import analyze
from app.networks.forward import forward
from app.networks.graph import INPUT
from training.data import load
from training.digits import confusion

from .strokes import STROKES, drawn

DIGITS = MODELS["digits"]
#: Our layers in ONNX; a linear layer is its Gemm with the weights transposed, and a convolution has padding of its own.
ONNX: dict[str, tuple[str, dict[str, Any]]] = {
    "conv": ("Conv", {"pads": [2, 2, 2, 2]}),
    "relu": ("Relu", {}),
    "max_pool": ("MaxPool", {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "flatten": ("Flatten", {}),
    "linear": ("Gemm", {"transB": 1}),
    "softmax": ("Softmax", {"axis": 1}),
}


@pytest.fixture(scope="module")
def held_out():
    return load().held_out


@pytest.fixture(scope="module")
def weights():
    return DIGITS.weights()


def test_the_card_says_what_the_weights_do(held_out):
    counts = confusion(DIGITS, held_out)
    assert counts.tolist() == [list(row) for row in DIGITS.card.confusion]
    assert DIGITS.card.accuracy == counts.trace() / counts.sum() >= 0.985


def test_the_card_names_the_digit_that_is_mistaken_most_often():
    counts = np.array(DIGITS.card.confusion)
    wrong = counts.sum(axis=1) - counts.diagonal()
    worst = int((wrong / counts.sum(axis=1)).argmax())
    assert worst == 8
    assert counts[worst, [2, 4]].tolist() == [4, 4]
    assert f"{wrong.sum()} of those {counts.sum():,}" in DIGITS.card.mistakes
    assert f"{wrong[worst]} of {counts[worst].sum()}" in DIGITS.card.mistakes


def test_weights_are_small():
    assert WEIGHTS.stat().st_size < 500_000
    assert analyze(DIGITS.network()).count.total == 208 + 3216 + 7850


def test_every_node_is_onnxruntimes(held_out, weights):
    network = DIGITS.network()
    x = DIGITS.preprocess(held_out.pixels[::97])
    ours = forward(network, x, weights).outputs
    nodes = []
    for node in network.nodes:
        kind, attributes = ONNX[node.operation]
        held = [f"{node.name}.{name}" for name in weights.get(node.name, {})]
        nodes.append(helper.make_node(kind, [*node.inputs, *sorted(held, reverse=True)], [node.name], **attributes))
    graph = helper.make_graph(
        nodes,
        DIGITS.name,
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info(node.name, TensorProto.FLOAT, None) for node in network.nodes],
        [
            numpy_helper.from_array(array, f"{node}.{name}")
            for node, held in weights.items()
            for name, array in held.items()
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    theirs = session.run(None, {INPUT: x})
    for node, expected in zip(network.nodes, theirs, strict=True):
        assert ours[node.name].dtype == np.float32
        np.testing.assert_allclose(
            ours[node.name], expected, rtol=1e-4, atol=1e-6 * np.abs(expected).max(), err_msg=node.name
        )


def says(pixels, weights):
    return forward(DIGITS.network(), DIGITS.preprocess(pixels), weights).outputs["softmax1"][0]


@pytest.mark.parametrize("width", [1.6, 2.5, 3.5])
@pytest.mark.parametrize("digit", STROKES)
def test_digits_drawn_with_a_pen_are_recognised(digit, width, weights):
    shares = says(drawn(digit, width), weights)
    assert DIGITS.classes[shares.argmax()] == digit
    assert shares.max() > 0.5


def test_a_drawing_may_lie_a_cell_off_the_middle(weights):
    for digit in STROKES:
        for shift in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            shares = says(np.roll(drawn(digit, 2.5), shift, axis=(2, 3)), weights)
            assert DIGITS.classes[shares.argmax()] == digit


def test_pixels_become_shares_of_ink():
    assert DIGITS.preprocess(np.array([0, 51, 255], dtype=np.uint8)) == pytest.approx([0, 0.2, 1])
    assert DIGITS.preprocess(np.array([0, 51, 255], dtype=np.uint8)).dtype == np.float32
