"""Imports run one way only, from the top of docs/architecture.md to its bottom, and never in a circle."""

import ast
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
#: From the bottom to the top: a floor imports from itself and from those before it.
FLOORS = ("mechanics", "layers", "networks", "formats", "models", "presets", "api", "pages")
#: What stands beside the floors, and who may use it.
BESIDE = {"settings": {"api", "pages"}, "": {"api"}}


def imports_of(path: Path) -> set[str]:
    """Name the modules that a file imports, with dots in full."""
    package = ["app", *path.relative_to(APP).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            found.add(".".join([*base, *(node.module or "").split(".")]).rstrip("."))
    return found


def floors() -> list[str]:
    return [floor for floor in FLOORS if (APP / floor).exists()]


@pytest.mark.parametrize("floor", floors())
def test_arrows_run_downwards(floor):
    allowed = set(FLOORS[: FLOORS.index(floor) + 1]) | {name for name, users in BESIDE.items() if floor in users}
    files = sorted((APP / floor).rglob("*.py"))
    assert files
    for path in files:
        own = {
            name.removeprefix("app").removeprefix(".").split(".")[0] for name in imports_of(path) if name[:3] == "app"
        }
        assert own <= allowed, f"{path} imports {own - allowed}"


def test_nothing_imports_in_a_circle():
    modules = {".".join(("app", *path.relative_to(APP).with_suffix("").parts)): path for path in APP.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    TopologicalSorter({name: imports_of(path) & set(modules) - {name} for name, path in modules.items()}).prepare()


def test_imports_within_the_application_are_relative():
    """The tree can be installed under another name."""
    for path in APP.rglob("*.py"):
        absolute = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        assert not [node.module for node in absolute if not node.level and (node.module or "").startswith("app")], path


def test_the_core_imports_numpy_and_the_standard_library_alone():
    for path in (APP / "mechanics").rglob("*.py"):
        outside = {name.split(".")[0] for name in imports_of(path)} - sys.stdlib_module_names
        assert outside <= {"numpy", "app"}, f"{path} imports {outside}"


def drawn(top: str) -> tuple[set[str], set[str]]:
    """Give the folders from ``top`` down that docs/architecture.md draws, and the files that it names in them."""
    text = (APP.parent / "docs" / "architecture.md").read_text()
    lines = iter(text.split("## The tree", 1)[1].split("```", 2)[1].splitlines())
    folders, files = set(), set()
    path: list[str] = []
    for line in lines:
        indent = (len(line) - len(line.lstrip())) // 2
        names = line.split()
        indent = min(indent, len(path))  # a description may go on further in
        for name in names:
            if re.fullmatch(r"[a-z_/-]+/", name) and (name == names[0] or names[names.index(name) - 1].endswith("/")):
                path = [*path[:indent], name.rstrip("/")]
                folders.add("/".join(path))
            elif re.fullmatch(r"[\w-]+\.(py|ts),?", name):
                path = path[:indent] if name == names[0] else path
                files.add("/".join([*path, name.rstrip(",")]))
    below = f"{top}/"
    return {way for way in folders if f"{way}/".startswith(below)}, {way for way in files if way.startswith(below)}


def test_the_tree_in_the_documentation_is_the_one_there_is():
    folders, files = drawn("app")
    there = {APP, *(path.parent for path in APP.rglob("*.py"))}
    assert folders == {path.relative_to(APP.parent).as_posix() for path in there}
    missing = {file for file in files if not (APP.parent / file).exists()}
    assert not missing
    assert len(files) > 40
