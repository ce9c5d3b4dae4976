"""A convolution as a matrix product gives what onnxruntime's convolution gives."""

from dataclasses import replace

import numpy as np
import pytest

from app.mechanics.conv.geometry import conv_geometry
from app.mechanics.conv.lowering import lowering, toeplitz_matrix
from app.mechanics.conv.options import ConvOptions
from app.mechanics.errors import OptionError
from tests.mechanics.reference import Case, onnx_conv2d, random_case


@pytest.mark.parametrize("seed", range(80))
def test_both_matrices_give_the_convolution(seed):
    case = random_case(seed)
    o = case.options
    options = replace(o, activation="identity")
    try:
        lowered = lowering(case.input, case.weight, options)
    except OptionError:
        return
    geometry = conv_geometry(case.input.shape, case.weight.shape, options)
    expected = onnx_conv2d(Case(case.input, case.weight, None, options), geometry.padding)
    product = (lowered.matrix @ lowered.columns).reshape(expected.shape)
    np.testing.assert_allclose(product, expected, rtol=1e-4, atol=1e-5)
    toeplitz = toeplitz_matrix(case.input.shape, case.weight, options)
    np.testing.assert_allclose((toeplitz @ case.input.ravel()).reshape(expected.shape), expected, rtol=1e-4, atol=1e-5)


def test_a_zero_padded_convolution_is_doubly_blocked_toeplitz():
    weight = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    matrix = toeplitz_matrix((1, 5, 4), weight, ConvOptions.of(padding=1))
    blocks = matrix.reshape(5, 4, 5, 4).transpose(0, 2, 1, 3)
    for i in range(4):
        for j in range(4):
            np.testing.assert_array_equal(blocks[i, j], blocks[i + 1, j + 1])  # the same along every diagonal …
            np.testing.assert_array_equal(blocks[i, j][:-1, :-1], blocks[i, j][1:, 1:])  # … of blocks and in each block
    assert (matrix != 0).sum() < matrix.size / 2
