"""What is exported builds exactly the network analysed: the texts, which PyTorch 2.13 and Keras 3.15 have been given.

Shapes are those of the models that the two made of these texts; `make verify` runs many more, numbers included.
"""

import json
from typing import Any

import pytest

from app.formats.keras.layers import LAYERS as KERAS
from app.formats.pytorch.layers import LAYERS as PYTORCH
from app.layers.registry import LAYERS

#: Input, layer, output; how PyTorch and Keras have it.
EXACT = [
    # rounding up: padding that no window starts in is left out, what the last window lacks is added
    ([1, 4, 4], {"operation": "max_pool", "kernel_size": 2, "padding": [[0, 1], [0, 1]], "ceil_mode": True}, [1, 2, 2],
     ["    nn.MaxPool2d(2, 2),"],
     ["a = layers.MaxPooling2D(2, strides=2)(x)"]),
    ([1, 4, 8], {"operation": "max_pool", "kernel_size": 3, "stride": 2, "padding": [[1, 3], 0], "ceil_mode": True},
     [1, 3, 4],
     ['nn.Sequential(nn.ConstantPad2d((0, 1, 1, 2), float("-inf")), nn.MaxPool2d(3, 2))'],
     ['a = ops.pad(x, ((0, 0), (1, 2), (0, 1), (0, 0)), constant_values=float("-inf"))',
      "a = layers.MaxPooling2D(3, strides=2)(a)"]),
    ([1, 5], {"operation": "avg_pool", "kernel_size": 2, "ceil_mode": True}, [1, 3],
     ["nn.AvgPool1d(2, 2, ceil_mode=True)"],
     ["a = masked_average(layers.AveragePooling1D(2, strides=2), x, "
      "((0, 0), (0, 0), (0, 0)), ((0, 0), (0, 1), (0, 0)))"]),
    # a mean that leaves padding out, where the sides differ
    ([1, 4, 4], {"operation": "avg_pool", "kernel_size": 3, "stride": 2, "padding": [[0, 1], [1, 0]],
                 "count_include_pad": False}, [1, 2, 2],
     ["        a = masked_average(nn.AvgPool2d(3, 2), x, (0, 0, 0, 0), (1, 0, 0, 1))"],
     ["a = masked_average(layers.AveragePooling2D(3, strides=2), x, "
      "((0, 0), (0, 0), (0, 0), (0, 0)), ((0, 0), (0, 1), (1, 0), (0, 0)))"]),
    ([1, 4, 4, 4], {"operation": "avg_pool", "kernel_size": 2, "padding": [0, 0, 1]}, [1, 2, 2, 3],
     ["nn.AvgPool3d(2, 2, padding=(0, 0, 1))"],
     ["a = layers.ZeroPadding3D(((0, 0), (0, 0), (1, 1)))(x)", "a = layers.AveragePooling3D(2, strides=2)(a)"]),
    # nn.AvgPool3d refuses a kernel that is larger than the unpadded input
    ([1, 2, 4, 4], {"operation": "avg_pool", "kernel_size": 3, "padding": 1}, [1, 1, 2, 2],
     ["nn.Sequential(nn.ZeroPad3d((1, 1, 1, 1, 1, 1)), nn.AvgPool3d(3, 3))"],
     ["a = layers.ZeroPadding3D(((1, 1), (1, 1), (1, 1)))(x)", "a = layers.AveragePooling3D(3, strides=3)(a)"]),
    ([1, 5, 5], {"operation": "max_pool", "kernel_size": 3, "stride": 1, "dilation": 2, "padding": 1}, [1, 3, 3],
     ["nn.MaxPool2d(3, 1, padding=1, dilation=2)"],
     ['a = ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=float("-inf"))',
      "a = dilated_max_pool(a, (3, 3), (1, 1), (2, 2))"]),
    # "same" where it means the same
    ([2, 6], {"operation": "conv", "out_channels": 4, "kernel_size": 2, "padding": "same"}, [4, 6],
     ['nn.Conv1d(2, 4, 2, padding="same")'],
     ['a = layers.Conv1D(4, 2, padding="same")(x)']),
    ([2, 6, 6], {"operation": "conv", "out_channels": 4, "kernel_size": 2, "padding": [[0, 1], [0, 1]]}, [4, 6, 6],
     ['nn.Conv2d(2, 4, 2, padding="same")'],
     ['a = layers.Conv2D(4, 2, padding="same")(x)']),
    ([2, 8, 8], {"operation": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": "same"}, [4, 4, 4],
     ["nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(2, 4, 3, stride=2))"],
     ['a = layers.Conv2D(4, 3, strides=2, padding="same")(x)']),
    ([2, 8, 8], {"operation": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1}, [4, 4, 4],
     ["nn.Conv2d(2, 4, 3, stride=2, padding=1)"],
     ["a = layers.ZeroPadding2D(((1, 1), (1, 1)))(x)", "a = layers.Conv2D(4, 3, strides=2)(a)"]),
    # Keras refuses a stride together with a dilation
    ([2, 9, 9], {"operation": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2, "dilation": 2}, [4, 3, 3],
     ["nn.Conv2d(2, 4, 3, stride=2, dilation=2)"],
     ["a = layers.Conv2D(4, 3, dilation_rate=2)(x)", "a = a[:, ::2, ::2]"]),
    ([2, 5], {"operation": "conv_transpose", "out_channels": 3, "kernel_size": 3, "dilation": 2}, [3, 9],
     ["nn.ConvTranspose1d(2, 3, 3, dilation=2)"],
     ["a = layers.Conv1DTranspose(3, 3, dilation_rate=2)(x)"]),
    ([2, 5, 5], {"operation": "conv_transpose", "out_channels": 3, "kernel_size": 2, "stride": 3, "dilation": 2},
     [3, 15, 15],
     ["nn.ConvTranspose2d(2, 3, 2, stride=3, dilation=2)"],
     ["a = spread(x, (3, 3))", "a = layers.Conv2DTranspose(3, 2, dilation_rate=2)(a)"]),
    # ends that differ, groups, output padding that stands on nothing
    ([4, 5, 5], {"operation": "conv_transpose", "out_channels": 4, "kernel_size": 3, "stride": 2, "groups": 2,
                 "padding": [[2, 0], [0, 1]]}, [4, 9, 10],
     ["        self.a = nn.ConvTranspose2d(4, 4, 3, stride=2, groups=2)", "        a = self.a(x)[:, :, 2:, :10]"],
     ["a = layers.Concatenate()([layers.Conv2DTranspose(2, 3, strides=2)(x[..., i : i + 2]) for i in range(0, 4, 2)])",
      "a = layers.Cropping2D(((2, 0), (0, 1)))(a)"]),
    ([2, 5, 5], {"operation": "conv_transpose", "out_channels": 3, "kernel_size": 2, "stride": 2,
                 "padding": [[1, 0], 0], "output_padding": 1}, [3, 10, 11],
     ["        self.a = nn.ConvTranspose2d(2, 3, 2, stride=2, output_padding=1)", "        a = self.a(x)[:, :, 1:]"],
     ["a = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)", "a = layers.Conv2DTranspose(3, 2, strides=2)(a)",
      "a = layers.Cropping2D(((1, 1), (0, 1)))(a)"]),
    ([2, 8, 8], {"operation": "adaptive_avg_pool", "output_size": 6}, [2, 6, 6],
     ["nn.AdaptiveAvgPool2d(6)"],
     ["a = adaptive_average(x, (6, 6))"]),
    ([2, 3], {"operation": "upsample", "scale_factor": 2, "mode": "bilinear"}, [2, 6],
     ['nn.Upsample(scale_factor=2, mode="linear")'],
     ["a = linear_upsampling(x, (2,))"]),
    ([6], {"operation": "local_response_norm", "size": 3}, [6],
     ["nn.Sequential(nn.Unflatten(1, (6, 1)), nn.LocalResponseNorm(3, alpha=0.0001, beta=0.75, k=1.0), nn.Flatten())"],
     ["a = local_response_norm(x, 3, 0.0001, 0.75, 1.0)"]),
    ([2, 3, 4], {"operation": "batch_norm", "eps": 0.001}, [2, 3, 4],
     ["nn.BatchNorm2d(2, eps=0.001)"],
     ["a = layers.BatchNormalization(momentum=0.9, epsilon=0.001)(x)"]),
    ([2, 3, 4, 5], {"operation": "flatten"}, [120],
     ["nn.Flatten()"],
     ["a = layers.Permute((4, 1, 2, 3))(x)", "a = layers.Flatten()(a)"]),
]  # fmt: skip


def export(rest, network, format):
    response = rest.post("/api/v1/networks/export", json={"network": network, "format": format})
    assert response.status_code == 200, response.text
    return response.json()["code"]


@pytest.mark.parametrize(("shape", "layer", "output", "pytorch", "keras"), EXACT)
def test_a_layer_is_written_as_what_it_is(rest, shape, layer, output, pytorch, keras):
    network = {"input_shape": shape, "layers": [layer | {"name": "a"}]}
    analysis = rest.post("/api/v1/networks/analyze", json=network).json()
    assert analysis["nodes"][0]["output_shape"] == output
    code = export(rest, network, "pytorch")
    compile(code, "pytorch", "exec")
    for line in pytorch:
        assert line in code
    code = export(rest, network, "keras")
    compile(code, "keras", "exec")
    written = [line for line in code.splitlines() if line.startswith("a = ")]
    assert written == keras


def test_functions_of_our_own_are_there_where_they_are_called(rest):
    layers = [
        {"operation": "avg_pool", "kernel_size": 2, "stride": 1, "padding": [[1, 0], 0], "count_include_pad": False}
    ]
    for format in ("pytorch", "keras"):
        code = export(rest, {"input_shape": [1, 4, 4], "layers": layers * 2}, format)
        assert code.count("def masked_average(") == 1
        assert code.count("masked_average(") == 3


def test_softplus_that_is_a_line_sooner_is_not_written_in_keras(rest):
    # ln(1 + e^5) is 5.0067 in Keras, and 5 in nn.Softplus(threshold=4)
    for threshold, status in ((20, 200), (4, 422)):
        network = {"input_shape": [4], "layers": [{"operation": "softplus", "threshold": threshold}]}
        response = rest.post("/api/v1/networks/export", json={"network": network, "format": "keras"})
        assert response.status_code == status, response.text


def test_every_layer_has_a_writer():
    """All are written that take one input; those that join inputs stand beside the writers of networks."""
    joins = {"add", "multiply", "concat", "center_crop", "opaque"}  # the last is refused
    plain = {
        "identity", "relu", "relu6", "sigmoid", "tanh", "gelu", "silu", "hardswish", "hardsigmoid", "selu", "mish",
        "softsign", "log_sigmoid",
    }  # fmt: skip
    assert set(KERAS) | plain | joins == set(LAYERS)
    told_nothing = {"flatten", "softmax", "log_softmax", "gelu_tanh", "subsample"}
    assert set(PYTORCH) | plain | joins | told_nothing == set(LAYERS)


def test_names_stay_clear_of_those_that_the_code_needs(rest):
    """Module.train and the built-in sum would be overwritten otherwise."""
    names = ("train", "forward", "sum", "_modules", "x", "ops", "class")
    layers: list[dict[str, Any]] = [{"operation": "relu", "name": name} for name in names]
    network = {"input_shape": [1, 4], "layers": layers}
    assert [line.split(" =")[0] for line in export(rest, network, "keras").splitlines() if "Activation" in line] == [
        "train_2", "forward_2", "sum_2", "layer_modules", "x_2", "ops_2", "class_",
    ]  # fmt: skip
    layers.append({"operation": "add", "inputs": ["class", "train"]})
    assert "        self.train_2 = nn.ReLU()" in export(rest, network, "pytorch").splitlines()


def test_a_deep_network_in_keras_asks_for_the_calls_within_calls_that_it_takes(rest):
    """Keras 3.15 gives a RecursionError for ResNet-1202 otherwise."""
    assert "sys.setrecursionlimit(9424)" in export(rest, {"name": "resnet1202_cifar"}, "keras")
    assert "sys." not in export(rest, {"name": "resnet152"}, "keras")


def test_json_is_what_the_analysis_takes(rest):
    network = {
        "input_shape": [3, 9, 9],
        "layers": [
            {"operation": "conv", "name": "stem", "out_channels": 4, "kernel_size": 3, "padding": "same"},
            {"operation": "max_pool", "kernel_size": [3, 2], "stride": 1, "padding": [[1, 1], [0, 1]]},
            {"operation": "add", "inputs": ["max_pool2", "stem"], "stage": "end"},
        ],
    }
    code = export(rest, network, "json")
    assert code.splitlines() == [
        "{",
        '  "input_shape": [3, 9, 9],',
        '  "layers": [',
        '    {"operation": "conv", "name": "stem", "out_channels": 4, "kernel_size": 3, "padding": "same"},',
        '    {"operation": "max_pool", "name": "max_pool2", "kernel_size": [3, 2], "stride": 1, '
        '"padding": [1, [0, 1]]},',
        '    {"operation": "add", "name": "add3", "inputs": ["max_pool2", "stem"], "stage": "end"}',
        "  ]",
        "}",
    ]
    again, before = (rest.post("/api/v1/networks/analyze", json=body).json() for body in (json.loads(code), network))
    assert again == before


@pytest.mark.parametrize("name", ["googlenet", "unet", "resnet20_cifar", "espcn"])
def test_json_of_a_classic_network_has_the_same_analysis(rest, name):
    before = rest.get(f"/api/v1/networks/{name}").json()
    again = rest.post("/api/v1/networks/analyze", json=json.loads(export(rest, {"name": name}, "json"))).json()
    assert again["nodes"] == before["nodes"]
    assert again["totals"] == before["totals"]
