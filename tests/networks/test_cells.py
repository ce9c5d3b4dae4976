"""What a unit sees of every layer before it, against what a change of one cell reaches."""

import numpy as np
import pytest

from app.layers.conv import Conv
from app.layers.conv_transpose import ConvTranspose
from app.layers.joining import Add, CenterCrop, Concat
from app.layers.pool import MaxPool
from app.layers.upsampling import PixelShuffle, Upsample
from app.mechanics.conv.forward import conv
from app.mechanics.conv.options import ConvOptions
from app.mechanics.conv_transpose.forward import conv_transpose
from app.mechanics.conv_transpose.geometry import ConvTransposeOptions
from app.mechanics.errors import OptionError
from app.networks.analysis import analyze
from app.networks.graph import INPUT, Builder
from app.networks.receptive_field.cells import cells_before
from app.networks.zoo import ZOO


def shapes_of(network):
    return {INPUT: network.input_shape} | {found.node.name: found.output_shape for found in analyze(network).nodes}


def random_conv(rng, channels=1):
    def pair(least, most):
        return tuple(rng.integers(least, most + 1, 2).tolist())

    padding = tuple(map(tuple, rng.integers(0, 3, (2, 2)).tolist()))
    return Conv(channels, pair(1, 3), pair(1, 2), padding, pair(1, 3))


def random_network(rng):
    """A stem, two branches of different depth, cropped to the smaller and joined, then made larger and smaller."""
    build = Builder((1, int(rng.integers(17, 22)), int(rng.integers(17, 22))))
    stem = build.add(random_conv(rng))
    same = ((1, 1), (1, 1))
    first = build.add(Conv(1, (3, 3), (1, 1), same), stem)
    build.add(Conv(1, (3, 1), (1, 1), ((0, 0), (1, 1)), (2, 1)), stem)
    second = build.add(Conv(1, (1, 3)))
    cropped = build.add(CenterCrop(), first, second)
    build.add(Concat(), cropped, second)
    stride = tuple(rng.integers(1, 4, 2).tolist())
    build.add(ConvTranspose(1, (2, 3), stride, ((0, 1), (1, 0)), tuple(rng.integers(1, 3, 2).tolist())))
    build.add(random_conv(rng))
    return build.network()


def forward(network, x):
    """Run it with weights of 1: what is added up cannot cancel out."""
    outputs = {INPUT: x}
    for node in network.nodes:
        given, layer = [outputs[name] for name in node.inputs], node.layer
        if isinstance(layer, Conv):
            weight = np.ones((1, given[0].shape[0], *layer.kernel_size))
            options = ConvOptions(layer.stride, layer.padding, layer.dilation)
            out = conv(given[0], weight, options=options).output
        elif isinstance(layer, ConvTranspose):
            weight = np.ones((given[0].shape[0], 1, *layer.kernel_size))
            transposed = ConvTransposeOptions(layer.stride, layer.padding, layer.dilation, (0, 0))
            out = conv_transpose(given[0], weight, options=transposed).output
        elif isinstance(layer, CenterCrop):
            (_, height, width), (_, rows, columns) = (array.shape for array in given)
            top, left = (height - rows) // 2, (width - columns) // 2
            out = given[0][:, top : top + rows, left : left + columns]
        else:
            out = np.concatenate(given)
        outputs[node.name] = out
    return outputs[network.nodes[-1].name][0]


@pytest.mark.parametrize("seed", range(30))
def test_a_unit_sees_exactly_the_cells_whose_change_reaches_it(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    size = network.input_shape[1:]
    changed = []
    for cell in np.ndindex(size):
        x = np.zeros((1, *size))
        x[0][cell] = 1
        changed.append(forward(network, x) != 0)
    reached = np.array(changed).reshape(*size, *changed[0].shape)
    shapes, last = shapes_of(network), network.nodes[-1].name
    fields = analyze(network).nodes[-1].receptive_field.extents
    for unit in zip(*(rng.integers(side, size=6).tolist() for side in changed[0].shape), strict=True):
        seen = cells_before(network, shapes, last, unit)[INPUT]
        np.testing.assert_array_equal(seen.mask, reached[:, :, *unit])
        for axis, extent in enumerate(seen.extent or ()):
            first, end = fields[axis].seen(unit[axis])
            assert first <= extent[0] <= extent[1] <= end


@pytest.mark.parametrize(
    ("add", "cells"),
    [
        # units 0 to 3 of a row of four cells made twice as large
        (lambda build: build.add(Upsample((1, 2))), [[0], [0], [1], [1]]),
        # align_corners=False: unit 1 lies a quarter past cell 0, unit 2 a quarter before cell 1
        (lambda build: build.add(Upsample((1, 2), "bilinear")), [[0], [0, 1], [0, 1], [1, 2]]),
        (lambda build: build.add(MaxPool((1, 2), (1, 1))), [[0, 1], [1, 2], [2, 3]]),
    ],
)
def test_layer_by_layer(add, cells):
    build = Builder((1, 1, 4))
    name = add(build)
    network = build.network()
    shapes = shapes_of(network)
    for unit, expected in enumerate(cells):
        assert np.flatnonzero(cells_before(network, shapes, name, (0, unit))[INPUT].mask[0]).tolist() == expected


def test_a_pixel_sees_where_it_was_dealt_from():
    build = Builder((9, 2, 2))
    name = build.add(PixelShuffle(3))
    network = build.network()
    assert cells_before(network, shapes_of(network), name, (5, 2))[INPUT].extent == ((1, 1), (0, 0))


def test_past_a_skip_the_short_path_is_seen_too():
    build = Builder((1, 9, 9))
    start = build.add(Conv(1, (1, 1)))
    build.add(Conv(1, (3, 3), padding=((2, 2), (2, 2)), dilation=(2, 2)))
    name = build.add(Add(), "conv2", start)
    network = build.network()
    seen = cells_before(network, shapes_of(network), name, (4, 4))[INPUT]
    assert seen.extent == ((2, 6), (2, 6))
    assert seen.count == 9  # the skip's cell is the middle of the nine


def test_a_unit_of_resnet_sees_through_every_block():
    network = ZOO["resnet50"].build()
    seen = cells_before(network, shapes_of(network), "add16", (3, 3))
    # 427 cells with padding 213 (tests/networks/test_zoo.py): from 3·32 − 213 on, more than the picture
    assert seen[INPUT].extent == ((0, 223), (0, 223))
    assert seen["conv53"].extent == ((3, 3), (3, 3))


@pytest.mark.parametrize(
    ("node", "unit", "field", "message"),
    [
        ("nope", (0, 0), "node", 'there is no node "nope"'),
        ("conv1", (7, 0), "unit", 'there is no row 7: node "conv1" is 7×7'),
        ("conv1", (0, -1), "unit", "there is no column -1"),
    ],
)
def test_what_is_not_there_is_refused(node, unit, field, message):
    build = Builder((1, 9, 9))
    build.add(Conv(1, (3, 3)))
    network = build.network()
    with pytest.raises(OptionError, match=message) as refused:
        cells_before(network, shapes_of(network), node, unit)
    assert refused.value.field == field
