"""Networks written as PyTorch and Keras code: what comes back is the same, and what cannot be written is said."""

from typing import Any

import pytest

from app.networks.zoo import ZOO
from tests.formats.test_pytorch_import import imported

#: Networks whose code has what the import does not read: slices, padding in a layer of its own.
NOT_READ = ("unet", "efficientnet_lite0")


@pytest.mark.parametrize("name", [name for name in ZOO if name not in NOT_READ and not name.endswith("_cifar")])
def test_exported_pytorch_imports_as_the_same_network(rest, name):
    analysis = rest.get(f"/api/v1/networks/{name}").json()
    code = rest.post("/api/v1/networks/export", json={"network": {"name": name}}).json()["code"]
    again = imported(rest, code, analysis["input_shape"])["analysis"]
    assert again["totals"] == analysis["totals"]
    for one, other in zip(analysis["nodes"], again["nodes"], strict=True):
        for key in ("operation", "output_shape", "parameters", "macs", "receptive_field"):
            assert one[key] == other[key]


def test_exported_code_is_as_one_would_write_it(rest):
    def code(language, *layers):
        network = {"input_shape": [2, 9, 9], "layers": list(layers)}
        return rest.post("/api/v1/networks/export", json={"network": network, "format": language}).json()["code"]

    layers = (
        {"operation": "conv", "name": "stem", "out_channels": 4, "kernel_size": 3, "padding": [[1, 2], [0, 0]]},
        {"operation": "max_pool", "kernel_size": [3, 2], "stride": 2, "padding": 1},
        {"operation": "relu", "name": "skip.1"},
        {"operation": "add", "inputs": ["max_pool2", "skip.1"]},
        {"operation": "flatten"},
        {"operation": "linear", "out_features": 5, "bias": False},
    )
    assert code("pytorch", *layers).splitlines()[6:] == [
        "        self.stem = nn.Sequential(nn.ZeroPad2d((0, 0, 1, 2)), nn.Conv2d(2, 4, 3))",
        "        self.max_pool2 = nn.MaxPool2d((3, 2), 2, padding=1)",
        "        self.skip_1 = nn.ReLU()",
        "        self.flatten5 = nn.Flatten()",
        "        self.linear6 = nn.Linear(80, 5, bias=False)",
        "",
        "    def forward(self, x):",
        "        stem = self.stem(x)",
        "        max_pool2 = self.max_pool2(stem)",
        "        skip_1 = self.skip_1(max_pool2)",
        "        add4 = max_pool2 + skip_1",
        "        flatten5 = self.flatten5(add4)",
        "        linear6 = self.linear6(flatten5)",
        "        return linear6",
        "",
        "",
        "model = Network()",
    ]
    assert code("keras", *layers).splitlines() == [
        "import keras",
        "from keras import layers, ops",
        "",
        "x = keras.Input((9, 9, 2))",
        "stem = layers.ZeroPadding2D(((1, 2), (0, 0)))(x)",
        "stem = layers.Conv2D(4, 3)(stem)",
        'max_pool2 = ops.pad(stem, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=float("-inf"))',
        "max_pool2 = layers.MaxPooling2D((3, 2), strides=2)(max_pool2)",
        'skip_1 = layers.Activation("relu")(max_pool2)',
        "add4 = layers.Add()([max_pool2, skip_1])",
        "flatten5 = layers.Permute((3, 1, 2))(add4)",
        "flatten5 = layers.Flatten()(flatten5)",
        "linear6 = layers.Dense(5, use_bias=False)(flatten5)",
        "model = keras.Model(x, linear6)",
    ]


@pytest.mark.parametrize("language", ["pytorch", "keras"])
def test_code_of_every_network_of_the_zoo_is_python(rest, language):
    for name in ZOO:
        code = rest.post("/api/v1/networks/export", json={"network": {"name": name}, "format": language}).json()["code"]
        compile(code, name, "exec")


POOL = {"kernel_size": 2, "stride": 2}
ODD: dict[str, tuple[Any, ...]] = {
    # what each line must build was run in PyTorch 2.13 and Keras 3.15: the shape is the analysis', no rim of −∞
    "padding in which rounding down starts no window": (
        [1, 4, 4], {"operation": "max_pool", **POOL, "padding": [[0, 1], [0, 1]], "ceil_mode": True}, [1, 2, 2],
        "nn.MaxPool2d(2, 2)", "layers.MaxPooling2D(2, strides=2)(x)",
    ),
    "padding at one end, rounded up": (
        [1, 4, 8], {"operation": "max_pool", **POOL, "padding": [[1, 0], [0, 0]], "ceil_mode": True}, [1, 3, 4],
        'nn.ConstantPad2d((0, 0, 1, 1), float("-inf")), nn.MaxPool2d(2, 2)',
        'ops.pad(x, ((0, 0), (1, 1), (0, 0), (0, 0)), constant_values=float("-inf"))',
    ),
    "PyTorch's own options where it has them": (
        [1, 5, 5], {"operation": "avg_pool", **POOL, "padding": 1, "ceil_mode": True, "count_include_pad": False},
        [1, 3, 3], "nn.AvgPool2d(2, 2, padding=1, ceil_mode=True, count_include_pad=False)", "masked_average(",
    ),
    "a dilated transposed convolution at stride 1": (
        [4, 9, 9], {"operation": "conv_transpose", "out_channels": 4, "kernel_size": 3, "dilation": 2}, [4, 13, 13],
        "nn.ConvTranspose2d(4, 4, 3, dilation=2)", "layers.Conv2DTranspose(4, 3, dilation_rate=2)(x)",
    ),
    "groups of a transposed convolution": (
        [4, 9, 9], {"operation": "conv_transpose", "out_channels": 4, "kernel_size": 3, "groups": 2}, [4, 11, 11],
        "nn.ConvTranspose2d(4, 4, 3, groups=2)", "layers.Concatenate()(",
    ),
    "a dilated pooling": (
        [4, 9, 9], {"operation": "max_pool", "kernel_size": 2, "dilation": 2}, [4, 4, 4],
        "nn.MaxPool2d(2, 2, dilation=2)", "dilated_max_pool(x, (2, 2), (2, 2), (2, 2))",
    ),
    "adaptive pooling into bins that overlap": (
        [4, 8, 8], {"operation": "adaptive_avg_pool", "output_size": 6}, [4, 6, 6],
        "nn.AdaptiveAvgPool2d(6)", "adaptive_average(x, (6, 6))",
    ),
    "one axis": (
        [2, 9], {"operation": "conv", "out_channels": 3, "kernel_size": 3, "padding": [[2, 0]]}, [3, 9],
        "nn.ZeroPad1d((2, 0)), nn.Conv1d(2, 3, 3)", "layers.ZeroPadding1D((2, 0))(x)",
    ),
    "three axes": (
        [2, 5, 6, 7], {"operation": "max_pool", "kernel_size": [1, 2, 3]}, [2, 5, 3, 2],
        "nn.MaxPool3d((1, 2, 3), (1, 2, 3))", "layers.MaxPooling3D((1, 2, 3), strides=(1, 2, 3))(x)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_options_build_the_network_that_was_analysed(rest, case):
    input_shape, layer, output_shape, pytorch, keras = ODD[case]
    network = {"input_shape": input_shape, "layers": [layer | {"name": "a"}]}
    assert rest.post("/api/v1/networks/analyze", json=network).json()["nodes"][0]["output_shape"] == output_shape
    for framework, line in (("pytorch", pytorch), ("keras", keras)):
        answer = rest.post("/api/v1/networks/export", json={"network": network, "format": framework})
        assert line in answer.json()["code"]
