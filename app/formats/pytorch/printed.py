"""Reads what ``print(model)`` writes: a line for each module, those within it indented."""

import re
from dataclasses import dataclass, field, replace

from .interpreter.errors import refusal

_LINE = re.compile(
    r"\s*(?:\((?P<name>[^()]{1,100})\): )?(?:(?P<times>\d{1,6}) x )?(?P<kind>[A-Za-z_][\w.]{0,100})\((?P<rest>.*)\s*"
)
#: The names of modules that are printed once because they are alike, as of a `ModuleList`.
_SEVERAL = re.compile(r"(?P<first>\d{1,6})-(?P<last>\d{1,6})")
#: Modules that a print may stand for.
MOST_MODULES = 20_000
#: Modules within modules that are followed.
DEEPEST = 50


@dataclass
class Printed:
    """A module as its line has it.

    Attributes
    ----------
    name, kind : str
        What it is called, and its class.
    arguments : str
        What stands between its brackets.
    line : int
        Where it stands.
    children : list of Printed
        Those within it.
    """

    name: str
    kind: str
    arguments: str
    line: int
    children: list["Printed"] = field(default_factory=list)


def is_printed(text: str) -> bool:
    r"""Say whether this is the print of a model rather than code.

    Examples
    --------
    >>> is_printed("Sequential(\n  (0): ReLU()\n)"), is_printed("nn.Sequential(nn.ReLU())")
    (True, False)
    """
    return re.search(r"^\s*\([\w.-]+\): (?:\d+ x )?[A-Za-z_]\w*\(", text, re.MULTILINE) is not None


def parse_printed(text: str) -> Printed:
    r"""Parse the print of a model.

    Raises
    ------
    OptionError
        Naming the line that cannot be read.

    Examples
    --------
    >>> model = parse_printed("Sequential(\n  (0): Linear(in_features=4, out_features=2, bias=True)\n)")
    >>> model.children[0].arguments
    'in_features=4, out_features=2, bias=True'
    """
    within = Printed("", "", "", 0)  # what the model itself is a child of
    opened, times_each, total = [within], [1], 0  # how many modules each line within stands for, and all together
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if len(opened) == 1 and within.children:
            raise refusal(number, "the model has ended before this line")
        if line.strip() == ")":
            if len(opened) == 1:
                raise refusal(number, "this bracket closes nothing")
            opened.pop()
            times_each.pop()
            continue
        module, times, is_open = _read_line(line, number)
        if len(opened) > 1 and not module.name:
            raise refusal(number, f"{module.kind} has no name in front of it")
        repeated = _repeated(module, times, number)
        total += len(repeated) * times_each[-1]
        if total > MOST_MODULES:
            raise refusal(number, f"this print stands for more than {MOST_MODULES:,} modules")
        opened[-1].children += repeated
        if is_open:
            if len(opened) > DEEPEST:
                raise refusal(number, "this is nested too deeply")
            opened.append(repeated[0])  # they share the list of those within them
            times_each.append(times_each[-1] * len(repeated))
    if len(opened) > 1 or not within.children:
        raise refusal(len(text.splitlines()) or 1, "the model is not closed: the text ends too early")
    return within.children[0]


def _repeated(module: Printed, times: str | None, number: int) -> list[Printed]:
    """Give the modules that a line with a number in front of the class stands for."""
    several = _SEVERAL.fullmatch(module.name)
    if times is None and several is None:
        return [module]
    first, last = (int(several[end]) for end in ("first", "last")) if several is not None else (0, -1)
    if times is None or last - first + 1 != int(times) or int(times) > MOST_MODULES:
        raise refusal(number, f"({module.name}) is not {times or 'one'} of {module.kind}")
    return [replace(module, name=str(place)) for place in range(first, last + 1)]


def _read_line(line: str, number: int) -> tuple[Printed, str | None, bool]:
    """Give the module, how many there are of it, and whether its bracket stays open."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise refusal(number, f"{line.strip()[:60]!r} is not a line of a printed model")
    kind, rest = match["kind"].rpartition(".")[2], match["rest"].rstrip()
    if rest and not rest.endswith(")"):
        raise refusal(number, f"the bracket of {kind} is not closed")
    return Printed(match["name"] or "", kind, rest[:-1], number), match["times"], not rest
