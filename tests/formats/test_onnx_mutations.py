"""Files whose nodes and tensors are changed as people and programs never would: a reading, or an OptionError."""

import onnx
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper

from tests.formats.test_onnx_attacks import FILES, outcome

KINDS = sorted(
    {
        "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv", "ConvTranspose",
        "DepthToSpace", "Div", "Dropout", "Expand", "Flatten", "Gather", "Gelu", "Gemm", "GlobalAveragePool",
        "HardSigmoid", "Identity", "LRN", "LayerNormalization", "LeakyRelu", "MatMul", "MaxPool", "Mean", "Mul",
        "PRelu", "Pad", "ReduceMean", "Reshape", "Resize", "Shape", "Slice", "Softmax", "SpaceToDepth", "Split",
        "Squeeze", "Sub", "Sum", "Transpose", "Unsqueeze", "Where",
    }
)  # fmt: skip
NAMES = ["alpha", "axes", "axis", "blocksize", "dilations", "epsilon", "group", "keepdims", "kernel_shape", "mode",
         "pads", "perm", "size", "strides", "to", "transB", "value_floats", "value_ints"]  # fmt: skip
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 5)
VALUES = (
    NUMBERS
    | st.lists(NUMBERS, min_size=1, max_size=6)
    | st.floats(width=32)
    | st.lists(st.floats(width=32), min_size=1, max_size=4)
    | st.text(max_size=5)
)


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_file_with_nodes_changed(data, draw):
    model = onnx.ModelProto.FromString(data)
    values = [name for node in model.graph.node for name in (*node.input, *node.output)]
    for _ in range(draw.draw(st.integers(1, 4))):
        node = draw.draw(st.sampled_from(list(model.graph.node)))
        match draw.draw(st.sampled_from(["kind", "attribute", "input", "more", "fewer", "sizes", "shape"])):
            case "kind":
                node.op_type = draw.draw(st.sampled_from(KINDS))
            case "attribute":
                name = draw.draw(st.sampled_from(NAMES))
                kept = [one for one in node.attribute if one.name != name]
                del node.attribute[:]
                node.attribute.extend([*kept, helper.make_attribute(name, draw.draw(VALUES))])
            case "input" if node.input:
                node.input[draw.draw(st.integers(0, len(node.input) - 1))] = draw.draw(st.sampled_from(values))
            case "more":
                node.input.append(draw.draw(st.sampled_from(values)))
            case "fewer" if node.input:
                del node.input[-1]
            case "sizes":
                tensor = draw.draw(st.sampled_from(list(model.graph.initializer)))
                del tensor.dims[:]
                tensor.dims.extend(draw.draw(st.lists(st.integers(-2, 40), max_size=5)))
            case "shape":
                for dim in model.graph.input[0].type.tensor_type.shape.dim:
                    if draw.draw(st.booleans()):
                        dim.dim_value = draw.draw(NUMBERS)
    outcome(model.SerializeToString())
