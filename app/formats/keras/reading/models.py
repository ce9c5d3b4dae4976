"""Models of Keras, which are called as layers are: what was done to their inputs is done again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .graph import Call, Called, Graph
from .numbering import Dims
from .tensor import Tensor

#: Models within models that are followed.
DEEPEST = 40


@dataclass(eq=False)
class Functional:
    """A model between tensors.

    Attributes
    ----------
    inputs, outputs : list of Tensor
        What goes in and what comes out.
    name : str
        Its name.
    single : bool
        Whether it gives one tensor, and no list.
    """

    inputs: list[Tensor]
    outputs: list[Tensor]
    name: str
    single: bool = True
    _calls: list[Call] | None = None

    @property
    def input_shape(self) -> Dims | None:
        """The shape of its only input."""
        return self.inputs[0].shape if len(self.inputs) == 1 else None

    @property
    def input_shapes(self) -> list[Dims]:
        """The shapes of its inputs, as Keras has them."""
        return [x.shape for x in self.inputs]

    def calls(self, graph: Graph) -> list[Call]:
        """Give the calls that lead from its inputs to its outputs, each after those that it needs.

        Raises
        ------
        OptionError
            If an output depends on something else.
        """
        if self._calls is None:
            self._calls = _between(graph, self.inputs, self.outputs, self.name)
        return self._calls

    def apply(self, graph: Graph, inputs: list[Tensor], options: dict[str, Any]) -> Any:  # noqa: ARG002, training, masks
        """Do to other inputs what was done to its own."""
        if len(inputs) != len(self.inputs):
            raise graph.refusal(f'the model "{self.name}" takes {len(self.inputs)} inputs, not {len(inputs)}')
        with Inside(graph, self.name):
            return self.replay(graph, inputs)

    def replay(self, graph: Graph, inputs: Sequence[Tensor]) -> Any:
        """Do to other inputs what was done to its own, under the names that its layers have."""
        known = {id(own): given for own, given in zip(self.inputs, inputs, strict=True)}
        place = graph.place
        for call in self.calls(graph):
            graph.place = call.place
            made = graph.call(call.layer, [known[id(x)] for x in call.inputs], call.options)
            for own, given in zip(call.outputs, made if isinstance(made, list) else [made], strict=True):
                known[id(own)] = given
        graph.place = place
        outputs = [known[id(out)] for out in self.outputs]
        return outputs[0] if self.single else outputs


class Inside:
    """Within it, layers stand in a model.

    Parameters
    ----------
    graph : Graph
        What is recorded.
    name : str
        The model's.
    """

    def __init__(self, graph: Graph, name: str) -> None:
        self._graph, self._name = graph, name

    def __enter__(self) -> None:
        """Go in."""
        if len(self._graph.where) >= DEEPEST:
            raise self._graph.refusal(f"this is nested too deeply: more than {DEEPEST} models within models")
        self._graph.where.append(self._name)

    def __exit__(self, *_: object) -> None:
        """Come out."""
        self._graph.where.pop()


def _between(graph: Graph, inputs: list[Tensor], outputs: list[Tensor], name: str) -> list[Call]:
    ends, done = {id(x) for x in inputs}, set[int]()
    found: list[Call] = []
    waiting: list[tuple[Tensor, bool]] = [(out, False) for out in reversed(outputs)]
    while waiting:
        tensor, ready = waiting.pop()
        graph.budget.step()
        if id(tensor) in ends:
            continue
        call = tensor.made
        if call is None:
            raise graph.refusal(f'the model "{name}" depends on an input that is not among its own')
        if id(call) in done:
            continue
        if ready:
            done.add(id(call))
            found.append(call)
        else:
            waiting.append((tensor, True))
            waiting += [(x, False) for x in reversed(call.inputs)]
    return found


@dataclass(eq=False)
class Sequential:
    """Layers one after the other.

    Attributes
    ----------
    layers : list
        They.
    name : str
        Its name.
    input_shape : tuple or None
        Keras', without the batch, where it says it; None stands for sizes that it leaves open.
    """

    layers: list[Called] = field(default_factory=list)
    name: str = "sequential"
    input_shape: tuple[int | None, ...] | None = None

    def apply(self, graph: Graph, inputs: list[Tensor], options: dict[str, Any]) -> Any:  # noqa: ARG002, training, masks
        """Call the layers one after the other."""
        with Inside(graph, self.name):
            return self.replay(graph, inputs)

    def replay(self, graph: Graph, inputs: Sequence[Tensor]) -> Any:
        """Call the layers under the names that they have."""
        x: Any = list(inputs)
        place = graph.place
        for layer in self.layers:
            graph.place = getattr(layer, "place", "") or place
            x = graph.call(layer, x if isinstance(x, list) else [x])
        graph.place = place
        return x[0] if isinstance(x, list) and len(x) == 1 else x
