"""Every attack on the reader of ONNX files is refused or opaque within two seconds and 200 MB."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.onnx.reader import read_onnx
from app.mechanics.errors import OptionError
from tests.files import onnx_file
from tests.formats.onnx_attacks import ATTACKS
from tests.formats.onnx_files import drawn, file, node

ROOT = Path(__file__).parents[2]
#: What is unusual, but a network all the same: it is read in time.
HARMLESS = {"a chain of 19,999", "a chain of one name", "a chain of sums", "deep scopes", "Resize by scales"}
#: What the refusal of each must say.
SAID = {
    "a file elsewhere": "stand in another file", "a number in a file elsewhere": "stand in another file",
    "a constant in a file elsewhere": "stand in another file", "made twice": '"a" is made twice',
    "cycle": 'reads "b", which nothing in the file makes before it', "NaN": '"w" holds NaN',
    "infinity": '"w" holds NaN', "too large for float32": '"w" holds NaN, or numbers that are too large',
    "a number that is NaN": "computes with NaN", "negative sizes": "a size is less than 0",
    "text as weights": "no real numbers", "Expand of a column": 'node "z" (Expand) would make 1,073,741,824 numbers',
    "a function that calls itself": "functions of its own",
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes():
    """What became of each, in a process of their own: its memory is measured."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.formats.onnx_attacks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_or_opaque(outcomes, name):
    outcome = outcomes[name]
    assert outcome["seconds"] < 2
    assert outcome["bytes"] < 200e6
    assert outcome["said"] or outcome["opaque"] or name in HARMLESS
    assert SAID.get(name, "") in outcome["said"]
    assert len(outcome["said"]) < 1000


FILES = [
    onnx_file(),
    file(
        [
            node("Shape", "x", out="s"),
            node("Gather", "s", "zero", out="n"),
            node("Unsqueeze", "n", "axes", out="first"),
            node("Concat", "first", "rest", out="shape", axis=0),
            node("Conv", "x", "w", "b", out="c", pads=[1, 1, 1, 1], strides=[2, 2]),
            node("Clip", "c", "low", "high", out="r"),
            node("Resize", "r", "", "scales", out="e", mode="nearest", nearest_mode="floor",
                 coordinate_transformation_mode="asymmetric"),
            node("Sigmoid", "e", out="g"),
            node("Mul", "e", "g", out="h"),
            node("Erf", "h", out="o"),
            node("Concat", "o", "x", out="j", axis=1),
            node("Split", "j", out=["left", "right"], axis=1, num_outputs=2),
            node("ReduceMean", "left", "maps", out="m", keepdims=1),
            node("Reshape", "m", "shape", out="f"),
            node("MatMul", "f", "matrix", out="y"),
        ],
        tensors={
            "zero": np.array(0), "axes": np.array([0]), "rest": np.array([-1]), "w": drawn(3, 3, 3, 3),
            "b": drawn(3), "low": np.array(0, np.float32), "high": np.array(6, np.float32), "maps": np.array([2, 3]),
            "scales": np.array([1, 1, 2, 2], np.float32), "matrix": drawn(3, 5),
        },
    ),
]  # fmt: skip


def outcome(data):
    """Read what may be anything: a reading, or an OptionError."""
    with suppress(OptionError):
        read_onnx(data)


def test_the_files_that_are_changed_are_read():
    assert [len(read_onnx(data).nodes) for data in FILES] == [5, 10]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_file_that_is_cut_off(data, draw):
    outcome(data[: draw.draw(st.integers(0, len(data)))])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_bytes_at_random(data):
    outcome(data)
    outcome(b"\x08\x09" + data)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_file_with_bytes_changed(data, draw):
    changed = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        changed[draw.draw(st.integers(0, len(changed) - 1))] = draw.draw(st.integers(0, 255))
    outcome(bytes(changed))


def test_a_large_file_takes_little_more_than_twice_its_size(tmp_path):
    path = tmp_path / "large.onnx"
    path.write_bytes(file([node("Gemm", "x", "w")], ("n", 4096), {"w": np.ones((4096, 4096), np.float32)}))
    text = (
        "import sys; from pathlib import Path; from tests.formats.attacks import clear_peak, peak\n"
        "from app.formats.onnx.reader import read_onnx\n"
        "clear_peak(); before = peak(); read_onnx(Path(sys.argv[1])); print(peak() - before)"
    )
    run = subprocess.run([sys.executable, "-c", text, path], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 2.5 * path.stat().st_size
