"""The classic networks, each reading like its paper's table."""

from .alexnet import ALEXNET
from .convnext import CONVNEXT
from .densenet import DENSENET
from .efficientnet import EFFICIENTNET
from .efficientnet_v2 import EFFICIENTNET_V2
from .entry import Entry
from .googlenet import GOOGLENET
from .inception import INCEPTION
from .lenet import LENET
from .mnasnet import MNASNET
from .mobilenet import MOBILENET
from .mobilenet_v3 import MOBILENET_V3
from .nin import NIN
from .regnet import REGNET
from .resnet import RESNET
from .resnext import RESNEXTS
from .segmentation import SEGMENTATION
from .shufflenet import SHUFFLENET
from .squeezenet import SQUEEZENET
from .super_resolution import SUPER_RESOLUTION
from .unet import UNET
from .vgg import VGG
from .yolo import YOLO

#: Family by family, in the order of their first years.
ZOO: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        *LENET, *ALEXNET, *NIN, *VGG, *GOOGLENET, *INCEPTION, *RESNET, *RESNEXTS, *SQUEEZENET, *DENSENET, *MOBILENET,
        *MOBILENET_V3, *SHUFFLENET, *MNASNET, *EFFICIENTNET, *EFFICIENTNET_V2, *REGNET, *CONVNEXT, *SEGMENTATION,
        *UNET, *YOLO, *SUPER_RESOLUTION,
    )
}  # fmt: skip
