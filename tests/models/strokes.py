"""Digits as lines of a pen, drawn as a page would: with hard, even strokes, unlike those of MNIST's scans."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE = 28
#: Row and column, from 0, where MNIST has the centre of mass.
MIDDLE = 14
#: A drawing is this much larger than the network's input.
OVERSAMPLING = 10
#: Of the fields below, so that with the width of the pen a digit is as large as those of MNIST.
SIZE = 0.9


Line = list[tuple[float, float]]


def _arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Line:
    """Trace part of an ellipse, in degrees clockwise from the right."""
    at = np.radians(np.linspace(start, end, 24))
    return list(zip((x + across * np.cos(at)).tolist(), (y + down * np.sin(at)).tolist(), strict=True))


#: Lines from point to point, (x, y) in cells of a field of 20×20 that each digit fills from top to bottom.
STROKES: dict[str, list[Line]] = {
    "0": [_arc(10, 10, 6, 10, -90, 270)],
    "1": [[(7, 3), (10, 0), (10, 20)]],
    "2": [[*_arc(10, 5, 5, 5, -180, 40), (4, 20), (16, 20)]],
    "3": [[*_arc(9, 5, 5, 5, -160, 90), *_arc(9, 15, 6, 5, -90, 150)]],
    "4": [[(11, 0), (3, 13), (17, 13)], [(12, 7), (12, 20)]],
    "5": [[(15, 0), (6, 0), (5, 9), *_arc(9, 13.5, 6, 6.5, -100, 140)]],
    "6": [[(13, 0), (8, 5), *_arc(10, 14, 5, 6, -180, 180)]],
    "7": [[(4, 0), (16, 0), (8, 20)]],
    "8": [[*_arc(10, 5, 4.5, 5, 90, 450), *_arc(10, 15, 5.5, 5, -90, 270)]],
    "9": [[*_arc(10, 6, 5, 6, 0, 360), (14, 20)]],
}


def drawn(digit: str, width: float) -> NDArray[np.float64]:
    """Draw a digit with a round pen of the given width in cells, its centre of mass in the middle.

    Returns
    -------
    ndarray of float, shape (1, 1, 28, 28)
        Ink is 255 on 0.
    """
    side = SIDE * OVERSAMPLING
    canvas = Image.new("L", (side, side))
    pen = ImageDraw.Draw(canvas)
    radius = width * OVERSAMPLING / 2
    for line in STROKES[digit]:
        points = [((x * SIZE + 5) * OVERSAMPLING, (y * SIZE + 5) * OVERSAMPLING) for x, y in line]
        pen.line(points, fill=255, width=round(2 * radius))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    ink = np.asarray(canvas, dtype=float)
    at, middle = np.arange(side) + 0.5, (MIDDLE + 0.5) * OVERSAMPLING
    shift = [round(middle - float((ink.sum(axis=1 - axis) * at).sum() / ink.sum())) for axis in (0, 1)]
    cells: NDArray[np.float64] = (
        np.roll(ink, shift, axis=(0, 1)).reshape(SIDE, OVERSAMPLING, SIDE, OVERSAMPLING).mean(axis=(1, 3))
    )
    return cells.reshape(1, 1, SIDE, SIDE)
