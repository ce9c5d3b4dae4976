"""From Keras' source and its JSON to a network's nodes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...mechanics.errors import OptionError
from ..pytorch.interpreter.interpreter import Guard, parsed, tables
from ..pytorch.interpreter.machine import Machine
from ..pytorch.library.numbers import Numbers
from ..pytorch.pasted import without_frame
from ..pytorch.program import Program, run_statements
from .library.choice import chosen
from .library.exports import known_definition
from .library.names import NAMES, import_module
from .library.world import World
from .reading.config import model_of
from .reading.graph import Graph
from .reading.reading import KerasReading, Model, read

_TABLES = tables(NAMES, Numbers)


def read_keras(text: str, model: str = "", input_shape: Sequence[int] | None = None) -> KerasReading:
    """Read code, in an interpreter of ours: nothing of it reaches Python.

    Parameters
    ----------
    text : str
        Python that makes a model.
    model : str
        The variable, class, function or call that is meant, where the text has several.
    input_shape : sequence of int or None
        [C, …]; if None, what the text says, or a common size that fits.

    Raises
    ------
    OptionError
        Naming the line that cannot be read; or the models, if there are several.

    Examples
    --------
    >>> reading = read_keras("keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])")
    >>> [(node["operation"], node["name"]) for node in reading.nodes], reading.input_shape
    ([('flatten', 'flatten'), ('linear', 'dense')], [1, 28, 28])
    """
    notes: list[str] = []

    def build(graph: Graph) -> Model:
        m = Machine(_TABLES, World(graph), import_module, graph.budget)
        program = Program(m)
        body = []
        for statement in parsed(without_frame(text)).body:
            known = known_definition(statement)
            if known is None:
                body.append(statement)
            else:
                program.scope.names[known[0]] = known[1]
        run_statements(program, body)
        graph.guard = Guard(m)
        found: Model = chosen(program, model)
        notes[:] = m.notes
        return found

    return read(build, input_shape, notes)


def read_keras_config(config: Mapping[str, Any], input_shape: Sequence[int] | None = None) -> KerasReading:
    """Read a model's configuration: what ``to_json()`` writes, or ``config.json`` of a ``.keras`` archive, parsed.

    Parameters
    ----------
    config : mapping
        With ``class_name`` and ``config``.
    input_shape : sequence of int or None
        [C, …]; if None, what the configuration says, or a common size that fits.

    Raises
    ------
    OptionError
        Naming the layer that cannot be read.

    Examples
    --------
    >>> dense = {"class_name": "Dense", "config": {"name": "dense", "units": 10, "batch_input_shape": [None, 784]}}
    >>> reading = read_keras_config({"class_name": "Sequential", "config": {"layers": [dense]}})
    >>> reading.input_shape, [(node["operation"], node["name"]) for node in reading.nodes]
    ([784], [('linear', 'dense')])
    """
    return read(lambda graph: model_of(graph, config), input_shape)


def parsed_json(text: str) -> Any:
    """Parse JSON.

    Raises
    ------
    OptionError
        Naming the line that is none.

    Examples
    --------
    >>> parsed_json('{"a": 1}')
    {'a': 1}
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise OptionError("text", f"line {error.lineno}: this is not JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        raise OptionError("text", "this JSON is nested too deeply, or has numbers that are too long") from None
