"""What a layer is: its options, shape, counts, cost, the cells that it reads, its output and its gradient."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from functools import cache
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..mechanics.axis.cells import Cells
from .options import Option, expanded, name_of, option_of
from .unit import Arithmetic, Place, weighted_sum

Floats = NDArray[np.floating]
#: (C, …) with one to three spatial axes, or (N,) once flattened.
Shape = tuple[int, ...]
#: The cells that a unit reads, for each spatial axis.
Reads = tuple[Cells, ...]
#: Arrays by PyTorch's names: ``"weight"``, ``"bias"``, ``"running_mean"`` …
Weights = Mapping[str, Floats]
#: Number of multiply-accumulates that take as long as producing one number.
NUMBER_MACS = 2
#: How many times faster multiply-accumulates are in a matrix product.
MATRIX_GAIN = 10


@dataclass(frozen=True)
class Count:
    """Numbers that a layer holds: learned weights and biases, and buffers that are stored but not learned."""

    weights: int = 0
    biases: int = 0
    buffers: int = 0

    @property
    def total(self) -> int:
        """Number of learned values."""
        return self.weights + self.biases


@dataclass(frozen=True)
class Cost:
    """What it takes to compute a layer.

    Attributes
    ----------
    held : int
        Numbers in the largest array that it creates besides its output.
    effort : int
        Equivalent number of multiply-accumulates, by time.
    """

    held: int
    effort: int


@dataclass(frozen=True)
class Evaluated:
    """The output of a layer, and its backward pass: the vector-Jacobian products.

    Attributes
    ----------
    output : ndarray of float, shape (N, C, …)
        The output for a batch of N.
    input_gradients : callable
        Maps the gradient of the output to that of each input.
    weight_gradients : callable
        Maps it to that of each learned array, by name.
    """

    output: Floats
    input_gradients: Callable[[Floats], tuple[Floats, ...]]
    weight_gradients: Callable[[Floats], Weights] = lambda _: {}


@dataclass(frozen=True)
class Layer(ABC):
    """What all layers share.

    A subclass is a frozen dataclass whose fields, made by `options.option`, are the layer's options. It must define its
    `operation`, its output shape and what it computes; everything else has defaults that suit a layer without
    weights whose units each read the cell at their own position.

    Examples
    --------
    >>> from .conv import Conv
    >>> layer = Conv(out_channels=8, kernel_size=(3, 3), padding=1)
    >>> layer.output_shape(((3, 7, 7),)), layer.count(((3, 7, 7),)).total, layer.stride
    ((8, 7, 7), 224, (1, 1))
    """

    #: The name used by REST and the pages.
    operation: ClassVar[str]
    #: Minimum and maximum number of inputs; None for no maximum.
    arity: ClassVar[tuple[int, int | None]] = (1, 1)
    #: Whether the options set the number of output channels.
    sets_channels: ClassVar[bool] = False
    #: Whether it is drawn as a narrow block: one that keeps the shape, or keeps every number.
    slim: ClassVar[bool] = False
    #: Whether it is known what the layer computes, and from which cells.
    known: ClassVar[bool] = True
    #: Whether PyTorch's models hold its only array themselves, as a parameter, rather than in a module for it.
    bare: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Expand options that are one number for all axes to one number per axis."""
        axes = self.axes
        if axes:
            for field in _per_axis(type(self)):
                object.__setattr__(self, field.name, expanded(field, getattr(self, field.name), axes))

    @property
    def axes(self) -> int:
        """Number of spatial axes that the options are for; 0 if they do not determine it."""
        per_axis = (getattr(self, field.name) for field in _per_axis(type(self)))
        return next((len(value) for value in per_axis if isinstance(value, tuple)), 0)

    def changed_options(self) -> dict[str, Any]:
        """Return the options that differ from their defaults: those needed to recreate the layer.

        Examples
        --------
        >>> from .linear import Linear
        >>> Linear(out_features=10, bias=True).changed_options()
        {'out_features': 10}
        """
        values = {field: getattr(self, field.name) for field in fields(self)}
        return {
            name_of(field): value
            for field, value in values.items()
            if value != expanded(field, field.default, self.axes)
        }

    @abstractmethod
    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape of the output.

        Raises
        ------
        OptionError
            If the inputs do not fit the layer.
        """

    @abstractmethod
    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:
        """Compute the layer, with dropout off.

        Parameters
        ----------
        inputs : tuple of ndarray of float
            Each of shape (N, C, …) or (N, features), with shapes that `output_shape` accepts.
        weights : mapping of ndarray
            With the names and shapes of `parameters` and `buffers`.
        training : bool
            Whether to use the batch's own statistics, with gradients flowing through them.
        """

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:  # noqa: ARG002, most layers learn something
        """Return the name and shape of each learned array."""
        return {}

    def buffers(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:  # noqa: ARG002, likewise
        """Return the name and shape of each array that is stored but not learned."""
        return {}

    def check_weights(self, weights: Weights) -> None:  # noqa: B027, most layers take any numbers
        """Refuse numbers that the layer cannot compute with; the shapes are those of `parameters` and `buffers`.

        Raises
        ------
        OptionError
            If there are any; its field is the name of the array.
        """

    def count(self, inputs: tuple[Shape, ...]) -> Count:
        """Count the numbers that the layer holds."""
        sizes = {name: prod(shape) for name, shape in self.parameters(inputs).items()}
        biases = sizes.pop("bias", 0)
        return Count(sum(sizes.values()), biases, sum(map(prod, self.buffers(inputs).values())))

    def macs(self, inputs: tuple[Shape, ...]) -> int:  # noqa: ARG002, likewise
        """Count the multiply-accumulates of one pass; zero except in convolutions and linear layers."""
        return 0

    def bias_additions(self, inputs: tuple[Shape, ...]) -> int:  # noqa: ARG002, likewise
        """Count the additions of biases in one pass; zero except in convolutions and linear layers."""
        return 0

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Estimate the cost of computing the layer for one input."""
        return Cost(0, self.macs(inputs) + NUMBER_MACS * prod(self.output_shape(inputs)))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads | None:  # noqa: ARG002, likewise
        """Return the cells of each input that a unit reads; None if only the one at the same position."""
        return None

    def reads_each(self, inputs: tuple[Shape, ...]) -> tuple[Reads | None, ...]:
        """Return, for each input, the cells that a unit reads there; the same of all, unless some are smaller."""
        return (self.reads(inputs),) * len(inputs)

    @classmethod
    def rearranges(cls) -> bool:
        """Check whether units read cells other than the one at their own position, or several maps: worth a plane.

        Examples
        --------
        >>> from .registry import LAYERS
        >>> [name for name, layer in LAYERS.items() if not layer.rearranges()][:3]
        ['batch_norm', 'local_response_norm', 'layer_norm']
        """
        return cls.reads is not Layer.reads or cls.arity != (1, 1)

    def read_inputs(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the inputs whose numbers are read: all, unless one only provides its size."""
        return names

    def arithmetic(self, inputs: tuple[Floats, ...], weights: Weights, place: Place) -> Arithmetic:
        """Return how one unit comes about; here as a weighted sum, which only suits layers that are one.

        Parameters
        ----------
        inputs : tuple of ndarray of float
            As for `forward`, of one input.
        weights : mapping of ndarray
            As for `forward`.
        place : tuple of int
            The unit, [c, i, j], which exists.
        """
        found = self.forward(inputs, weights)
        return weighted_sum(found.output, inputs, found.input_gradients, place, weights.get("bias"))

    def origin(self, input: Shape, place: Place) -> Place | None:  # noqa: ARG002, most layers compute
        """Return where in its input a unit's number stands unchanged; None if the layer computes it."""
        return None

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:  # noqa: ARG002, likewise
        """Draw the weights as they are before training, for the given input values."""
        return {}

    def channel_multiple(self) -> int:
        """Return the number that the input channels must be a multiple of."""
        return 1

    def thin(self, was: Shape, now: Shape, channels: int) -> "Layer":  # noqa: ARG002, likewise
        """Return the layer with few channels, reading the same cells.

        Parameters
        ----------
        was, now : Shape
            The shape of its first input, in the full network and in the thin one.
        channels : int
            Number of output channels, if the layer sets it.
        """
        return self


@cache
def _per_axis(layer: type[Layer]) -> "tuple[Field[Any], ...]":
    """Return the fields that hold one number per axis: worked out once, since layers are made by the thousand."""
    return tuple(field for field in fields(layer) if option_of(field).kind.per_axis)


def option_fields(layer: type[Layer]) -> dict[str, tuple[Option, Any]]:
    """Return the options of a layer by name, each with its default; ``dataclasses.MISSING`` if there is none.

    Examples
    --------
    >>> from .pool import AdaptiveAvgPool
    >>> list(option_fields(AdaptiveAvgPool))
    ['output_size']
    """
    return {name_of(field): (option_of(field), field.default) for field in fields(layer)}
