"""The ONNX project's own node tests: every one that has one or two axes and keeps to our options.

`LEFT_OUT` names the others and why.
"""

import warnings
from typing import Any

import numpy as np
import pytest
from onnx import helper
from onnx.backend.test.case.node import collect_testcases

from app.mechanics.activation import LEAKY_SLOPE, activate
from app.mechanics.convolution import conv2d
from app.mechanics.geometry import same_padding
from app.mechanics.options import Conv2dOptions
from app.mechanics.pooling import PoolOptions, avg_pool2d, max_pool2d
from app.mechanics.transposed import transposed_axes
from app.mechanics.transposed_convolution import TransposedOptions, conv_transpose2d

WINDOWED = {"Conv", "ConvTranspose", "MaxPool", "AveragePool"}
ACTIVATIONS = {
    "Relu": "relu", "LeakyRelu": "leaky_relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Gelu": "gelu", "Swish": "silu",
}  # fmt: skip
LEFT_OUT = {
    "test_averagepool_3d_default": "three axes",
    "test_averagepool_3d_dilations_small": "three axes",
    "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True": "three axes",
    "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False": "three axes",
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True": "three axes",
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False": "three axes",
    "test_maxpool_3d_default": "three axes",
    "test_maxpool_3d_dilations": "three axes",
    "test_maxpool_3d_dilations_use_ref_impl": "three axes",
    "test_maxpool_3d_dilations_use_ref_impl_large": "three axes",
    "test_convtranspose_3d": "three axes",
    "test_averagepool_2d_dilations": "average pooling has no dilation here, nor in PyTorch",
    "test_gelu_tanh_1": "the approximation by tanh; ours is the exact GELU",
    "test_gelu_tanh_2": "the approximation by tanh; ours is the exact GELU",
    "test_leakyrelu": "the slope 0.1; ours is PyTorch's 0.01",
    "test_leakyrelu_example": "the slope 0.1; ours is PyTorch's 0.01",
}


def collected() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of its own reference inputs overflow on purpose
        cases = collect_testcases(None)
    nodes = {case.name: case for case in cases if len(case.model.graph.node) == 1}
    return {
        name: case for name, case in nodes.items() if case.model.graph.node[0].op_type in WINDOWED | set(ACTIVATIONS)
    }


CASES = collected()


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
    """Run every image of a batch; one axis is a picture of one row."""
    x, *rest = inputs
    flat = x.ndim == 3
    if flat:
        x, rest = x[:, :, None], [w[:, :, None] if w.ndim == 3 else w for w in rest]
    kernel = attributes.get("kernel_shape") or list(rest[0].shape[2:])
    given = {name: list(attributes[name]) for name in ("strides", "dilations", "output_padding") if name in attributes}
    if flat:
        kernel = [1, *kernel][-2:]
        given = {name: [1 if name != "output_padding" else 0, *values] for name, values in given.items()}
    stride, dilation = given.get("strides", [1, 1]), given.get("dilations", [1, 1])
    padding = pads(x.shape[2:], kernel, stride, dilation, attributes, flat=flat)
    results = [one_image(operator, image, rest, kernel, stride, padding, dilation, given, attributes) for image in x]
    stacked = [np.stack(part) for part in zip(*results, strict=True)]
    if operator == "MaxPool":
        stacked[1] = flat_indices(stacked[1], x.shape, column_major=attributes.get("storage_order", 0) == 1)
    return [part[:, :, 0] for part in stacked] if flat else stacked


def pads(size, kernel, stride, dilation, attributes, *, flat):
    word = attributes.get("auto_pad", b"NOTSET")
    if word == b"VALID":
        return "valid"
    if word == b"SAME_UPPER":
        return "same"
    if word == b"SAME_LOWER":
        spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
        return tuple(same_padding(*axis)[::-1] for axis in zip(size, spans, stride, strict=True))
    numbers = list(attributes.get("pads", [0] * (2 if flat else 4)))
    half = len(numbers) // 2
    sides = tuple(zip(numbers[:half], numbers[half:], strict=True))
    return ((0, 0), *sides) if flat else sides


def one_image(operator, image, rest, kernel, stride, padding, dilation, given, attributes):
    if operator == "Conv":
        options = Conv2dOptions.of(stride=stride, padding=padding, dilation=dilation, groups=attributes.get("group", 1))
        return [conv2d(image, rest[0], rest[1] if len(rest) > 1 else None, options).output]
    if operator == "ConvTranspose":
        extra = given.get("output_padding", [0, 0])
        if "output_shape" in attributes:
            plain = transposed_axes(image.shape[1:], tuple(kernel), tuple(stride), padding, tuple(dilation), (0, 0))
            wanted = attributes["output_shape"]
            extra = [size - axis.output_size for size, axis in zip(wanted, plain, strict=True)]
        options = TransposedOptions(tuple(stride), padding, tuple(extra), tuple(dilation), attributes.get("group", 1))
        return [conv_transpose2d(image, rest[0], rest[1] if len(rest) > 1 else None, options).output]
    options = PoolOptions(
        tuple(kernel), tuple(stride), padding, tuple(dilation), ceil_mode=bool(attributes.get("ceil_mode", 0))
    )
    if operator == "MaxPool":
        numbers = image.astype(np.float32)
        result = max_pool2d(numbers, options)
        return [result.output, result.argmax]
    include = bool(attributes.get("count_include_pad", 0))
    return [avg_pool2d(image, options, count_include_pad=include).output]


def flat_indices(argmax: np.ndarray, shape: tuple[int, ...], *, column_major: bool) -> np.ndarray:
    """As ONNX counts: through batch, channels and the plane."""
    batch, channels, height, width = shape
    plane = np.arange(batch * channels).reshape(batch, channels, 1, 1) * height * width
    row, column = argmax[..., 0], argmax[..., 1]
    return plane + (column * height + row if column_major else row * width + column)
