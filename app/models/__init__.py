"""Trained networks that come with the product: each with its weights, its classes and a card."""

from collections.abc import Mapping
from functools import cache

from ..layers.layer import Weights
from .digits import DIGITS
from .efficientnet_lite0 import EFFICIENTNET_LITE0
from .model import Model

MODELS: dict[str, Model] = {model.name: model for model in (DIGITS, EFFICIENTNET_LITE0)}


@cache
def weights_of(name: str) -> Mapping[str, Weights]:
    """Return the weights of a model, by node and name; they are read when they are first asked for, and kept.

    Raises
    ------
    OptionError
        If they are not there, or not the network's.

    Examples
    --------
    >>> weights_of("digits")["conv1"]["weight"].shape
    (8, 1, 5, 5)
    """
    return MODELS[name].weights()
