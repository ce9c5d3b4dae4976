"""Convolutions and pooling."""

from typing import Any

from ...pytorch.library.tensor import Tensor
from ..constant import Constant
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown
from ..registry import converts


def _padding(node: Node, sizes: tuple[int, ...], kernel: list[int], stride: list[int], dilation: list[int]) -> Any:
    """Return the padding of a window: numbers at both ends of every axis, or "same"."""
    auto, axes = node.attribute("auto_pad", "NOTSET"), len(sizes)
    if auto == "SAME_UPPER":
        return "same"
    if auto == "SAME_LOWER":  # an odd remainder goes to the start
        padding = []
        for size, cells, step, apart in zip(sizes, kernel, stride, dilation, strict=True):
            lacking = max((-(-size // step) - 1) * step + apart * (cells - 1) + 1 - size, 0)
            padding.append([lacking - lacking // 2, lacking // 2])
        return padding
    if auto == "VALID":
        return 0
    if auto != "NOTSET":
        raise Unknown(f"auto_pad is {auto!r}")
    pads = node.attribute("pads", [0] * (2 * axes))
    if len(pads) != 2 * axes or min(pads) < 0:
        raise Unknown(f"pads are {pads}")
    return [[before, after] for before, after in zip(pads[:axes], pads[axes:], strict=True)]


def _window(node: Node, x: Tensor, kernel: list[int]) -> dict[str, Any]:
    axes = len(x.shape) - 2
    if len(kernel) != axes:
        raise Unknown(f"its kernel has {len(kernel)} axes, its input {axes}")
    stride, dilation = (node.attribute(name) or [1] * axes for name in ("strides", "dilations"))
    padding = _padding(node, x.shape[2:], kernel, stride, dilation)
    return {"kernel_size": kernel, "stride": stride, "dilation": dilation, "padding": padding}


def _without_defaults(options: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value != defaults.get(name, ...)}


def short(options: dict[str, Any], stride: int | None = 1) -> dict[str, Any]:
    """Write options as people do: one number for equal ones, nothing for what goes without saying.

    Examples
    --------
    >>> short({"kernel_size": [3, 3], "stride": [1, 1], "padding": [[1, 1], [1, 1]]})
    {'kernel_size': 3, 'padding': 1}
    """
    found = {name: _one(_sides(value) if name == "padding" else value) for name, value in options.items()}
    return _without_defaults(found, {"stride": stride, "dilation": 1, "padding": 0, "output_padding": 0, "groups": 1})


def _sides(padding: Any) -> Any:
    return [one[0] if one[0] == one[1] else one for one in padding] if isinstance(padding, list) else padding


def _one(value: Any) -> Any:
    alike = isinstance(value, list) and value and isinstance(value[0], int) and all(one == value[0] for one in value)
    return value[0] if alike else value


@converts("Conv")
def conv(r: Recorder, node: Node) -> Value:
    """Add a convolution."""
    x, weight, bias = node.tensor(), node.needed(1), node.constant(2)
    options = _window(node, x, list(weight.values.shape[2:]))
    options |= {"out_channels": weight.values.shape[0], "groups": node.attribute("group", 1)}
    return r.record("conv", node.name, [x], short(options) | _bias(bias), _held(weight, bias))


def _bias(bias: Constant | None) -> dict[str, Any]:
    return {} if bias is not None else {"bias": False}


def _held(weight: Constant, bias: Constant | None) -> dict[str, Constant]:
    return {"weight": weight} | ({} if bias is None else {"bias": bias})


@converts("ConvTranspose")
def conv_transpose(r: Recorder, node: Node) -> Value:
    """Add a transposed convolution."""
    x, weight, bias = node.tensor(), node.needed(1), node.constant(2)
    axes, groups = len(x.shape) - 2, node.attribute("group", 1)
    kernel = list(weight.values.shape[2:])
    stride, dilation = (node.attribute(name) or [1] * axes for name in ("strides", "dilations"))
    more = node.attribute("output_padding") or [0] * axes
    wanted = node.attribute("output_shape")
    if wanted is not None:
        wanted = wanted[-axes:]
    elif node.attribute("auto_pad", "NOTSET") in ("SAME_UPPER", "SAME_LOWER"):
        wanted = [size * step for size, step in zip(x.shape[2:], stride, strict=True)]
    if wanted is None:
        padding = _padding(node, x.shape[2:], kernel, stride, dilation)
    else:  # the specification: total padding is what is left over, the larger half at the start unless SAME_UPPER
        upper = node.attribute("auto_pad", "NOTSET") == "SAME_UPPER"
        padding = []
        for axis in range(axes):
            whole = stride[axis] * (x.shape[2 + axis] - 1) + more[axis] + (kernel[axis] - 1) * dilation[axis] + 1
            total = whole - wanted[axis]
            if total < 0:  # what is lacking is added at the end
                more, total = [*more[:axis], more[axis] - total, *more[axis + 1 :]], 0
            padding.append([total // 2, total - total // 2] if upper else [total - total // 2, total // 2])
    options = {
        "kernel_size": kernel, "stride": stride, "dilation": dilation, "padding": padding, "output_padding": more,
        "out_channels": weight.values.shape[1] * groups, "groups": groups,
    }  # fmt: skip
    return r.record("conv_transpose", node.name, [x], short(options) | _bias(bias), _held(weight, bias))


@converts("MaxPool")
def max_pool(r: Recorder, node: Node) -> Value:
    """Add max pooling."""
    x = node.tensor()
    if len(node.proto.output) > 1 and node.proto.output[1]:
        r.note(f"{node.name}: the places of the maxima are left out.")
    options = _window(node, x, node.attribute("kernel_shape", []))
    return r.record("max_pool", node.name, [x], _pooled(node, options))


@converts("AveragePool")
def avg_pool(r: Recorder, node: Node) -> Value:
    """Add average pooling."""
    x = node.tensor()
    options = _window(node, x, node.attribute("kernel_shape", []))
    if set(options.pop("dilation")) != {1}:
        raise Unknown("its window has holes")
    counted = bool(node.attribute("count_include_pad", 0))
    plain = short(options).get("padding", 0) == 0
    return r.record(
        "avg_pool", node.name, [x], _pooled(node, options) | ({} if counted or plain else {"count_include_pad": False})
    )


def _pooled(node: Node, options: dict[str, Any]) -> dict[str, Any]:
    written = short(options, stride=None)
    if written["stride"] == written["kernel_size"]:
        del written["stride"]
    return written | ({"ceil_mode": True} if node.attribute("ceil_mode", 0) else {})


@converts("GlobalAveragePool", "GlobalMaxPool")
def global_pool(r: Recorder, node: Node) -> Value:
    """Add pooling of each map into one number."""
    operation = "adaptive_max_pool" if node.kind == "GlobalMaxPool" else "adaptive_avg_pool"
    return r.record(operation, node.name, [node.tensor()], {"output_size": 1})
