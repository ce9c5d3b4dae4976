"""Makes a printed model again: what its classes do is known by their names and children, or nothing is guessed."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from .interpreter.attributes import found_in
from .interpreter.errors import refusal
from .interpreter.interpreter import Guard, parsed
from .interpreter.values import Class, Instance, Scope
from .library.containers import CONTAINERS, SEQUENTIAL
from .library.layers import LAYERS
from .printed import Printed, parse_printed
from .program import Program, new_program

#: What the blocks of torchvision and timm do with their children, as a text.
_TEXT = Path(__file__).with_name("printed_blocks.txt")
#: Words that PyTorch prints without quotes.
_WORDS = {word: word for word in ("same", "valid", "zeros", "reflect", "replicate", "circular", "none")}
_REMEDIES = (
    "Paste the source of these classes instead, or the file that "
    'torch.onnx.export(model, torch.randn(1, 3, 224, 224), "model.onnx") writes; or take the parts one after the other '
    "(sequential), which is a guess"
)


@cache
def _tree() -> ast.Module:
    tree = ast.parse(_TEXT.read_text())
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = 0
    return tree


def rebuilt(text: str, *, sequential: bool = False) -> tuple[Program, Instance]:
    r"""Make a printed model again.

    Parameters
    ----------
    text : str
        The print.
    sequential : bool
        Whether the children of classes that are not known are taken one after the other.

    Raises
    ------
    OptionError
        Naming the line, and the classes that are not known.

    Examples
    --------
    >>> _, model = rebuilt("Sequential(\n  (0): ReLU()\n)")
    >>> list(model.attrs)
    ['0']
    """
    printed, program = parse_printed(text), new_program()
    blocks = Scope(_WORDS.copy())  # type: ignore[arg-type]
    with Guard(program.machine):
        program.machine.execute(_tree().body, blocks)
    unknown = dict(_unknown(printed, blocks))
    if unknown and not sequential:
        kinds = list(dict.fromkeys(unknown.values()))
        raise refusal(
            next(iter(unknown)),
            f"the print does not say how {', '.join(kinds[:8])} connect{'s' if len(kinds) == 1 else ''} "
            f"{'its' if len(kinds) == 1 else 'their'} children, a skip for instance: only a forward method does. {_REMEDIES}",
        )
    if unknown:
        program.machine.note(
            f"Guess: the children of {', '.join(dict.fromkeys(unknown.values()))} are taken one after the other; what "
            "their forward methods do, a print does not say."
        )
    return program, _made(program, printed, blocks)


def _unknown(printed: Printed, blocks: Scope) -> Iterator[tuple[int, str]]:
    """Go through the classes with children that are not known, with their lines."""
    if printed.children and printed.kind not in CONTAINERS and _block(printed, blocks) is None:
        yield printed.line, printed.kind
    for child in printed.children:
        yield from _unknown(child, blocks)


def _block(printed: Printed, blocks: Scope) -> Class | None:
    """Give the class of ours that has this name and just these children."""
    names = [child.name for child in printed.children]
    for name, cls in blocks.names.items():
        if isinstance(cls, Class) and name.partition("__")[0] == printed.kind and _fits(cls, names):
            return cls
    return None


def _fits(cls: Class, names: list[str]) -> bool:
    parts, optional = (_listed(cls, key) for key in ("parts", "optional"))
    return all(any(fnmatchcase(name, part) for name in names) for part in parts) and all(
        any(fnmatchcase(name, part) for part in parts + optional) for name in names
    )


def _listed(cls: Class, key: str) -> list[str]:
    found = found_in(cls.order, key)
    return found.split() if isinstance(found, str) else []


def _made(program: Program, printed: Printed, blocks: Scope) -> Instance:
    m = program.machine
    m.line = printed.line
    if not printed.children:
        return _leaf(program, printed, blocks)
    cls = _block(printed, blocks) or CONTAINERS.get(printed.kind)
    if cls is None:
        cls = Class(printed.kind, (SEQUENTIAL,))
    instance = Instance(cls, {}, printed.line)
    m.world.making(m, instance)
    instance.attrs |= {child.name: _made(program, child, blocks) for child in printed.children}
    return instance


def _leaf(program: Program, printed: Printed, blocks: Scope) -> Instance:
    m = program.machine
    cls = LAYERS.get(printed.kind) or CONTAINERS.get(printed.kind) or _block(printed, blocks)
    if cls is None:
        raise refusal(printed.line, f"{printed.kind} is not a layer that can be read here")
    body = parsed(f"f({printed.arguments})", printed.line).body
    call = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise refusal(printed.line, f"{printed.arguments[:60]!r} cannot be read as arguments")
    call.func = ast.Name("_made", ast.Load(), lineno=printed.line, col_offset=0)
    scope = Scope({"_made": cls}, blocks)
    with Guard(m):
        return m.evaluate(call, scope)  # type: ignore[no-any-return]
