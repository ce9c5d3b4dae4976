"""The ONNX project's own node tests: every one that keeps to our options, over one, two and three axes.

`LEFT_OUT` names the others and why.
"""

from typing import Any, Literal

import numpy as np
import pytest
from onnx import helper

from app.mechanics.activation import LEAKY_SLOPE, activate
from app.mechanics.axis.stamp import stamp_axes
from app.mechanics.axis.window_axis import same_padding
from app.mechanics.conv.forward import conv
from app.mechanics.conv.options import ConvOptions
from app.mechanics.conv_transpose.forward import conv_transpose
from app.mechanics.conv_transpose.geometry import ConvTransposeOptions
from app.mechanics.pool.forward import avg_pool, max_pool
from app.mechanics.pool.geometry import PoolOptions
from tests.node_tests import node_tests

WINDOWED = {"Conv", "ConvTranspose", "MaxPool", "AveragePool"}
ACTIVATIONS: dict[str, Any] = {
    "Relu": "relu", "LeakyRelu": "leaky_relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Gelu": "gelu", "Swish": "silu",
}  # fmt: skip
LEFT_OUT = {
    "test_averagepool_2d_dilations": "average pooling has no dilation here, nor in PyTorch",
    "test_gelu_tanh_1": "the approximation by tanh; ours is the exact GELU",
    "test_gelu_tanh_2": "the approximation by tanh; ours is the exact GELU",
    "test_leakyrelu": "the slope 0.1; ours is PyTorch's 0.01",
    "test_leakyrelu_example": "the slope 0.1; ours is PyTorch's 0.01",
}


CASES = {
    name: case for name, case in node_tests().items() if case.model.graph.node[0].op_type in WINDOWED | set(ACTIVATIONS)
}


def test_what_is_left_out_is_there_to_be_left_out():
    assert set(LEFT_OUT) <= set(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if name not in LEFT_OUT])
def test_node(name):
    case = CASES[name]
    node = case.model.graph.node[0]
    attributes = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    for inputs, expected in case.data_sets:
        if node.op_type in ACTIVATIONS:
            assert attributes.get("alpha", 1.0) in (1.0, pytest.approx(LEAKY_SLOPE))
            got = [activate(inputs[0], ACTIVATIONS[node.op_type])]
        else:
            got = windowed(node.op_type, inputs, attributes)
        assert len(got) >= len(expected)
        for ours, theirs in zip(got, expected, strict=False):
            np.testing.assert_allclose(ours, theirs, rtol=max(case.rtol, 1e-5), atol=1e-6)


def windowed(operator: str, inputs: list[np.ndarray], attributes: dict[str, Any]) -> list[np.ndarray]:
    """Run every image of a batch."""
    x, *rest = inputs
    axes = x.ndim - 2
    kernel = attributes.get("kernel_shape") or list(rest[0].shape[2:])
    given = {name: list(attributes[name]) for name in ("strides", "dilations", "output_padding") if name in attributes}
    stride, dilation = given.get("strides", [1] * axes), given.get("dilations", [1] * axes)
    padding = pads(x.shape[2:], kernel, stride, dilation, attributes)
    results = [one_image(operator, image, rest, kernel, stride, padding, dilation, given, attributes) for image in x]
    stacked = [np.stack(part) for part in zip(*results, strict=True)]
    if operator == "MaxPool":
        stacked[1] = flat_indices(stacked[1], x.shape, column_major=attributes.get("storage_order", 0) == 1)
    return stacked


def pads(size, kernel, stride, dilation, attributes):
    word = attributes.get("auto_pad", b"NOTSET")
    if word == b"VALID":
        return "valid"
    if word == b"SAME_UPPER":
        return "same"
    if word == b"SAME_LOWER":
        spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
        return tuple(same_padding(*axis)[::-1] for axis in zip(size, spans, stride, strict=True))
    numbers = list(attributes.get("pads", [0] * 2 * len(kernel)))
    return tuple(zip(numbers[: len(kernel)], numbers[len(kernel) :], strict=True))


def one_image(operator, image, rest, kernel, stride, padding, dilation, given, attributes):
    axes, groups = len(kernel), attributes.get("group", 1)
    bias = rest[1] if len(rest) > 1 else None
    if operator == "Conv":
        conv_options = ConvOptions.of(stride=stride, padding=padding, dilation=dilation, groups=groups, axes=axes)
        return [conv(image, rest[0], bias, conv_options).output]
    if operator == "ConvTranspose":
        extra = given.get("output_padding", [0] * axes)
        if "output_shape" in attributes:
            plain = stamp_axes(image.shape[1:], tuple(kernel), tuple(stride), padding, tuple(dilation), (0,) * axes)
            wanted = attributes["output_shape"]
            extra = [size - axis.output_size for size, axis in zip(wanted, plain, strict=True)]
        transposed = ConvTransposeOptions(tuple(stride), padding, tuple(dilation), tuple(extra), groups)
        return [conv_transpose(image, rest[0], bias, transposed).output]
    options = PoolOptions.of(
        kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
        ceil_mode=bool(attributes.get("ceil_mode", 0)),
        axes=axes,
    )
    if operator == "MaxPool":
        numbers = image.astype(np.float32)
        result = max_pool(numbers, options)
        return [result.output, result.argmax]
    include = bool(attributes.get("count_include_pad", 0))
    return [avg_pool(image, options, count_include_pad=include).output]


def flat_indices(argmax: np.ndarray, shape: tuple[int, ...], *, column_major: bool) -> Any:
    """As ONNX counts: through batch, channels and the plane."""
    batch, channels, *size = shape
    images = np.arange(batch * channels).reshape(batch, channels, *[1] * len(size)) * np.prod(size)
    order: Literal["F", "C"] = "F" if column_major else "C"
    return images + np.ravel_multi_index(tuple(np.moveaxis(argmax, -1, 0)), size, order=order)
