"""A network as JSON: a list of nodes, each an operation with its options."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import HTTPException
from pydantic import Field, create_model

from ...layers.layer import option_fields
from ...layers.options import Option
from ...layers.registry import LAYERS, make
from ...mechanics.errors import OptionError, did_you_mean
from ...networks.analysis import Analysis, NodeError, analyze
from ...networks.graph import INPUT, Network, Node, ordered
from ...networks.zoo import ZOO
from ..wire.fields import Count, CountFromZero, PaddingPerAxis, PerAxis, PerAxisFromZero, Strict

MOST_NODES = 20_000
#: The largest image size and number of classes that a classic network is built for.
MOST_PIXELS = 100_000
MOST_CLASSES = 10_000_000
Number = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
ShapeWithoutBatch = Annotated[list[Count], Field(min_length=1, max_length=4)]
InputShape = Annotated[
    list[Count],
    Field(min_length=1, max_length=4, description="[C, H, W], [C, L], [C, D, H, W], or [features]"),
]


class _NodeFrame(Strict):
    """The fields that every node has."""

    operation: str = Field(description='"conv", "relu" …, or the name of PyTorch\'s class', max_length=100)
    name: str | None = Field(
        None, min_length=1, max_length=200, description="unique; the operation and its place if omitted"
    )
    inputs: list[str] | None = Field(None, description='names of nodes, or "input"; the previous node if omitted')
    stage: str = Field("", max_length=200, description="the part of the network that it belongs to")
    weights_of: str | None = Field(
        None, min_length=1, max_length=200, description="the node whose weights it uses too; its own if omitted"
    )


def _type(name: str, option: Option) -> Any:
    """Return the JSON type of an option's value; each list of words has a title of its own, which clients name."""
    if option.kind.name == "mode":
        title = "Mode" if name == "mode" else f"Layer {name.replace('_', ' ')}".title()
        return Annotated[Literal[option.choices], Field(title=title)]
    if option.kind.name == "pair":
        return PerAxis if option.least else PerAxisFromZero
    if option.kind.name == "count" and option.least == 0:
        return CountFromZero
    kinds = {
        "padding": PaddingPerAxis, "count": Count, "number": Number, "flag": bool, "shape": ShapeWithoutBatch,
        "text": Text,
    }  # fmt: skip
    return kinds[option.kind.name]


def _option_fields() -> dict[str, Any]:
    """Create the fields of all layers' options: each description names the layers that take it."""
    takers: dict[str, list[str]] = {}
    known: dict[str, Option] = {}
    for operation, layer in LAYERS.items():
        for name, (option, _) in option_fields(layer).items():
            takers.setdefault(name, []).append(operation)
            known.setdefault(name, option)
    return {
        name: (
            _type(name, option) | None,
            Field(None, description=f"{option.description}; of {', '.join(takers[name])}"),
        )
        for name, option in known.items()
    }


#: The options of a node, without the rest of it.
NodeOptions = create_model("NodeOptions", __base__=Strict, __doc__="The options of a node.", **_option_fields())
#: One node; its layer determines which options the operation takes.
NodeRequest = create_model("NodeRequest", __base__=_NodeFrame, __doc__="One node.", **_option_fields())


