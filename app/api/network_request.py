"""A network as JSON: a list of nodes, each an operation with its options."""

from collections.abc import Callable
from typing import Any

from pydantic import Field

from app.api.fields import Count, Padding, Pair, PairFromZero, Strict
from app.mechanics.activation import ACTIVATIONS
from app.mechanics.errors import OptionError
from app.mechanics.options import Pair as CorePair
from app.mechanics.options import padding_per_axis, per_axis
from app.networks.graph import INPUT, Network, Node, ordered
from app.networks.layers import Add, BatchNorm, Concat, Flatten, Layer, Linear, PixelShuffle, Upsample
from app.networks.windowed import AdaptiveAvgPool, Conv, ConvTranspose, Pool

MOST_NODES = 20_000


class NodeRequest(Strict):
    """One node; which options an operation takes is PyTorch's matter."""

    operation: str = Field(description='"conv", "relu" …, or the name of PyTorch\'s class', max_length=100)
    name: str | None = Field(None, min_length=1, max_length=200)
    inputs: list[str] | None = Field(None, description='names of nodes, or "input"; the node before if left out')
    stage: str = Field("", max_length=200)
    out_channels: Count | None = None
    kernel_size: Pair | None = None
    stride: Pair | None = None
    padding: Padding | None = None
    output_padding: PairFromZero | None = None
    dilation: Pair | None = None
    groups: Count | None = None
    bias: bool | None = None
    ceil_mode: bool | None = None
    output_size: Pair | None = None
    out_features: Count | None = None
    in_features: Count | None = None
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


_SLIDING = {"kernel_size", "stride", "padding", "dilation"}
_CONV = _SLIDING | {"out_channels", "groups", "bias"}
#: What is given in pairs.
_PAIRS = {"kernel_size", "stride", "dilation", "output_size", "scale_factor"}


def _conv(options: dict[str, Any]) -> Layer:
    return Conv(**options)


def _pool(kind: Any) -> Callable[[dict[str, Any]], Layer]:
    def make(options: dict[str, Any]) -> Layer:
        return Pool(kind, **{"stride": options.get("kernel_size"), **options})

    return make


def _unchanged(_: dict[str, Any]) -> Layer:
    return Layer()


#: For each operation: what it must be told, what it may be told, and what makes it.
OPERATIONS: dict[str, tuple[set[str], set[str], Callable[[dict[str, Any]], Layer]]] = {
    "conv": ({"out_channels", "kernel_size"}, _CONV, _conv),
    "conv_transpose": (
        {"out_channels", "kernel_size"},
        _CONV | {"output_padding"},
        lambda options: ConvTranspose(**options),
    ),
    "max_pool": ({"kernel_size"}, _SLIDING | {"ceil_mode"}, _pool("max_pool")),
    "avg_pool": ({"kernel_size"}, _SLIDING - {"dilation"} | {"ceil_mode"}, _pool("avg_pool")),
    "adaptive_avg_pool": ({"output_size"}, {"output_size"}, lambda options: AdaptiveAvgPool(**options)),
    "batch_norm": (set(), set(), lambda _: BatchNorm()),
    "local_response_norm": (set(), set(), _unchanged),
    "dropout": (set(), set(), _unchanged),
    "softmax": (set(), set(), _unchanged),
    "relu6": (set(), set(), _unchanged),
    "flatten": (set(), set(), lambda _: Flatten()),
    "linear": ({"out_features"}, {"out_features", "in_features", "bias"}, lambda options: Linear(**options)),
    "add": (set(), set(), lambda _: Add()),
    "concat": (set(), set(), lambda _: Concat()),
    "upsample": ({"scale_factor"}, {"scale_factor"}, lambda options: Upsample(**options)),
    "pixel_shuffle": ({"upscale_factor"}, {"upscale_factor"}, lambda options: PixelShuffle(**options)),
    **{name: (set(), set(), _unchanged) for name in ACTIVATIONS},
}
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


def _layer(operation: str, node: NodeRequest) -> Layer:
    if operation not in OPERATIONS:
        raise OptionError("operation", f'there is no operation "{operation}"; there are {", ".join(OPERATIONS)}')
    must, may, make = OPERATIONS[operation]
    given = {name: value for name, value in node if name not in _NODE and value is not None}
    for name in sorted(set(given) - may):
        raise OptionError(name, f"{operation} has no {name}")
    for name in sorted(must - set(given)):
        raise OptionError(name, f"{operation} needs {name}")
    return make({name: _normal(name, value) for name, value in given.items()})


def _normal(name: str, value: Any) -> Any:
    if name == "padding":
        return padding_per_axis(value)
    if name in _PAIRS:
        return _pair(name, value, least=1)
    return _pair(name, value, least=0) if name == "output_padding" else value


def _pair(name: str, value: int | list[int], least: int) -> CorePair:
    height, width = per_axis(name, value, least=least)
    return height, width
