"""Blocks that models import from torchvision, as a text in the interpreter's own world."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.values import Namespace, Scope

#: Names by the last parts of the modules that hold them.
_TEXT = Path(__file__).with_name("torchvision.txt")
#: Top-level modules that are known by name; what they hold is in the text.
MODULES: dict[str, Namespace] = {}


@cache
def _tree() -> ast.Module:
    """Parse the text; its lines are no lines of the caller's, and so are not named."""
    tree = ast.parse(_TEXT.read_text())
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = 0
    return tree


def known_block(m: Machine, name: str) -> Any:
    """Give the names of the text, as the module that a model imports them from."""
    scopes = m.world.libraries
    if "torchvision" not in scopes:
        line = m.line
        scope = scopes["torchvision"] = Scope()
        m.execute(_tree().body, scope)
        m.line = line
    names = scopes["torchvision"].names
    last = name.rpartition(".")[2]
    inner = {part: Namespace(f"{name}.{part}", names) for part in ("models", "ops", "transforms", "functional")}
    return Namespace(name, inner if last == "torchvision" else names | inner)
