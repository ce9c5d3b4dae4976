"""Which cell is nearest, where exact arithmetic and that of the runtimes differ."""

import numpy as np
import pytest

from app.layers.resize import Resize


@pytest.mark.parametrize(
    ("size", "wanted", "unit", "cell"), [(2, 82, 41, 0), (2, 94, 47, 0), (4, 110, 55, 1), (4, 111, 55, 1)]
)
def test_the_nearest_cell_is_pytorchs(size, wanted, unit, cell):
    # F.interpolate(torch.arange(4.0)[None, None], size=110, mode="nearest")[0, 0, 55] of PyTorch 2.13 is 1: in single
    # precision, 55 · (4 / 110) is a little less than 2
    x = np.arange(float(size))[None, None]
    assert Resize(output_size=(wanted,)).forward((x,), {}).output[0, 0, unit] == cell
