"""Trained networks that come with the product: each with its weights, its classes and a card."""

from .digits import DIGITS
from .model import Model

MODELS: dict[str, Model] = {model.name: model for model in (DIGITS,)}
