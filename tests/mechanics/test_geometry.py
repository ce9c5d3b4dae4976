"""Output sizes against worked examples and published ones."""

import pytest

from app.mechanics.axis.options import padding_per_axis, per_axis
from app.mechanics.axis.window_axis import window_axes
from app.mechanics.axis.window_formula import window_formula
from app.mechanics.conv.cost import ConvCost


def axis(size, kernel, stride=1, padding=0, dilation=1):
    (laid_out,) = window_axes((size,), (kernel,), (stride,), padding_per_axis(padding, 1), (dilation,))
    return laid_out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        # Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", figures 2.1 to 2.7 and 5.1
        ({"size": 4, "kernel": 3}, 2),
        ({"size": 5, "kernel": 4, "padding": 2}, 6),
        ({"size": 5, "kernel": 3, "padding": 1}, 5),
        ({"size": 5, "kernel": 3, "padding": 2}, 7),
        ({"size": 5, "kernel": 3, "stride": 2}, 2),
        ({"size": 5, "kernel": 3, "stride": 2, "padding": 1}, 3),
        ({"size": 6, "kernel": 3, "stride": 2, "padding": 1}, 3),
        ({"size": 7, "kernel": 3, "dilation": 2}, 3),
        # AlexNet's first layer as torchvision has it, ResNet's first layer (He et al. 2016, table 1)
        ({"size": 224, "kernel": 11, "stride": 4, "padding": 2}, 55),
        ({"size": 224, "kernel": 7, "stride": 2, "padding": 3}, 112),
        # TensorFlow's guide to "SAME": ceil(input / stride)
        ({"size": 13, "kernel": 6, "stride": 5, "padding": "same"}, 3),
        ({"size": 13, "kernel": 6, "stride": 5, "padding": "valid"}, 2),
    ],
)
def test_output_size(arguments, expected):
    assert axis(**arguments).output_size == expected


def test_same_puts_the_odd_cell_after():
    assert axis(13, 6, stride=5, padding="same").padding == (1, 2)  # TensorFlow's own worked example
    assert axis(5, 1, stride=3, padding="same").padding == (0, 0)


def test_unused_counts_what_no_window_reaches():
    assert axis(6, 3, stride=2, padding=1).unused == 1
    assert axis(7, 3, stride=2, padding=1).unused == 0


def test_the_formula_with_numbers_is_true():
    for arguments in [{"size": 11, "kernel": 3, "stride": 2, "padding": 1}, {"size": 9, "kernel": 2, "dilation": 3}]:
        result, expression = window_formula(axis(**arguments)).numbers.text.split(" = ")
        python = expression.replace("·", "*").replace("−", "-").replace("/", "//").strip("⌊").replace("⌋", "")
        assert eval(python) == int(result)  # arithmetic that we wrote ourselves


def test_asymmetric_padding_names_both_sides():
    formula = window_formula(axis(7, 3, padding=[[2, 1]]))
    assert formula.general.text == "L′ = ⌊(L + P_left + P_right − D·(K − 1) − 1) / S⌋ + 1"
    assert formula.numbers.text == "8 = ⌊(7 + 2 + 1 − 1·(3 − 1) − 1) / 1⌋ + 1"
    assert formula.general.latex == (
        r"L' = \left\lfloor \frac{L + P_{\text{left}} + P_{\text{right}} - D \cdot (K - 1) - 1}{S} \right\rfloor + 1"
    )


def test_same_is_explained_by_its_own_formula():
    formula = window_formula(axis(13, 6, stride=5, padding="same"))
    assert formula.numbers.text == "3 = ⌈13 / 5⌉"
    assert [step.text for step in formula.steps] == [
        "effective kernel: 1·(6 − 1) + 1 = 6",
        "padding in all: max((3 − 1)·5 + 6 − 13, 0) = 3",
        "padding left: ⌊3 / 2⌋ = 1",
        "padding right: 3 − 1 = 2",
    ]


def test_one_value_or_one_per_axis():
    assert per_axis("stride", 2, least=1, axes=3) == (2, 2, 2)
    assert padding_per_axis([1, 2]) == ((1, 1), (2, 2))


@pytest.mark.parametrize(
    ("layer", "parameters"),
    [
        # torchvision's models, first layers: AlexNet 64×3×11×11, VGG-16 64×3×3×3, ResNet-50 64×3×7×7 without bias
        (ConvCost(3, 64, (11, 11), 1, bias=True), 23_296),
        (ConvCost(3, 64, (3, 3), 1, bias=True), 1_792),
        (ConvCost(3, 64, (7, 7), 1, bias=False), 9_408),
        # Krizhevsky et al. 2012: the second layer's 256 kernels of 5×5×48, in two groups
        (ConvCost(96, 256, (5, 5), 2, bias=True), 307_456),
    ],
)
def test_parameters_of_published_layers(layer, parameters):
    assert layer.parameters == parameters
    assert layer.per_filter * layer.out_channels == parameters
    assert layer.formula.endswith(f"= {parameters}")


def test_macs_of_a_published_layer():
    # VGG-16's first layer at 224×224: 86.7 million (Simonyan and Zisserman's configuration D)
    assert ConvCost(3, 64, (3, 3), 1, bias=True).macs((224, 224)) == 86_704_128
