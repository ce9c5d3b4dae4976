"""What NumPy code of every operation shares: padding, and windows as a view."""

from ...mechanics.axis.window_axis import WindowAxis
from ..calls import Call
from ..windows import AllSides, is_padded
from ..writing import sliced

#: What ``np.pad`` calls the ways of padding.
_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(name: str, sides: AllSides, option: str = "") -> list[str]:
    """Write a line that pads an array [C, H, W], where there is anything to pad.

    Examples
    --------
    >>> pad("x", ((1, 1), (0, 2)))
    ['x = np.pad(x, ((0, 0), (1, 1), (0, 2)))']
    """
    return [f"{name} = np.pad({name}, {((0, 0), *sides)}{option})"] if is_padded(sides) else []


def mode(call: Call) -> str:
    """Write the option of ``np.pad`` that pads as a call's padding mode has it."""
    return "" if call.padding_mode == "zeros" else f', mode="{_MODES[call.padding_mode]}"'


def windows(name: str, axes: tuple[WindowAxis, ...]) -> str:
    """Write the windows of an array as a view, [C, H', W', KH, KW].

    Examples
    --------
    >>> axis = WindowAxis("height", input_size=7, kernel_size=3, stride=2, padding=(0, 0), dilation=1)
    >>> windows("x", (axis, axis))
    'np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))[:, ::2, ::2]'
    """
    spans = tuple(axis.span for axis in axes)
    steps = [axis.stride for axis in axes] + [axis.dilation for axis in axes]
    view = f"np.lib.stride_tricks.sliding_window_view({name}, {spans}, axis=(1, 2))"
    return view + sliced(":", *(":" if step == 1 else f"::{step}" for step in steps))
