"""Text as it is copied: out of Markdown fences, and with Python's prompts. Lines stay where they are."""

import re

from ...mechanics.errors import OptionError
from .interpreter.interpreter import parsed

_FENCE = re.compile(r"\s*(```|~~~)\w*\s*")
_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)(?: |$)")
_CELL = re.compile(r"\s*(?:In|Out) ?\[\d*\]:\s?")
#: Commands of notebooks, which are no Python.
_COMMAND = re.compile(r"\s*[!%]\w")
_FIRST_INDENTED = re.compile(r"\s+\S")
_MARKS = (_FENCE, _PROMPT, _CELL, _COMMAND)


def _is_python(text: str) -> bool:
    try:
        parsed(text)
    except OptionError:
        return False
    return True


def without_frame(text: str) -> str:
    r"""Give the Python of a text, each line where it stood.

    Parameters
    ----------
    text : str
        Code, perhaps with fences and prompts; of a text with prompts, the other lines are what Python answered.

    Examples
    --------
    >>> without_frame("```python\nimport torch\n```\n")
    '\nimport torch\n\n'
    >>> without_frame(">>> 1 + 1\n2\n>>> 3")
    '1 + 1\n\n3'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    # docstrings hold fences and prompts too: what is Python as it stands has no frame
    framed = _FIRST_INDENTED.match(text) or any(mark.match(line) for line in lines for mark in _MARKS)
    if not framed or _is_python(text):
        return text
    if any(_FENCE.fullmatch(line) for line in lines):
        lines = _within_fences(lines)
    if any(line.lstrip().startswith(">>>") for line in lines):
        lines = [_PROMPT.sub("", line, count=1) if _PROMPT.match(line) else "" for line in lines]
    lines = ["" if _COMMAND.match(line) else _CELL.sub("", line, count=1) for line in lines]
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    least = min(indents, default=0)
    return "\n".join(line[least:] for line in lines)


def _within_fences(lines: list[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        is_fence = _FENCE.fullmatch(line) is not None
        inside ^= is_fence
        kept.append(line if inside and not is_fence else "")
    return kept
