"""Every operator that is read from ONNX files, on ONNX's own test cases: right, or opaque with the reason."""

import numpy as np
import onnx
import pytest

from app.api.networks.requests import NetworkRequest
from app.formats.onnx.reader import read_onnx
from app.formats.onnx.registry import CONVERTERS
from app.mechanics.errors import OptionError
from app.networks.graph import computable
from app.networks.values import outputs
from tests.node_tests import node_tests

#: Cases that people's files are full of: they must be read, not only refused.
READ = {
    "test_basic_conv_with_padding", "test_basic_conv_without_padding", "test_conv_with_strides_padding",
    "test_conv_with_strides_no_padding", "test_conv_with_autopad_same", "test_convtranspose", "test_convtranspose_pad",
    "test_convtranspose_dilations", "test_convtranspose_output_shape", "test_convtranspose_autopad_same",
    "test_maxpool_2d_default", "test_maxpool_2d_pads", "test_maxpool_2d_ceil", "test_maxpool_2d_dilations",
    "test_maxpool_2d_same_upper", "test_maxpool_2d_same_lower", "test_averagepool_2d_pads",
    "test_averagepool_2d_pads_count_include_pad", "test_averagepool_2d_ceil", "test_averagepool_2d_same_lower",
    "test_globalaveragepool", "test_globalmaxpool", "test_batchnorm_example", "test_instancenorm_example", "test_lrn",
    "test_layer_normalization_4d_axis1", "test_relu", "test_leakyrelu", "test_elu",
    "test_hardsigmoid", "test_hardswish",
    "test_softplus", "test_softsign", "test_sigmoid", "test_tanh", "test_softmax_axis_1", "test_logsoftmax_axis_1",
    "test_flatten_axis1", "test_flatten_default_axis", "test_gemm_transposeB",
    "test_matmul_2d", "test_reshape_reordered_last_dims",
    "test_depthtospace_crd_mode_example", "test_resize_upsample_scales_nearest", "test_resize_upsample_scales_linear",
    "test_resize_upsample_scales_linear_align_corners", "test_dropout_default", "test_neg",
}  # fmt: skip


CASES = {
    name: case
    for name, case in node_tests().items()
    if case.model.graph.node[0].op_type in CONVERTERS and not case.model.graph.node[0].domain and case.data_sets
}


def as_file(case):
    """Give the case as a file whose first input flows in, with what else it has as tensors of the file."""
    inputs, expected = case.data_sets[0]
    x, *rest = inputs
    if not isinstance(x, np.ndarray) or x.dtype != np.float32 or x.ndim < 2:
        return None
    if not all(isinstance(one, np.ndarray) for one in rest):
        return None
    model = onnx.ModelProto.FromString(case.model.SerializeToString())
    _, *others = model.graph.input
    for info, values in zip(others, rest, strict=True):
        model.graph.initializer.append(onnx.numpy_helper.from_array(values, info.name))
    return model.SerializeToString(), x, expected[0]


@pytest.mark.parametrize("name", CASES)
def test_an_operator_gives_what_the_specification_says_or_is_opaque(name):
    made = as_file(CASES[name])
    if made is None:
        assert name not in READ
        return
    file, x, expected = made
    try:
        reading = read_onnx(file)
    except OptionError:
        if name in READ:
            raise
        return
    network = NetworkRequest.model_validate({"input_shape": reading.input_shape, "layers": reading.nodes}).network()
    last = network.nodes[-1].name
    if last not in computable(network):
        assert reading.opaque
        assert reading.notes
        assert name not in READ, reading.notes
        assert network.nodes[-1].layer.output_shape((x.shape[1:],)) == expected.shape[1:]
        return
    got = outputs(network, x, reading.weights, [last])[last]
    assert got.shape == expected.shape
    assert got == pytest.approx(expected, rel=1e-4, abs=1e-4)  # some are written down with four digits


def test_the_cases_that_must_be_read_are_there():
    assert set(CASES) >= READ
