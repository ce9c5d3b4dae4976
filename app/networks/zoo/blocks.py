"""Building blocks of the networks in the zoo."""

from functools import cache

from ...layers.activation import ReLU
from ...layers.conv import Conv
from ...layers.dropout import Dropout
from ...layers.layer import Layer
from ...layers.linear import Linear
from ...layers.multiply import Multiply
from ...layers.norm import BatchNorm
from ...layers.pool import AdaptiveAvgPool, AvgPool, MaxPool
from ...layers.reshaping import Flatten
from ...mechanics.axis.options import Padding
from ...mechanics.norm import DEFAULT_EPSILON
from ..graph import Builder

#: What TensorFlow's batch norms add to the variance, and PyTorch's in networks that come from there.
TENSORFLOW_EPSILON = 1e-3


def around(padding: int) -> Padding:
    """Return the same padding on every side.

    Examples
    --------
    >>> around(1)
    ((1, 1), (1, 1))
    """
    return (padding, padding), (padding, padding)


def divisible(channels: float, by: int = 8) -> int:
    """Round a number of channels to a multiple, up where rounding to the nearest would lose more than a tenth.

    Source: the reference code of MobileNet v1 (Howard et al. 2017), which later searched networks follow.

    Examples
    --------
    >>> divisible(83), divisible(84), divisible(10)
    (80, 88, 16)
    """
    nearest = max(by, int(channels + by / 2) // by * by)
    return nearest if nearest >= 0.9 * channels else nearest + by


@cache
def _square(
    channels: int, kernel: int, stride: int, padding: int, groups: int = 1, dilation: int = 1, *, bias: bool
) -> Conv:
    """Make a square convolution; those that are alike are one object, which makes large networks quick to build."""
    sides = (kernel, kernel), (stride, stride), around(padding), (dilation, dilation)
    return Conv(channels, *sides, groups=groups, bias=bias)


@cache
def _norm(eps: float) -> BatchNorm:
    return BatchNorm(eps=eps)


_RELU = ReLU()


def conv(
    build: Builder, channels: int, kernel: int, stride: int = 1, padding: int = 0, *, bias: bool = True,
    module: str = "",
) -> str:  # fmt: skip
    """Add a square convolution."""
    return build.add(_square(channels, kernel, stride, padding, bias=bias), module=module)


def relu(build: Builder) -> str:
    """Add a ReLU."""
    return build.add(_RELU)


def max_pool(build: Builder, kernel: int, stride: int, padding: int = 0, *, ceil_mode: bool = False) -> str:
    """Add a max pooling layer with a square window."""
    layer = MaxPool((kernel, kernel), (stride, stride), around(padding), ceil_mode=ceil_mode)
    return build.add(layer)


def avg_pool(build: Builder, kernel: int, stride: int, padding: int = 0) -> str:
    """Add an average pooling layer with a square window."""
    return build.add(AvgPool((kernel, kernel), (stride, stride), around(padding)))


def norm(build: Builder, *, module: str = "") -> str:
    """Add a batch norm."""
    return build.add(_norm(DEFAULT_EPSILON), module=module)


def conv_norm(
    build: Builder, channels: int, kernel: int, stride: int = 1, padding: int = 0, groups: int = 1, *,
    dilation: int = 1, source: str = "", modules: tuple[str, str] = ("", ""), eps: float = DEFAULT_EPSILON,
) -> str:  # fmt: skip
    """Add a convolution without bias, followed by a batch norm."""
    layer = _square(channels, kernel, stride, padding, groups, dilation, bias=False)
    build.add(layer, *([source] if source else []), module=modules[0])
    return build.add(_norm(eps), module=modules[1])


def conv_unit(
    build: Builder, channels: int, kernel: int, stride: int = 1, groups: int = 1, *,
    activation: Layer | None = None, source: str = "", module: str = "", eps: float = DEFAULT_EPSILON,
) -> str:  # fmt: skip
    """Add a convolution that keeps the size but for its stride, a batch norm and perhaps an activation.

    It is torchvision's ``Conv2dNormActivation``.
    """
    with build.within(module):
        out = conv_norm(
            build, channels, kernel, stride, kernel // 2, groups,
            source=source, modules=("0", "1"), eps=eps,
        )  # fmt: skip
    return build.add(activation) if activation else out


def squeeze_excitation(
    build: Builder, channels: int, squeezed: int, activation: Layer, gate: Layer, *, module: str
) -> str:
    """Scale every channel by a number between 0 and 1 that follows from the means of all.

    Source: Hu, Shen and Sun 2018, "Squeeze-and-Excitation Networks", CVPR, figure 2.
    """
    start = build.last
    build.add(AdaptiveAvgPool((1, 1)))
    with build.within(module):
        conv(build, squeezed, 1, module="fc1")
        build.add(activation)
        conv(build, channels, 1, module="fc2")
    return build.add(Multiply(), start, build.add(gate))


def classifier(build: Builder, num_classes: int, *, dropout: float = 0, module: str = "fc") -> None:
    """Add global average pooling and a linear layer with one output per class."""
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((1, 1)))
    build.add(Flatten())
    if dropout:
        build.add(Dropout(dropout))
    build.add(Linear(num_classes), module=module)
