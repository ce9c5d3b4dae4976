"""One pass through a Keras model: every layer that is called becomes nodes of our network."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from math import prod
from typing import Any, Protocol

from ....layers.layer import Layer as OurLayer
from ....layers.registry import make
from ....mechanics.errors import OptionError
from ....networks.graph import INPUT
from ...pytorch.interpreter.budget import Budget, TooMuchError
from .numbering import Dims, Numbering, OtherOrderError, order_of
from .tensor import Tensor, fresh, rearranged

#: Nodes that are read at the most.
MOST_NODES = 20_000
#: Operations whose numbers each depend on the one at the same place alone, and on weights of that place.
_BY_PLACE = frozenset(
    [
        "batch_norm",
        "identity",
        "relu",
        "leaky_relu",
        "sigmoid",
        "tanh",
        "gelu",
        "silu",
        "relu6",
        "prelu",
        "hardswish",
        "hardsigmoid",
        "hardtanh",
        "elu",
        "selu",
        "softplus",
        "mish",
        "softsign",
        "log_sigmoid",
        "gelu_tanh",
        "dropout",
        "softmax",
        "log_softmax",
        "affine",
        "layer_scale",
        "add",
        "multiply",
        "layer_norm",
    ]
)


#: Sizes of an input that the model leaves open, until others are given.
OPEN = 224


class OtherLayout(Exception):  # noqa: N818, it is the way back to whoever took the channels to be last
    """The model has its channels first."""


class Called(Protocol):
    """What a model calls: a layer, or another model."""

    name: str

    def apply(self, graph: "Graph", inputs: list[Tensor], options: dict[str, Any]) -> Any:
        """Add its nodes, and give what comes out."""


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a layer.

    Attributes
    ----------
    layer : Called
        What was called.
    inputs : list of Tensor
        What went in.
    options : dict
        What else it was given.
    place : str
        Where, for errors.
    outputs : list of Tensor
        What came out.
    """

    layer: Called
    inputs: list[Tensor]
    options: dict[str, Any]
    place: str
    outputs: list[Tensor] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """Where a node's weights come from.

    Attributes
    ----------
    layer : str
        The path of the layer of Keras, ``"block/conv"``.
    kind : str
        How its arrays become ours, as in `weights.TAKERS`.
    arrays : dict
        Keras' names, each with its place in ``layer.get_weights()``.
    before, after : Numbering or None
        The order of the numbers of a vector that goes in, and that comes out.
    axes : int
        How many axes the input has besides its channels.
    """

    layer: str
    kind: str
    arrays: dict[str, int]
    before: Numbering | None = None
    after: Numbering | None = None
    axes: int = 0


