"""Torchvision's CNNs as ONNX files: what PyTorch counts and computes, in every number."""

from math import prod

import onnx
import pytest

from app.formats.onnx.reader import read_onnx
from app.networks.values import outputs
from tests.verify.exported import answer, onnx_of, picture, randomised, undrawn
from tests.verify.ours import analysis_of
from tests.verify.test_torchvision import ours, size_of
from tests.verify.torchvisions import NAMES, counted, models

#: Adaptive pools that the exporter writes for one size alone.
ONE_SIZE = ("alexnet", "vgg")
#: Side length of the picture whose values are compared.
SMALL = {"alexnet": 224, "vgg": 224, "inception_v3": 96}
#: Its numbers are more than a file of protobuf can hold.
TOO_LARGE = "regnet_y_128gf"
#: Concatenations of concatenations, which the exporter writes as one.
MERGED = {"inception_v3": 4}
FLOATS = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)


def small(name):
    return next((size for begins, size in SMALL.items() if name.startswith(begins)), 64)


def held(file):
    """Count the tensors of floats that the file holds, but for statistics and single numbers."""
    graph = onnx.ModelProto.FromString(file).graph
    statistics = {one for node in graph.node if node.op_type == "BatchNormalization" for one in node.input[3:5]}
    return sum(
        prod(one.dims)
        for one in graph.initializer
        if one.data_type in FLOATS and one.dims and one.name not in statistics
    )


def learned(model):
    """Count the parameters of a model without its auxiliary classifiers, which are not exported."""
    return sum(one.numel() for name, one in model.named_parameters() if "aux" not in name.lower())


def wired(reading):
    """Give the nodes without their names."""
    places = {"input": "input"} | {node["name"]: str(at) for at, node in enumerate(reading.nodes)}
    return [
        {key: value for key, value in node.items() if key not in ("name", "stage")}
        | {key: [places[one] for one in node[key]] for key in ("inputs",) if key in node}
        for node in reading.nodes
    ]


def values_of(reading, x):
    network = analysis_of({"input_shape": reading.input_shape, "layers": reading.nodes}).network
    last = network.nodes[-1].name
    return outputs(network, x.numpy(), reading.weights, [last])[last]


def compare(tally, what, found, expected):
    tally.compared += len(expected)
    for key, number in ours(found).items():
        if number != expected[key]:
            tally.differs(f"{what}: {key} is {number}, not {expected[key]}")
    if found.opaque:
        tally.differs(f"{what}: {found.opaque} are opaque")


def made(name, x):
    with undrawn():
        return randomised(models.get_model(name, weights=None).eval(), x)


def expected_of(name, size):
    with undrawn():
        found = counted(models.get_model(name, weights=None).eval().to("meta"), size)
    return found | {"concat": found["concat"] - MERGED.get(name, 0)}


@pytest.mark.parametrize("name", [name for name in NAMES if name != TOO_LARGE])
def test_a_cnn_of_torchvision_as_an_onnx_file(tally, name):
    size = small(name)
    x = picture(size, batch=2)
    model = made(name, picture(size, batch=8))
    here, published = (expected_of(name, one) for one in (size, size_of(name)))
    y = answer(model, x)
    for mode in ("folded", "preserved"):
        file = onnx_of(model, x[:1], mode)
        number = held(file) if mode == "folded" else learned(model)
        reading = read_onnx(file)
        compare(tally, f"{name} ({mode})", reading, here | {"parameters": number})
        tally.compared += 1
        scale = float(abs(y).max())
        tally.same(f"{name} ({mode})", values_of(reading, x) / scale, y / scale)
        del file
        if mode == "folded":
            continue
        axes = (0,) if name.startswith(ONE_SIZE) else (0, 2, 3)
        again = read_onnx(onnx_of(model, x[:1], mode, axes=axes), published_shape(name))
        compare(tally, f"{name} ({mode}, open sizes)", again, published | {"parameters": number})
        if wired(again) != wired(reading):
            tally.differs(f"{name} ({mode}): it is another network where the file leaves sizes open")
        tally.compared += 1
    tally.check()


def published_shape(name):
    return [3, size_of(name), size_of(name)]
