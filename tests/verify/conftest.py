"""Fixtures of the verification, and its summary."""

import os
from collections import Counter, defaultdict
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import pytest
import torch
from starlette.testclient import TestClient

from app.main import create_app
from tests.verify.tally import Tally

torch.set_num_threads(1)
# oneDNN's conv3d of PyTorch 2.13 gives garbage on one thread with AVX-512: one channel, kernel 4, stride (2, 1, 3)
torch.backends.mkldnn.enabled = False
LANGUAGES = ("pytorch", "keras", "numpy", "curl")


@pytest.fixture(scope="session")
def rest():
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def tally(record_property):
    """Count; the test ends with ``tally.check()``."""
    counts = Tally()
    yield counts
    record_property("tally", counts.plain())


def pytest_terminal_summary(terminalreporter):
    """Say how many texts were run, how many differ, what was refused and why, and where the time went."""
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        if not hasattr(report, "nodeid") or not hasattr(report, "duration"):
            continue
        part = Path(report.nodeid.split("::")[0]).stem.removeprefix("test_").replace("_", " ")
        seconds[part] += report.duration
        if report.when == "teardown":
            for counts in (value for name, value in report.user_properties if name == "tally"):
                rows[part] += Counter(counts["texts"])
                rows[part]["compared"] += counts["compared"]
                rows[part]["differ"] += counts["differ"]
                rows[part]["refused"] += sum(counts["refused"].values())
                refused += Counter(counts["refused"])
    if not seconds:
        return
    columns = (*LANGUAGES, "compared", "refused", "differ")
    write = terminalreporter.write_line
    write("")
    write(f"{'part':<18}" + "".join(f"{column:>10}" for column in columns) + f"{'seconds':>10}")
    for part in seconds:
        counted = "".join(f"{rows[part][column]:>10,}" for column in columns)
        write(f"{part:<18}{counted}{seconds[part]:>10.0f}")
    total: Counter[str] = sum(rows.values(), Counter())
    write(f"{'together':<18}" + "".join(f"{total[c]:>10,}" for c in columns) + f"{sum(seconds.values()):>10.0f}")
    if refused:
        write("\nnot written, by reason:")
        for reason, count in refused.most_common():
            write(f"{count:>7,} × {reason}")
    texts = sum(total[language] for language in LANGUAGES)
    write(f"\n{texts:,} texts were run and {total['compared']:,} other answers compared: {total['differ']:,} differ.")
