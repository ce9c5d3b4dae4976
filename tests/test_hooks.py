"""A commit is checked by what `make check` checks with, and by nothing else."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text()


def test_hooks_are_the_targets_that_make_check_is_made_of():
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    entries = [hook["entry"] for hook in repositories[0]["hooks"]]
    prerequisites = " ".join(re.findall(r"^check-(?:python|front-end):(.*)", MAKEFILE, re.MULTILINE)).split()
    targets = [name for name in prerequisites if name.startswith("check-") and name != "check-hooks"]
    assert entries == [f"make {target}" for target in targets]
