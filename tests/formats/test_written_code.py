"""Networks written as PyTorch and Keras code: what comes back is the same, and what cannot be written is said."""

import pytest

from app.networks.zoo import ZOO
from tests.api.test_problems import check
from tests.formats.test_pytorch_import import imported


@pytest.mark.parametrize("name", [name for name in ZOO if name != "unet" and not name.endswith("_cifar")])
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
    assert code("pytorch", *layers).splitlines()[8:] == [
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
        "stem = layers.Conv2D(4, 3)(layers.ZeroPadding2D(((1, 2), (0, 0)))(x))",
        "max_pool2 = layers.MaxPooling2D((3, 2), strides=2)"
        '(ops.pad(stem, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=float("-inf")))',
        'skip_1 = layers.Activation("relu")(max_pool2)',
        "add4 = layers.Add()([max_pool2, skip_1])",
        "flatten5 = layers.Flatten()(layers.Permute((3, 1, 2))(add4))",
        "linear6 = layers.Dense(5, use_bias=False)(flatten5)",
        "model = keras.Model(x, linear6)",
    ]


@pytest.mark.parametrize("language", ["pytorch", "keras"])
def test_code_of_every_network_of_the_zoo_is_python(rest, language):
    for name in ZOO:
        code = rest.post("/api/v1/networks/export", json={"network": {"name": name}, "format": language}).json()["code"]
        compile(code, name, "exec")


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"operation": "conv_transpose", "out_channels": 4, "kernel_size": 3, "groups": 2},
         'node "a": Keras has no transposed convolution with groups'),
        ({"operation": "max_pool", "kernel_size": 2, "dilation": 2}, "Keras has no pooling with a dilation"),
        ({"operation": "adaptive_avg_pool", "output_size": 4}, "Keras has no adaptive pooling from 9×9 to 4×4"),
    ],
)  # fmt: skip
def test_what_keras_cannot_do_is_said(rest, layer, message):
    network = {"input_shape": [4, 9, 9], "layers": [layer | {"name": "a"}]}
    check(rest.post("/api/v1/networks/export", json={"network": network, "format": "keras"}), 422, detail=message)
