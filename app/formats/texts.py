"""Which kind of text a network is in, by what it contains, and the network that it says."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..mechanics.errors import OptionError
from .keras.reader import parsed_json, read_keras, read_keras_config
from .pytorch.printed import is_printed
from .pytorch.reader import read_pytorch
from .pytorch.tracing import Reading

Kind = Literal["pytorch", "print", "keras", "json"]
#: What is read, for errors.
KINDS = (
    "PyTorch source, what print(model) writes of a PyTorch model, Keras source, what model.to_json() writes of a Keras "
    "model, or a network exported here as JSON"
)
#: The head of the table that Keras' ``model.summary()`` prints.
_SUMMARY = re.compile(r"^\s*(Model: \"|Layer \(type\)|[┏┃] ?Layer \(type\))", re.MULTILINE)
_KERAS_IMPORT = re.compile(r"^\s*(?:>>> )?(?:from|import)\s+(?:keras|tensorflow|tf_keras)\b", re.MULTILINE)
_TORCH_IMPORT = re.compile(
    r"^\s*(?:>>> )?(?:from|import)\s+(?:torch|torchvision|timm|pytorch_lightning|lightning)\b", re.MULTILINE
)
_KERAS_WORDS = re.compile(
    r"\b(?:keras|tf|layers|models)\.|\b(?:Dense|Conv[123]D(?:Transpose)?|SeparableConv[12]D|DepthwiseConv2D|"
    r"(?:Max|Average|GlobalAverage|GlobalMax)Pooling[123]D|BatchNormalization|UpSampling[123]D|ZeroPadding[123]D|"
    r"Input|Activation|Concatenate)\(|\bmodel\.add\("
)
_TORCH_WORDS = re.compile(
    r"\b(?:torch|nn|F)\.|\b(?:Linear|(?:Lazy)?Conv(?:Transpose)?[123]d|BatchNorm[123]d|MaxPool[123]d|AvgPool[123]d|"
    r"AdaptiveAvgPool[123]d|ReLU|Module)\b|\bdef forward\b"
)


def kind_of(text: str) -> Kind:
    r"""Say which kind of text a network is in; PyTorch's source where nothing speaks for another.

    Raises
    ------
    OptionError
        If it is a table that does not say how layers connect.

    Examples
    --------
    >>> kind_of('{"input_shape": [3, 8, 8], "layers": []}'), kind_of("keras.Sequential([layers.Dense(10)])")
    ('json', 'keras')
    >>> kind_of("nn.Sequential(nn.ReLU())"), kind_of("Net(\n  (fc): Linear(in_features=3, out_features=2)\n)")
    ('pytorch', 'print')
    """
    if text.lstrip("\ufeff \t\r\n").startswith(("{", '"{')):
        return "json"
    if is_printed(text):
        return "print"
    keras, torch = (pattern.search(text) is not None for pattern in (_KERAS_IMPORT, _TORCH_IMPORT))
    if keras != torch:
        return "keras" if keras else "pytorch"
    keras_words, torch_words = (len(pattern.findall(text)) for pattern in (_KERAS_WORDS, _TORCH_WORDS))
    if not keras and _SUMMARY.search(text) and "(type)" in text:
        raise OptionError(
            "text",
            "this is the table that model.summary() prints, which does not say all of its layers: paste the source, "
            "or what print(model.to_json()) writes",
        )
    return "keras" if keras_words > torch_words else "pytorch"


def read_text(
    text: str, model: str = "", input_shape: Sequence[int] | None = None, *, sequential: bool = False
) -> Reading:
    """Read a network from a text of any kind; nothing of it is executed by Python.

    Parameters
    ----------
    text : str
        PyTorch source, a printed PyTorch model, Keras source, the JSON of a Keras model, or our own JSON.
    model : str
        The variable, class, function or call that is meant, where source has several.
    input_shape : sequence of int or None
        [C, …]; if None, what the text says, or a common size that fits.
    sequential : bool
        Of a print: whether the children of classes that are not known are taken one after the other.

    Raises
    ------
    OptionError
        Naming the line or the layer that cannot be read.

    Examples
    --------
    >>> read_text("keras.Sequential([keras.Input((784,)), layers.Dense(10)])").input_shape
    [784]
    """
    text = without_fence(text)
    kind = kind_of(text)
    if kind == "json":
        return _read_json(text, input_shape)
    if kind == "keras":
        return read_keras(text, model, input_shape)
    try:
        return read_pytorch(text, model, input_shape, sequential=sequential)
    except OptionError as error:
        if str(error) == "there is no model in this text" and not _TORCH_WORDS.search(text):
            raise OptionError("text", f"there is no model in this text: what is read is {KINDS}") from None
        raise


def without_fence(text: str) -> str:
    r"""Give JSON out of a Markdown fence; other text as it is, since its reader sees to it.

    Examples
    --------
    >>> without_fence('```json\n{"layers": []}\n```')
    '{"layers": []}'
    """
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```") and stripped[3:].lstrip("json \r\n").startswith("{"):
        return stripped.strip("`").removeprefix("json").strip()
    return text


def _read_json(text: str, input_shape: Sequence[int] | None) -> Reading:
    found = parsed_json(text.lstrip("\ufeff"))
    if isinstance(found, str):  # JSON within JSON, as a notebook shows a string
        found = parsed_json(found)
    if not isinstance(found, Mapping):
        raise OptionError("text", f"this JSON is no network: what is read is {KINDS}")
    if "class_name" in found:
        return read_keras_config(found, input_shape)
    if isinstance(found.get("network"), Mapping):
        found = found["network"]
    return _own(found, input_shape)


def _own(network: Mapping[str, Any], input_shape: Sequence[int] | None) -> Reading:
    """Take a network of our own JSON as it is: the caller checks it."""
    layers, shape = network.get("layers"), network.get("input_shape")
    if not isinstance(layers, list) or not isinstance(shape, list):
        raise OptionError(
            "text",
            'this JSON is neither a Keras model ("class_name" and "config") nor a network of ours ("input_shape" '
            'and "layers")',
        )
    more = sorted(set(network) - {"layers", "input_shape"})
    if more:
        raise OptionError("text", f'a network has "input_shape" and "layers", and no {", ".join(map(str, more))[:100]}')
    return Reading(list(input_shape or shape), layers, [])
