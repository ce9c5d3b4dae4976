"""Models as people write them, and unusual Python: read as they stand, with PyTorch's counts (`scripts/people.py`)."""

import json
from pathlib import Path

import pytest

from app.api.networks.requests import NetworkRequest
from app.formats.pytorch.reader import read_pytorch
from app.networks.analysis import analyze
from tests.formats.reading import said

FOLDERS = [Path(__file__).parent / name for name in ("people", "unusual")]
EXPECTED = {
    (folder / f"{name}.txt"): expected
    for folder in FOLDERS
    for name, expected in json.loads((folder / "expected.json").read_text()).items()
}


def header(text, key):
    return next((line.partition(": ")[2] for line in text.splitlines() if line.startswith(f"# {key}: ")), "")


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_model_is_what_pytorch_says(path):
    text = path.read_text()
    shape = [int(size) for size in header(text, "input").split(",")]
    reading = read_pytorch(text, header(text, "model"), shape)
    body = {"input_shape": reading.input_shape, "layers": reading.nodes}
    counts = said(reading, analyze(NetworkRequest.model_validate(body).network()))
    assert counts == {key: EXPECTED[path][key] for key in counts}


def test_all_are_there():
    assert {path for folder in FOLDERS for path in folder.glob("*.txt")} == set(EXPECTED)
