"""RegNet (Radosavovic, Kosaraju, Girshick, He and Dollár 2020): whole design spaces in four numbers."""

from functools import partial
from math import log

from ...layers.activation import ReLU, Sigmoid
from ...layers.joining import Add
from ..graph import Builder
from .blocks import classifier, conv_unit, divisible, squeeze_excitation
from .entry import Entry

#: The tables of figures 16 and 17: blocks, first width w_0, slope w_a, step w_m, channels of a group.
X = {
    "400mf": (22, 24, 24.48, 2.54, 16),
    "800mf": (16, 56, 35.73, 2.28, 16),
    "1_6gf": (18, 80, 34.01, 2.25, 24),
    "3_2gf": (25, 88, 26.31, 2.25, 48),
    "8gf": (23, 80, 49.56, 2.88, 120),
    "16gf": (22, 216, 55.59, 2.1, 128),
    "32gf": (23, 320, 69.86, 2.0, 168),
}
Y = {
    "400mf": (16, 48, 27.89, 2.09, 8),
    "800mf": (14, 56, 38.84, 2.4, 16),
    "1_6gf": (27, 48, 20.71, 2.65, 24),
    "3_2gf": (21, 80, 42.63, 2.66, 24),
    "8gf": (17, 192, 76.82, 2.19, 56),
    "16gf": (18, 200, 106.23, 2.48, 112),
    "32gf": (20, 232, 115.89, 2.53, 232),
    # Goyal et al. 2021, "Self-supervised Pretraining of Visual Features in the Wild"
    "128gf": (27, 456, 160.83, 2.52, 264),
}
STEM = 32
#: Widths are multiples of this.
STEP = 8


def widths(blocks: int, first: int, slope: float, step: float, group: int) -> dict[int, int]:
    """Return the width of every stage, and how many blocks have it.

    Widths grow on a line, which is rounded to powers of `step` (equations 2 to 4), and then to whole groups.

    Examples
    --------
    >>> widths(16, 48, 27.89, 2.09, 8)
    {48: 1, 104: 3, 208: 6, 440: 6}
    """
    counts: dict[int, int] = {}
    for block in range(blocks):
        power = round(log((first + slope * block) / first) / log(step))
        width = round(first * step**power / STEP) * STEP
        counts[width] = counts.get(width, 0) + 1
    return {divisible(width, min(group, width)): count for width, count in counts.items()}


def _block(build: Builder, before: int, width: int, stride: int, group: int, *, squeezed: bool) -> None:
    start = build.last
    skip = start
    if stride > 1 or before != width:
        skip = conv_unit(build, width, 1, stride, module="proj")
        build.last = start
    with build.within("f"):
        conv_unit(build, width, 1, activation=ReLU(), module="a")
        conv_unit(build, width, 3, stride, width // group, activation=ReLU(), module="b")
        if squeezed:
            squeeze_excitation(build, width, round(before / 4), ReLU(), Sigmoid(), module="se")
        build.add(Add(), skip, conv_unit(build, width, 1, module="c"))
    build.add(ReLU())


def _regnet(build: Builder, num_classes: int, *, design: tuple[int, int, float, float, int], squeezed: bool) -> None:
    build.stage = "stem"
    conv_unit(build, STEM, 3, 2, activation=ReLU(), module="stem")
    before = STEM
    for place, (width, blocks) in enumerate(widths(*design).items(), start=1):
        build.stage = f"stage {place}"
        for i in range(blocks):
            with build.within(f"trunk_output.block{place}.block{place}-{i}"):
                _block(build, before, width, 2 if i == 0 else 1, min(design[-1], width), squeezed=squeezed)
            before = width
    classifier(build, num_classes)


REGNET = tuple(
    Entry(
        f"regnet_{kind.lower()}_{size}",
        f"RegNet{kind} {size.replace('_', '.').replace('mf', ' MF').replace('gf', ' GF')}",
        2020,
        "A whole family from four numbers: widths that grow on a line, rounded to a few."
        + (" With squeeze-and-excitation." if squeezed else ""),
        "Goyal et al. 2021, with the design space of Radosavovic et al. 2020, CVPR"
        if size == "128gf"
        else f"Radosavovic, Kosaraju, Girshick, He and Dollár 2020, CVPR, figure {17 if squeezed else 16}",
        "RegNet",
        partial(_regnet, design=design, squeezed=squeezed),
    )
    for kind, squeezed, designs in (("X", False, X), ("Y", True, Y))
    for size, design in designs.items()
)
