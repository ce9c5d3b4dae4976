"""The body of a call, checked as the call itself would, and prepared for the code writers."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from ...formats.calls import Call
from ...layers.conv import Conv
from ...layers.conv_transpose import ConvTranspose
from ...layers.layer import Layer
from ...layers.pool import AvgPool, MaxPool
from ...layers.registry import make
from ...mechanics.axis.padding import pad
from ...mechanics.conv.forward import check_bias
from ...mechanics.conv.gradient import check_gradient
from ...mechanics.pool.geometry import pool_geometry
from ...networks.analysis import NodeAnalysis, analyze
from ...networks.graph import Builder
from ..activation import ActivationRequest
from ..conv.requests import Conv2dRequest, GradientRequest, channels_first, with_axes
from ..conv.transposed import ConvTranspose2dRequest
from ..pool import AvgPool2dRequest, MaxPool2dRequest, PoolRequest
from ..wire.fields import Strict
from ..wire.tensors import Array

Operation = Literal[
    "conv2d", "conv2d/gradient", "conv2d/lowering", "conv-transpose2d", "max-pool2d", "avg-pool2d", "activation"
]
_TENSORS = {"input", "weight", "bias", "grad_output"}


def call_of(path: Operation, body: Mapping[str, Any]) -> Call:
    """Check a call's body as the call itself does, and prepare it for the code writers.

    Raises
    ------
    ValidationError
        If a field is not valid for the call.
    OptionError
        If fields do not fit together.
    """
    model, laid_out = _CALLS[path]
    request = model.model_validate(body)
    return laid_out(path, request)


def _nodes(shape: tuple[int, ...], *layers: Layer) -> tuple[NodeAnalysis, ...]:
    build = Builder(shape)
    for layer in layers:
        build.add(layer)
    return analyze(build.network()).nodes


def _options(request: Strict) -> dict[str, Any]:
    return request.model_dump(exclude_defaults=True, exclude=_TENSORS)


def _conv(path: str, request: Conv2dRequest) -> Call:
    input, weight, bias = request.tensors()
    options = request.options()
    geometry = request.geometry(input, weight)
    arrays: dict[str, Array] = {"x": request.input.reshape(input.shape), "w": request.weight}
    if options.padding_mode in ("reflect", "circular"):  # refused if they need too many cells
        pad(np.empty((0, *input.shape[1:])), geometry.padding, options.padding_mode)
    check_bias(bias, weight.shape[0])
    if isinstance(request, GradientRequest):
        sent = request.grad_output
        if sent is not None:
            arrays["g"] = sent
            sent = with_axes("grad_output", sent, "[O, H', W']", request.dtype)
        check_gradient(options, geometry.output_shape if sent is None else sent.shape, geometry)
    elif request.bias is not None:
        arrays["b"] = request.bias
    conv = Conv(
        out_channels=weight.shape[0],
        kernel_size=weight.shape[2:],
        stride=options.stride,
        padding=options.padding,
        dilation=options.dilation,
        groups=options.groups,
        bias="b" in arrays or isinstance(request, GradientRequest),
    )
    return Call(
        path,
        _nodes(input.shape, conv, *_activation(path, options.activation)),
        arrays,
        _options(request),
        options.padding_mode,
        request.dtype,
    )


def _activation(path: str, name: str) -> list[Layer]:
    return [] if name == "identity" or "/" in path else [make(name, {})]


def _conv_transpose(path: str, request: ConvTranspose2dRequest) -> Call:
    input, weight, bias = request.tensors()
    options = request.options()
    geometry = request.geometry(input, weight)
    check_bias(bias, geometry.out_channels)
    arrays: dict[str, Array] = {"x": request.input.reshape(input.shape), "w": request.weight}
    if request.bias is not None:
        arrays["b"] = request.bias
    conv = ConvTranspose(
        out_channels=geometry.out_channels,
        kernel_size=weight.shape[2:],
        stride=options.stride,
        padding=options.padding,
        dilation=options.dilation,
        groups=options.groups,
        bias=request.bias is not None,
        output_padding=options.output_padding,
    )
    nodes = _nodes(input.shape, conv, *_activation(path, options.activation))
    return Call(path, nodes, arrays, _options(request), dtype=request.dtype)


def _pool(path: str, request: PoolRequest) -> Call:
    input = channels_first(request.input, request.dtype)
    options = request.options(request.dilation if isinstance(request, MaxPool2dRequest) else 1)
    pool_geometry(input.shape, options)
    window = (options.kernel_size, options.stride, options.padding, options.ceil_mode)
    layer: Layer = (
        AvgPool(*window, count_include_pad=request.count_include_pad)
        if isinstance(request, AvgPool2dRequest)
        else MaxPool(*window, dilation=options.dilation)
    )
    arrays = {"x": request.input.reshape(input.shape)}
    return Call(path, _nodes(input.shape, layer), arrays, _options(request), dtype=request.dtype)


def _pointwise(path: str, request: ActivationRequest) -> Call:
    input = channels_first(request.input, request.dtype)
    nodes = _nodes(input.shape, make(request.activation, {}))
    return Call(path, nodes, {"x": request.input.reshape(input.shape)}, _options(request), dtype=request.dtype)


#: The request model of every call, and the function that prepares it.
_CALLS: dict[str, tuple[type[Strict], Callable[[str, Any], Call]]] = {
    "conv2d": (Conv2dRequest, _conv),
    "conv2d/gradient": (GradientRequest, _conv),
    "conv2d/lowering": (Conv2dRequest, _conv),
    "conv-transpose2d": (ConvTranspose2dRequest, _conv_transpose),
    "max-pool2d": (MaxPool2dRequest, _pool),
    "avg-pool2d": (AvgPool2dRequest, _pool),
    "activation": (ActivationRequest, _pointwise),
}
