"""One use of a layer of Keras: its options, checked, and what goes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from ....mechanics.errors import OptionError, did_you_mean
from .graph import Graph
from .numbering import Dims
from .tensor import Tensor

#: Options that change neither shapes, nor counts, nor what a trained model gives.
_FREE = frozenset(
    [
        "name",
        "trainable",
        "dtype",
        "batch_input_shape",
        "batch_shape",
        "input_shape",
        "input_dim",
        "input_length",
        "batch_size",
        "autocast",
        "seed",
        "weights",
        "activity_regularizer",
        "noise_shape",
        "momentum",
        "synchronized",
        "renorm",
        "renorm_clipping",
        "renorm_momentum",
        "fused",
        "virtual_batch_size",
        "adjustment",
        "sparse",
        "ragged",
        "optional",
        "input_tensor",
        "implementation",
        "layout",
        "lora_rank",
        "lora_alpha",
        "quantization_config",
        "beta_initializer",
        "input_spec",
        "data_type",
        "value_range",
        "registered_name",
    ]
)
_FREE_ENDS = ("_initializer", "_regularizer", "_constraint")
#: Values that stand for an option's being left out.
_REQUIRED = object()


@dataclass(frozen=True)
class Spec:
    """What is known of a layer of Keras.

    Attributes
    ----------
    convert : callable
        Adds its nodes, and gives what comes out.
    options : dict
        In the order of its arguments, each with its default.
    """

    convert: Callable[["Site"], Any]
    options: Mapping[str, Any]


def spec(convert: Callable[["Site"], Any], needed: str = "", **defaults: Any) -> Spec:
    """Make a spec: the names of options that must be given, and the others with what they are if left out."""
    return Spec(convert, dict.fromkeys(needed.split(), _REQUIRED) | defaults)


def is_free(name: str) -> bool:
    """Say whether an option changes neither shapes, nor counts, nor what a trained model gives.

    Examples
    --------
    >>> is_free("kernel_initializer"), is_free("filters")
    (True, False)
    """
    return name in _FREE or name.endswith(_FREE_ENDS)


@dataclass(frozen=True)
class Site:
    """A layer that is called.

    Attributes
    ----------
    graph : Graph
        What is recorded.
    layer : object
        The layer, with its name.
    kind : str
        Its class.
    spec : Spec
        What is known of it.
    config : mapping
        Its options as they were given.
    inputs : list of Tensor
        What goes in.
    """

    graph: Graph
    layer: Any
    kind: str
    spec: Spec
    config: Mapping[str, Any]
    inputs: list[Tensor] = field(default_factory=list)

    def refusal(self, message: str) -> OptionError:
        """Make the error that names the layer and where it stands."""
        named = "" if f'"{self.layer.name}"' in self.graph.place else f' "{self.layer.name}"'
        return self.graph.refusal(f"{self.kind}{named}: {message}")

    def check(self) -> None:
        """Refuse options that are not known.

        Raises
        ------
        OptionError
            Naming one.
        """
        for name in self.config:
            if name not in self.spec.options and not is_free(name):
                raise self.refusal(f"{name} is not an option that is read here{did_you_mean(name, self.spec.options)}")

    def get(self, name: str) -> Any:
        """Give an option, or its default.

        Raises
        ------
        OptionError
            If it must be given and is not.
        """
        value = self.config.get(name, self.spec.options.get(name))
        if value is _REQUIRED:
            raise self.refusal(f"{name} is missing")
        return value

    def flag(self, name: str) -> bool:
        """Give an option that is true or false."""
        value = self.get(name)
        if not isinstance(value, bool | int):
            raise self.refusal(f"{name} must be True or False, not {_shown(value)}")
        return bool(value)

    def count(self, name: str, least: int = 1) -> int:
        """Give an option that is a whole number."""
        value = self.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.refusal(f"{name} must be a whole number of at least {least}, not {_shown(value)}")
        return value

    def number(self, name: str) -> float:
        """Give an option that is a number."""
        value = self.get(name)
        if isinstance(value, dict):  # as older versions write an array
            value = value.get("config", {}).get("value") if isinstance(value.get("config"), dict) else None
        if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
            raise self.refusal(f"{name} must be a number, not {_shown(value)}")
        return value

    def word(self, name: str, *choices: str) -> str:
        """Give an option that is one of some words."""
        value = self.get(name)
        value = value.lower() if isinstance(value, str) else value
        if value not in choices:
            raise self.refusal(f"{name} must be {' or '.join(choices)} here, not {_shown(value)}")
        return str(value)

    def each(self, name: str, axes: int, least: int = 1) -> list[int]:
        """Give an option with a whole number for every axis."""
        value = self.get(name)
        values = [value] * axes if isinstance(value, int) else value
        if (
            not isinstance(values, list | tuple)
            or len(values) != axes
            or not all(isinstance(one, int) and not isinstance(one, bool) and one >= least for one in values)
        ):
            raise self.refusal(f"{name} must be a whole number, or {axes} of them, not {_shown(value)}")
        return list(values)

    def fixed(self, name: str, *wanted: Any) -> None:
        """Refuse an option that is not as it must be here."""
        value = self.get(name)
        if not any(
            value is want or (value == want and isinstance(value, bool) == isinstance(want, bool)) for want in wanted
        ):
            raise self.refusal(f"{name}={_shown(value)} has no counterpart among the layers here")

    @property
    def x(self) -> Tensor:
        """The only input."""
        if len(self.inputs) != 1:
            raise self.refusal(f"it takes one input, not {len(self.inputs)}")
        return self.inputs[0]

    def map(self, axes: int) -> Tensor:
        """Give the only input, which must be a map of so many axes in the model's layout."""
        x = self.x
        self.check_layout()
        if len(x.shape) != axes + 1:
            raise self.refusal(f"it takes a tensor of {axes + 2} axes with the batch, but {_wide(x.shape)} comes in")
        return x

    def check_layout(self) -> None:
        """Refuse channels that come first among others that come last."""
        self.graph.layout(self.get("data_format"), self.refusal)

    def axis(self, axis: Any, x: Tensor) -> int:
        """Give an axis of a tensor as ours counts it: 1 for the channels."""
        axes = len(x.shape)
        if not isinstance(axis, int) or isinstance(axis, bool) or not -axes <= axis <= axes or axis == 0:
            raise self.refusal(f"axis {_shown(axis)} is not one of {_wide(x.shape)}, the batch aside")
        at = axis if axis > 0 else axes + 1 + axis
        if self.graph.first or axes == 1:
            return at
        return 1 if at == axes else at + 1

    def add(
        self,
        operation: str,
        options: dict[str, Any] | None = None,
        inputs: list[Tensor] | None = None,
        part: str = "",
        held: tuple[str, tuple[str, ...]] | None = None,
        start: int = 0,
    ) -> Tensor:
        """Add a node.

        Parameters
        ----------
        operation : str
            Its operation.
        options : dict or None
            Its options; those that are None are left out.
        inputs : list of Tensor or None
            What goes in; the only input if omitted.
        part : str
            Of a layer that is several nodes: what this one is.
        held : tuple or None
            The kind of its weights and the names of its arrays, in Keras' order.
        start : int
            The place of the first of them among the layer's.
        """
        name = f"{self.layer.name}/{part}" if part else self.layer.name
        arrays = None
        if held is not None:
            arrays = (self.layer, held[0], {array: start + at for at, array in enumerate(held[1])})
        kept = {key: value for key, value in (options or {}).items() if value is not None}
        return self.graph.record(operation, name, [self.x] if inputs is None else inputs, kept, arrays)


def _shown(value: Any) -> str:
    return repr(value)[:60]


def _wide(shape: Dims) -> str:
    return f"({', '.join(map(str, (None, *shape)))})"
