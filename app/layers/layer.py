"""What a layer is: its options, shape, counts, cost, the cells that it reads, its numbers and its gradient."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..mechanics.axis.cells import Cells
from .options import Option, expanded, option_of

Floats = NDArray[np.floating]
#: (C, …) with one to three spatial axes, or (N,) once flattened.
Shape = tuple[int, ...]
#: For each spatial axis the cells that a unit reads.
Reads = tuple[Cells, ...]
#: Arrays by PyTorch's names: ``"weight"``, ``"bias"``, ``"running_mean"`` …
Weights = Mapping[str, Floats]
#: Multiply-accumulates that take as long as to make one number.
NUMBER_MACS = 2
#: So many times as fast are the multiply-accumulates of a product of matrices.
MATRIX_GAIN = 10


@dataclass(frozen=True)
class Count:
    """Numbers that a layer holds: learned weights and biases, and buffers that it only keeps."""

    weights: int = 0
    biases: int = 0
    buffers: int = 0

    @property
    def total(self) -> int:
        """What is learned."""
        return self.weights + self.biases


@dataclass(frozen=True)
class Cost:
    """What it takes to compute a layer.

    Attributes
    ----------
    held : int
        Numbers in the largest array that it makes besides its output.
    effort : int
        Multiply-accumulates that take about as long.
    """

    held: int
    effort: int


@dataclass(frozen=True)
class Evaluated:
    """What a layer makes of its inputs, and the way back: its vector-Jacobian products.

    Attributes
    ----------
    output : ndarray of float, shape (N, C, …)
        For a batch of N.
    input_gradients : callable
        Takes the gradient of the output to that of each input.
    weight_gradients : callable
        Takes it to that of each learned array, by name.
    """

    output: Floats
    input_gradients: Callable[[Floats], tuple[Floats, ...]]
    weight_gradients: Callable[[Floats], Weights] = lambda _: {}


@dataclass(frozen=True)
class Layer(ABC):
    """What all layers share.

    A subclass is a frozen dataclass whose fields, made by `options.option`, are the layer's options. It must say its
    `operation`, the shape of what comes out, and what it computes; the rest has defaults that hold for a layer
    without weights whose units read the cell in their own place.

    Examples
    --------
    >>> from .conv import Conv
    >>> layer = Conv(out_channels=8, kernel_size=(3, 3), padding=1)
    >>> layer.output_shape(((3, 7, 7),)), layer.count(((3, 7, 7),)).total, layer.stride
    ((8, 7, 7), 224, (1, 1))
    """

    #: What REST and the pages call it.
    operation: ClassVar[str]
    #: Least and most inputs; None where there is no most.
    arity: ClassVar[tuple[int, int | None]] = (1, 1)
    #: Whether the options say how many channels come out.
    sets_channels: ClassVar[bool] = False
    #: Whether it is drawn as a narrow block: one that keeps the shape, or all the numbers.
    slim: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Give options that are one number for all axes one for each."""
        axes = self.axes
        for field in fields(self):
            if axes and option_of(field).kind.per_axis:
                object.__setattr__(self, field.name, expanded(field, getattr(self, field.name), axes))

    @property
    def axes(self) -> int:
        """How many spatial axes the options are for; 0 where they do not say."""
        per_axis = (getattr(self, field.name) for field in fields(self) if option_of(field).kind.per_axis)
        return next((len(value) for value in per_axis if isinstance(value, tuple)), 0)

    def changed_options(self) -> dict[str, Any]:
        """Give the options that differ from their defaults: what it takes to make the layer again.

        Examples
        --------
        >>> from .linear import Linear
        >>> Linear(out_features=10, bias=True).changed_options()
        {'out_features': 10}
        """
        values = {field: getattr(self, field.name) for field in fields(self)}
        return {
            field.name: value for field, value in values.items() if value != expanded(field, field.default, self.axes)
        }

    @abstractmethod
    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Give the shape of what comes out.

        Raises
        ------
        OptionError
            If the inputs do not fit.
        """

    @abstractmethod
    def forward(self, inputs: tuple[Floats, ...], weights: Weights, *, training: bool = False) -> Evaluated:
        """Compute the layer, dropout off.

        Parameters
        ----------
        inputs : tuple of ndarray of float
            Each of shape (N, C, …) or (N, features), with shapes that `output_shape` accepts.
        weights : mapping of ndarray
            As `parameters` and `buffers` name and shape them.
        training : bool
            Whether statistics are the batch's own, gradients flowing through them.
        """

    def parameters(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:  # noqa: ARG002, most layers learn something
        """Name and shape what is learned."""
        return {}

    def buffers(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:  # noqa: ARG002, likewise
        """Name and shape what is kept without being learned."""
        return {}

    def count(self, inputs: tuple[Shape, ...]) -> Count:
        """Count the numbers that the layer holds."""
        sizes = {name: prod(shape) for name, shape in self.parameters(inputs).items()}
        biases = sizes.pop("bias", 0)
        return Count(sum(sizes.values()), biases, sum(map(prod, self.buffers(inputs).values())))

    def macs(self, inputs: tuple[Shape, ...]) -> int:  # noqa: ARG002, likewise
        """Count the multiply-accumulates of one pass; zero for what a convolution's or linear layer's are not."""
        return 0

    def cost(self, inputs: tuple[Shape, ...]) -> Cost:
        """Say what it takes to compute the layer for one input."""
        return Cost(0, self.macs(inputs) + NUMBER_MACS * prod(self.output_shape(inputs)))

    def reads(self, inputs: tuple[Shape, ...]) -> Reads | None:  # noqa: ARG002, likewise
        """Say which cells of each input a unit reads; None where it is the one in the same place."""
        return None

    @classmethod
    def rearranges(cls) -> bool:
        """Say whether units read other cells than the one in their own place, or several maps: what is worth a plane.

        Examples
        --------
        >>> from .registry import LAYERS
        >>> [name for name, layer in LAYERS.items() if not layer.rearranges()][:3]
        ['batch_norm', 'local_response_norm', 'identity']
        """
        return cls.reads is not Layer.reads or cls.arity != (1, 1)

    def read_inputs(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Name those of the inputs whose numbers are read: all, unless one gives its size alone."""
        return names

    def draw(self, rng: np.random.Generator, inputs: tuple[Floats, ...]) -> Weights:  # noqa: ARG002, likewise
        """Draw weights as they are before training, given the numbers that will come in."""
        return {}

    def channel_multiple(self) -> int:
        """Give the number that the channels of the input must be a multiple of."""
        return 1

    def thin(self, was: Shape, now: Shape, channels: int) -> "Layer":  # noqa: ARG002, likewise
        """Give the layer with few channels, reading the same cells.

        Parameters
        ----------
        was, now : Shape
            Of its first input, in the whole network and in the thin one.
        channels : int
            That should come out, if the layer can choose.
        """
        return self


def option_fields(layer: type[Layer]) -> dict[str, tuple[Option, Any]]:
    """Give the options of a layer by name, each with its default; ``dataclasses.MISSING`` where there is none.

    Examples
    --------
    >>> from .pool import AdaptiveAvgPool
    >>> list(option_fields(AdaptiveAvgPool))
    ['output_size']
    """
    return {field.name: (option_of(field), field.default) for field in fields(layer)}
