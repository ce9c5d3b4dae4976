"""SqueezeNet (Iandola et al. 2016, table 1), and its version 1.1."""

from functools import partial

from ...layers.conv import Conv
from ...layers.dropout import Dropout
from ...layers.joining import Concat
from ...layers.pool import AdaptiveAvgPool
from ...layers.reshaping import Flatten
from ..graph import Builder
from .blocks import around, conv, max_pool, relu
from .entry import Entry

#: Filters of each fire module: 1×1 that squeeze, and as many 1×1 as 3×3 that expand.
FIRES = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))
#: Filters and kernel of the first convolution, and the fire modules (from 2, as in the paper) that are pooled behind.
VERSIONS = {"1_0": (96, 7, (4, 8)), "1_1": (64, 3, (3, 5))}


def _fire(build: Builder, squeeze: int, expand: int) -> None:
    conv(build, squeeze, 1, module="squeeze")
    start = relu(build)
    conv(build, expand, 1, module="expand1x1")
    ones = relu(build)
    build.add(Conv(expand, (3, 3), padding=around(1)), start, module="expand3x3")
    build.add(Concat(), ones, relu(build))


def _squeezenet(build: Builder, num_classes: int, *, filters: int, kernel: int, pooled: tuple[int, ...]) -> None:
    build.stage = "stem"
    conv(build, filters, kernel, 2, module="features.0")
    relu(build)
    max_pool(build, 3, 2, ceil_mode=True)
    place = 3  # among torchvision's features
    for number, (squeeze, expand) in enumerate(FIRES, start=2):
        build.stage = f"fire {number}"
        with build.within(f"features.{place}"):
            _fire(build, squeeze, expand)
        place += 1
        if number in pooled:
            max_pool(build, 3, 2, ceil_mode=True)
            place += 1
    build.stage = "classifier"
    build.add(Dropout())
    conv(build, num_classes, 1, module="classifier.1")
    relu(build)
    build.add(AdaptiveAvgPool((1, 1)))
    build.add(Flatten())


SQUEEZENET = tuple(
    Entry(
        f"squeezenet{version}",
        f"SqueezeNet {version.replace('_', '.')}",
        2016,
        "As accurate as AlexNet with a fiftieth of its parameters: 1×1 convolutions squeeze what 3×3 ones see."
        if version == "1_0"
        else "Less than half the work of version 1.0: a smaller first kernel, and pooling earlier.",
        "Iandola et al. 2016, table 1" + ("" if version == "1_0" else ", and the authors' repository"),
        "SqueezeNet",
        partial(_squeezenet, filters=filters, kernel=kernel, pooled=pooled),
        departures=("Without padding, the first map is 109×109; the paper's table 1 has 111×111.",)
        if version == "1_0"
        else (),
    )
    for version, (filters, kernel, pooled) in VERSIONS.items()
)
