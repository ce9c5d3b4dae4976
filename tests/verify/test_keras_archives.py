"""Archives of Keras: what ``model.save`` writes opens with its weights, and gives Keras' own numbers."""

import keras
import numpy as np
import pytest
from keras import layers
from safetensors import safe_open

from app.api.files.store import KeptWeights
from app.api.networks.requests import NetworkRequest
from app.formats.files.opening import open_file
from app.networks.matching import matched
from app.networks.values import outputs


def plain():
    return keras.Sequential([
        keras.Input((16, 16, 3)),
        layers.Conv2D(8, 3, padding="same"), layers.BatchNormalization(), layers.ReLU(),
        layers.MaxPooling2D(),
        layers.DepthwiseConv2D(3, padding="same"), layers.Conv2D(12, 1, use_bias=False), layers.ReLU(),
        layers.Flatten(), layers.Dense(10), layers.Softmax(),
    ])  # fmt: skip


def residual():
    x = start = keras.Input((12, 12, 4))
    for _ in range(2):
        y = layers.Conv2D(4, 3, padding="same")(x)
        y = layers.BatchNormalization()(y)
        x = layers.Activation("relu")(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(start, layers.Dense(3)(x))


def nested():
    block = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(5, 3), layers.ReLU()], name="block")
    x = start = keras.Input((8, 8, 3))
    return keras.Model(start, layers.Dense(2)(layers.Flatten()(block(x))))


@pytest.mark.parametrize("make", [plain, residual, nested])
def test_an_archive_opens_with_its_weights(make, tmp_path):
    rng = np.random.default_rng(0)
    model = make()
    model.set_weights([rng.uniform(0.2, 1, array.shape) * rng.choice([0.5, 1]) for array in model.get_weights()])
    model.save(tmp_path / "model.keras")
    opened = open_file(tmp_path / "model.keras", tmp_path / "kept")
    network = NetworkRequest.model_validate({"input_shape": opened.input_shape, "layers": opened.nodes}).network()
    file = safe_open(tmp_path / "kept", framework="numpy")
    shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.offset_keys()}
    weights = KeptWeights(file, matched(network, shapes).places)
    x = rng.normal(size=(2, *network.input_shape)).astype(np.float32)
    last = network.nodes[-1].name
    expected = model.predict(np.moveaxis(x, 1, -1), verbose=0)
    assert outputs(network, x, weights, [last])[last] == pytest.approx(expected, rel=1e-4, abs=1e-5)
