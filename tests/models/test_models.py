"""What every trained network of the registry keeps to."""

from dataclasses import replace

import numpy as np
import pytest

from app.mechanics.errors import OptionError
from app.models import MODELS
from app.networks.analysis import analyze


@pytest.fixture(params=MODELS)
def model(request):
    return MODELS[request.param]


def test_a_model_gives_a_share_for_every_class(model):
    last = analyze(model.network()).nodes[-1]
    assert last.node.operation == "softmax"
    assert last.output_shape == (len(model.classes),)
    assert all(model.classes)  # not all different: "crane" is the word of two of ImageNet's classes


def test_input_and_weights_are_float32(model):
    pixels = np.full((1, *model.network().input_shape), 255)
    assert model.preprocess(pixels).dtype == np.float32
    arrays = [(name, array) for held in model.weights().values() for name, array in held.items()]
    numbers = {array.dtype for name, array in arrays if name != "num_batches_tracked"}  # which is counted, not learned
    assert numbers == {np.dtype(np.float32)}


def test_weights_of_another_network_are_refused(model):
    other = replace(model, read=lambda: {"conv1": {"weight": np.zeros((3, 3))}})
    with pytest.raises(OptionError, match=r"conv1.weight has the shape \[3, 3\], but the network's is \["):
        other.weights()


def test_a_model_without_its_weights_is_not_available(model):
    assert not replace(model, missing=lambda: "pip install them").available


def test_the_card_leaves_nothing_out(model):
    card = model.card
    assert all((card.data, card.licence, card.source, card.measured_on, card.mistakes, card.preprocessing))
    assert 0 < card.accuracy < 1
