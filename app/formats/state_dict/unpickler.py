"""A pickle machine that knows tensors, storages and ordered dictionaries, and nothing else.

Python's own calls what a pickle names. This one calls nothing: a name is looked up in a short list and stays a word,
and what is not on the list is refused by its name. The steps that it takes are those that ``torch.save`` writes.
"""

import io
import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ...mechanics.errors import OptionError
from .tensors import STORAGES, Storage, Tensor, refusal

#: Most bytes and steps of one pickle; a network of 1,202 layers takes 0.3 million steps.
MOST_BYTES = 2**24
MOST_STEPS = 1_000_000


@dataclass(frozen=True)
class _Name:
    """Something that a pickle names: a word, not the thing."""

    word: str


_DICTIONARY = _Name("collections.OrderedDict")
_TENSOR = _Name("torch._utils._rebuild_tensor_v2")
_PARAMETER = _Name("torch._utils._rebuild_parameter")
_NAMES = {name.word: name for name in (_DICTIONARY, _TENSOR, _PARAMETER)} | {
    f"torch.{kind}": _Name(kind) for kind in STORAGES
}
_MARK = _Name("mark")


def unpickle(file: BinaryIO) -> Any:
    """Read one pickle, and leave the file behind it.

    Parameters
    ----------
    file : binary file
        Where the pickle begins.

    Returns
    -------
    dict, list, tuple, str, int, float, bool, None, Tensor or Storage
        What it holds.

    Raises
    ------
    OptionError
        If it holds anything else, is broken, or too long; the message names what was met.

    Examples
    --------
    >>> import pickle
    >>> unpickle(io.BytesIO(pickle.dumps({"epoch": 3}, 2)))
    {'epoch': 3}
    >>> unpickle(io.BytesIO(pickle.dumps(print, 2)))
    Traceback (most recent call last):
    app.mechanics.errors.OptionError: the file asks for __builtin__.print, which is refused: only tensors, their \
storages and ordered dictionaries are read, and nothing in it was run
    """
    start = file.tell()
    ahead = io.BytesIO(file.read(MOST_BYTES))
    machine = _Machine()
    try:
        for step, (opcode, argument, _) in enumerate(pickletools.genops(ahead)):
            if step >= MOST_STEPS:
                raise refusal(f"the file's list of tensors takes more than {MOST_STEPS:,} steps")
            machine.take(opcode.name, argument)
    except OptionError:
        raise
    except (ValueError, LookupError) as error:
        raise refusal(
            f"the file's list of tensors is broken, or longer than {MOST_BYTES:,} bytes: {str(error)[:200]}"
        ) from None
    file.seek(start + ahead.tell())
    if len(machine.stack) != 1:
        raise refusal("the file's list of tensors is broken: it does not end with one value")
    return machine.stack[0]


