"""Independent sources that the core is checked against: onnxruntime, and the plain definition in Python's integers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper

from app.mechanics.conv.options import ConvOptions

ONNX_ACTIVATION = {
    "relu": "Relu", "leaky_relu": "LeakyRelu", "sigmoid": "Sigmoid", "tanh": "Tanh", "gelu": "Gelu",
}  # fmt: skip
ONNX_PAD_MODE = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@dataclass(frozen=True)
class Case:
    """One random convolution."""

    input: NDArray[np.float32]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32] | None
    options: ConvOptions


def random_case(seed: int) -> Case:
    """Draw a convolution over all options; the window always fits."""
    rng = np.random.default_rng(seed)

    def pick(*choices: Any) -> Any:
        return choices[rng.integers(len(choices))]

    groups = int(rng.integers(1, 4))
    group_channels, group_filters = rng.integers(1, 4, 2)
    height, width = rng.integers(4, 12, 2)
    kernel = rng.integers(1, 4, 2)
    dilation = rng.integers(1, 3, 2)
    stride = rng.integers(1, 4, 2)
    mode = pick("zeros", "reflect", "replicate", "circular")
    padding = pick("valid", "same", rng.integers(0, 4, (2, 2)).tolist())
    span = dilation * (kernel - 1) + 1
    if (span > (height, width)).any():
        padding = "same"
    activation = pick("identity", *ONNX_ACTIVATION, "silu")
    options = ConvOptions.of(
        stride=stride.tolist(), padding=padding, padding_mode=mode, dilation=dilation.tolist(),
        groups=groups, activation=activation,
    )  # fmt: skip
    return Case(
        rng.standard_normal((groups * group_channels, height, width)).astype(np.float32),
        rng.standard_normal((groups * group_filters, group_channels, *kernel)).astype(np.float32),
        rng.standard_normal(groups * group_filters).astype(np.float32) if rng.random() < 0.7 else None,
        options,
    )


def onnx_conv2d(case: Case, pads: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Let onnxruntime pad, convolve and activate. `pads` is used where Conv has no word for them."""
    o = case.options
    nodes, start = [], "x"
    attributes: dict[str, Any] = {"strides": o.stride, "dilations": o.dilation, "group": o.groups}
    inputs = {"x": case.input[None], "w": case.weight}
    if o.padding_mode != "zeros":
        (top, bottom), (left, right) = pads
        inputs["pads"] = np.array([0, 0, top, left, 0, 0, bottom, right])
        nodes.append(helper.make_node("Pad", ["x", "pads"], ["padded"], mode=ONNX_PAD_MODE[o.padding_mode]))
        start = "padded"
    elif o.padding == "same" and o.dilation == (1, 1):  # onnxruntime does not dilate with auto_pad
        attributes["auto_pad"] = "SAME_UPPER"
    elif o.padding != "valid":
        (top, bottom), (left, right) = pads
        attributes["pads"] = [top, left, bottom, right]
    if case.bias is not None:
        inputs["b"] = case.bias
    names = [start, "w"] + (["b"] if case.bias is not None else [])
    nodes.append(helper.make_node("Conv", names, ["sum"], **attributes))
    if o.activation == "silu":
        nodes += [helper.make_node("Sigmoid", ["sum"], ["gate"]), helper.make_node("Mul", ["sum", "gate"], ["y"])]
    elif o.activation == "identity":
        nodes.append(helper.make_node("Identity", ["sum"], ["y"]))
    else:
        nodes.append(helper.make_node(ONNX_ACTIVATION[o.activation], ["sum"], ["y"]))
    found: NDArray[np.float32] = run_nodes(nodes, inputs)[0][0]
    return found


def run_nodes(nodes: list[Any], inputs: dict[str, np.ndarray], outputs: tuple[str, ...] = ("y",)) -> Any:
    """Let onnxruntime compute a few nodes."""
    kinds = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "int64": TensorProto.INT64}
    floating = next(kinds[str(a.dtype)] for a in inputs.values())
    graph = helper.make_graph(
        nodes,
        "case",
        [helper.make_tensor_value_info(n, kinds[str(a.dtype)], a.shape) for n, a in inputs.items()],
        [helper.make_tensor_value_info(n, floating if n == "y" else TensorProto.INT64, [None] * 4) for n in outputs],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(list(outputs), inputs)


def plain_conv2d(
    input: list[Any], weight: list[Any], bias: list[Any] | None, *, stride: int, padding: int, dilation: int
) -> list[list[list[int]]]:
    """Convolve by the definition, in Python's unbounded integers, zeros around."""
    channels, height, width = len(input), len(input[0]), len(input[0][0])
    kernel_height, kernel_width = len(weight[0][0]), len(weight[0][0][0])
    rows = (height + 2 * padding - dilation * (kernel_height - 1) - 1) // stride + 1
    columns = (width + 2 * padding - dilation * (kernel_width - 1) - 1) // stride + 1

    def unit(o: int, i: int, j: int) -> int:
        total = bias[o] if bias else 0
        for c, a, b in product(range(channels), range(kernel_height), range(kernel_width)):
            y, x = i * stride + a * dilation - padding, j * stride + b * dilation - padding
            if 0 <= y < height and 0 <= x < width:
                total += weight[o][c][a][b] * input[c][y][x]
        return total

    return [[[unit(o, i, j) for j in range(columns)] for i in range(rows)] for o in range(len(weight))]
