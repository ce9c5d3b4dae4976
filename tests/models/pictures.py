"""Photographs of scikit-image, made ready for a network."""

import numpy as np
from PIL import Image

from app.settings import ROOT

PHOTOGRAPHS = ROOT / "static" / "photographs"


def pixels(name, size):
    """Give a photograph, resized by Pillow's bicubic interpolation, as a batch of one: [1, 3, size, size], 0 to 255."""
    (path,) = PHOTOGRAPHS.glob(f"{name}.*")
    image = Image.open(path).convert("RGB").resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(image).transpose(2, 0, 1)[None]
