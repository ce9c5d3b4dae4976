"""ResNeXt (Xie, Girshick, Dollár, Tu and He 2017, table 1) and Wide ResNet (Zagoruyko and Komodakis 2016)."""

from functools import partial

from .entry import Entry
from .resnet import IMAGENET, Depth, imagenet

#: Layers, groups and the channels of each in the first stage.
RESNEXT = ((50, 32, 4), (101, 32, 8), (101, 64, 4))
#: How many times as wide as a ResNet's a bottleneck's 3×3 convolution is.
WIDER = 2

RESNEXTS = (
    *(
        Entry(
            f"resnext{layers}_{groups}x{width}d",
            f"ResNeXt-{layers} ({groups}×{width}d)",
            2016,
            "Bottlenecks of many narrow paths side by side: a grouped 3×3 convolution.",
            "Xie, Girshick, Dollár, Tu and He 2017, CVPR, table 1",
            "ResNet",
            partial(imagenet, depth=Depth(IMAGENET[layers].blocks, groups=groups, width=width)),
        )
        for layers, groups, width in RESNEXT
    ),
    *(
        Entry(
            f"wide_resnet{layers}_{WIDER}",
            f"Wide ResNet-{layers}-{WIDER}",
            2016,
            "Fewer, wider layers learn as well as very many, and run faster.",
            "Zagoruyko and Komodakis 2016, BMVC",
            "ResNet",
            partial(imagenet, depth=Depth(IMAGENET[layers].blocks, width=64 * WIDER)),
            departures=("The paper widens ResNet-50; torchvision widens ResNet-101 likewise.",) if layers > 50 else (),
        )
        for layers in (50, 101)
    ),
)
