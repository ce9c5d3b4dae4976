"""Inception v3 (Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, table 1 and figures 5 to 7)."""

from collections.abc import Callable

from ...layers.activation import ReLU
from ...layers.conv import Conv
from ...layers.joining import Concat
from ...layers.norm import BatchNorm
from ..graph import Builder
from .blocks import TENSORFLOW_EPSILON, avg_pool, classifier, max_pool
from .entry import Entry

#: A convolution: its name in torchvision, channels, and rows and columns of its kernel.
Filters = tuple[str, int, tuple[int, int]]
#: What torchvision's published 27,161,264 parameters have besides: the classifier that only training uses.
AUXILIARY_PARAMETERS = 3_326_696


def _conv(
    build: Builder, module: str, channels: int, kernel: tuple[int, int], stride: int = 1, *, padded: bool = True
) -> str:
    """Add a convolution with batch norm and ReLU; padded, it keeps the size."""
    rows, columns = (side // 2 if padded else 0 for side in kernel)
    layer = Conv(channels, kernel, (stride, stride), ((rows, rows), (columns, columns)), bias=False)
    build.add(layer, module=f"{module}.conv")
    build.add(BatchNorm(eps=TENSORFLOW_EPSILON), module=f"{module}.bn")
    return build.add(ReLU())


def _path(build: Builder, start: str, *filters: Filters, shrinks: bool = False) -> str:
    """Add convolutions one after the other; the last may halve the map, without padding."""
    build.last = start
    for place, (module, channels, kernel) in enumerate(filters, start=1):
        halves = shrinks and place == len(filters)
        _conv(build, module, channels, kernel, 2 if halves else 1, padded=not halves)
    return build.last


def _pooled(build: Builder, start: str, channels: int) -> str:
    """Add an average pool and a 1×1 convolution."""
    build.last = start
    avg_pool(build, 3, 1, 1)
    return _conv(build, "branch_pool", channels, (1, 1))


def _fives(build: Builder, start: str, *, pool: int) -> list[str]:
    """Return paths as in figure 5: 5×5, and two 3×3 in place of another."""
    return [
        _path(build, start, ("branch1x1", 64, (1, 1))),
        _path(build, start, ("branch5x5_1", 48, (1, 1)), ("branch5x5_2", 64, (5, 5))),
        _path(
            build, start,
            ("branch3x3dbl_1", 64, (1, 1)), ("branch3x3dbl_2", 96, (3, 3)), ("branch3x3dbl_3", 96, (3, 3)),
        ),
        _pooled(build, start, pool),
    ]  # fmt: skip


def _sevens(build: Builder, start: str, *, inner: int) -> list[str]:
    """Return paths as in figure 6: 7×7 in two, 1×7 and 7×1."""
    wide, tall = (1, 7), (7, 1)
    return [
        _path(build, start, ("branch1x1", 192, (1, 1))),
        _path(
            build, start,
            ("branch7x7_1", inner, (1, 1)), ("branch7x7_2", inner, wide), ("branch7x7_3", 192, tall),
        ),
        _path(
            build, start,
            ("branch7x7dbl_1", inner, (1, 1)), ("branch7x7dbl_2", inner, tall), ("branch7x7dbl_3", inner, wide),
            ("branch7x7dbl_4", inner, tall), ("branch7x7dbl_5", 192, wide),
        ),
        _pooled(build, start, 192),
    ]  # fmt: skip


def _side_by_side(build: Builder, start: str) -> list[str]:
    """Return paths as in figure 7: 1×3 and 3×1 side by side."""

    def both(*before: Filters, modules: tuple[str, str]) -> str:
        middle = _path(build, start, *before)
        ends = [_path(build, middle, (m, 384, k)) for m, k in zip(modules, ((1, 3), (3, 1)), strict=True)]
        return build.add(Concat(), *ends)

    return [
        _path(build, start, ("branch1x1", 320, (1, 1))),
        both(("branch3x3_1", 384, (1, 1)), modules=("branch3x3_2a", "branch3x3_2b")),
        both(
            ("branch3x3dbl_1", 448, (1, 1)), ("branch3x3dbl_2", 384, (3, 3)),
            modules=("branch3x3dbl_3a", "branch3x3dbl_3b"),
        ),
        _pooled(build, start, 192),
    ]  # fmt: skip


def _halved(build: Builder, start: str, *paths: tuple[Filters, ...]) -> list[str]:
    """Return paths as in figure 10: all halve the map, one by pooling."""
    ends = [_path(build, start, *path, shrinks=True) for path in paths]
    build.last = start
    return [*ends, max_pool(build, 3, 2)]


def _to_17(build: Builder, start: str) -> list[str]:
    doubled: tuple[Filters, ...] = (
        ("branch3x3dbl_1", 64, (1, 1)), ("branch3x3dbl_2", 96, (3, 3)), ("branch3x3dbl_3", 96, (3, 3)),
    )  # fmt: skip
    return _halved(build, start, (("branch3x3", 384, (3, 3)),), doubled)


def _to_8(build: Builder, start: str) -> list[str]:
    threes: tuple[Filters, ...] = (("branch3x3_1", 192, (1, 1)), ("branch3x3_2", 320, (3, 3)))
    sevens: tuple[Filters, ...] = (
        ("branch7x7x3_1", 192, (1, 1)), ("branch7x7x3_2", 192, (1, 7)), ("branch7x7x3_3", 192, (7, 1)),
        ("branch7x7x3_4", 192, (3, 3)),
    )  # fmt: skip
    return _halved(build, start, threes, sevens)


def _inception(build: Builder, num_classes: int) -> None:
    build.stage = "stem"
    _conv(build, "Conv2d_1a_3x3", 32, (3, 3), 2, padded=False)
    _conv(build, "Conv2d_2a_3x3", 32, (3, 3), padded=False)
    _conv(build, "Conv2d_2b_3x3", 64, (3, 3))
    max_pool(build, 3, 2)
    _conv(build, "Conv2d_3b_1x1", 80, (1, 1))
    _conv(build, "Conv2d_4a_3x3", 192, (3, 3), padded=False)
    max_pool(build, 3, 2)
    for name, paths, options in MIXED:
        build.stage = f"mixed {name}"
        with build.within(f"Mixed_{name}"):
            build.add(Concat(), *paths(build, build.last, **options))
    classifier(build, num_classes, dropout=0.5)


#: The modules by their names in TensorFlow and torchvision.
MIXED: tuple[tuple[str, Callable[..., list[str]], dict[str, int]], ...] = (
    ("5b", _fives, {"pool": 32}), ("5c", _fives, {"pool": 64}), ("5d", _fives, {"pool": 64}), ("6a", _to_17, {}),
    ("6b", _sevens, {"inner": 128}), ("6c", _sevens, {"inner": 160}), ("6d", _sevens, {"inner": 160}),
    ("6e", _sevens, {"inner": 192}), ("7a", _to_8, {}), ("7b", _side_by_side, {}), ("7c", _side_by_side, {}),
)  # fmt: skip

INCEPTION = (
    Entry(
        "inception_v3",
        "Inception v3",
        2015,
        "Large kernels in several small ones: two 3×3 for a 5×5, 1×7 and 7×1 for a 7×7.",
        "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, CVPR, table 1",
        "GoogLeNet and Inception",
        _inception,
        input_size=299,
        departures=(
            "As TensorFlow and torchvision build it: the stem pools twice, where the paper's table 1 has a 3×3 "
            "convolution with stride 2.",
            f"Without the auxiliary classifier, which only training uses: its {AUXILIARY_PARAMETERS:,} parameters are "
            "among the 27,161,264 that torchvision publishes, its multiply-accumulates are not.",
        ),
    ),
)
