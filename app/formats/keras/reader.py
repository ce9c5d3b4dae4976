"""From Keras' JSON to a network's nodes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...mechanics.errors import OptionError
from .reading.config import model_of
from .reading.reading import KerasReading, read


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
    return read(lambda graph, sizes: model_of(graph, config, sizes), input_shape)


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
