"""A model of Keras as what a text says: our nodes, notes, and where each node's weights come from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ....mechanics.errors import OptionError
from ...pytorch.interpreter.budget import Budget, TooMuchError
from ...pytorch.tracing import COMMON_SIZES, Reading
from .finishing import finished
from .graph import Graph, OtherLayout, Source
from .layers import KerasLayer
from .models import Functional
from .numbering import Dims
from .tensor import Tensor

#: Common sizes that are tried.
_MOST_TRIED = 4


@dataclass(frozen=True)
class KerasReading(Reading):
    """What a text or a configuration of Keras says.

    Attributes
    ----------
    sources : dict
        By node, where its weights come from.
    """

    sources: dict[str, Source] = field(default_factory=dict)


class Model(Protocol):
    """Make what is read: a functional model, a sequence, or one of a class that the text defines."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def input_shape(self) -> tuple[int | None, ...] | None:
        """Keras', without the batch, where it says it."""

    def replay(self, graph: Graph, inputs: list[Tensor]) -> Any:
        """Call its layers under the names that they have."""


#: Builds the model in a graph.
Build = Callable[[Graph], Model]


def read(build: Build, input_shape: Sequence[int] | None, notes: Sequence[str] = ()) -> KerasReading:
    """Read a model, its channels last, or first where its layers say so.

    Parameters
    ----------
    build : callable
        Builds it.
    input_shape : sequence of int or None
        [C, …]; if None, what the model itself says, or a common size that fits.
    notes : sequence of str
        What is known of it already.

    Raises
    ------
    OptionError
        Naming the line or the layer that cannot be read.
    """
    budget = Budget()
    try:
        try:
            return _read(build, input_shape, notes, budget, first=False)
        except OtherLayout:
            return _read(build, input_shape, notes, budget, first=True)
    except TooMuchError as error:
        raise OptionError("text", str(error)) from None
    except RecursionError:
        raise OptionError("text", "this is nested too deeply") from None


def _read(
    build: Build, input_shape: Sequence[int] | None, notes: Sequence[str], budget: Budget, *, first: bool
) -> KerasReading:
    given = None if input_shape is None else tuple(input_shape)
    if given is not None and len(given) > 1 and not first:
        given = (*given[1:], given[0])
    graph = Graph(first=first, budget=budget, sizes=given)
    model = build(graph)
    own = _own_shape(graph, model)
    refused: OptionError | None = None
    for shape in [given] if given is not None else _shapes(model, own, first=first):
        if given is None and own is not None and None in own and shape != own:
            graph = Graph(first=first, budget=budget, sizes=shape)
            model = build(graph)
        again = Graph(first=first, budget=budget, default=graph.default, guard=graph.guard)
        try:
            reading = _replayed(again, model, shape, notes)
        except OptionError as error:
            if refused is None:
                refused = error
            continue
        if own is None or None in own:
            if given is None:
                size = "×".join(map(str, reading.input_shape))
                reading.notes.append(f"Guess: the text does not say how large the input is; {size} was taken.")
        elif given is not None and given != own:
            size = "×".join(map(str, graph.ours([one or 0 for one in own])))
            reading.notes.append(f"The text says {size} for the input: the shape that was asked for is taken instead.")
        return reading
    assert refused is not None  # there was a shape to try
    raise refused


def _own_shape(graph: Graph, model: Model) -> tuple[int | None, ...] | None:
    if not isinstance(model, Functional):
        return model.input_shape
    if len(model.inputs) != 1:
        raise OptionError(
            "text",
            f'the model "{model.name}" has {len(model.inputs)} inputs: networks here have one, so paste a part of it',
        )
    return next((shape for x, shape in graph.inputs if x is model.inputs[0]), model.input_shapes[0])


def _shapes(model: Model, own: tuple[int | None, ...] | None, *, first: bool) -> Iterator[Dims]:
    """Give the shapes of the input that are tried."""
    if own is not None and None not in own:
        yield tuple(one or 0 for one in own)
        return
    if own is None:
        axes = _axes_of(model)
        if axes is None:
            raise OptionError(
                "input_shape", "the text does not say what goes in, nor does its first layer: give input_shape"
            )
        own = (*[None] * axes, 3) if not first else (3, *[None] * axes)
        sizes = COMMON_SIZES[axes]
        for channels in (3, 1):
            for size in sizes[:_MOST_TRIED]:
                yield tuple(size if one is None else channels for one in own)
        return
    axes = max(len(own) - 1, 1)
    for size in COMMON_SIZES[axes][:_MOST_TRIED]:
        yield tuple(size if one is None else one for one in own)


def _axes_of(model: Model) -> int | None:
    """Give the spatial axes that the first layer asks for."""
    layer: Any = model
    while getattr(layer, "layers", None):
        layer = next(
            (one for one in layer.layers if not isinstance(one, KerasLayer) or one.kind[-2:] in ("1D", "2D", "3D")),
            layer.layers[0],
        )
    kind = layer.kind if isinstance(layer, KerasLayer) else ""
    return next((axes for axes in (1, 2, 3) if f"{axes}D" in kind), None)


def _replayed(graph: Graph, model: Model, shape: Dims, notes: Sequence[str]) -> KerasReading:
    x = graph.input(shape)
    with graph.guard:
        given = model.replay(graph, [x])
    if isinstance(given, list):
        if len(given) > 1:
            graph.note("The model gives several results: the first is shown.")
        given = given[0]
    if not isinstance(given, Tensor):
        raise OptionError("text", "the model gives no tensor")
    nodes = finished(graph, given)
    names = {node["name"] for node in nodes}
    sources = {name: source for name, source in graph.sources.items() if name in names}
    _note_orders(graph, x, sources)
    return KerasReading(list(x.base), nodes, [*notes, *graph.notes], sources)


def _note_orders(graph: Graph, x: Tensor, sources: dict[str, Source]) -> None:
    turned = [
        name
        for name, source in sources.items()
        if any(order is not None and order.places() is not None for order in (source.before, source.after))
    ]
    if turned:
        graph.note(
            f"Keras flattens maps channels last, and this network channels first: the weights of {', '.join(turned[:4])}"  # noqa: E501
            f"{f' and {len(turned) - 4} more' if len(turned) > 4 else ''} stand in another order than in Keras."
        )
    if x.numbering is not None and x.numbering.places() is not None:
        graph.note("The numbers of the input stand channels first here, and last in Keras.")