@dataclass
class Graph:
    """What one pass has recorded.

    Attributes
    ----------
    first : bool
        Whether Keras has the channels first.
    budget : Budget
        What is left to spend.
    nodes : list of dict
        As `/networks/analyze` takes them, each with its inputs.
    notes : list of str
        What to know of it.
    sources : dict
        Where the weights of each node come from.
    shapes : dict
        What each node gives.
    fills : dict
        What the padding of a node holds where it is not zero.
    where : list of str
        The models that are being called, each within the one before.
    place : str
        Where the text or the JSON is, for errors.
    default : str
        Where layers have their channels that do not say so.
    sizes : tuple of int or None
        What an input gets where its shape is open, as Keras has it.
    guard : context manager
        What a model is called within, for errors of the text's own.
    inputs : list
        The inputs, each with its shape as it was given.
    """

    first: bool = False
    budget: Budget = field(default_factory=Budget)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    shapes: dict[str, Dims] = field(default_factory=dict)
    fills: dict[str, float] = field(default_factory=dict)
    where: list[str] = field(default_factory=list)
    place: str = ""
    default: str = "channels_last"
    sizes: Dims | None = None
    guard: AbstractContextManager[Any] = field(default_factory=nullcontext)
    inputs: list[tuple[Tensor, tuple[int | None, ...]]] = field(default_factory=list)
    _names: set[str] = field(default_factory=lambda: {INPUT})
    _held: dict[tuple[int, str], str] = field(default_factory=dict)
    _kept: list[Called] = field(default_factory=list)
    _seen: dict[Any, tuple[OurLayer, Dims]] = field(default_factory=dict)

    def refusal(self, message: str) -> OptionError:
        """Make the error that says what cannot be read, and where."""
        return OptionError("text", f"{self.place}: {message}" if self.place else message)

    def note(self, note: str) -> None:
        """Say something once."""
        if note not in self.notes:
            self.notes.append(note)

    def input(self, shape: Sequence[int | None]) -> Tensor:
        """Give an input of a shape that Keras has, whose open sizes are those that were asked for."""
        asked = self.sizes if self.sizes is not None and len(self.sizes) == len(shape) else (OPEN,) * len(shape)
        full = tuple(size if own is None else own for own, size in zip(shape, asked, strict=True))
        base = self.ours(full)
        self.shapes[INPUT] = base
        numbering = Numbering(prod(base)) if len(base) == 1 else None
        made = fresh(base, INPUT, first=self.first, numbering=numbering)
        self.inputs.append((made, tuple(shape)))
        return made

    def ours(self, shape: Sequence[int]) -> Dims:
        """Give a shape with the channels first."""
        return tuple(shape) if self.first or len(shape) < 2 else (shape[-1], *shape[:-1])

    def layout(self, given: Any, refusal: Callable[[str], OptionError]) -> None:
        """Check where a layer has its channels: all that say so must say the same.

        Raises
        ------
        OtherLayout
            If they come first, and were taken to be last.
        OptionError
            If others come last.
        """
        said = given or self.default
        if said not in ("channels_last", "channels_first"):
            raise refusal(f"data_format must be channels_last or channels_first, not {str(said)[:40]!r}")
        if (said == "channels_first") == self.first:
            return
        if self.first:
            raise refusal(
                "it has its channels last, where others have them first: give all of them the same data_format"
            )
        raise OtherLayout

    def path(self, name: str) -> str:
        """Give the path of a layer within the models that are being called."""
        return "/".join((*self.where, name))

    def call(self, layer: Called, inputs: list[Tensor], options: dict[str, Any] | None = None) -> Any:
        """Call a layer or a model, and remember the call.

        Raises
        ------
        OptionError
            If what it does has no counterpart, or the inputs do not fit.
        """
        self.budget.step()
        self._kept.append(layer)  # which keeps its identity its own
        call = Call(layer, inputs, dict(options or {}), self.place)
        try:
            found = layer.apply(self, inputs, call.options)
        except TooMuchError as error:
            raise self.refusal(str(error)) from None
        given = found if isinstance(found, list | tuple) else [found]
        call.outputs.extend(Tensor(t.shape, t.node, t.base, t.atoms, t.numbering, call) for t in given)
        return list(call.outputs) if isinstance(found, list | tuple) else call.outputs[0]

    def record(
        self,
        operation: str,
        name: str,
        inputs: Sequence[Tensor],
        options: dict[str, Any],
        held: "tuple[Called, str, dict[str, int]] | None" = None,
    ) -> Tensor:
        """Add a node.

        Parameters
        ----------
        operation, name : str
            As in a node; a name that is taken gets a number.
        inputs : sequence of Tensor
            What goes in.
        options : dict
            The layer's.
        held : tuple or None
            Of a node with weights: the layer that holds them, their kind and their names, as in `Source`.

        Raises
        ------
        OptionError
            If the inputs do not fit.
        """
        settled = [self.settled(tensor) for tensor in inputs]
        shapes = tuple(tensor.base for tensor in settled)
        called = self._free(name)
        try:
            known = (operation, repr(options), shapes)
            if known not in self._seen:
                axes = max(len(shapes[0]) - 1, 0) or 2
                layer = make(operation, options, axes)
                self._seen[known] = layer, layer.output_shape(shapes)
            layer, shape = self._seen[known]
        except OptionError as error:
            raise self.refusal(f"{called}: {error}") from None
        self.budget.step()
        if len(self.nodes) >= MOST_NODES:
            raise self.refusal(f"this model has more than {MOST_NODES:,} layers")
        self._names.add(called)
        node = {
            "operation": operation, "name": called, "stage": self.where[0][:200] if self.where else "", **options,
            "inputs": [tensor.node for tensor in settled],
        }  # fmt: skip
        self.nodes.append(node)
        self.shapes[called] = shape
        numbering = self._numbered(operation, settled, shape)
        if held is not None and layer.count(shapes).total + layer.count(shapes).buffers:
            self._hold(node, held, settled[0], numbering)
        return fresh(shape, called, first=self.first, numbering=numbering)

    def _numbered(self, operation: str, inputs: Sequence[Tensor], shape: Dims) -> Numbering | None:
        """Give the order in which the numbers of a vector stand that a node gives."""
        if len(shape) != 1:
            return None
        own = [tensor.numbering for tensor in inputs if tensor.numbering is not None]
        if operation == "concat" and len(own) == len(inputs):
            return Numbering(shape[0], parts=own)
        if operation in _BY_PLACE and len(own) == len(inputs):
            try:
                for other in own[1:]:
                    own[0].join(other)
            except OtherOrderError:
                raise self._disordered() from None
            return own[0]
        if operation != "linear":
            for numbering in own:
                self._decide(numbering)
        return Numbering(shape[0])

    def _decide(self, numbering: Numbering, order: Any = None) -> None:
        try:
            numbering.decide(order)
        except OtherOrderError:
            raise self._disordered() from None

    def _disordered(self) -> OptionError:
        return self.refusal(
            "the numbers of a flattened map are taken channels last, as Keras has them, where ours stand channels "
            "first: use global pooling, or a dense layer in between"
        )

    def _hold(
        self, node: dict[str, Any], held: tuple[Called, str, dict[str, int]], x: Tensor, after: Numbering | None
    ) -> None:
        (layer, kind, arrays), before = held, x.numbering
        key = id(layer), kind
        if key in self._held:
            source = self.sources[self._held[key]]
            node["weights_of"] = self._held[key]
            try:
                for own, other in ((source.before, before), (source.after, after)):
                    if own is not None and other is not None:
                        own.join(other)
            except OtherOrderError:
                raise self._disordered() from None
            return
        self._kept.append(layer)
        self._held[key] = node["name"]
        self.sources[node["name"]] = Source(self.path(layer.name), kind, arrays, before, after, len(x.base) - 1)

    def _free(self, name: str) -> str:
        path, count = self.path(name)[-190:], 1
        called = path
        while called in self._names:
            count += 1
            called = f"{path}_{count}"
        return called

    def settled(self, tensor: Tensor) -> Tensor:
        """Give a tensor without views, adding the nodes that they stand for.

        Raises
        ------
        OptionError
            If there are none.
        """
        base, shape, atoms = tensor.base, self.ours(tensor.shape), tensor.ours(first=self.first)
        order = order_of(atoms)
        if order is None and shape == base:
            return tensor
        bare = fresh(base, tensor.node, first=self.first, numbering=tensor.numbering)
        if len(shape) > 4:
            raise self.refusal(
                f"a tensor of the shape {list(tensor.shape)} has more than three axes besides its channels"
            )
        if order is None:
            if tensor.numbering is not None:
                self._decide(tensor.numbering)
            if len(shape) == 1:
                return self._flat(bare, None)
            return self.record("reshape", "reshape", [bare], {"shape": list(shape)})
        if len(base) == 1 and len(shape) > 1:
            assert tensor.numbering is not None  # it is a vector
            place = {key: at for at, (key, _) in enumerate(atoms)}
            self._decide(tensor.numbering, order_of([((place[key],), size) for key, size in sorted(atoms)]))
            made = fresh(base, tensor.node, numbering=None)
            return self.record("reshape", "reshape", [made], {"shape": list(shape)})
        if len(shape) == 1 and len(base) > 1:
            return self._flat(bare, order_of(atoms))
        step = rearranged(tensor, first=self.first)
        if step is None:
            raise self.refusal(
                f"{list(tensor.shape)} comes in with its axes in another order, which has no counterpart among the "
                "layers here: leave the Permute out"
            )
        return self.record(step[0], step[0], [bare], step[1])

    def _flat(self, bare: Tensor, order: Any) -> Tensor:
        if len(bare.base) == 1:  # axes of size 1 came and went
            return bare
        flat = self.record("flatten", "flatten", [bare], {})
        numbering = Numbering(prod(bare.base), order, decided=True)
        return fresh(flat.base, flat.node, numbering=numbering)


def refused_kind(graph: Graph, kind: str) -> OptionError:
    """Make the error that names a layer that is not read, with what can be done about it."""
    if kind in ("Lambda", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"):
        return graph.refusal(
            f"{kind} holds code of its own, which is not run here: write it as layers, or export the model as ONNX"
        )
    return graph.refusal(
        f"{kind} has no counterpart among the layers here: leave it out, put layers in its place that do the same, or "
        "export the model as ONNX"
    )


#: How a layer becomes nodes.
Converter = Callable[..., Any]
