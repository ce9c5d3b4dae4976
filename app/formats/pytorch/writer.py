"""A network as PyTorch code that builds it again."""

from collections.abc import Callable
from typing import Any

from ...layers.activation import LeakyReLU, PReLU
from ...layers.conv import Conv
from ...layers.conv_transpose import ConvTranspose
from ...layers.dropout import Dropout
from ...layers.layer import Layer
from ...layers.linear import Linear
from ...layers.norm import BatchNorm, LocalResponseNorm
from ...layers.pool import AdaptiveAvgPool, AvgPool, MaxPool
from ...layers.upsampling import PixelShuffle, Upsample
from ...mechanics.axis.options import PerAxis, Sides
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, NodeAnalysis
from ...networks.graph import INPUT
from ..writing import call, cropped, identifiers, input_size, one, others, subsampled

_PLAIN = {
    "identity": "Identity", "relu": "ReLU", "relu6": "ReLU6", "sigmoid": "Sigmoid", "tanh": "Tanh", "gelu": "GELU",
    "silu": "SiLU", "flatten": "Flatten",
}  # fmt: skip


def to_pytorch(analysis: Analysis) -> str:
    """Write a network as PyTorch code.

    Returns
    -------
    str
        An ``nn.Sequential`` where each layer follows the one before, else a class with a forward method. It leaves the
        model in ``model``.

    Raises
    ------
    OptionError
        If a layer is more than PyTorch's can do; it names the node.

    Examples
    --------
    >>> from ...networks.analysis import analyze
    >>> from ...networks.graph import Builder
    >>> from ...layers.linear import Linear
    >>> from ...layers.reshaping import Flatten
    >>> build = Builder((1, 28, 28))
    >>> _ = build.add(Flatten()), build.add(Linear(10))
    >>> print(to_pytorch(analyze(build.network())))
    from torch import nn
    <BLANKLINE>
    model = nn.Sequential(
        nn.Flatten(),  # 784
        nn.Linear(784, 10),  # 10
    )
    <BLANKLINE>
    """
    before = INPUT
    modules = []
    for found in analysis.nodes:
        module = _module(found)
        if module is None or found.node.inputs != (before,):
            return _class(analysis)
        modules.append(f"    {module},  # {'×'.join(map(str, found.output_shape))}\n")
        before = found.node.name
    return f"from torch import nn\n\nmodel = nn.Sequential(\n{''.join(modules)})\n"


def _class(analysis: Analysis) -> str:
    names = identifiers(analysis.network)
    made, run = [], []
    for found in analysis.nodes:
        name, module = names[found.node.name], _module(found)
        inputs = [names[source] for source in found.node.inputs]
        if module is None:
            run.append(f"        {name} = {_JOINS[found.node.operation](found, inputs)}\n")
        else:
            made.append(f"        self.{name} = {module}\n")
            run.append(f"        {name} = self.{name}({', '.join(inputs)})\n")
    return (
        "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\nclass Network(nn.Module):\n"
        f"    def __init__(self):\n        super().__init__()\n{''.join(made)}\n"
        f"    def forward(self, {names[INPUT]}):\n{''.join(run)}"
        f"        return {names[analysis.nodes[-1].node.name]}\n\n\nmodel = Network()\n"
    )


def _module(found: NodeAnalysis) -> str | None:
    """Give the module, or None for what a function does."""
    operation, layer = found.node.operation, found.node.layer
    if operation in _JOINS:
        return None
    if operation in _PLAIN:
        return f"nn.{_PLAIN[operation]}()"
    if operation == "softmax":
        return "nn.Softmax(dim=1)"
    for kind, write in _WRITERS.items():
        if isinstance(layer, kind):
            return write(found, layer)
    raise OptionError(found.node.name, f'node "{found.node.name}": PyTorch has no {operation}')


def _padded(module: Callable[[Any], str], sides: tuple[Sides, Sides], fill: str, most: PerAxis | None = None) -> str:
    """Pad within the module where it can: the same on both sides, and at most `most`."""
    (top, bottom), (left, right) = sides
    fits = top == bottom and left == right and (most is None or (top <= most[0] and left <= most[1]))
    if fits:
        return module(one((top, left)))
    around = (left, right, top, bottom)
    pad = f"nn.ZeroPad2d({around})" if fill == "0" else f"nn.ConstantPad2d({around}, {fill})"
    return f"nn.Sequential({pad}, {module(0)})"


def _conv(found: NodeAnalysis, layer: Conv) -> str:
    height, width = layer.geometry(input_size(found))

    def module(padding: Any) -> str:
        return call(
            "nn.Conv2d", found.input_shapes[0][0], layer.out_channels, one(layer.kernel_size),
            **others(stride=(one(layer.stride), 1), padding=(padding, 0), dilation=(one(layer.dilation), 1),
                      groups=(layer.groups, 1), bias=(layer.bias, True)),
        )  # fmt: skip

    return _padded(module, (height.padding, width.padding), "0")


