"""Every attack by a Keras text or its JSON is refused within two seconds and 200 MB, and nothing of it is executed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.formats.keras_attacks import ATTACKS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def outcomes():
    """What became of each, in a process of their own: its memory is measured."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.formats.keras_attacks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(outcomes, name):
    outcome = outcomes[name]
    assert outcome["said"], "it was read"
    assert outcome["seconds"] < 2
    assert outcome["bytes"] < 200e6
    assert not Path("/tmp/convscope-was-here").exists()
