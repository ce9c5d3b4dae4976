"""The shapes of weights, as far as a constructor's arguments say them."""

from collections.abc import Mapping
from typing import Any

from .tensor import Dims


def weight_shape(operation: str, arguments: Mapping[str, Any]) -> Dims | None:
    """Give the shape of a layer's weight; None where it is not known before the first input.

    Examples
    --------
    >>> weight_shape("linear", {"in_features": 4, "out_features": 2})
    (2, 4)
    """
    if operation == "linear":
        return _whole(arguments["out_features"], arguments["in_features"])
    if operation in ("conv", "conv_transpose"):
        first, second = arguments["out_channels"], arguments["in_channels"]
        if operation == "conv_transpose":
            first, second = second, first
        groups = arguments["groups"]
        kernel = arguments["kernel_size"]
        sizes = kernel if isinstance(kernel, tuple | list) else (kernel,) * arguments["axes"]
        if not isinstance(second, int) or not isinstance(groups, int) or groups < 1:
            return None
        return _whole(first, second // groups, *sizes)
    if operation == "prelu":
        return _whole(arguments["num_parameters"])
    if operation == "layer_norm":
        shape = arguments["normalized_shape"]
        return _whole(*(shape if isinstance(shape, tuple | list) else (shape,)))
    return _whole(arguments.get("num_features", arguments.get("num_channels")))


def _whole(*sizes: Any) -> Dims | None:
    return sizes if all(type(size) is int for size in sizes) else None
