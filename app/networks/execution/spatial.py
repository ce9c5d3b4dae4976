"""Layers that look at other cells than the one in the same place, without weights."""

import numpy as np

from ...mechanics.activation import Floats
from ...mechanics.options import Pair
from ...mechanics.pooling import PoolOptions, avg_pool2d, max_pool2d
from ..joining import CenterCrop
from ..layers import Layer, Shape
from ..upsampling import PixelShuffle, Upsample
from ..windowed import AdaptiveAvgPool, AvgPool, MaxPool, Pool, Subsample
from .given import Given, Run, run


def _matrices(layer: Layer, inputs: tuple[Floats, ...], output: Shape) -> tuple[Floats, Floats]:
    """Say for each row and each column of the output which of the first input's it looks at."""
    samplings = layer.samplings(tuple(x.shape for x in inputs))
    assert samplings is not None  # asked only of layers that have them
    rows, columns = (
        sampling.looks(range(units), size)
        for sampling, units, size in zip(samplings, output[1:], inputs[0].shape[1:], strict=True)
    )
    return rows, columns


def _linear_map(x: Floats, rows: Floats, columns: Floats) -> Run:
    return rows @ x @ columns.T, lambda gradient: (rows.T @ gradient @ columns,)


def _pool_options(layer: Pool, dilation: Pair = (1, 1)) -> PoolOptions:
    stride = layer.kernel_size if layer.stride is None else layer.stride
    return PoolOptions(layer.kernel_size, stride, layer.padding, dilation, layer.ceil_mode)


@run.register
def _max_pool(layer: MaxPool, given: Given) -> Run:
    x = given.x
    result = max_pool2d(x, _pool_options(layer, layer.dilation))
    channels = np.arange(x.shape[0])[:, None, None]
    winners = np.ravel_multi_index((channels, result.argmax[..., 0], result.argmax[..., 1]), x.shape)

    def to_winners(gradient: Floats) -> tuple[Floats, ...]:
        before = np.bincount(winners.ravel(), gradient.ravel(), minlength=x.size).astype(x.dtype)
        return (before.reshape(x.shape),)

    return result.output, to_winners


@run.register
def _avg_pool(layer: AvgPool, given: Given) -> Run:
    x = given.x
    result = avg_pool2d(x, _pool_options(layer), count_include_pad=layer.count_include_pad)
    rows, columns = _matrices(layer, given.inputs, result.output.shape)
    return result.output, lambda gradient: (rows.T @ (gradient / result.divisor) @ columns,)


@run.register
def _adaptive_avg_pool(layer: AdaptiveAvgPool, given: Given) -> Run:
    x = given.x
    rows, columns = _matrices(layer, given.inputs, layer.output_shape((x.shape,)))
    return _linear_map(x, *(looks / looks.sum(axis=1, keepdims=True) for looks in (rows, columns)))


@run.register
def _upsample(layer: Upsample, given: Given) -> Run:
    x = given.x
    if layer.mode == "nearest":
        return _linear_map(x, *_matrices(layer, given.inputs, layer.output_shape((x.shape,))))
    _, height, width = x.shape
    return _linear_map(x, _between(height, layer.scale_factor[0]), _between(width, layer.scale_factor[1]))


def _between(size: int, factor: int) -> Floats:
    """Weigh the two cells that each is between, by how near they are (PyTorch's ``align_corners=False``)."""
    units = np.arange(size * factor)
    place = np.clip((units + 0.5) / factor - 0.5, 0, size - 1)
    before = np.floor(place).astype(np.intp)
    after = np.minimum(before + 1, size - 1)
    weights = np.zeros((size * factor, size))
    weights[units, after] = place - before
    weights[units, before] += 1 - (place - before)
    return weights


@run.register
def _subsample(layer: Subsample, given: Given) -> Run:
    x = given.x
    some, back = _linear_map(x, *_matrices(layer, given.inputs, layer.output_shape((x.shape,))))
    new = layer.out_channels - x.shape[0]
    return np.pad(some, [(0, new), (0, 0), (0, 0)]), lambda gradient: back(gradient[: x.shape[0]])


@run.register
def _center_crop(layer: CenterCrop, given: Given) -> Run:
    x, wanted = given.inputs
    first_cells = (sampling.cells(0)[0] for sampling in layer.samplings((x.shape, wanted.shape)))
    rows, columns = (slice(at, at + size) for at, size in zip(first_cells, wanted.shape[1:], strict=True))

    def into_the_middle(gradient: Floats) -> tuple[Floats, ...]:
        before = np.zeros_like(x)
        before[:, rows, columns] = gradient
        return before, np.zeros_like(wanted)

    return x[:, rows, columns], into_the_middle


@run.register
def _pixel_shuffle(layer: PixelShuffle, given: Given) -> Run:
    x = given.x
    factor = layer.upscale_factor
    channels, height, width = layer.output_shape((x.shape,))
    dealt = x.reshape(channels, factor, factor, *x.shape[1:]).transpose(0, 3, 1, 4, 2)
    parted = (channels, x.shape[1], factor, x.shape[2], factor)
    return (
        dealt.reshape(channels, height, width),
        lambda gradient: (gradient.reshape(parted).transpose(0, 2, 4, 1, 3).reshape(x.shape),),
    )
