"""Filters that a network has learned, read from its weights when they are asked for."""

from dataclasses import dataclass

import numpy as np

from ..layers.layer import Floats
from ..models import MODELS, weights_of
from ..models.model import WHITE, Model
from .preset import Group, Listed, Preset

_GROUP: Group = "A filter of a trained network"
#: The convolution that reads the picture itself.
_NODE = "conv1"
#: The options that a preset shares with it.
_WINDOW = ("stride", "padding", "dilation", "groups")
#: A 7 in strokes as thick as those that the network has learned from; it would be twice as large on its 28×28 pixels.
_SEVEN = """
..............
..............
..+########+..
..+#########..
........+##+..
........##+...
.......+##....
.......##+....
......+##.....
......##+.....
.....+##......
.....##+......
..............
..............
"""
_INK = {".": 0, "+": 0.5, "#": 1}


@dataclass(frozen=True)
class TrainedPreset(Listed):
    """Some filters of a model's first convolution.

    Attributes
    ----------
    model : str
        The model by name.
    filters : tuple of int
        Which of the convolution's filters, counted from 0.
    input : nested list, shape (C, H, W), or None
        What the convolution reads, as it is after the model's preprocessing; None where the input is a picture.
    picture : str or None
        The name of a sample picture, whose pixels are from 0 to 255.
    """

    model: str
    filters: tuple[int, ...]
    input: list[list[list[float]]] | None = None
    picture: str | None = None

    @property
    def available(self) -> bool:
        """Whether the model's weights are there."""
        return MODELS[self.model].available

    def read(self) -> Preset:
        """Read the filters.

        A picture comes without the model's preprocessing, which the biases make up for: every sum is the network's own
        times a constant. Padding cannot be made up for, so a picture gets none.

        Raises
        ------
        OptionError
            If the weights are not there, or not the network's.

        Examples
        --------
        >>> preset = TRAINED[0].read()
        >>> np.shape(preset.weight), np.shape(preset.input)
        ((4, 1, 5, 5), (1, 14, 14))
        """
        model = MODELS[self.model]
        held = weights_of(self.model)[_NODE]
        weight = held["weight"][list(self.filters)]
        bias = held["bias"][list(self.filters)] if "bias" in held else np.zeros(len(self.filters), weight.dtype)
        (layer,) = (node.layer for node in model.network().nodes if node.name == _NODE)
        options = {key: value for key, value in layer.changed_options().items() if key in _WINDOW}
        return Preset(
            name=self.name,
            title=self.title,
            group=self.group,
            note=self.note,
            weight=weight.tolist(),
            bias=(bias if self.picture is None else _on_pixels(model, weight, bias)).tolist(),
            input=self.input,
            picture=self.picture,
            options=options if self.picture is None else options | {"padding": 0},
        )


def _on_pixels(model: Model, weight: Floats, bias: Floats) -> Floats:
    """Return the biases that make w·x + b of pixels x a multiple of the sums over the preprocessed s·x + t."""
    black, white = (float(model.preprocess(np.full((1, 1, 1, 1), pixel)).item()) for pixel in (0, WHITE))
    scale = (white - black) / WHITE
    return np.asarray((bias + black * weight.sum(axis=(1, 2, 3))) / scale)


TRAINED = (
    TrainedPreset(
        name="trained-digits",
        title="Handwritten digits, first layer",
        group=_GROUP,
        note="Filters 0, 1, 2 and 7 of the network's first convolution. Nobody has designed them; training "
        "made them. Each answers to strokes, or to edges of strokes, in directions of its own.",
        model="digits",
        filters=(0, 1, 2, 7),
        input=[[[_INK[cell] for cell in row] for row in _SEVEN.split()]],
    ),
    TrainedPreset(
        name="trained-efficientnet-lite0",
        title="EfficientNet-Lite0, first layer",
        group=_GROUP,
        note="Filters 27, 21, 20 and 7 of 32, learned from photographs. The first answers where it gets brighter from "
        "left to right, the second where it gets darker from top to bottom, the third to green without red, the fourth "
        "to blue without green. The network reads (pixel − 127) / 128; here are pixels, so sums are 128 times its own.",
        model="efficientnet_lite0",
        filters=(27, 21, 20, 7),
        picture="chelsea",
    ),
)
