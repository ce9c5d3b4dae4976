"""Building blocks of the networks in the zoo."""

from ...layers.activation import ReLU
from ...layers.conv import Conv
from ...layers.dropout import Dropout
from ...layers.linear import Linear
from ...layers.norm import BatchNorm
from ...layers.pool import AdaptiveAvgPool, AvgPool, MaxPool
from ...layers.reshaping import Flatten
from ...mechanics.axis.options import Padding
from ..graph import Builder


def around(padding: int) -> Padding:
    """Return the same padding on every side.

    Examples
    --------
    >>> around(1)
    ((1, 1), (1, 1))
    """
    return (padding, padding), (padding, padding)


def conv(build: Builder, channels: int, kernel: int, stride: int = 1, padding: int = 0, *, bias: bool = True) -> str:
    """Add a square convolution."""
    layer = Conv(channels, (kernel, kernel), (stride, stride), around(padding), bias=bias)
    return build.add(layer)


def relu(build: Builder) -> str:
    """Add a ReLU."""
    return build.add(ReLU())


def max_pool(build: Builder, kernel: int, stride: int, padding: int = 0, *, ceil_mode: bool = False) -> str:
    """Add a max pooling layer with a square window."""
    layer = MaxPool((kernel, kernel), (stride, stride), around(padding), ceil_mode=ceil_mode)
    return build.add(layer)


def avg_pool(build: Builder, kernel: int, stride: int) -> str:
    """Add an average pooling layer with a square window."""
    return build.add(AvgPool((kernel, kernel), (stride, stride)))


def norm(build: Builder) -> str:
    """Add a batch norm."""
    return build.add(BatchNorm())


def conv_norm(
    build: Builder, channels: int, kernel: int, stride: int = 1, padding: int = 0, groups: int = 1, *, source: str = ""
) -> str:
    """Add a convolution without bias, followed by a batch norm."""
    layer = Conv(channels, (kernel, kernel), (stride, stride), around(padding), groups=groups, bias=False)
    build.add(layer, *([source] if source else []))
    return norm(build)


def classifier(build: Builder, num_classes: int, *, dropout: float = 0) -> None:
    """Add global average pooling and a linear layer with one output per class."""
    build.stage = "classifier"
    build.add(AdaptiveAvgPool((1, 1)))
    build.add(Flatten())
    if dropout:
        build.add(Dropout(dropout))
    build.add(Linear(num_classes))
