"""Attribution: against differences of the way there, and plain definitions written out."""

import numpy as np
import pytest

from app.layers.activation import Softmax, Tanh
from app.layers.conv import Conv
from app.layers.dropout import Dropout
from app.layers.linear import Linear
from app.layers.log_softmax import LogSoftmax
from app.layers.pool import AvgPool
from app.layers.reshaping import Flatten
from app.networks.analysis import analyze
from app.networks.attribution.classes import Classes, class_nodes, has_softmax, logits_node
from app.networks.attribution.gradient import Asked, cam_node, grad_cam, gradient_map
from app.networks.attribution.occlusion import Patches, finest, occlusion
from app.networks.graph import INPUT, Builder
from app.networks.values import outputs


@pytest.fixture
def asked():
    build = Builder((2, 9, 7))
    build.add(Conv(3, (3, 3), padding=((1, 1), (1, 1))))
    build.add(Tanh())
    build.add(AvgPool((2, 2)))
    build.add(Conv(4, (2, 2)))
    build.add(Flatten())
    build.add(Linear(5))
    build.add(Softmax())
    network = build.network()
    rng = np.random.default_rng(0)
    weights = {
        found.node.name: {
            name: rng.normal(size=shape) for name, shape in found.node.layer.parameters(found.input_shapes).items()
        }
        for found in analyze(network).nodes
    }
    return Asked(network, rng.normal(size=(2, 9, 7)), weights, "linear1", 3)


def logit(asked, x):
    return outputs(asked.network, x[None], asked.weights, [asked.logits], off=asked.off)[asked.logits][0, asked.index]


def probability(asked, x):
    logits = outputs(asked.network, x[None], asked.weights, ["linear1"])["linear1"][0]
    return np.exp(logits[asked.index]) / np.exp(logits).sum()


@pytest.mark.parametrize("off", [{}, {"tanh1": [1]}])
def test_the_gradient_is_what_differences_say(asked, off):
    asked = Asked(asked.network, asked.x, asked.weights, asked.logits, asked.index, off)
    map = gradient_map(asked).map
    for row, column in [(0, 0), (4, 3), (7, 5), (8, 6)]:
        differences = []
        for channel in range(2):
            step = np.zeros_like(asked.x)
            step[channel, row, column] = 1e-6
            differences.append(abs(logit(asked, asked.x + step) - logit(asked, asked.x - step)) / 2e-6)
        assert map[row, column] == pytest.approx(max(differences), rel=1e-4, abs=1e-8)


def test_grad_cam_is_its_definition(asked):
    """Weights are mean gradients, by differences at the layer; interpolated between the centres of its cells."""
    maps = outputs(asked.network, asked.x[None], asked.weights, ["tanh1"])["tanh1"][0]
    gradient = np.zeros_like(maps)
    after = Builder(maps.shape)
    for node in asked.network.nodes[2:-1]:
        after.add(node.layer, name=node.name)
    rest = after.network()
    for cell in np.ndindex(maps.shape):
        step = np.zeros_like(maps)
        step[cell] = 1e-6
        up, down = (
            outputs(rest, (maps + s * step)[None], asked.weights, ["linear1"])["linear1"][0, 3] for s in (1, -1)
        )
        gradient[cell] = (up - down) / 2e-6
    weighted = sum(gradient[k].mean() * maps[k] for k in range(3))
    np.testing.assert_allclose(grad_cam(asked, "tanh1").map, np.maximum(weighted, 0), rtol=1e-5, atol=1e-8)


def test_a_smaller_map_is_enlarged_bilinearly(asked):
    traced = asked.back_to("avg_pool1")
    weighted = np.maximum(np.tensordot(traced.gradient.mean(axis=(1, 2)), traced.values, 1), 0)
    height, width = weighted.shape
    rows = np.clip((np.arange(9) + 0.5) * height / 9 - 0.5, 0, height - 1)
    columns = np.clip((np.arange(7) + 0.5) * width / 7 - 0.5, 0, width - 1)
    down = np.stack([np.interp(rows, np.arange(height), weighted[:, j]) for j in range(width)], axis=1)
    expected = np.stack([np.interp(columns, np.arange(width), row) for row in down])
    np.testing.assert_allclose(grad_cam(asked, "avg_pool1").map, expected, rtol=1e-10)


