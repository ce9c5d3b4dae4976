"""Layers with weights, which are drawn at random."""

import numpy as np

from ...mechanics.activation import Floats
from ...mechanics.convolution import conv2d
from ...mechanics.gradient import input_gradient
from ...mechanics.options import Conv2dOptions
from ...mechanics.transposed_convolution import TransposedOptions, conv_transpose2d
from ..layers import Linear
from ..windowed import Conv, ConvTranspose
from .given import Given, Run, run


def _drawn(rng: np.random.Generator, shape: tuple[int, ...], fan_in: int) -> Floats:
    return rng.normal(0, np.sqrt(2 / fan_in), shape)


@run.register
def _conv(layer: Conv, given: Given) -> Run:
    x = given.x
    shape = (layer.out_channels, x.shape[0] // layer.groups, *layer.kernel_size)
    weight = _drawn(given.rng, shape, shape[1] * shape[2] * shape[3])
    options = Conv2dOptions(layer.stride, layer.padding, dilation=layer.dilation, groups=layer.groups)
    result = conv2d(x, weight, options=options)
    return result.output, lambda gradient: (input_gradient(result.geometry, weight, options, gradient),)


@run.register
def _conv_transpose(layer: ConvTranspose, given: Given) -> Run:
    x = given.x
    _, height, width = x.shape
    shape = (x.shape[0], layer.out_channels // layer.groups, *layer.kernel_size)
    stamps = max(1, shape[2] * shape[3] // (layer.stride[0] * layer.stride[1]))  # that reach a unit, on average
    weight = _drawn(given.rng, shape, shape[0] // layer.groups * stamps)
    forward = TransposedOptions(layer.stride, layer.padding, layer.output_padding, layer.dilation, layer.groups)
    result = conv_transpose2d(x, weight, options=forward)
    rows, columns = (axis.padding for axis in result.geometry.axes)
    # its gradient is the convolution with the same weights (Dumoulin and Visin 2016, section 4.1)
    backward = Conv2dOptions(layer.stride, (rows, columns), dilation=layer.dilation, groups=layer.groups)
    return result.output, lambda gradient: (conv2d(gradient, weight, options=backward).output[:, :height, :width],)


@run.register
def _linear(layer: Linear, given: Given) -> Run:
    x = given.x
    weight = _drawn(given.rng, (layer.out_features, x.shape[0]), x.shape[0])
    return weight @ x, lambda gradient: (gradient @ weight,)
