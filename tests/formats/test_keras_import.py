"""Keras source and JSON: our own exports come back, and what has no counterpart is refused by its name and place."""

import json

import pytest

from app.formats.keras.reader import read_keras
from app.formats.keras.writer import to_keras
from app.formats.texts import kind_of, read_text
from app.mechanics.errors import OptionError
from app.networks.analysis import analyze
from app.networks.zoo import ZOO
from tests.verify.ours import analysis_of

START = "model = keras.Sequential()\nmodel.add(keras.Input((28, 28, 3)))\n"


def sizes_of(name):
    """Give the network's own size, a smaller and a larger one that it takes."""
    own = ZOO[name].input_size

    def first(candidates):
        for size in candidates:
            try:
                analyze(ZOO[name].build(size, None))
            except OptionError:
                continue
            return size
        return own

    return sorted({own, first(range(own * 5 // 8, own)), first(range(own + 13, own + 64))})


@pytest.mark.parametrize("name", [name for name in ZOO if name != "resnet1202_cifar"])
def test_our_own_code_comes_back(name):
    for size in sizes_of(name):
        before = analyze(ZOO[name].build(size, None))
        reading = read_keras(to_keras(before))
        assert reading.notes == []
        after = analysis_of({"input_shape": reading.input_shape, "layers": reading.nodes})
        assert after.count == before.count
        assert after.macs == before.macs
        assert after.nodes[-1].output_shape == before.nodes[-1].output_shape
        assert after.nodes[-1].receptive_field == before.nodes[-1].receptive_field
        for operation in ("add", "concat", "multiply", "conv", "relu", "max_pool"):
            there, back = (
                [node.output_shape for node in a.nodes if node.node.operation == operation] for a in (before, after)
            )
            assert back == there


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (START + "model.add(layers.LSTM(3))", "line 3: LSTM is not a layer"),
        (START + "model.add(Foo(3))", "line 3: name 'Foo' is not defined"),
        (START + "for _ in range(2):\n    model.add(Foo(3))", "line 4: name 'Foo' is not defined"),
        (START + "model.add(layers.Lambda(lambda x: x))", "line 3: Lambda is not a layer"),
        (START + "model.add(layers.Conv2D(3, 99))", "line 3: conv2d"),
        (START + "model.add(layers.Conv2D(3, 3, wrong=1))", "wrong is not an option"),
        (START + "model.add(layers.Dropout(2))", "must be from 0 to 1"),
        ("base = keras.applications.VGG16()\nmodel = keras.Sequential([base])", "weights=None"),
        ("i = keras.Input((4,))\nj = keras.Input((4,))\nm = keras.Model([i, j], layers.add([i, j]))", "has 2 inputs"),
        ("i = keras.Input((4, 4, 3))\nm = keras.Model(i, layers.Maximum()([i, i]))", "Maximum"),
        ("i = keras.Input((4, 4, 3))\nm = keras.Model(i, tf.sin(i))", "sin has no counterpart"),
        ("i = keras.Input((4, 4, 3))\nm = keras.Model(i, layers.Permute((2, 1, 3))(i))", "another order"),
        (
            "class Own(layers.Layer):\n  def build(self, shape):\n    self.w = self.add_weight(shape=(3,))\n"
            "  def call(self, x):\n    return x * self.w\n"
            "i = keras.Input((4, 4, 3))\nm = keras.Model(i, Own()(i))",
            "class Own has weights of its own",
        ),
        ("a = keras.Sequential([keras.Input((4,)), layers.Dense(2)])\nb = keras.Sequential([layers.Dense(3)])", "a, b"),
    ],
)
def test_what_has_no_counterpart_is_refused(text, message):
    with pytest.raises(OptionError) as refused:
        read_text(text)
    assert message in str(refused.value)


def test_a_flattened_map_that_must_stand_in_keras_order_is_refused():
    text = "i = keras.Input((4, 4, 3))\nx = layers.ReLU()(layers.Flatten()(i))\nm = keras.Model(i, layers.Reshape((8, 6))(x))"  # noqa: E501
    with pytest.raises(OptionError, match="global pooling"):
        read_text(text)


def test_layers_that_are_used_twice_share_their_weights():
    text = "d = layers.Dense(8)\ni = keras.Input((8,))\nm = keras.Model(i, d(d(i)))"
    reading = read_text(text)
    assert [node.get("weights_of") for node in reading.nodes] == [None, "dense"]
    assert analysis_of({"input_shape": [8], "layers": reading.nodes}).count.total == 72


def test_the_kind_of_a_text_shows():
    assert kind_of("import torch\nimport torch.nn as nn\nnet = nn.Linear(3, 2)") == "pytorch"
    assert kind_of("from tensorflow.keras.layers import Dense\nm = Dense(3)") == "keras"
    with pytest.raises(OptionError, match="summary"):
        kind_of(
            'Model: "sequential"\n_____\n Layer (type)   Output Shape  Param #\n=====\n dense (Dense)  (None, 10)  7\n'
        )


def test_our_own_json_is_read():
    body = {"input_shape": [3, 8, 8], "layers": [{"operation": "conv", "out_channels": 2, "kernel_size": 3}]}
    assert read_text(json.dumps(body)).nodes == body["layers"]
    with pytest.raises(OptionError, match="neither"):
        read_text('{"a": 1}')
