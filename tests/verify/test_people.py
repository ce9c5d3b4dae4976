"""Models as people write them, run by PyTorch and read by us: the same counts, and the same numbers."""

import pytest

from tests.formats.test_people import EXPECTED, header
from tests.verify import torchvisions  # noqa: F401, which some of them import, beside any PyTorch
from tests.verify.executed import compared


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_model_does_what_pytorch_does(tally, path):
    text = path.read_text()
    tally.ran("pytorch")
    compared(tally, path.stem, text, tuple(map(int, header(text, "input").split(","))), header(text, "model"))
    tally.check()
