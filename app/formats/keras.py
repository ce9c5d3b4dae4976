"""A network as Keras code that builds it again, channels last."""

from collections.abc import Callable
from typing import Any

from ..layers.activation import LeakyReLU, PReLU
from ..layers.conv import Conv
from ..layers.conv_transpose import ConvTranspose
from ..layers.dropout import Dropout
from ..layers.layer import Layer
from ..layers.linear import Linear
from ..layers.norm import BatchNorm, LocalResponseNorm
from ..layers.pool import AdaptiveAvgPool, AvgPool, MaxPool
from ..layers.reshaping import Flatten
from ..layers.upsampling import PixelShuffle, Upsample
from ..mechanics.axis.options import Sides
from ..mechanics.axis.window import WindowAxis
from ..mechanics.errors import OptionError
from ..networks.analysis import Analysis, NodeAnalysis
from ..networks.graph import INPUT
from .writing import call, cropped, identifiers, input_size, one, others, subsampled

_ACTIVATIONS = {"identity": "linear"} | {name: name for name in ("relu", "relu6", "sigmoid", "tanh", "gelu", "silu")}
#: Functions that stand in for layers which Keras has not.
_HELPERS = {
    "local_response_norm": """
def local_response_norm(x, size, alpha, beta, k):
    squares = ops.pad(x**2, [[0, 0]] * 3 + [[size // 2, (size - 1) // 2]])
    channels = x.shape[-1]
    mean = sum(squares[..., i : i + channels] for i in range(size)) / size
    return x / (k + alpha * mean) ** beta
""",
    "pixel_shuffle": """
def pixel_shuffle(x, factor):
    _, height, width, channels = x.shape
    x = ops.reshape(x, (-1, height, width, channels // factor**2, factor, factor))
    x = ops.transpose(x, (0, 1, 4, 2, 5, 3))
    return ops.reshape(x, (-1, height * factor, width * factor, channels // factor**2))
""",
}


def to_keras(analysis: Analysis) -> str:
    """Write a network as Keras 3 code, with its functional interface; it leaves the model in ``model``.

    Raises
    ------
    OptionError
        If Keras has no such layer; it names the node.

    Examples
    --------
    >>> from ..networks.analysis import analyze
    >>> from ..networks.graph import Builder
    >>> from ..layers.linear import Linear
    >>> from ..layers.reshaping import Flatten
    >>> build = Builder((1, 28, 28))
    >>> _ = build.add(Flatten()), build.add(Linear(10))
    >>> print(to_keras(analyze(build.network())))
    import keras
    from keras import layers
    <BLANKLINE>
    x = keras.Input((28, 28, 1))
    flatten1 = layers.Flatten()(x)
    linear1 = layers.Dense(10)(flatten1)
    model = keras.Model(x, linear1)
    <BLANKLINE>
    """
    names = identifiers(analysis.network)
    lines = []
    for found in analysis.nodes:
        inputs = [names[source] for source in found.node.inputs]
        lines.append(f"{names[found.node.name]} = {_written(found, inputs)}\n")
    channels, height, width = analysis.network.input_shape
    body = "".join(lines)
    helpers = "".join(f"\n{text}" for name, text in _HELPERS.items() if f"{name}(" in body)
    return (
        f"import keras\nfrom keras import layers{', ops' if helpers or 'ops.' in body else ''}\n"
        + (f"{helpers}\n\n" if helpers else "\n")
        + f"{names[INPUT]} = keras.Input(({height}, {width}, {channels}))\n{body}"
        f"model = keras.Model({names[INPUT]}, {names[analysis.nodes[-1].node.name]})\n"
    )


def _written(found: NodeAnalysis, inputs: list[str]) -> str:
    operation, layer = found.node.operation, found.node.layer
    if operation in _ACTIVATIONS:
        return f'layers.Activation("{_ACTIVATIONS[operation]}")({inputs[0]})'
    if operation in _JOINS:
        return _JOINS[operation](found, inputs)
    for kind, write in _WRITERS.items():
        if isinstance(layer, kind):
            return write(found, layer, inputs[0])
    return f"layers.Softmax()({inputs[0]})"


def _refusal(found: NodeAnalysis, option: str, what: str) -> OptionError:
    return OptionError(f"{found.node.name}.{option}", f'node "{found.node.name}": Keras has no {what}')


def _padded(source: str, rows: Sides, columns: Sides) -> str:
    if rows == columns == (0, 0):
        return source
    return f"layers.ZeroPadding2D(({rows}, {columns}))({source})"


def _conv(found: NodeAnalysis, layer: Conv, source: str) -> str:
    height, width = layer.geometry(input_size(found))
    if max(layer.stride) > 1 and max(layer.dilation) > 1:
        raise _refusal(found, "dilation", "convolution with both a stride and a dilation")
    made = call(
        "layers.Conv2D", layer.out_channels, one(layer.kernel_size),
        **others(strides=(one(layer.stride), 1), dilation_rate=(one(layer.dilation), 1), groups=(layer.groups, 1),
                   use_bias=(layer.bias, True)),
    )  # fmt: skip
    return f"{made}({_padded(source, height.padding, width.padding)})"


