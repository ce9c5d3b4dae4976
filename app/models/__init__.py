"""Trained networks that come with the product: each with its weights, its classes and a card."""

from .digits import DIGITS
from .efficientnet_lite0 import EFFICIENTNET_LITE0
from .model import Model

MODELS: dict[str, Model] = {model.name: model for model in (DIGITS, EFFICIENTNET_LITE0)}
