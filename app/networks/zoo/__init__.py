"""The classic networks, each reading like its paper's table."""

from app.networks.zoo.alexnet import ALEXNET
from app.networks.zoo.densenet import DENSENET
from app.networks.zoo.entry import Entry
from app.networks.zoo.googlenet import GOOGLENET
from app.networks.zoo.lenet import LENET
from app.networks.zoo.mobilenet import MOBILENET
from app.networks.zoo.resnet import RESNET
from app.networks.zoo.super_resolution import SUPER_RESOLUTION
from app.networks.zoo.unet import UNET
from app.networks.zoo.vgg import VGG

ZOO: dict[str, Entry] = {
    entry.name: entry
    for entry in (*LENET, *ALEXNET, *VGG, *GOOGLENET, *RESNET, *DENSENET, *MOBILENET, *UNET, *SUPER_RESOLUTION)
}
