"""A network as JSON: a list of nodes, each an operation with its options."""

from typing import Annotated, Any, Literal

from fastapi import HTTPException
from pydantic import Field

from ..mechanics.errors import OptionError
from ..mechanics.options import padding_per_axis, per_axis
from ..networks.graph import INPUT, Network, Node, ordered
from ..networks.layers import Layer
from ..networks.operations import OPERATIONS, make
from ..networks.zoo import ZOO
from .fields import Count, Padding, Pair, PairFromZero, Strict

MOST_NODES = 20_000
#: Pictures larger than this, and more classes, are nobody's.
MOST_PIXELS = 100_000
MOST_CLASSES = 10_000_000
Number = Annotated[float, Field(allow_inf_nan=False)]


class NodeRequest(Strict):
    """One node; which options an operation takes is PyTorch's matter."""

    operation: str = Field(description='"conv", "relu" …, or the name of PyTorch\'s class', max_length=100)
    name: str | None = Field(None, min_length=1, max_length=200)
    inputs: list[str] | None = Field(None, description='names of nodes, or "input"; the node before if left out')
    stage: str = Field("", max_length=200)
    in_channels: Count | None = Field(None, description="checked, if given")
    out_channels: Count | None = None
    kernel_size: Pair | None = None
    stride: Pair | None = None
    padding: Padding | None = None
    output_padding: PairFromZero | None = None
    dilation: Pair | None = None
    groups: Count | None = None
    bias: bool | None = None
    ceil_mode: bool | None = None
    count_include_pad: bool | None = None
    output_size: Pair | None = None
    in_features: Count | None = Field(None, description="checked, if given")
    out_features: Count | None = None
    num_features: Count | None = Field(None, description="checked, if given")
    affine: bool | None = None
    num_parameters: Count | None = None
    negative_slope: Number | None = None
    p: Number | None = None
    size: Count | None = None
    alpha: Number | None = None
    beta: Number | None = None
    k: Number | None = None
    mode: Literal["nearest", "bilinear"] | None = None
    scale_factor: Pair | None = None
    upscale_factor: Count | None = None


class NetworkRequest(Strict):
    """A network."""

    input_shape: list[Count] = Field(min_length=3, max_length=3, description="[C, H, W]")
    layers: list[NodeRequest] = Field(min_length=1, max_length=MOST_NODES)

    def network(self) -> Network:
        """Give the network, checked.

        Raises
        ------
        OptionError
            If a node is not one, or nodes do not fit together.
        """
        nodes: list[Node] = []
        for place, node in enumerate(self.layers):
            operation = _ALIASES.get(node.operation.lower(), node.operation)
            name = node.name or f"{operation}{place + 1}"
            inputs = tuple(node.inputs) if node.inputs else (nodes[-1].name if nodes else INPUT,)
            try:
                nodes.append(Node(name, operation, _layer(operation, node), inputs, node.stage))
            except OptionError as error:
                raise OptionError(f"layers[{place}].{error.field}", f'node "{name}": {error}') from None
        return ordered(tuple(self.input_shape), nodes)


#: PyTorch's class names, in small letters.
_ALIASES = {
    "conv2d": "conv",
    "convtranspose2d": "conv_transpose",
    "maxpool2d": "max_pool",
    "avgpool2d": "avg_pool",
    "adaptiveavgpool2d": "adaptive_avg_pool",
    "batchnorm2d": "batch_norm",
    "localresponsenorm": "local_response_norm",
    "leakyrelu": "leaky_relu",
    "pixelshuffle": "pixel_shuffle",
    **{name.replace("_", ""): name for name in ("conv_transpose", "max_pool", "avg_pool")},
    **{name: name for name in OPERATIONS},
}
_NODE = {"operation", "name", "inputs", "stage"}
#: What is given in pairs, and their least.
_PAIRS = {"kernel_size": 1, "stride": 1, "dilation": 1, "output_size": 1, "scale_factor": 1, "output_padding": 0}


def _layer(operation: str, node: NodeRequest) -> Layer:
    given = {name: value for name, value in node if name not in _NODE and value is not None}
    return make(operation, {name: _normal(name, value) for name, value in given.items()})


def _normal(name: str, value: Any) -> Any:
    if name == "padding":
        return padding_per_axis(value)
    if name in _PAIRS:
        height, width = per_axis(name, value, least=_PAIRS[name])
        return height, width
    return value


class AnyNetwork(Strict):
    """A network of the zoo by `name`, or one's own by `input_shape` and `layers`."""

    name: str | None = Field(None, description="as `GET /networks` lists it", max_length=100)
    input_size: int | None = Field(None, ge=1, le=MOST_PIXELS, description="with `name`; its own if left out")
    num_classes: int | None = Field(None, ge=1, le=MOST_CLASSES, description="with `name`; its own if left out")
    input_shape: list[Count] | None = Field(None, min_length=3, max_length=3, description="with `layers`: [C, H, W]")
    layers: list[NodeRequest] | None = Field(None, min_length=1, max_length=MOST_NODES)

    def network(self) -> Network:
        """Give the network, checked.

        Raises
        ------
        OptionError
            If it is said in neither way, or in both; or as `NetworkRequest` and `zoo_network`.
        """
        if self.name is not None:
            if self.input_shape or self.layers:
                raise OptionError("name", "give a name, or input_shape and layers, not both")
            return zoo_network(self.name, self.input_size, self.num_classes)
        if self.input_shape is None or self.layers is None:
            raise OptionError("layers", "give a name, or input_shape and layers")
        return NetworkRequest.model_construct(input_shape=self.input_shape, layers=self.layers).network()


def zoo_network(name: str, input_size: int | None, num_classes: int | None) -> Network:
    """Build a network of the zoo.

    Raises
    ------
    HTTPException
        404 if there is none of that name.
    OptionError
        If the network has no classes and some are asked for.

    Examples
    --------
    >>> zoo_network("lenet5", 28, 10).input_shape
    (1, 28, 28)
    """
    if name not in ZOO:
        raise HTTPException(404, f"there is no network named {name!r}; there are {', '.join(ZOO)}")
    return ZOO[name].build(input_size, num_classes)