@pytest.mark.parametrize(("patch", "stride", "together"), [(3, 2, 1), (4, 4, 3), (1, 1, 1000), (7, 5, 2)])
def test_occlusion_is_its_definition(asked, patch, stride, together):
    fill = np.array([0.5, -1.0])
    whole = probability(asked, asked.x)
    falls: list[list[list[float]]] = [[[] for _ in range(7)] for _ in range(9)]
    for top in sorted({*range(0, 9 - patch + 1, stride), 9 - patch}):
        for left in sorted({*range(0, 7 - patch + 1, stride), 7 - patch}):
            covered = asked.x.copy()
            for channel in range(2):
                covered[channel, top : top + patch, left : left + patch] = fill[channel]
            fall = whole - probability(asked, covered)
            for row in range(top, top + patch):
                for column in range(left, left + patch):
                    falls[row][column].append(fall)
    expected = [[np.mean(cell) for cell in row] for row in falls]
    patches = Patches((9, 7), patch, stride)
    np.testing.assert_allclose(occlusion(asked, patches, fill, together=together).map, expected, rtol=1e-9, atol=1e-12)
    assert patches.runs == 1 + len(list(patches.covered()))


@pytest.mark.parametrize("most_runs", [2, 5, 17, 60, 1000])
def test_the_finest_patches_fit_and_finer_ones_do_not(most_runs):
    found = finest((28, 24), 6, most_runs)
    strides = [stride for stride in range(1, 7) if Patches((28, 24), 6, stride).runs <= most_runs]
    assert (found.stride if found else None) == (strides[0] if strides else None)


def test_the_logits_are_before_the_softmax_and_the_probabilities_are_its(asked):
    shapes = analyze(asked.network).shapes
    assert logits_node(asked.network, shapes) == "linear1"
    found = outputs(asked.network, asked.x[None], asked.weights, ["linear1", "softmax1"])
    classes = Classes.of(found["linear1"][0])
    np.testing.assert_allclose(classes.probabilities, found["softmax1"][0])
    assert classes.best(5) == list(np.argsort(-found["softmax1"][0]))


def test_grad_cam_looks_at_the_last_convolution_with_a_place(asked):
    assert cam_node(asked.network, analyze(asked.network).shapes, "linear1", None) == "conv2"
    build = Builder((1, 4, 4))
    build.add(Conv(2, (3, 3)))
    build.add(Conv(2, (2, 2)))
    build.add(Flatten())
    build.add(Linear(2))
    network = build.network()
    assert cam_node(network, analyze(network).shapes, "linear1", None) == "conv1"
    assert cam_node(network, analyze(network).shapes, "linear1", "conv2") == "conv2"


def test_what_does_not_lead_to_the_class_has_no_gradient(asked):
    gradient = asked.back_to(INPUT).gradient
    # the last row and column of 9×7 are in no window of the pooling, and still in the convolution before it
    assert gradient.shape == (2, 9, 7)
    assert gradient.any()


@pytest.mark.parametrize(
    "method",
    [
        gradient_map,
        lambda asked: grad_cam(asked, "tanh1"),
        lambda asked: occlusion(asked, Patches((9, 7), 3, 3), np.zeros(2)),
    ],
)
def test_every_method_says_what_the_network_says_of_the_whole_picture(asked, method):
    found = outputs(asked.network, asked.x[None], asked.weights, ["linear1"])["linear1"][0]
    np.testing.assert_allclose(method(asked).logits, found)


def ending(*layers):
    build = Builder((2, 1, 1))
    for layer in layers:
        build.add(layer)
    network = build.network()
    shapes = analyze(network).shapes
    return logits_node(network, shapes), class_nodes(network, shapes)


def test_numbers_that_only_move_after_the_softmax_are_still_its():
    assert ending(Conv(3, (1, 1)), Flatten()) == ("flatten1", {"conv1", "flatten1"})
    assert ending(Conv(3, (1, 1)), Softmax(), Flatten(), Dropout()) == (
        "conv1",
        {"conv1", "softmax1", "flatten1", "dropout1"},
    )
    assert ending(Flatten(), Softmax()) == ("flatten1", {"flatten1", "softmax1"})


@pytest.mark.parametrize(("last", "has"), [(Softmax(), True), (LogSoftmax(), True), (Linear(3), False)])
def test_the_logarithm_of_a_softmax_is_one_too(last, has):
    build = Builder((2, 3, 1))
    for layer in (Flatten(), Linear(3), last, Dropout()):
        build.add(layer)
    network = build.network()
    shapes = analyze(network).shapes
    assert has_softmax(network, shapes) is has
    assert logits_node(network, shapes) == ("linear1" if has else "dropout1")


def test_a_second_softmax_is_part_of_the_network():
    assert ending(Flatten(), Linear(3), Softmax(), Softmax()) == ("softmax1", {"softmax1", "softmax2"})


def test_a_softmax_in_every_pixel_makes_no_classes():
    build = Builder((2, 2, 1))
    build.add(Softmax())
    build.add(Flatten())
    network = build.network()
    assert logits_node(network, analyze(network).shapes) is None
    assert class_nodes(network, analyze(network).shapes) == set()
