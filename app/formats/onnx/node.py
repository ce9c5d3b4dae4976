"""A node of the file, and what its converter asks of it."""

from dataclasses import dataclass
from typing import Any

import onnx

from ..pytorch.library.tensor import Tensor
from .constant import Constant
from .refusals import Unknown

#: What goes into a node: something that flows through the network, something that the file holds, or nothing.
Value = Tensor | Constant | None


@dataclass(frozen=True)
class Node:
    """A node with its inputs.

    Attributes
    ----------
    proto : onnx.NodeProto
        As the file has it.
    name : str
        What it is called here.
    values : list of Value
        Its inputs.
    version : int
        Of the set of operators that the file uses.
    """

    proto: onnx.NodeProto
    name: str
    values: list[Value]
    version: int

    @property
    def kind(self) -> str:
        """The name of its operator."""
        return self.proto.op_type

    def attribute(self, name: str, default: Any = None) -> Any:
        """Return an attribute, or what it is where the file says nothing."""
        found = next((one for one in self.proto.attribute if one.name == name), None)
        if found is None:
            return default
        value = onnx.helper.get_attribute_value(found)
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        return list(value) if found.type in (onnx.AttributeProto.INTS, onnx.AttributeProto.FLOATS) else value

    def require(self, **wanted: Any) -> None:
        """Leave the node opaque if an attribute is not what is known here.

        Raises
        ------
        Unknown
            Naming the attribute.
        """
        for name, value in wanted.items():
            if self.attribute(name, value) != value:
                raise Unknown(f"{name} is {self.attribute(name)!r}")

    def input(self, place: int) -> Value:
        """Return an input; None if there is none."""
        return self.values[place] if place < len(self.values) else None

    def tensor(self, place: int = 0) -> Tensor:
        """Return an input that flows through the network.

        Raises
        ------
        Unknown
            If the file holds it instead.
        """
        value = self.input(place)
        if not isinstance(value, Tensor):
            raise Unknown("its input does not come from the input of the network")
        return value

    def constant(self, place: int) -> Constant | None:
        """Return an input that the file holds; None if there is none.

        Raises
        ------
        Unknown
            If it flows through the network.
        """
        value = self.input(place)
        if isinstance(value, Tensor):
            raise Unknown(f"input {place} is computed by the network")
        return value

    def needed(self, place: int) -> Constant:
        """Return an input that the file holds.

        Raises
        ------
        Unknown
            As for `constant`, and if there is none.
        """
        value = self.constant(place)
        if value is None:
            raise Unknown(f"input {place} is missing")
        return value

    def numbers(self, name: str, place: int) -> list[Any] | None:
        """Return what is an attribute in older files, and an input in newer ones."""
        given = self.attribute(name)
        if given is not None:
            return given if isinstance(given, list) else [given]
        found = self.constant(place)
        return None if found is None else found.numbers
