"""Transposed convolution against onnxruntime, the backward pass it is, and published sizes."""

import numpy as np
import pytest
from onnx import helper

from app.mechanics.axis.options import padding_per_axis
from app.mechanics.axis.stamp import stamp_axes
from app.mechanics.axis.stamp_formula import stamp_formula
from app.mechanics.conv.gradient import conv_gradient
from app.mechanics.conv.options import ConvOptions
from app.mechanics.conv_transpose.forward import conv_transpose
from app.mechanics.conv_transpose.geometry import ConvTransposeOptions, conv_transpose_geometry
from app.mechanics.conv_transpose.stamps import partial_outputs, stamp_row
from app.mechanics.errors import OptionError
from tests.mechanics.reference import run_nodes


def random_transposed(seed: int):
    """Draw a transposed convolution over all options."""
    rng = np.random.default_rng(seed)
    groups = int(rng.integers(1, 4))
    channels, filters = groups * rng.integers(1, 3), rng.integers(1, 3)
    kernel, stride, dilation = rng.integers(1, 4, 2), rng.integers(1, 4, 2), rng.integers(1, 3, 2)
    extra = rng.integers(0, stride).tolist()  # PyTorch allows it below the dilation too, onnxruntime does not
    padding = [rng.integers(0, 3, (2, 2)).tolist(), "valid"][int(rng.random() < 0.2)]
    size = rng.integers(4, 8, 2)
    options = ConvTransposeOptions.of(
        stride=stride.tolist(), padding=padding, output_padding=extra, dilation=dilation.tolist(), groups=groups
    )
    x = rng.standard_normal((channels, *size)).astype(np.float32)
    w = rng.standard_normal((channels, filters, *kernel)).astype(np.float32)
    b = rng.standard_normal(groups * filters).astype(np.float32) if rng.random() < 0.5 else None
    return x, w, b, options


@pytest.mark.parametrize("seed", range(200))
def test_agrees_with_onnxruntime_over_all_options(seed):
    x, w, b, options = random_transposed(seed)
    try:
        result = conv_transpose(x, w, b, options)
    except OptionError as error:
        assert "nothing is left of the output" in str(error)  # noqa: PT017
        return
    attributes = {
        "strides": options.stride, "dilations": options.dilation, "group": options.groups,
        "output_padding": options.output_padding,
    }  # fmt: skip
    if options.padding != "valid":
        (top, bottom), (left, right) = options.padding
        attributes["pads"] = [top, left, bottom, right]
    inputs = {"x": x[None], "w": w} | ({} if b is None else {"b": b})
    expected = run_nodes([helper.make_node("ConvTranspose", list(inputs), ["y"], **attributes)], inputs)[0][0]
    assert result.output.shape == result.geometry.output_shape == expected.shape
    np.testing.assert_allclose(result.output, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("seed", range(30))
def test_it_is_what_flows_back_through_a_convolution(seed):
    rng = np.random.default_rng(seed)
    stride, kernel = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    w = rng.standard_normal((2, 3, kernel, kernel))
    x = rng.standard_normal((3, kernel + 2 * stride, kernel + 3 * stride))
    gradient = rng.standard_normal((2, 3, 4))
    back = conv_gradient(x, w, ConvOptions.of(stride=stride), gradient).grad_input
    forward = conv_transpose(gradient, w, options=ConvTransposeOptions.of(stride=(stride, stride)))
    np.testing.assert_allclose(forward.output, back, atol=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_stamps_of_all_rows_add_up_to_the_output(seed):
    x, w, b, options = random_transposed(seed)
    try:
        output = conv_transpose(x, w, b, options).output
    except OptionError:
        return
    for o in range(len(output)):
        grown = [partial_outputs(x, w, b, options, (o, i)) for i in range(x.shape[1])]
        np.testing.assert_allclose(grown[-1][-1], output[o], rtol=1e-4, atol=1e-5)
        # each stamp changes the cells under it and no others
        change = grown[0][1] - grown[0][0]
        stamp = stamp_row(x, w, options, (o, 0)).sums[1]
        np.testing.assert_allclose(change.sum(), stamp_within(stamp, x, w, options).sum(), rtol=1e-3, atol=1e-4)


def stamp_within(stamp, x, w, options):
    """What padding leaves of the stamp of cell (0, 1)."""
    rows, columns = conv_transpose_geometry(x.shape, w.shape, options).axes
    return stamp[np.ix_(rows.targets()[0] >= 0, columns.targets()[1] >= 0)]


def axis(size, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    (laid_out,) = stamp_axes(
        (size,), (kernel,), (stride,), padding_per_axis(padding, 1), (dilation,), (output_padding,)
    )
    return laid_out


@pytest.mark.parametrize(
    ("laid_out", "expected"),
    [
        # Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", figures 4.1 to 4.7
        (axis(2, 3), 4),
        (axis(6, 4, padding=2), 5),
        (axis(5, 3, padding=1), 5),
        (axis(7, 3, padding=2), 5),
        (axis(2, 3, stride=2), 5),
        (axis(3, 3, stride=2, padding=1), 5),
        (axis(3, 3, stride=2, padding=1, output_padding=1), 6),
        # DCGAN's generator (Radford et al. 2016, figure 1, as PyTorch's tutorial builds it): 1 → 4 → 8 → 16
        (axis(1, 4), 4),
        (axis(4, 4, stride=2, padding=1), 8),
        (axis(8, 4, stride=2, padding=1), 16),
        # TensorFlow's SAME: input times stride
        (axis(5, 3, stride=2, padding="same"), 10),
        (axis(5, 1, stride=3, padding="same"), 15),
    ],
)
def test_output_size(laid_out, expected):
    assert laid_out.output_size == expected
    formula = stamp_formula(laid_out)
    result, expression = formula.numbers.text.split(" = ")
    assert eval(expression.replace("·", "*").replace("−", "-")) == int(result) == expected  # our own arithmetic
    assert formula.steps[-1].text.endswith(f"= {expected}")


def test_overlaps_make_the_checkerboard():
    # Odena, Dumoulin and Olah 2016, "Deconvolution and Checkerboard Artifacts": kernel 3, stride 2 overlaps
    # unevenly, kernel 4 with stride 2 evenly but for the ends
    assert axis(4, 3, stride=2).overlap().tolist() == [1, 1, 2, 1, 2, 1, 2, 1, 1]
    assert axis(4, 4, stride=2).overlap().tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]
    assert axis(2, 2, stride=3, output_padding=2).overlap().tolist() == [1, 1, 0, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("options", "field", "message"),
    [
        ({"output_padding": (2, 0), "stride": (2, 2)}, "output_padding",
         "must be smaller than the stride or the dilation, but along the height it is 2 with stride 2 and dilation 1"),
        ({"padding": ((2, 2), (0, 0))}, "padding", "the stamps cover 4 cells and padding cuts off 2 + 2"),
        ({"groups": 2}, "groups", "1 input channels cannot be split into 2 equal groups"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(options, field, message):
    with pytest.raises(OptionError, match=message.replace("+", r"\+")) as refused:
        conv_transpose(np.ones((1, 2, 2)), np.ones((1, 1, 3, 3)), options=ConvTransposeOptions.of(**options))
    assert refused.value.field == field
