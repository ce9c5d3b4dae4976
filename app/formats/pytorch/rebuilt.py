"""Makes a printed model again: what its classes do is known by their names and children, or nothing is guessed."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from .interpreter.attributes import found_in
from .interpreter.errors import refusal
from .interpreter.interpreter import Guard, parsed
from .interpreter.machine import Machine
from .interpreter.values import Class, Instance, Native, Scope
from .library.containers import CONTAINERS, SEQUENTIAL
from .library.layers import LAYERS
from .library.modules import children_of
from .library.shaping import mean, view
from .library.tensor import Tensor
from .printed import Printed, parse_printed
from .program import Program, new_program

#: What the blocks of torchvision and timm do with their children, as a text.
_TEXT = Path(__file__).with_name("printed_blocks.txt")
#: Words that PyTorch prints without quotes.
_WORDS: dict[str, Any] = {
    word: word for word in ("same", "valid", "zeros", "reflect", "replicate", "circular", "none", "row", "batch")
}
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
    blocks = Scope(dict(_WORDS))
    with Guard(program.machine):
        program.machine.execute(_tree().body, blocks)
    unknown = dict(_unknown(printed, blocks))
    if unknown and not sequential:
        kinds = list(dict.fromkeys(unknown.values()))
        verb = "connects its" if len(kinds) == 1 else "connect their"
        raise refusal(
            next(iter(unknown)),
            f"the print does not say how {', '.join(kinds[:8])} {verb} children, a skip for instance: only a forward "
            f"method does. {_REMEDIES}",
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
        cls = Class(printed.kind, (SEQUENTIAL,), {"forward": Native("forward", _guessed)})
    instance = Instance(cls, {}, printed.line)
    m.world.making(m, instance)
    instance.attrs |= {child.name: _made(program, child, blocks) for child in printed.children}
    return instance


def _guessed(m: Machine, self: Instance, x: Any) -> Any:
    """Take the children one after the other, and flatten before a linear layer, as forward methods do."""
    for name, child in children_of(self).items():
        linear = _first_linear(child)
        if linear is not None and isinstance(x, Tensor) and len(x.shape) > 2:
            if linear.attrs["in_features"] == x.shape[1]:
                m.note(f"Guess: a mean over each channel was put in front of {name}, which takes one number of each.")
                x = mean(m, x, tuple(range(2, len(x.shape))))
            else:
                m.note(f"Guess: a flatten was put in front of {name}.")
                x = view(m, x, x.shape[0], -1)
        x = m.call(child, [x])
    return x


def _first_linear(module: Instance) -> Instance | None:
    """Give the linear layer that a module starts with, dropout aside."""
    if module.cls is LAYERS["Linear"]:
        return module
    if SEQUENTIAL not in module.cls.order:
        return None
    first = (child for child in children_of(module).values() if child.cls.name not in ("Dropout", "Identity"))
    return next((_first_linear(child) for child in first), None)


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
