"""The built front end, as its manifest lists it."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """What a page loads: its script, and the styles that it and its imports need."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def read_manifest(dist: Path) -> dict[str, Entry]:
    """Read Vite's manifest.

    Parameters
    ----------
    dist : Path
        The folder that `make` builds into.

    Returns
    -------
    dict of Entry
        The entries by the name of their page, such as ``"explore"``.

    Raises
    ------
    FileNotFoundError
        If the front end has not been built.
    """
    chunks = json.loads((dist / ".vite" / "manifest.json").read_text())

    def imports(key: str) -> list[str]:
        direct = chunks[key].get("imports", [])
        return [found for name in direct for found in (*imports(name), name)]

    def entry(key: str) -> Entry:
        needed = list(dict.fromkeys(imports(key)))
        styles = [style for name in (*needed, key) for style in chunks[name].get("css", [])]
        return Entry(chunks[key]["file"], tuple(dict.fromkeys(styles)), tuple(chunks[name]["file"] for name in needed))

    return {chunk["name"]: entry(key) for key, chunk in chunks.items() if chunk.get("isEntry")}
