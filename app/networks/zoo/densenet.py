"""DenseNet (Huang, Liu, van der Maaten and Weinberger 2017, table 1)."""

from functools import partial

from ...layers.joining import Concat
from ..graph import Builder
from .blocks import avg_pool, classifier, conv, conv_norm, max_pool, norm, relu
from .entry import Entry

#: Layers in the four blocks, growth (new channels of a layer) and channels of the stem, by the number of layers.
DEPTHS = {
    121: ((6, 12, 24, 16), 32, 64),
    161: ((6, 12, 36, 24), 48, 96),
    169: ((6, 12, 32, 32), 32, 64),
    201: ((6, 12, 48, 32), 32, 64),
}


def _densenet(build: Builder, num_classes: int, *, blocks: tuple[int, ...], growth: int, stem: int) -> None:
    build.stage = "stem"
    conv_norm(build, stem, 7, 2, 3, modules=("features.conv0", "features.norm0"))
    relu(build)
    max_pool(build, 3, 2, 1)
    channels = stem
    for place, layers in enumerate(blocks, start=1):
        build.stage = f"block {place}"
        for layer in range(1, layers + 1):
            before = build.last
            with build.within(f"features.denseblock{place}.denselayer{layer}"):
                norm(build, module="norm1")
                relu(build)
                conv_norm(build, 4 * growth, 1, modules=("conv1", "norm2"))
                relu(build)
                new = conv(build, growth, 3, padding=1, bias=False, module="conv2")
            build.add(Concat(), before, new)
            channels += growth
        last = place == len(blocks)
        norm(build, module="features.norm5" if last else f"features.transition{place}.norm")
        relu(build)
        if not last:
            channels //= 2
            conv(build, channels, 1, bias=False, module=f"features.transition{place}.conv")
            avg_pool(build, 2, 2)
    classifier(build, num_classes, module="classifier")


DENSENET = tuple(
    Entry(
        f"densenet{depth}",
        f"DenseNet-{depth}",
        2016,
        "Every layer sees the outputs of all before it in its block, side by side.",
        f"Huang, Liu, van der Maaten and Weinberger 2017, CVPR, {'growth 48' if growth == 48 else 'table 1'}",
        "DenseNet",
        partial(_densenet, blocks=blocks, growth=growth, stem=stem),
    )
    for depth, (blocks, growth, stem) in DEPTHS.items()
)
