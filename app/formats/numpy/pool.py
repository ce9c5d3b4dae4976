"""Pooling in NumPy."""

from typing import cast

from ...layers.pool import AvgPool, MaxPool
from ..calls import Call
from ..windows import average_padding, is_padded, pool_padding
from .windows import pad, windows


def max_pool(call: Call) -> list[str]:
    """Take the largest number of every window."""
    axes = cast("MaxPool", call.layer.node.layer).geometry(call.layer.input_shapes[0][1:])
    return [*pad("x", pool_padding(axes), ", constant_values=-np.inf"), f"y = {windows('x', axes)}.max(axis=(3, 4))"]


def avg_pool(call: Call) -> list[str]:
    """Take the mean of every window over what counts; in float64, since a sum may be more than float32 can hold."""
    layer = cast("AvgPool", call.layer.node.layer)
    axes = layer.geometry(call.layer.input_shapes[0][1:])
    counted, uncounted = average_padding(axes, count_include_pad=layer.count_include_pad)
    if not is_padded(uncounted):
        return [*pad("x", counted), f"y = {windows('x', axes)}.mean(axis=(3, 4), dtype=np.float64)"]
    return [
        "c = np.ones_like(x[:1])  # what counts",
        *pad("c", counted, ", constant_values=1"),
        *pad("c", uncounted),
        *pad("x", pool_padding(axes)),
        f"sums = {windows('x', axes)}.sum(axis=(3, 4), dtype=np.float64)",
        f"y = sums / {windows('c', axes)}.sum(axis=(3, 4))",
    ]