def _conv_transpose(found: NodeAnalysis, layer: ConvTranspose, source: str) -> str:
    if layer.groups > 1 or max(layer.dilation) > 1:
        raise _refusal(found, "groups", "transposed convolution with groups or a dilation")
    made = call(
        "layers.Conv2DTranspose", layer.out_channels, one(layer.kernel_size),
        **others(strides=(one(layer.stride), 1), use_bias=(layer.bias, True)),
    )  # fmt: skip
    cut = []
    for axis in layer.geometry(input_size(found)):
        # Keras lets the last gap of a kernel shorter than its stride belong to the output
        whole = axis.full_size + max(axis.stride - axis.span, 0)
        after = whole - axis.padding[0] - axis.output_size
        if after < 0:
            raise _refusal(found, "output_padding", "output padding larger than what is cut off")
        cut.append((axis.padding[0], after))
    cropped = f"layers.Cropping2D({tuple(cut)})" if any(map(any, cut)) else ""
    return f"{cropped}({made}({source}))" if cropped else f"{made}({source})"


def _missing(axis: WindowAxis) -> int:
    """Count the cells that ``ceil_mode``'s last window lacks."""
    return max((axis.output_size - 1) * axis.stride + axis.span - axis.padded_size, 0)


def _max_pool(found: NodeAnalysis, layer: MaxPool, source: str) -> str:
    if max(layer.dilation) > 1:
        raise _refusal(found, "dilation", "pooling with a dilation")
    height, width = layer.geometry(input_size(found))
    rows, columns = ((axis.padding[0], axis.padding[1] + _missing(axis)) for axis in (height, width))
    if rows != (0, 0) or columns != (0, 0):
        source = f'ops.pad({source}, ((0, 0), {rows}, {columns}, (0, 0)), constant_values=float("-inf"))'
    strides = one((height.stride, width.stride))
    return f"{call('layers.MaxPooling2D', one(layer.kernel_size), strides=strides)}({source})"


def _avg_pool(found: NodeAnalysis, layer: AvgPool, source: str) -> str:
    height, width = layer.geometry(input_size(found))
    if _missing(height) or _missing(width):
        raise _refusal(found, "ceil_mode", "average over a window that is cut off")
    if not layer.count_include_pad and (any(height.padding) or any(width.padding)):
        raise _refusal(found, "count_include_pad", "average that leaves explicit padding out")
    made = call("layers.AveragePooling2D", one(layer.kernel_size), strides=one((height.stride, width.stride)))
    return f"{made}({_padded(source, height.padding, width.padding)})"


def _adaptive(found: NodeAnalysis, layer: AdaptiveAvgPool, source: str) -> str:
    (height, width), (rows, columns) = input_size(found), layer.output_size
    if layer.output_size == (1, 1):
        return f"layers.GlobalAveragePooling2D(keepdims=True)({source})"
    if height % rows or width % columns:
        raise _refusal(found, "output_size", f"adaptive pooling from {height}×{width} to {rows}×{columns}")
    return f"layers.AveragePooling2D({one((height // rows, width // columns))})({source})"


def _prelu(found: NodeAnalysis, layer: PReLU, source: str) -> str:
    axes = len(found.output_shape)
    shared = tuple(range(1, axes if layer.num_parameters > 1 else axes + 1)) or None
    quarter = "keras.initializers.Constant(0.25)"
    return f"layers.PReLU(alpha_initializer={quarter}, shared_axes={shared})({source})"


def _flatten(found: NodeAnalysis, _: Flatten, source: str) -> str:
    shape = found.input_shapes[0]
    if len(shape) == 3 and shape[0] > 1 and shape[1:] != (1, 1):
        source = f"layers.Permute((3, 1, 2))({source})"  # channels before rows, as PyTorch has them
    return f"layers.Flatten()({source})"


def _batch_norm(_: NodeAnalysis, layer: BatchNorm, source: str) -> str:
    learned = others(center=(layer.affine, True), scale=(layer.affine, True))
    return f"{call('layers.BatchNormalization', momentum=0.9, epsilon=1e-5, **learned)}({source})"


#: How each layer's class is written, given the name of its input.
_WRITERS: dict[type[Layer], Callable[[NodeAnalysis, Any, str], str]] = {
    Conv: _conv,
    ConvTranspose: _conv_transpose,
    MaxPool: _max_pool,
    AvgPool: _avg_pool,
    AdaptiveAvgPool: _adaptive,
    BatchNorm: _batch_norm,
    LocalResponseNorm: lambda _, layer, source: (
        f"local_response_norm({source}, {layer.size}, {layer.alpha}, {layer.beta}, {layer.k})"
    ),
    LeakyReLU: lambda _, layer, source: f"layers.LeakyReLU(negative_slope={layer.negative_slope})({source})",
    PReLU: _prelu,
    Dropout: lambda _, layer, source: f"layers.Dropout({layer.p})({source})",
    Flatten: _flatten,
    Linear: lambda _, layer, source: (
        f"{call('layers.Dense', layer.out_features, **others(use_bias=(layer.bias, True)))}({source})"
    ),
    Upsample: lambda _, layer, source: (
        f"layers.UpSampling2D({layer.scale_factor}, interpolation={layer.mode!r})({source})"
    ),
    PixelShuffle: lambda _, layer, source: f"pixel_shuffle({source}, {layer.upscale_factor})",
}


def _subsample(found: NodeAnalysis, inputs: list[str]) -> str:
    rows, columns, new = subsampled(found)
    return f"ops.pad({inputs[0]}[:, {rows}, {columns}], ((0, 0), (0, 0), (0, 0), (0, {new})))"


#: What several inputs, or slices of one, are written as.
_JOINS: dict[str, Callable[[NodeAnalysis, list[str]], str]] = {
    "add": lambda _, inputs: f"layers.Add()([{', '.join(inputs)}])",
    "concat": lambda _, inputs: f"layers.Concatenate()([{', '.join(inputs)}])",
    "center_crop": lambda found, inputs: f"{inputs[0]}[:, {', '.join(cropped(found))}]",
    "subsample": _subsample,
}
