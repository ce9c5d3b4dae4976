"""Imports run one way only: api and pages call the core, the core knows nothing of them."""

import ast
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
#: What each package may import from the rest of the application.
MAY_IMPORT = {
    "mechanics": {"mechanics"},
    "presets": {"presets", "mechanics"},
    "networks": {"networks", "mechanics"},
    "api": {"api", "networks", "presets", "mechanics", "settings"},
    "pages": {"pages", "settings"},
}


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_arrows_run_downwards(package):
    files = sorted((APP / package).rglob("*.py"))
    assert files
    for path in files:
        own = {name.split(".")[1] for name in imports_of(path) if name.startswith("app.")}
        assert own <= MAY_IMPORT[package], f"{path} imports {own - MAY_IMPORT[package]}"


def test_the_core_imports_numpy_and_the_standard_library_alone():
    for path in (APP / "mechanics").rglob("*.py"):
        outside = {name.split(".")[0] for name in imports_of(path)} - sys.stdlib_module_names
        assert outside <= {"numpy", "app"}, f"{path} imports {outside}"
