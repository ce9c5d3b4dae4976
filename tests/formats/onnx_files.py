"""ONNX files that tests make, and what onnxruntime says of them."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from app.api.networks.requests import NetworkRequest
from app.formats.onnx.reader import read_onnx
from app.networks.values import outputs

#: The version of the format's frame that onnxruntime reads for sure.
IR = 9
KINDS = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.float64): TensorProto.DOUBLE,
         np.dtype(np.float16): TensorProto.FLOAT16}  # fmt: skip


def node(kind, *inputs, out="y", **attributes):
    outs = out if isinstance(out, list) else [out]
    return helper.make_node(kind, list(inputs), outs, **attributes)


def model(nodes, shape=("n", 3, 8, 8), tensors=None, *, opset=18, out="y", dtype=np.float32, inputs=None):
    """Give a model whose input is ``x``; ``tensors`` are arrays by name."""
    kind = KINDS[np.dtype(dtype)]
    outs = out if isinstance(out, list) else [out]
    graph = helper.make_graph(
        nodes,
        "graph",
        inputs if inputs is not None else [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info(name, kind, None) for name in outs],
        [
            one if isinstance(one, TensorProto) else numpy_helper.from_array(np.asarray(one), name)
            for name, one in (tensors or {}).items()
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR)


def file(*args, **kwargs) -> bytes:
    return bytes(model(*args, **kwargs).SerializeToString())


def drawn(*shape, seed=0, dtype=np.float32):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def truth(data, x):
    """Give what onnxruntime computes, without its own rewriting."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def ours(reading, x):
    network = NetworkRequest.model_validate({"input_shape": reading.input_shape, "layers": reading.nodes}).network()
    last = network.nodes[-1].name
    return outputs(network, x.astype(np.float32), reading.weights, [last])[last]


def operations(reading):
    return [one["operation"] for one in reading.nodes]


def agrees(data, x, *, rel=1e-4):
    """Check that a file is read, without an opaque node, as what onnxruntime computes; give the reading."""
    reading = read_onnx(data)
    assert not reading.opaque, reading.notes
    expected = np.asarray(truth(data, x), np.float64)
    got = ours(reading, x)
    assert got.shape == expected.shape
    assert np.abs(got - expected).max() <= rel * max(1.0, np.abs(expected).max())
    return reading


def right_or_opaque(data, x):
    """Check that a file is read as what onnxruntime computes, or has opaque nodes with a note; give the reading."""
    reading = read_onnx(data)
    if not reading.opaque:
        return agrees(data, x)
    assert any(reading.opaque[0] in note for note in reading.notes)
    shapes = NetworkRequest.model_validate({"input_shape": reading.input_shape, "layers": reading.nodes}).analysis()
    assert shapes.nodes[-1].output_shape == truth(data, x).shape[1:]
    return reading
