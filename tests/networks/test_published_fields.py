"""Receptive fields that Araujo, Norris and Sim publish (Distill 2019, the table), in the variants that they measured.

TF-Slim pads like TensorFlow, and its ResNet has its strides at the ends of the stages; our zoo's own, which are
PyTorch's, stand in test_zoo.py.
"""

from typing import Literal

from app.layers.activation import ReLU
from app.layers.conv import Conv
from app.layers.joining import Add
from app.layers.pool import MaxPool
from app.networks.analysis import analyze
from app.networks.graph import Builder
from app.networks.zoo.mobilenet import V1

SAME: Literal["same"] = "same"


def field(network):
    found = analyze(network).nodes[-1].receptive_field
    assert found.extents[0] == found.extents[1]
    height = found.extents[0]
    return (height.size, height.stride, height.padding), found.aligned


def test_mobilenet_v1():
    build = Builder((3, 224, 224))
    build.add(Conv(32, (3, 3), (2, 2), SAME))
    channels = 32
    for out, stride in V1:
        build.add(Conv(channels, (3, 3), (stride, stride), SAME, groups=channels))
        build.add(Conv(out, (1, 1)))
        channels = out
    assert field(build.network()) == ((315, 32, 126), True)


def test_resnet_v1_50_with_the_strides_where_tf_slim_has_them():
    build = Builder((3, 224, 224))
    around = ((3, 3), (3, 3))
    build.add(Conv(64, (7, 7), (2, 2), around))
    build.add(MaxPool((3, 3), (2, 2), SAME))
    for channels, units, last_stride in ((64, 3, 2), (128, 4, 2), (256, 6, 2), (512, 3, 1)):
        for unit in range(units):
            stride = last_stride if unit == units - 1 else 1
            start = build.last
            build.add(Conv(channels, (1, 1)))
            # slim's conv2d_same: with a stride, as much padding on both sides as without
            build.add(Conv(channels, (3, 3), (stride, stride), ((1, 1), (1, 1))))
            out = build.add(Conv(4 * channels, (1, 1)))
            if unit == 0:
                skip = build.add(Conv(4 * channels, (1, 1), (stride, stride)), start)
            elif stride > 1:
                skip = build.add(MaxPool((1, 1), (stride, stride)), start)
            else:
                skip = start
            build.add(Add(), out, skip)
            build.add(ReLU())
    assert field(build.network()) == ((483, 32, 239), True)
