"""The classic networks, each reading like its paper's table."""

from .alexnet import ALEXNET
from .densenet import DENSENET
from .efficientnet import EFFICIENTNET
from .entry import Entry
from .googlenet import GOOGLENET
from .lenet import LENET
from .mobilenet import MOBILENET
from .resnet import RESNET
from .super_resolution import SUPER_RESOLUTION
from .unet import UNET
from .vgg import VGG

ZOO: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        *LENET, *ALEXNET, *VGG, *GOOGLENET, *RESNET, *DENSENET, *MOBILENET, *EFFICIENTNET, *UNET, *SUPER_RESOLUTION,
    )
}  # fmt: skip