@dataclass
class _Machine:
    """The stack of a pickle, and what it has put aside."""

    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)

    def take(self, opcode: str, argument: Any) -> None:
        """Take one step.

        Raises
        ------
        OptionError
            If it is not one that ``torch.save`` writes.
        """
        if opcode not in _STEPS:
            raise refusal(
                f"the file has a step that torch.save does not write, {opcode}, which is refused; "
                "PyTorch's own pickle_protocol is 2"
            )
        _STEPS[opcode](self, argument)

    def push(self, value: Any) -> None:
        """Put a value on the stack."""
        self.stack.append(value)

    def pop(self) -> Any:
        """Take the last value off the stack."""
        value = self.stack.pop()
        if value is _MARK:
            raise IndexError("a value is missing")
        return value

    def since_mark(self) -> list[Any]:
        """Take off all values since the last mark."""
        values = []
        while (value := self.stack.pop()) is not _MARK:
            values.append(value)
        return values[::-1]

    def protocol(self, number: int) -> None:
        """Read the version of the pickle."""
        if number != 2:
            raise refusal(f"the file is pickled by protocol {number}: save it with pickle_protocol=2, PyTorch's own")

    def name(self, argument: str) -> None:
        """Look up a name."""
        word = ".".join(argument.split(" "))
        if word not in _NAMES:
            raise refusal(
                f"the file asks for {word[:200]}, which is refused: only tensors, their storages and ordered "
                "dictionaries are read, and nothing in it was run"
            )
        self.push(_NAMES[word])

    def tuple_of(self, values: list[Any]) -> None:
        """Make a tuple. A storage's or tensor's description has tuples in one; deeper ones are refused."""
        if any(isinstance(inner, tuple) and any(isinstance(one, tuple) for one in inner) for inner in values):
            raise refusal("the file has tuples in tuples in tuples, which no tensor has")
        self.push(tuple(values))

    def several(self, count: int) -> None:
        """Make a tuple of the last values."""
        self.tuple_of([self.pop() for _ in range(count)][::-1])

    def reduce(self) -> None:
        """Make a dictionary or a tensor: the only things that are made of others."""
        arguments, maker = self.pop(), self.pop()
        if not isinstance(arguments, tuple) or not isinstance(maker, _Name):
            raise refusal("the file calls something that is not a name, which is refused")
        if maker is _DICTIONARY and not arguments:
            self.push({})
        elif maker is _TENSOR and len(arguments) in (6, 7):  # the last ones: gradient, hooks, metadata
            storage, offset, shape, strides, *_ = arguments
            if not (isinstance(storage, Storage) and isinstance(shape, tuple) and isinstance(strides, tuple)):
                raise refusal("a tensor's storage, shape or strides are not what they should be")
            self.push(Tensor(storage, offset, shape, strides))
        elif maker is _PARAMETER and len(arguments) == 3 and isinstance(arguments[0], Tensor):
            self.push(arguments[0])
        else:
            raise refusal(f"the file calls {maker.word} with {len(arguments)} arguments, which is refused")

    def storage(self) -> None:
        """Read the description of a storage."""
        match self.pop():
            case ("storage", _Name(word=kind), str(key), str(), int(size), *view) if kind in STORAGES:
                if view not in ([], [None]):
                    raise refusal(f'storage "{key[:200]}" is a part of another, as PyTorch before 0.4 wrote them')
                if isinstance(size, bool) or size < 0:
                    raise refusal(f'storage "{key[:200]}" has no size')
                self.push(Storage(key, kind, size))
            case _:
                raise refusal("the file refers to something outside it that is not a storage, which is refused")

    def set_items(self, values: list[Any]) -> None:
        """Put pairs of name and value into a dictionary."""
        into = self.stack[-1]
        if not isinstance(into, dict) or len(values) % 2:
            raise refusal("the file sets items of something that is not a dictionary, which is refused")
        for key, value in zip(values[::2], values[1::2], strict=True):
            if not isinstance(key, str):
                raise refusal(f"a dictionary in the file has a key that is not a name but {_kind(key)}")
            if key in into:
                raise refusal(f'there are two values named "{key[:200]}"')
            into[key] = value

    def append(self, values: list[Any]) -> None:
        """Put values at the end of a list."""
        into = self.stack[-1]
        if not isinstance(into, list):
            raise refusal("the file appends to something that is not a list, which is refused")
        into.extend(values)

    def build(self) -> None:
        """Pass over the attributes of a dictionary: a state dict has the versions of its modules there."""
        self.pop()
        if not isinstance(self.stack[-1], dict):
            raise refusal(f"the file sets attributes of {_kind(self.stack[-1])}, which is refused")


def _kind(value: Any) -> str:
    """Name what a value is."""
    return value.word if isinstance(value, _Name) else f"a {type(value).__name__.lower()}"


def _constant(value: Any) -> Callable[[_Machine, Any], None]:
    return lambda machine, _: machine.push(value)


def _argument(machine: _Machine, argument: Any) -> None:
    machine.push(argument)


def _put(machine: _Machine, place: int) -> None:
    machine.memo[place] = machine.stack[-1]


def _get(machine: _Machine, place: int) -> None:
    machine.push(machine.memo[place])


_STEPS: dict[str, Callable[[_Machine, Any], None]] = {
    "PROTO": _Machine.protocol,
    "STOP": lambda *_: None,
    "MARK": _constant(_MARK),
    "NONE": _constant(None),
    "NEWTRUE": _constant(True),
    "NEWFALSE": _constant(False),
    "EMPTY_TUPLE": _constant(()),
    **dict.fromkeys(("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE"), _argument),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    **dict.fromkeys(("BINPUT", "LONG_BINPUT"), _put),
    **dict.fromkeys(("BINGET", "LONG_BINGET"), _get),
    "GLOBAL": _Machine.name,
    "TUPLE": lambda machine, _: machine.tuple_of(machine.since_mark()),
    "TUPLE1": lambda machine, _: machine.several(1),
    "TUPLE2": lambda machine, _: machine.several(2),
    "TUPLE3": lambda machine, _: machine.several(3),
    "REDUCE": lambda machine, _: machine.reduce(),
    "BINPERSID": lambda machine, _: machine.storage(),
    "SETITEM": lambda machine, _: machine.set_items([machine.pop(), machine.pop()][::-1]),
    "SETITEMS": lambda machine, _: machine.set_items(machine.since_mark()),
    "APPEND": lambda machine, _: machine.append([machine.pop()]),
    "APPENDS": lambda machine, _: machine.append(machine.since_mark()),
    "BUILD": lambda machine, _: machine.build(),
}  # fmt: skip