def _conv_transpose(found: NodeAnalysis, layer: ConvTranspose) -> str:
    axes = layer.geometry(input_size(found))
    padding, extra = [], []
    for axis in axes:
        before, after = axis.padding
        more = axis.output_padding + before - after
        if not 0 <= more < max(axis.stride, axis.dilation):
            raise OptionError(
                f"{found.node.name}.padding",
                f'node "{found.node.name}": PyTorch cuts the same off both ends, not {before} and {after}',
            )
        padding.append(before)
        extra.append(more)
    return call(
        "nn.ConvTranspose2d", found.input_shapes[0][0], layer.out_channels, one(layer.kernel_size),
        **others(stride=(one(layer.stride), 1), padding=(one((padding[0], padding[1])), 0),
                  output_padding=(one((extra[0], extra[1])), 0), groups=(layer.groups, 1), bias=(layer.bias, True),
                  dilation=(one(layer.dilation), 1)),
    )  # fmt: skip


def _max_pool(found: NodeAnalysis, layer: MaxPool) -> str:
    height, width = layer.geometry(input_size(found))

    def module(padding: Any) -> str:
        options = others(padding=(padding, 0), dilation=(one(layer.dilation), 1), ceil_mode=(layer.ceil_mode, False))
        return call("nn.MaxPool2d", one(layer.kernel_size), one((height.stride, width.stride)), **options)

    half = (layer.kernel_size[0] // 2, layer.kernel_size[1] // 2)
    return _padded(module, (height.padding, width.padding), 'float("-inf")', half)


def _avg_pool(found: NodeAnalysis, layer: AvgPool) -> str:
    height, width = layer.geometry(input_size(found))

    def module(padding: Any) -> str:
        options = others(
            padding=(padding, 0),
            ceil_mode=(layer.ceil_mode, False),
            count_include_pad=(layer.count_include_pad or padding == 0, True),
        )
        return call("nn.AvgPool2d", one(layer.kernel_size), one((height.stride, width.stride)), **options)

    half = (layer.kernel_size[0] // 2, layer.kernel_size[1] // 2)
    text = _padded(module, (height.padding, width.padding), "0", half)
    if text.startswith("nn.Sequential") and not layer.count_include_pad:
        raise OptionError(
            f"{found.node.name}.padding",
            f'node "{found.node.name}": PyTorch leaves padding out of the mean only where both sides have the same, '
            "at most half the window",
        )
    return text


#: How each layer's class is written.
_WRITERS: dict[type[Layer], Callable[[NodeAnalysis, Any], str]] = {
    Conv: _conv,
    ConvTranspose: _conv_transpose,
    MaxPool: _max_pool,
    AvgPool: _avg_pool,
    AdaptiveAvgPool: lambda _, layer: call("nn.AdaptiveAvgPool2d", one(layer.output_size)),
    BatchNorm: lambda found, layer: call(
        "nn.BatchNorm2d" if len(found.output_shape) == 3 else "nn.BatchNorm1d",
        found.output_shape[0],
        **others(affine=(layer.affine, True)),
    ),
    LocalResponseNorm: lambda _, layer: call(
        "nn.LocalResponseNorm", layer.size, alpha=layer.alpha, beta=layer.beta, k=layer.k
    ),
    LeakyReLU: lambda _, layer: call("nn.LeakyReLU", **others(negative_slope=(layer.negative_slope, 0.01))),
    PReLU: lambda _, layer: call("nn.PReLU", **others(num_parameters=(layer.num_parameters, 1))),
    Dropout: lambda _, layer: call("nn.Dropout", **others(p=(layer.p, 0.5))),
    Linear: lambda found, layer: call(
        "nn.Linear", found.input_shapes[0][0], layer.out_features, **others(bias=(layer.bias, True))
    ),
    Upsample: lambda _, layer: call("nn.Upsample", scale_factor=one(layer.scale_factor), mode=layer.mode),
    PixelShuffle: lambda _, layer: call("nn.PixelShuffle", layer.upscale_factor),
}


def _subsample(found: NodeAnalysis, inputs: list[str]) -> str:
    rows, columns, new = subsampled(found)
    return f"F.pad({inputs[0]}[:, :, {rows}, {columns}], (0, 0, 0, 0, 0, {new}))"


#: What a function does, given the names of its inputs.
_JOINS: dict[str, Callable[[NodeAnalysis, list[str]], str]] = {
    "add": lambda _, inputs: " + ".join(inputs),
    "concat": lambda _, inputs: f"torch.cat([{', '.join(inputs)}], dim=1)",
    "center_crop": lambda found, inputs: f"{inputs[0]}[:, :, {', '.join(cropped(found))}]",
    "subsample": _subsample,
}
