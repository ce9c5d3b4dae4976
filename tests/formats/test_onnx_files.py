"""ONNX files as programs write them: read as what onnxruntime computes, or opaque, or refused with the reason."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from app.formats.onnx.reader import read_onnx
from app.mechanics.errors import OptionError
from tests.formats.onnx_files import agrees, drawn, file, node, operations, ours, right_or_opaque, truth

X = drawn(2, 3, 8, 8, seed=9)
ROWS = drawn(2, 12, seed=9)


def numbers(*values, dtype=np.float32):
    return np.array(values, dtype)


# names


@pytest.mark.parametrize(
    ("name", "weight", "expected"),
    [
        ("/layer1/layer1.0/conv1/Conv", "onnx::Conv_7", "layer1.0.conv1"),
        ("Conv_3", "features.0.weight", "features.0"),
        ("", "w", "y"),
        ("input", "w", "input_2"),
    ],
)
def test_a_node_is_called_what_its_module_is(name, weight, expected):
    reading = agrees(file([node("Conv", "x", weight, name=name)], tensors={weight: drawn(4, 3, 3, 3)}), X)
    assert [one["name"] for one in reading.nodes] == [expected]


def test_nodes_of_one_name_are_told_apart():
    reading = read_onnx(file([node("Relu", "x", out="a", name="n"), node("Tanh", "a", name="n")]))
    assert [one["name"] for one in reading.nodes] == ["n", "n_2"]


# weights


def test_a_tensor_that_two_nodes_hold_is_shared():
    data = file([node("Conv", "x", "w", out="a", name="one", pads=[1] * 4),
                 node("Conv", "a", "w", name="two", pads=[1] * 4)], tensors={"w": drawn(3, 3, 3, 3)})  # fmt: skip
    reading = agrees(data, X)
    assert reading.nodes[1]["weights_of"] == "one"
    assert list(reading.weights) == ["one"]


def test_a_tensor_behind_an_identity_is_not_shared():
    data = file([node("Identity", "w", out="v"), node("Conv", "x", "w", out="a", pads=[1] * 4),
                 node("Conv", "a", "v", pads=[1] * 4)], tensors={"w": drawn(3, 3, 3, 3)})  # fmt: skip
    reading = agrees(data, X)
    assert len(reading.weights) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (node("Gemm", "x", "w", out="a", transB=1), node("MatMul", "a", "w")),
        (node("Gemm", "x", "w", out="a", transB=1), node("Gemm", "a", "w")),
        (node("Gemm", "x", "w", out="a"), node("Gemm", "a", "w", alpha=0.5)),
        (node("Gemm", "x", "w", "b", out="a"), node("Gemm", "a", "w", "b", beta=2.0)),
    ],
)
def test_a_matrix_used_in_two_ways_is_not_shared(first, second):
    reading = agrees(file([first, second], ("n", 12), {"w": drawn(12, 12), "b": drawn(12)}), ROWS)
    assert len(reading.weights) == 2


@pytest.mark.parametrize("kinds", ["MatMul MatMul", "Gemm Gemm"])
def test_a_matrix_used_twice_in_one_way_is_shared(kinds):
    first, second = kinds.split()
    reading = agrees(
        file([node(first, "x", "w", out="a"), node(second, "a", "w")], ("n", 12), {"w": drawn(12, 12)}), ROWS
    )
    assert len(reading.weights) == 1


def test_the_bias_behind_a_product_is_its_own():
    reading = agrees(file([node("MatMul", "x", "w", out="a"), node("Add", "b", "a")], ("n", 12),
                          {"w": drawn(12, 5), "b": drawn(5)}), ROWS)  # fmt: skip
    assert operations(reading) == ["linear"]


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_floats(dtype):
    weights = {"w": drawn(4, 3, 3, 3, dtype=dtype), "b": drawn(4, dtype=dtype)}
    nodes = [node("Conv", "x", "w", "b", out="a"), node("Relu", "a")]
    reading = read_onnx(file(nodes, tensors=weights, dtype=dtype))
    as_float32 = file(nodes, tensors={name: array.astype(np.float32) for name, array in weights.items()})
    assert ours(reading, X) == pytest.approx(truth(as_float32, X), rel=1e-4, abs=1e-4)
    assert {array.dtype for held in reading.weights.values() for array in held.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused_by_name(value):
    weights = drawn(4, 3, 3, 3)
    weights[0, 0, 0, 0] = value
    with pytest.raises(OptionError, match=r'"layer1\.weight" holds NaN'):
        read_onnx(file([node("Conv", "x", "layer1.weight")], tensors={"layer1.weight": weights}))


# inputs and results


def test_an_open_size_is_a_guess_that_is_noted():
    data = file([node("Conv", "x", "w")], ("n", 3, "h", "w2"), {"w": drawn(4, 3, 3, 3)})
    reading = read_onnx(data)
    assert (reading.input_shape, reading.notes[0].partition(":")[0]) == ([3, 224, 224], "Guess")
    given = read_onnx(data, [3, 8, 8])
    assert (given.input_shape, given.notes) == ([3, 8, 8], [])


def test_open_channels_are_those_of_the_first_convolution():
    data = file([node("Conv", "x", "w", group=2)], ("n", None, 8, 8), {"w": drawn(4, 3, 3, 3)})
    assert read_onnx(data).input_shape == [6, 8, 8]
    with pytest.raises(OptionError, match="give input_shape"):
        read_onnx(file([node("Relu", "x")], ("n", None, 8, 8)))


@pytest.mark.parametrize("shape", [[3, 9, 8], [3, 8], [1, 3, 8, 8]])
def test_a_size_that_is_not_the_files(shape):
    with pytest.raises(OptionError, match="the file takes"):
        read_onnx(file([node("Relu", "x")]), shape)


@pytest.mark.parametrize("count", [0, 2])
def test_a_file_with_no_input_or_two_is_refused(count):
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, 8, 8]) for name in ("x", "z")[:count]]
    made = [node("Add", *(["x", "z"] if count else ["k", "k"]))]
    with pytest.raises(OptionError, match=f"one input are read, but this file has {count}"):
        read_onnx(file(made, inputs=inputs, tensors={"k": numbers(1)}))


def test_tensors_listed_as_inputs_are_tensors():
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8]),
              helper.make_tensor_value_info("w", TensorProto.FLOAT, [4, 3, 3, 3])]  # fmt: skip
    agrees(file([node("Conv", "x", "w")], inputs=inputs, tensors={"w": drawn(4, 3, 3, 3)}), X[:1])


def test_of_several_results_the_first_is_shown():
    reading = read_onnx(file([node("Relu", "x", out="a"), node("Tanh", "a", out="b")], out=["a", "b"]))
    assert operations(reading) == ["relu"]
    assert "several results" in reading.notes[0]


def test_what_leads_nowhere_is_left_out():
    body = helper.make_graph([], "body", [], [])
    nodes = [node("Relu", "x", out="a"), node("Loop", "m", "", "x", out="dead", body=body),
             node("Conv", "x", "w", out="b"), node("MaxPool", "a", out=["y", ""], kernel_shape=[2, 2]),
             node("Dropout", "a", out=["c", ""])]  # fmt: skip
    reading = agrees(file([one for one in nodes if one.op_type != "Loop"], tensors={"w": drawn(4, 3, 3, 3)}), X)
    assert operations(reading) == ["relu", "max_pool"]
    assert read_onnx(file(nodes, tensors={"w": drawn(4, 3, 3, 3)})).nodes == reading.nodes


# batches


@pytest.mark.parametrize("batch", [1, 16])
@pytest.mark.parametrize("target", ["batch", -1, 0])
def test_a_batch_of_one_size(batch, target):
    shape = np.array([batch if target == "batch" else target, 192 if target == -1 else -1])
    x = drawn(batch, 3, 8, 8)
    reading = agrees(file([node("Relu", "x", out="a"), node("Reshape", "a", "s")], (batch, 3, 8, 8), {"s": shape}), x)
    assert operations(reading) == ["relu", "flatten"]


@pytest.mark.parametrize("first", [8, 32])
def test_a_reshape_that_takes_the_batch_apart_is_not_one_that_keeps_it(first):
    data = file([node("Reshape", "x", "s", out="a"), node("Relu", "a")], (16, 3, 8, 8), {"s": np.array([first, -1])})
    with pytest.raises(OptionError, match="takes the batch apart"):
        read_onnx(data)


# shapes worked out in the file


def view(*, opset):
    axes = {"axes": [0]} if opset < 13 else {}
    more = [] if opset < 13 else ["zero1"]
    return [
        node("Shape", "x", out="s"),
        node("Gather", "s", "zero", out="n", axis=0),
        node("Unsqueeze", "n", *more, out="first", **axes),
        node("Concat", "first", "rest", out="shape", axis=0),
        node("Relu", "x", out="a"),
        node("Reshape", "a", "shape"),
    ]


@pytest.mark.parametrize("opset", range(7, 24))
def test_a_view_of_the_batch_in_every_version(opset):
    tensors = {"zero": np.array(0), "zero1": np.array([0]), "rest": np.array([-1])}
    assert operations(agrees(file(view(opset=opset), tensors=tensors, opset=opset), X)) == ["relu", "flatten"]


@pytest.mark.parametrize("opset", range(7, 24))
def test_a_network_in_every_version(opset):
    pool = node("Dropout", "c", out="d") if opset >= 12 else node("Dropout", "c", out="d", ratio=0.5)
    clip = [node("Clip", "b", out="c", min=0.0, max=6.0)] if opset < 11 else [node("Clip", "b", "low", "high", out="c")]
    nodes = [
        node("Conv", "x", "w", out="a", pads=[1] * 4),
        node("BatchNormalization", "a", "s", "t", "m", "v", out="b"),
        *clip, pool,
        node("Softmax", "d2", axis=1),
    ]  # fmt: skip
    nodes.insert(-1, node("GlobalAveragePool", "d", out="p"))
    nodes.insert(-1, node("Flatten", "p", out="d2"))
    tensors = {"w": drawn(4, 3, 3, 3), "s": drawn(4), "t": drawn(4), "m": drawn(4), "v": np.abs(drawn(4)) + 0.5,
               "low": np.float32(0), "high": np.float32(6)}  # fmt: skip
    reading = agrees(file(nodes, tensors=tensors, opset=opset), X)
    expected = ["conv", "batch_norm", "relu6", "dropout", "adaptive_avg_pool", "flatten", "softmax"]
    assert operations(reading) == expected


def test_a_shuffle_of_channels():
    nodes = [
        node("Shape", "x", out="s"), node("Gather", "s", "zero", out="n"), node("Unsqueeze", "n", "axes", out="first"),
        node("Concat", "first", "split", out="apart", axis=0), node("Concat", "first", "whole", out="together", axis=0),
        node("Reshape", "x", "apart", out="a"), node("Transpose", "a", out="b", perm=[0, 2, 1, 3, 4]),
        node("Reshape", "b", "together", out="c"), node("Relu", "c"),
    ]  # fmt: skip
    tensors = {
        "zero": np.array(0),
        "axes": np.array([0]),
        "split": np.array([3, 4, 4, 4]),
        "whole": np.array([12, 4, 4]),
    }
    reading = agrees(file(nodes, ("n", 12, 4, 4), tensors), drawn(2, 12, 4, 4))
    assert operations(reading) == ["relu", "channel_shuffle"]


# layers that are several operators


def gelu(x="x", out="y"):
    return [node("Div", x, "root", out="a"), node("Erf", "a", out="b"), node("Add", "b", "one", out="c"),
            node("Mul", x, "c", out="d"), node("Mul", "d", "half", out=out)]  # fmt: skip


def norm(*, opset=17):
    old = opset < 18
    axes, given = ({"axes": [-1]}, []) if old else ({}, ["last"])
    return [
        node("Transpose", "x", out="t", perm=[0, 2, 3, 1]),
        node("ReduceMean", "t", *given, out="m", **axes), node("Sub", "t", "m", out="centre"),
        node("Pow", "centre", "two", out="q"), node("ReduceMean", "q", *given, out="v", **axes),
        node("Add", "v", "eps", out="e"), node("Sqrt", "e", out="r"), node("Div", "centre", "r", out="n"),
        node("Mul", "n", "scale", out="u"), node("Add", "u", "shift", out="o"),
        node("Transpose", "o", perm=[0, 3, 1, 2]),
    ]  # fmt: skip


HELD = {"root": np.float32(2**0.5), "one": np.float32(1), "half": np.float32(0.5), "two": np.float32(2),
        "eps": np.float32(1e-6), "scale": drawn(3), "shift": drawn(3), "last": np.array([-1])}  # fmt: skip
WHOLE = {
    "gelu": (gelu(), 17, "a"),
    "silu": ([node("Sigmoid", "x", out="a"), node("Mul", "a", "x")], 17, "a"),
    "hardswish": ([node("HardSigmoid", "x", out="a", alpha=1 / 6), node("Mul", "x", "a")], 17, "a"),
    "mish": ([node("Softplus", "x", out="b"), node("Tanh", "b", out="a"), node("Mul", "x", "a")], 17, "a"),
    "layer_norm": (norm(), 17, "centre"),
    "layer_norm, axes as an input": (norm(opset=18), 18, "centre"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_layer_of_several_operators_is_one(name):
    nodes, opset, _ = WHOLE[name]
    assert operations(agrees(file(nodes, tensors=HELD, opset=opset), X)) == [name.partition(",")[0]]


@pytest.mark.parametrize("name", WHOLE)
def test_it_is_none_where_something_else_reads_what_is_inside(name):
    nodes, opset, inner = WHOLE[name]
    *before, last = nodes
    late = helper.make_node(last.op_type, list(last.input), ["late"])
    late.attribute.extend(last.attribute)
    ends = [late, node("Transpose", inner, out="side", perm=[0, 3, 1, 2]), node("Add", "late", "side")]
    data = file([*before, *(ends if "norm" in name else [late, node("Add", "late", inner)])], tensors=HELD, opset=opset)
    if "norm" in name:
        with pytest.raises(OptionError, match="has no counterpart here"):
            read_onnx(data)
    else:
        assert name not in operations(right_or_opaque(data, X))


def test_hard_sigmoid_of_another_slope_is_no_hardswish():
    agrees(file([node("HardSigmoid", "x", out="a", alpha=0.3), node("Mul", "x", "a")]), X)


# windows


@pytest.mark.parametrize("auto", ["SAME_UPPER", "SAME_LOWER", "VALID"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kind", ["Conv", "MaxPool", "AveragePool"])
@pytest.mark.parametrize("size", [7, 8])
def test_padding_that_the_program_chooses(auto, stride, kind, size):
    more = {} if kind == "Conv" else {"kernel_shape": [4, 3]}
    reads = ["x", "w"] if kind == "Conv" else ["x"]
    data = file([node(kind, *reads, auto_pad=auto, strides=[stride, stride], **more)], ("n", 3, size, size),
                {"w": drawn(4, 3, 4, 3)})  # fmt: skip
    agrees(data, drawn(2, 3, size, size))


@pytest.mark.parametrize("axes", [1, 3])
def test_networks_of_one_axis_and_of_three(axes):
    nodes = [node("Conv", "x", "w", "b", out="a", pads=[1] * (2 * axes), strides=[2] * axes),
             node("Relu", "a", out="c"),
             node("MaxPool", "c", out="p", kernel_shape=[2] * axes, strides=[2] * axes),
             node("GlobalAveragePool", "p", out="g"), node("Flatten", "g", out="f"),
             node("Gemm", "f", "m")]  # fmt: skip
    tensors = {"w": drawn(4, 3, *[3] * axes), "b": drawn(4), "m": drawn(4, 5)}
    agrees(file(nodes, ("n", 3, *[9] * axes), tensors), drawn(2, 3, *[9] * axes))


# constants


SHAPES = [(), (1,), (1, 1, 1, 1), (1, 1, 1, 1, 1), (8,), (8, 1), (3, 1, 1), (1, 3, 1, 1), (2, 1, 1, 1), (8, 8),
          (3, 8, 8), (1, 1, 8, 8), (2, 3, 8, 8), (3, 1, 8), (0,)]  # fmt: skip


#: What has no shape of a batch.
REFUSED = ((1, 1, 1, 1, 1), (0,))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["Add", "Sub", "Mul", "Div"])
@pytest.mark.parametrize("first", [True, False])
def test_a_constant_of_any_shape(shape, kind, first):
    reads = ["x", "k"] if first else ["k", "x"]
    data = file([node("Relu", "x", out="r"), node(kind, *["r" if one == "x" else one for one in reads])],
                (2, 3, 8, 8), {"k": np.abs(drawn(*shape)) + np.float32(0.5)})  # fmt: skip
    if shape in REFUSED:
        with pytest.raises(OptionError, match="no counterpart here"):
            read_onnx(data)
        return
    reading = right_or_opaque(data, np.abs(X) + 0.5)
    if shape in ((), (1,), (3, 1, 1), (1, 3, 1, 1)) and (kind != "Div" or first):
        assert not reading.opaque


@pytest.mark.parametrize("shape", [(4, 1, 1), (1, 4, 1, 1), (4, 8, 8)])
def test_a_constant_that_adds_channels(shape):
    right_or_opaque(file([node("Add", "x", "k")], (2, 1, 8, 8), {"k": drawn(*shape)}), drawn(2, 1, 8, 8))


@pytest.mark.parametrize("shape", [(8, 8), (1, 8, 8), (3, 8, 8)])
def test_a_constant_that_adds_rows_and_columns(shape):
    right_or_opaque(file([node("Add", "x", "k")], (2, 3, 1, 1), {"k": drawn(*shape)}), drawn(2, 3, 1, 1))


# what has no counterpart


def test_an_unknown_operator_is_opaque_with_its_shape():
    reading = read_onnx(file([node("Erf", "x", out="a", name="bend"), node("Relu", "a")]))
    assert reading.opaque == ["bend"]
    assert reading.nodes[0] | {"stage": ""} == {
        "operation": "opaque", "name": "bend", "stage": "", "kind": "Erf", "output_shape": [3, 8, 8],
    }  # fmt: skip
    assert reading.notes[0].startswith("bend (Erf) is known by name and shape alone")


def test_an_unknown_operator_of_another_shape():
    data = file([node("LpPool", "x", out="a", kernel_shape=[3, 3], strides=[2, 2]), node("Relu", "a")])
    assert right_or_opaque(data, X).nodes[0]["output_shape"] == [3, 3, 3]


def test_operators_with_several_results():
    reading = agrees(file([node("Split", "x", "parts", out=["a", "b"], axis=1), node("Concat", "b", "a", axis=1)],
                          tensors={"parts": np.array([1, 2])}), X)  # fmt: skip
    assert operations(reading) == ["slice", "slice", "concat"]
    with pytest.raises(OptionError, match="several results"):
        read_onnx(file([node("TopK", "x", "k", out=["y", "places"], axis=1)], tensors={"k": np.array([1])}))


@pytest.mark.parametrize("opset", [9, 13, 14, 18])
def test_a_norm_of_the_batch_itself_is_not_one_of_a_trained_network(opset):
    training = {"training_mode": 1} if opset >= 14 else {}
    outs = ["y", "m2", "v2"] + ([] if opset >= 14 else ["m3", "v3"])
    tensors = {"s": drawn(3), "t": drawn(3), "m": drawn(3), "v": np.abs(drawn(3)) + 0.5}
    nodes = [node("BatchNormalization", "x", "s", "t", "m", "v", out=outs, **training)]
    with pytest.raises(OptionError, match="several results"):
        read_onnx(file(nodes, tensors=tensors, opset=opset))


def test_a_quantised_file_is_opaque_or_refused():
    tensors = {"scale": np.float32(0.05), "zero": np.uint8(128), "w": drawn(4, 3, 3, 3).astype(np.int8),
               "ws": np.float32(0.1), "wz": np.int8(0)}  # fmt: skip
    between = [node("QuantizeLinear", "x", "scale", "zero", out="q"),
               node("DequantizeLinear", "q", "scale", "zero", out="d"),
               node("DequantizeLinear", "w", "ws", "wz", out="f"), node("Conv", "d", "f")]  # fmt: skip
    reading = right_or_opaque(file(between, tensors=tensors), X)
    assert operations(reading) == ["opaque", "opaque", "conv"]
    whole = [between[0], node("QLinearConv", "q", "scale", "zero", "w", "ws", "wz", "scale", "zero", out="c"),
             node("DequantizeLinear", "c", "scale", "zero")]  # fmt: skip
    assert operations(right_or_opaque(file(whole, tensors=tensors), X)) == ["opaque"] * 3