class NetworkRequest(Strict):
    """A network of the zoo, specified by `name`, or your own, specified by `input_shape` and `layers`."""

    name: str | None = Field(None, description="as listed by `GET /networks`", max_length=100)
    input_size: int | None = Field(None, ge=1, le=MOST_PIXELS, description="with `name`; its default if omitted")
    num_classes: int | None = Field(None, ge=1, le=MOST_CLASSES, description="with `name`; its default if omitted")
    input_shape: InputShape | None = Field(None, description="with `layers`")
    layers: list[NodeRequest] | None = Field(None, min_length=1, max_length=MOST_NODES, description="in order")

    def analysis(self, path: str = "") -> Analysis:
        """Return the analysis of the network, which stands at a path in the caller's body.

        Raises
        ------
        OptionError
            As for `network`, and if nodes do not fit; it names the field by its path in the caller's body.
        """
        with self.located(path):
            return analyze(self.network())

    @contextmanager
    def located(self, path: str, otherwise: str = "") -> Iterator[None]:
        """Name the caller's own field in errors about the network.

        Parameters
        ----------
        path : str
            Where the network stands in the caller's body; empty for the body itself.
        otherwise : str
            The field to name if a node of a network of the zoo is at fault; if omitted, what the network was built
            with.
        """
        try:
            yield
        except NodeError as error:
            if self.layers is None:
                built = "name" if self.input_size is None else "input_size"
                raise OptionError(otherwise or _joined(path, built), str(error)) from None
            place = [node_name(node, i) for i, node in enumerate(self.layers)].index(error.name)
            raise OptionError(_joined(path, f"layers[{place}].{error.option}"), str(error)) from None
        except OptionError as error:
            raise type(error)(_joined(path, error.field), str(error)) from None

    def network(self) -> Network:
        """Return the network, checked.

        Raises
        ------
        OptionError
            If it is specified in neither way or in both, or nodes do not fit together; or as for `zoo_network`.
        """
        if self.name is not None:
            if self.input_shape or self.layers:
                raise OptionError("name", "give a name, or input_shape and layers, not both")
            return zoo_network(self.name, self.input_size, self.num_classes)
        if self.input_shape is None or self.layers is None:
            missing = "layers" if self.layers is None else "input_shape"
            raise OptionError(missing, f"{missing} is missing: give a name, or input_shape and layers")
        for option in ("input_size", "num_classes"):
            if getattr(self, option) is not None:
                raise OptionError(option, f"{option} goes with a name: with layers, change the layers themselves")
        return network_of(tuple(self.input_shape), self.layers)


def network_of(input_shape: tuple[int, ...], layers: list[Any]) -> Network:
    """Build a network from the nodes of a request.

    Parameters
    ----------
    input_shape : Shape
        The shape of the input.
    layers : list of NodeRequest
        The nodes in any order.

    Raises
    ------
    OptionError
        If a node is invalid or does not fit; the message names it.

    Examples
    --------
    >>> network_of((3, 8, 8), [NodeRequest(operation="conv", out_channels=4, kernel_size=3)]).nodes[0].layer.kernel_size
    (3, 3)
    """
    axes = len(input_shape) - 1
    nodes: list[Node] = []
    for place, node in enumerate(layers):
        operation, rank = _operation(node.operation)
        name = node_name(node, place)
        inputs = tuple(node.inputs) if node.inputs else (nodes[-1].name if nodes else INPUT,)
        try:
            if rank and rank != max(axes, 1) and axes:
                raise OptionError(
                    "operation",
                    f"{node.operation} has {rank} spatial ax{'i' if rank == 1 else 'e'}s, but the input has {axes}",
                )
            options = {
                option: value
                for option, value in node
                if option not in _NodeFrame.model_fields and option in node.model_fields_set and value is not None
            }
            layer = make(operation, options, axes or rank or 2)
            nodes.append(Node(name, layer, inputs, node.stage, node.weights_of or ""))
        except OptionError as error:
            raise OptionError(f"layers[{place}].{error.field}", f'node "{name}": {error}') from None
    return ordered(input_shape, nodes)


#: PyTorch's class names, in lower case and without the number of axes, and ours without underscores.
_ALIASES = {name.replace("_", ""): name for name in LAYERS} | {"localresponsenorm": "local_response_norm"}
_RANKED = re.compile(r"(.+?)([123])d")


def node_name(node: Any, place: int) -> str:
    """Return the name of a node, which is made from its operation and its place if the request gives none."""
    return node.name or f"{_operation(node.operation)[0]}{place + 1}"


def _joined(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def _operation(name: str) -> tuple[str, int]:
    """Return an operation, and the number of axes in PyTorch's name for it; 0 if there is none."""
    lower = name.lower()
    ranked = _RANKED.fullmatch(lower)
    stem, rank = (ranked[1], int(ranked[2])) if ranked else (lower, 0)
    if stem in LAYERS:
        return stem, rank
    return _ALIASES.get(stem.replace("_", ""), name), rank


def zoo_network(name: str, input_size: int | None, num_classes: int | None) -> Network:
    """Build a network of the zoo.

    Raises
    ------
    HTTPException
        404 if there is no network with that name.
    OptionError
        If classes are requested but the network has none.

    Examples
    --------
    >>> zoo_network("lenet5", 28, 10).input_shape
    (1, 28, 28)
    """
    if name not in ZOO:
        raise HTTPException(404, f"there is no network named {name!r}{did_you_mean(name, ZOO)}")
    return ZOO[name].build(input_size, num_classes)
