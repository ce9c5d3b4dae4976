"""The table of converters, one for each operator."""

from collections.abc import Callable

from .node import Node, Value
from .recorder import Recorder

#: Makes of a node what comes out of it.
Converter = Callable[[Recorder, Node], Value | list[Value]]
CONVERTERS: dict[str, Converter] = {}


def converts(*kinds: str) -> Callable[[Converter], Converter]:
    """Register a converter of some operators; a second one for the same is a mistake."""

    def register(converter: Converter) -> Converter:
        for kind in kinds:
            assert kind not in CONVERTERS, kind
            CONVERTERS[kind] = converter
        return converter

    return register
