"""Small files of models and weights, as people send them."""

import io
import json
import zipfile

import h5py
import numpy as np
from onnx import TensorProto, helper, numpy_helper

from tests.state_files import both, dictionary, entries

RNG = np.random.default_rng(0)
#: A convolution, its ReLU, a pool, a classifier: with the names that PyTorch's exporter gives.
WEIGHTS = {
    "conv1.weight": RNG.normal(size=(4, 3, 3, 3)).astype(np.float32),
    "conv1.bias": RNG.normal(size=4).astype(np.float32),
    "fc.weight": RNG.normal(size=(5, 4)).astype(np.float32),
    "fc.bias": RNG.normal(size=5).astype(np.float32),
}
#: The same network as PyTorch code.
SOURCE = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 5)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.adaptive_avg_pool2d(x, 1)
        return self.fc(torch.flatten(x, 1))
"""


def onnx_file(nodes=None, weights=WEIGHTS, size=8, outputs=("y",)):
    """Give the bytes of a model; its input is ``x``, its result ``y``."""
    nodes = nodes or [
        helper.make_node("Conv", ["x", "conv1.weight", "conv1.bias"], ["a"], name="/conv1/Conv", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["a"], ["b"], name="/Relu"),
        helper.make_node("GlobalAveragePool", ["b"], ["c"], name="/GlobalAveragePool"),
        helper.make_node("Flatten", ["c"], ["d"], name="/Flatten"),
        helper.make_node("Gemm", ["d", "fc.weight", "fc.bias"], ["y"], name="/fc/Gemm", transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, size, size])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return model.SerializeToString()


def keras_file(config=None, compression=zipfile.ZIP_STORED):
    """Give the bytes of an archive as ``model.save`` writes it: a dense layer from 3 numbers to 2."""
    dense = {"class_name": "Dense", "config": {"name": "fc", "units": 2, "batch_input_shape": [None, 3]}}
    config = config or {"class_name": "Sequential", "config": {"name": "net", "layers": [dense]}}
    weights, file = io.BytesIO(), io.BytesIO()
    with h5py.File(weights, "w") as out:
        held = out.create_group("layers/dense/vars")
        held["0"], held["1"] = np.arange(6, dtype=np.float32).reshape(3, 2), np.array([10, 20], np.float32)
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", weights.getvalue())
    return file.getvalue()


def state_file(weights=WEIGHTS):
    """Give the bytes that ``torch.save`` writes of a state dict."""
    return both(dictionary(entries(weights)), weights.values())["archive"]
