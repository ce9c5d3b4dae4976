"""What a preset is."""

from dataclasses import dataclass, field
from typing import Any, Literal

Group = Literal[
    "Worked example",
    "Filters on a picture",
    "A filter of a trained network",
    "One option at a time",
    "Other operations",
    "Seen otherwise",
    "One dimension",
]
Operation = Literal["conv", "conv_transpose", "max_pool", "avg_pool", "activation"]
View = Literal["forward", "matrix", "grad_input", "grad_weight"]


@dataclass(frozen=True)
class Listed:
    """What a list says of a preset.

    Attributes
    ----------
    name : str
        As in a link.
    title : str
        As in a list.
    group : str
        The heading it stands under.
    note : str
        What to look at, in a sentence or two.
    """

    name: str
    title: str
    group: Group
    note: str


@dataclass(frozen=True)
class Preset(Listed):
    """A convolution by name.

    Attributes
    ----------
    weight : nested list, shape (O, C / groups, KH, KW)
        The filters.
    bias : list of float, or None
        One for each filter.
    input : nested list, shape (C, H, W), or None
        The numbers; None where the input is a picture.
    picture : str or None
        The name of a sample picture, with as many channels as the filters have: one grey, or three of colour.
    options : dict
        What differs from the defaults, as keywords of `app.mechanics.options.ConvOptions.of`.
    operation, view : str
        What is done with the input, and how a convolution is looked at. Pooling takes its kernel size from `weight`.
    output_padding, ceil_mode, count_include_pad
        Of transposed convolution and of pooling.
    """

    weight: list[list[list[list[float]]]]
    bias: list[float] | None = None
    input: list[list[list[float]]] | None = None
    picture: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    operation: Operation = "conv"
    view: View = "forward"
    output_padding: tuple[int, int] = (0, 0)
    ceil_mode: bool = False
    count_include_pad: bool = True

    def read(self) -> "Preset":
        """Return the preset itself: it is complete."""
        return self
