"""A page of the front end imports itself and what is shared, and within both imports run one way, never in a circle."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from .test_architecture import drawn

SOURCE = Path(__file__).parent.parent / "static" / "src"
PAGES = ("explore", "networks", "receptive-field", "feature-maps", "docs", "text")
#: A page that plays on the stage of another imports it; never the other way.
STAGE_OF = {"feature-maps": "explore"}
#: Folders and files of a page, from the bottom to the top: a floor imports from itself and from those before it.
PAGE_FLOORS = ("state", "link", "operations", "session", "drawing", "elements", "page")
#: The same for what the pages share; what is not named here stands beside these and imports none of them.
SHARED_FLOORS = ("setup", "network", "files", "links", "elements")

IMPORT = re.compile(r"""(?:\bfrom|^import|\bimport\()\s*"(\.[^"]+)\"""", re.MULTILINE)


def module(path: Path) -> str:
    """Name a file by its way from static/src, without its ending."""
    return path.relative_to(SOURCE).as_posix().removesuffix(".ts").removesuffix(".d")


def modules() -> dict[str, Path]:
    return {module(path): path for path in sorted(SOURCE.rglob("*.ts"))}


def imports_of(path: Path) -> set[str]:
    """Name the modules of our own that a file imports, types alone included."""
    targets = (path.parent.joinpath(target).resolve() for target in IMPORT.findall(path.read_text()))
    return {module(target) for target in targets if target.is_relative_to(SOURCE)}


def floor(name: str) -> str:
    """Name what of its page, or of what is shared, a module belongs to."""
    return name.split("/")[1].removesuffix(".test")


def test_every_import_is_found():
    """The pattern above sees what TypeScript sees."""
    for name, path in modules().items():
        quoted = set(re.findall(r'"(\.\.?/[^"*]*)"', path.read_text()))
        assert set(IMPORT.findall(path.read_text())) == quoted, name


@pytest.mark.parametrize("page", PAGES)
def test_a_page_imports_itself_and_what_is_shared(page):
    for name, path in modules().items():
        if name.startswith(f"{page}/"):
            others = {
                target
                for target in imports_of(path)
                if target.split("/")[0] not in (page, "shared", STAGE_OF.get(page))
            }
            assert not others, f"{name} imports {others}"


def test_what_is_shared_imports_no_page():
    for name, path in modules().items():
        if name.startswith("shared/"):
            pages = {target for target in imports_of(path) if not target.startswith("shared/")}
            assert not pages, f"{name} imports {pages}"


@pytest.mark.parametrize("part", [*PAGES, "shared"])
def test_arrows_run_downwards(part):
    floors = SHARED_FLOORS if part == "shared" else PAGE_FLOORS
    own = {name: path for name, path in modules().items() if name.startswith(f"{part}/")}
    assert own
    for name, path in own.items():
        if part != "shared":
            assert floor(name) in floors, f"{name} is on no floor"
        place = floors.index(floor(name)) if floor(name) in floors else -1
        targets = {target for target in imports_of(path) if target.startswith(f"{part}/")}
        up = {target for target in targets if floor(target) in floors[place + 1 :]}
        assert not up, f"{name} imports {up}"


def test_nothing_imports_in_a_circle():
    TopologicalSorter({name: imports_of(path) - {name} for name, path in modules().items()}).prepare()


def test_the_tree_in_the_documentation_is_the_one_there_is():
    folders, files = drawn("static/src")
    there = {path.parent.relative_to(SOURCE.parent.parent).as_posix() for path in SOURCE.rglob("*.ts")}
    parents = {folder.rsplit("/", 1)[0] for folder in there if folder != "static/src"}
    assert folders == there | parents
    missing = {file for file in files if not (SOURCE.parent.parent / file).exists()}
    assert not missing
