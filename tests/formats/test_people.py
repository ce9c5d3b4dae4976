"""Models as people write them: read as they stand, with PyTorch's parameters and output shape (`scripts/people.py`)."""

import json
from pathlib import Path

import pytest

from tests.formats.test_pytorch_import import imported

PEOPLE = Path(__file__).parent / "people"
EXPECTED = json.loads((PEOPLE / "expected.json").read_text())


def header(text, key):
    return next((line.partition(": ")[2] for line in text.splitlines() if line.startswith(f"# {key}: ")), "")


def left_out(notes):
    """Count the parameters that the notes say are not in the totals."""
    return sum(
        int(note.split(" parameters are not in")[0].split()[-1].replace(",", ""))
        for note in notes
        if " parameters are not in the totals" in note
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_model_is_what_pytorch_says(rest, name):
    text = (PEOPLE / f"{name}.txt").read_text()
    shape = [int(size) for size in header(text, "input").split(",")]
    model = header(text, "model")
    answer = imported(rest, text, shape, **({"model": model} if model else {}))
    totals = answer["analysis"]["totals"]
    assert totals["parameters"]["total"] + left_out(answer["notes"]) == EXPECTED[name]["parameters"]
    assert answer["analysis"]["nodes"][-1]["output_shape"] == EXPECTED[name]["output_shape"]


def test_all_are_there():
    assert {path.stem for path in PEOPLE.glob("*.txt")} == set(EXPECTED)
