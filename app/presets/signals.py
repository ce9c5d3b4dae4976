"""One dimension: signals of one row, the dilated causal stack among them."""

from typing import Any

import numpy as np

from ..mechanics.conv.forward import conv
from ..mechanics.conv.options import ConvOptions
from .preset import Group, Preset

_GROUP: Group = "One dimension"
_SIGNAL: list[list[list[float]]] = [[[0, 0, 1, 3, 4, 3, 1, 0, -1, -2, -1, 0]]]
_IMPULSE: list[list[list[float]]] = [[[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]]]


def _stack(*dilations: int) -> list[Preset]:
    """Make a causal layer for each dilation, fed by the one before (van den Oord et al. 2016, "WaveNet", figure 3)."""
    weight: list[list[list[list[float]]]] = [[[[1, 1]]]]
    signal = np.array(_IMPULSE)
    layers = []
    for place, dilation in enumerate(dilations, start=1):
        options: dict[str, Any] = {"padding": [[0, 0], [dilation, 0]], "dilation": [1, dilation]}
        layers.append(
            Preset(
                name=f"causal-stack-{place}",
                title=f"Dilated causal stack, layer {place} of {len(dilations)}",
                group=_GROUP,
                note=f"Dilation {dilation}, padding on the left alone: the impulse has spread over {2**place} cells "
                "after this layer, and never to the left.",
                input=signal.tolist(),
                weight=weight,
                options=options,
            )
        )
        signal = conv(signal, np.array(weight), options=ConvOptions.of(**options)).output
    return layers


SIGNALS = (
    Preset(
        name="signal",
        title="A signal: differences",
        group=_GROUP,
        note="A kernel of one row over a signal of one row: how much it grows from cell to cell.",
        input=_SIGNAL,
        weight=[[[[-1, 0, 1]]], [[[0.25, 0.5, 0.25]]]],
        options={"padding": [0, 1]},
    ),
    Preset(
        name="causal",
        title="Causal padding",
        group=_GROUP,
        note="Padding on the left alone: no output looks into the future.",
        input=_SIGNAL,
        weight=[[[[0.5, 0.3, 0.2]]]],
        options={"padding": [[0, 0], [2, 0]]},
    ),
    *_stack(1, 2, 4),
    Preset(
        name="signal-transposed",
        title="Transposed, in one dimension",
        group=_GROUP,
        note="Every number stamps three; with stride 2 the signal comes out twice as long.",
        input=[[[0, 1, 3, 2, -1, 0]]],
        weight=[[[[0.5, 1, 0.5]]]],
        options={"stride": [1, 2]},
        operation="conv_transpose",
    ),
    Preset(
        name="signal-pooled",
        title="Max pooling, in one dimension",
        group=_GROUP,
        note="The largest of every three, two steps at a time.",
        input=_SIGNAL,
        weight=[[[[1, 1, 1]]]],
        options={"stride": [1, 2]},
        operation="max_pool",
        ceil_mode=True,
    ),
)
