"""Filters of trained networks among the presets: the weights of the model's own file, and what they do to a picture."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import app.models
from app.formats.state_dict.reader import read_state_dict
from app.models import MODELS, digits, weights_of
from app.models.efficientnet_lite0 import weights_file
from app.models.model import Model
from app.networks.values import values
from app.presets.catalogue import presets
from app.presets.trained import TRAINED

GROUP = "A filter of a trained network"


def of_digits() -> np.ndarray:
    return load_file(digits.WEIGHTS)["conv1.weight"]


def of_efficientnet() -> np.ndarray:
    file = weights_file()
    assert isinstance(file, Path)
    return read_state_dict(file.read_bytes())["_conv_stem.weight"]


def convolved(rest, name: str, input: np.ndarray, **changes) -> np.ndarray:
    """What REST answers to a preset as `GET /presets` gives it, with changes."""
    preset = rest.get(f"/api/v1/presets/{name}").json()
    body = {key: preset[key] for key in ("weight", "bias", "stride", "padding")} | {"dtype": "float64"}
    return np.array(rest.post("/api/v1/conv2d", json=body | {"input": input.tolist()} | changes).json()["output"])


@pytest.mark.parametrize(
    ("name", "file", "filters"),
    [
        ("trained-digits", of_digits, [0, 1, 2, 7]),
        ("trained-efficientnet-lite0", of_efficientnet, [27, 21, 20, 7]),
    ],
)
def test_the_weights_are_those_of_the_file(rest, name, file, filters):
    preset = rest.get(f"/api/v1/presets/{name}").json()
    assert preset["group"] == GROUP
    np.testing.assert_array_equal(np.array(preset["weight"], np.float32), file()[filters])
    assert f"ilters {', '.join(map(str, filters[:-1]))} and {filters[-1]}" in preset["note"]


def first_maps(model: Model, pixels: np.ndarray) -> np.ndarray:
    network = model.network()
    return values(network, model.preprocess(pixels[None])[0], model.weights(), keep=["conv1"]).kept["conv1"]


def test_on_numbers_the_sums_are_the_networks_own(rest):
    seven = np.array(rest.get("/api/v1/presets/trained-digits").json()["input"])
    pixels = np.zeros((1, 28, 28))
    pixels[:, 7:21, 7:21] = 255 * seven
    own = first_maps(MODELS["digits"], pixels)[[0, 1, 2, 7], 7:21, 7:21]
    # the border of the 7 is empty, so zeros around it are what the network would have read
    assert convolved(rest, "trained-digits", seven) == pytest.approx(own, abs=1e-5)


def test_on_a_picture_the_sums_are_the_networks_own_times_128(rest):
    pixels = np.random.default_rng(0).integers(0, 256, (3, 224, 224)).astype(float)
    own = first_maps(MODELS["efficientnet_lite0"], pixels)[[27, 21, 20, 7], :-1, :-1]  # the last reads padding
    assert convolved(rest, "trained-efficientnet-lite0", pixels) / 128 == pytest.approx(own, abs=1e-4)


def test_the_note_says_what_each_filter_answers_to(rest):
    bright, dark = np.full((3, 9, 9), 200.0), np.full((3, 9, 9), 50.0)
    left, top = np.arange(9) < 5, np.arange(9)[:, None] < 5
    green, red, blue = ((np.arange(3) == channel)[:, None, None] * bright for channel in (1, 0, 2))

    def answers(picture: np.ndarray) -> np.ndarray:
        """The strongest answer of each filter, wherever its window stands."""
        maps = convolved(rest, "trained-efficientnet-lite0", picture, stride=1)
        return np.array([map.max() for map in maps])

    assert np.argmax(answers(np.where(left, dark, bright)) - answers(np.where(left, bright, dark))) == 0
    assert np.argmax(answers(np.where(top, bright, dark)) - answers(np.where(top, dark, bright))) == 1
    assert answers(green)[2] > 0 > answers(red)[2]
    assert answers(blue)[3] > 0 > answers(green)[3]


def test_without_its_weights_a_model_has_no_preset(rest, monkeypatch):
    models = {name: replace(model, missing=lambda: "pip install them") for name, model in MODELS.items()}
    monkeypatch.setattr("app.presets.trained.MODELS", models | {"digits": MODELS["digits"]})
    assert "trained-digits" in presets()
    assert "trained-efficientnet-lite0" not in presets()
    assert rest.get("/api/v1/presets/trained-efficientnet-lite0").status_code == 404


def test_the_list_reads_no_weights_and_each_model_is_read_once(rest, monkeypatch):
    read: list[str] = []

    def counted(model: Model) -> Model:
        def reading():
            read.append(model.name)
            return model.read()

        return replace(model, read=reading)

    monkeypatch.setattr(app.models, "MODELS", {name: counted(model) for name, model in MODELS.items()})
    weights_of.cache_clear()
    assert rest.get("/api/v1/presets").status_code == 200
    assert read == []
    for preset in [*TRAINED, *TRAINED]:
        rest.get(f"/api/v1/presets/{preset.name}")
    assert read == ["digits", "efficientnet_lite0"]
