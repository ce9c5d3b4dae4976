"""CHANGELOG.md keeps to the form of Keep a Changelog 1.1, and its newest release is the version of the application."""

import re
from datetime import date
from pathlib import Path

from app import __version__

LINES = (Path(__file__).parent.parent / "CHANGELOG.md").read_text().splitlines()
RELEASES = [
    re.fullmatch(r"## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", line) for line in LINES if line.startswith("## ")
]


def test_the_newest_release_is_the_version_of_the_application():
    newest = RELEASES[1]
    assert newest is not None
    assert ".".join(newest.groups()[:3]) == __version__


def test_unreleased_changes_stand_first_and_releases_follow_from_the_newest_to_the_oldest():
    assert next(line for line in LINES if line.startswith("## ")) == "## [Unreleased]"
    releases = [release for release in RELEASES[1:] if release]
    assert len(releases) == len(RELEASES) - 1, "a heading is not `## [1.2.3] - 2026-12-31`"
    versions = [tuple(int(number) for number in release.groups()[:3]) for release in releases]
    dates = [date.fromisoformat(release[4]) for release in releases]
    assert versions == sorted(set(versions), reverse=True)
    assert dates == sorted(dates, reverse=True)


def test_kinds_of_change_are_those_of_keep_a_changelog():
    kinds = {line for line in LINES if line.startswith("### ")}
    assert kinds <= {f"### {kind}" for kind in ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")}
