"""Reads what ``print(model)`` writes: a line for each module, those within it indented."""

import ast
import re
from dataclasses import dataclass, field, replace

from .literals import parsed, value
from .module import Module, refusal

_LINE = re.compile(r"\s*(?:\((?P<name>[^()]{1,100})\): )?(?P<kind>[A-Za-z_][\w.]{0,100})\((?P<rest>.*)\s*")
#: Words that PyTorch prints without quotes.
_WORDS = {word: word for word in ("same", "valid", "zeros", "reflect", "replicate", "circular", "none")}
#: Modules within modules that are followed.
DEEPEST = 50


def is_printed(text: str) -> bool:
    r"""Say whether this is the print of a model rather than code.

    Examples
    --------
    >>> is_printed("Sequential(\n  (0): ReLU()\n)"), is_printed("nn.Sequential(nn.ReLU())")
    (True, False)
    """
    return re.search(r"^\s*\([\w.-]+\): [A-Za-z_]\w*\(", text, re.MULTILINE) is not None


def read_printed(text: str) -> Module:
    r"""Read the print of a model.

    Raises
    ------
    OptionError
        Naming the line that cannot be read.

    Examples
    --------
    >>> model = read_printed("Sequential(\n  (0): Linear(in_features=4, out_features=2, bias=True)\n)")
    >>> model.children[0][1].kwargs
    (('in_features', 4), ('out_features', 2), ('bias', True))
    """
    within = _Open("", Module("", 0))  # what the model itself is a child of
    opened = [within]
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if len(opened) == 1 and within.children:
            raise refusal(number, "the model has ended before this line")
        if line.strip() == ")":
            if len(opened) == 1:
                raise refusal(number, "this bracket closes nothing")
            done = opened.pop()
            opened[-1].children.append((done.name, replace(done.module, children=tuple(done.children))))
            continue
        name, module, is_open = _read_line(line, number)
        if len(opened) > 1 and not name:
            raise refusal(number, f"{module.kind} has no name in front of it")
        if not is_open:
            opened[-1].children.append((name, module))
        elif len(opened) > DEEPEST:
            raise refusal(number, "this is nested too deeply")
        else:
            opened.append(_Open(name, module))
    if len(opened) > 1 or not within.children:
        raise refusal(len(text.splitlines()) or 1, "the model is not closed: the text ends too early")
    return within.children[0][1]


@dataclass
class _Open:
    """A module whose bracket is not closed yet."""

    name: str
    module: Module
    children: list[tuple[str, Module]] = field(default_factory=list)


def _read_line(line: str, number: int) -> tuple[str, Module, bool]:
    """Give the name in front, the module, and whether its bracket stays open."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise refusal(number, f"{line.strip()[:60]!r} is not a line of a printed model")
    name, kind, rest = match["name"] or "", match["kind"].rpartition(".")[2], match["rest"].rstrip()
    if not rest:
        return name, Module(kind, number), True
    if not rest.endswith(")"):
        raise refusal(number, f"the bracket of {kind} is not closed")
    return name, _leaf(kind, rest[:-1], number), False


def _leaf(kind: str, arguments: str, line: int) -> Module:
    call = parsed(f"f({arguments})", line).body
    expression = call[0].value if len(call) == 1 and isinstance(call[0], ast.Expr) else None
    if not isinstance(expression, ast.Call) or not isinstance(expression.func, ast.Name):
        raise refusal(line, f"{arguments[:60]!r} cannot be read as arguments")
    args = tuple(value(node, _WORDS) for node in expression.args)
    kwargs = tuple((keyword.arg or "", value(keyword.value, _WORDS)) for keyword in expression.keywords)
    return Module(kind, line, args, kwargs)
