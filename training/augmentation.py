"""Digits as a mouse or a finger might have drawn them: turned, scaled, slanted and shifted, thicker or thinner."""

import numpy as np

from app.layers.layer import Floats

# Each is drawn evenly between minus this and this, picture by picture.
TURN = np.radians(10)
SCALE = 0.12  # of the logarithm of the size
STRETCH = 0.08  # of the logarithm of height over width
SLANT = 0.15
SHIFT = 1.5  # cells
#: From thinner, towards the smallest neighbour of each cell, to thicker, towards the largest.
THICKNESS = (-0.4, 0.8)
#: How much steeper edges become: a pen on a screen leaves ink or none, where MNIST's scans are soft.
STEEPNESS = (1.0, 2.5)


def augmented(pictures: Floats, rng: np.random.Generator) -> Floats:
    """Vary each picture on its own.

    Parameters
    ----------
    pictures : ndarray of float, shape (N, H, W)
        Ink is 1 on 0, with the centre of mass in the middle, as MNIST has it: at row H / 2, column W / 2, from 0.
    rng : numpy.random.Generator
        Where the changes come from.

    Returns
    -------
    ndarray of float, shape (N, H, W)
        Between 0 and 1, with the centre of mass still within a cell or so of `SHIFT` from the middle.

    Examples
    --------
    >>> drawn = np.zeros((2, 28, 28))
    >>> drawn[:, 6:22, 13:15] = 1
    >>> augmented(drawn, np.random.default_rng(0)).shape
    (2, 28, 28)
    """
    changed = _thickened(_moved(pictures, rng), rng)
    steepness = _drawn(rng, *STEEPNESS, len(pictures))
    return np.clip((changed - 0.5) * steepness + 0.5, 0, 1)


def _drawn(rng: np.random.Generator, least: float, most: float, count: int) -> Floats:
    return rng.uniform(least, most, (count, 1, 1))


def _moved(pictures: Floats, rng: np.random.Generator) -> Floats:
    """Read every cell from where an affine map about the middle has it come from, between the cells there."""
    count, height, width = pictures.shape
    angle, scale, stretch, slant, down, right = (
        _drawn(rng, -most, most, count) for most in (TURN, SCALE, STRETCH, SLANT, SHIFT, SHIFT)
    )
    row, column = np.mgrid[:height, :width]
    y, x = row - height / 2 - down, column - width / 2 - right
    y, x = y * np.cos(angle) - x * np.sin(angle), y * np.sin(angle) + x * np.cos(angle)
    y, x = y * np.exp(-scale - stretch / 2), (x + slant * y) * np.exp(-scale + stretch / 2)
    return _between(pictures, y + height / 2, x + width / 2)


def _between(pictures: Floats, y: Floats, x: Floats) -> Floats:
    """Interpolate bilinearly; what lies outside is 0."""
    count, height, width = pictures.shape
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    y, x = np.clip(y + 1, 0, height), np.clip(x + 1, 0, width)
    top, left = y.astype(int), x.astype(int)
    below, after = y - top, x - left
    n = np.arange(count)[:, None, None]
    upper = padded[n, top, left] * (1 - after) + padded[n, top, left + 1] * after
    lower = padded[n, top + 1, left] * (1 - after) + padded[n, top + 1, left + 1] * after
    between: Floats = upper * (1 - below) + lower * below
    return between


def _thickened(pictures: Floats, rng: np.random.Generator) -> Floats:
    amount = _drawn(rng, *THICKNESS, len(pictures))
    most, least = _of_neighbours(pictures, np.maximum), _of_neighbours(pictures, np.minimum)
    return pictures + np.abs(amount) * (np.where(amount > 0, most, least) - pictures)


def _of_neighbours(pictures: Floats, extreme: np.ufunc) -> Floats:
    """Take the largest or the smallest of every cell's 3×3 neighbourhood, down the columns and then along the rows."""
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    rows = extreme(extreme(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    found: Floats = extreme(extreme(rows[:, :, :-2], rows[:, :, 1:-1]), rows[:, :, 2:])
    return found
