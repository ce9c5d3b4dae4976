"""One pass through the model: every operation that it does becomes a node of the network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ....layers.layer import Layer
from ....layers.registry import make
from ....mechanics.errors import OptionError
from ....networks.graph import INPUT
from ..interpreter.errors import refusal
from ..interpreter.machine import Machine
from ..interpreter.values import Instance
from .options import checked_options
from .tensor import BATCH, Dims, Made, Tensor, shown
from .views import steps

#: Nodes that are read at the most, and modules of one model.
MOST_NODES = 20_000


class OtherInput(Exception):  # noqa: N818, it is the way back to whoever guessed
    """What the first layer takes, where the input was guessed: channels, and how many spatial axes."""

    def __init__(self, channels: int, axes: int) -> None:
        super().__init__()
        self.channels, self.axes = channels, axes


@dataclass
class Trace:
    """What one pass has recorded.

    Attributes
    ----------
    input_shape : tuple of int
        Without the batch.
    guessed : bool
        Whether the first layer may ask for another input.
    paths : dict
        The name of every module of the model, by its identity.
    nodes : list of dict
        As `/networks/analyze` takes them.
    called : set of int
        The modules that were called, by their identity.
    counts : dict
        How many parameters each node holds.
    where : list of str
        The module that is being called, within those around it.
    """

    input_shape: Dims
    guessed: bool = False
    paths: dict[int, str] = field(default_factory=dict)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    where: list[str] = field(default_factory=lambda: [""])
    _learned: dict[int, object] = field(default_factory=dict)
    _names: set[str] = field(default_factory=lambda: {INPUT})
    _last: str = INPUT
    _seen: dict[tuple[Any, ...], tuple[Layer, Dims]] = field(default_factory=dict)

    def input(self) -> Tensor:
        """Give the input of the network."""
        shape = (BATCH, *self.input_shape)
        return Tensor(shape, INPUT, shape)

    def path(self, name: str) -> str:
        """Give the name of an operation within the module that is being called."""
        return f"{self.where[-1]}.{name}" if self.where[-1] else name

    def learn(self, m: Machine, module: Instance, line: int) -> None:
        """Note that the weights of a module are used.

        Raises
        ------
        OptionError
            If they were used before.
        """
        if id(module) in self._learned:
            raise refusal(line, f"{module.cls.name} is used twice: layers that share weights are not read")
        self._learned[id(module)] = module
        if id(module) not in self.paths:
            m.note(
                f"{module.cls.name} in line {module.line} is no attribute of a module of the model: PyTorch does not "
                "count its parameters among the model's."
            )

    def use(self, m: Machine, parameter: Made, line: int) -> None:  # noqa: ARG002
        """Note that a parameter is used that is no layer's.

        Raises
        ------
        OptionError
            If it was used before.
        """
        if id(parameter) in self._learned:
            raise refusal(line, "this parameter is used twice: layers that share weights are not read")
        self._learned[id(parameter)] = parameter  # which keeps its identity its own

    def uses(self, parameter: Made) -> bool:
        """Say whether a parameter that is no layer's was used."""
        return id(parameter) in self._learned

    def expect(self, tensor: Tensor, channels: int | None, axes: tuple[int, ...]) -> None:
        """Ask for another input, where it was guessed and a layer does not take it.

        Raises
        ------
        OtherInput
            With what the layer takes.
        """
        if not self.guessed or tensor.node != INPUT or tensor.views:
            return
        there = len(self.input_shape) - 1
        wanted = there if not axes or there in axes else axes[0]
        if wanted != there or channels not in (None, self.input_shape[0]):
            raise OtherInput(self.input_shape[0] if channels is None else channels, wanted)

    def record(
        self, m: Machine, operation: str, name: str, inputs: Sequence[Tensor], options: dict[str, Any], line: int
    ) -> Tensor:
        """Add a node.

        Parameters
        ----------
        m : Machine
            The machine.
        operation, name : str
            As in a node; a name that is taken gets a number.
        inputs : sequence of Tensor
            What goes in.
        options : dict
            The layer's.
        line : int
            Where the layer stands in the text.

        Raises
        ------
        OptionError
            Naming the line, if the inputs do not fit.
        """
        settled = [self.settled(m, tensor, line) for tensor in inputs]
        shapes = tuple(tensor.shape[1:] for tensor in settled)
        called = self._free(name or operation)
        try:
            known = (operation, repr(options), shapes)
            if known not in self._seen:
                axes = max(len(shapes[0]) - 1, 0) or 2
                layer = make(operation, checked_options(operation, options), axes)
                self._seen[known] = layer, layer.output_shape(shapes)
            layer, shape = self._seen[known]
        except OptionError as error:
            raise refusal(line, f'node "{called}": {error}') from None
        if len(self.nodes) >= MOST_NODES:
            raise refusal(line, f"this model has more than {MOST_NODES:,} layers")
        self._names.add(called)
        self.counts[called] = layer.count(shapes).total
        names = [tensor.node for tensor in settled]
        stage = called.partition(".")[0] if "." in called else ""
        node: dict[str, Any] = {"operation": operation, "name": called, "stage": stage} | options
        if names != [self._last]:
            node["inputs"] = names
        self.nodes.append(node)
        self._last = called
        return Tensor((BATCH, *shape), called, (BATCH, *shape))

    def _free(self, name: str) -> str:
        called, count = name, 1
        while called in self._names:
            count += 1
            called = f"{name}_{count}"
        return called

    def settled(self, m: Machine, tensor: Tensor, line: int) -> Tensor:
        """Give a tensor without views, adding the nodes that they stand for.

        Raises
        ------
        OptionError
            If the batch is not its first axis: the layers here see one input at a time.
        """
        if tensor.shape[:1] != (BATCH,) or BATCH in tensor.shape[1:]:
            raise refusal(
                line,
                f"{shown(tensor.shape)} comes in, whose first axis is not the batch: flatten with "
                "torch.flatten(x, 1), or x.view(x.size(0), -1)",
            )
        if tensor.views:
            views, base = steps(tensor), Tensor(tensor.base, tensor.node, tensor.base)
            for operation, options, shape in views:
                axes, own = len(shape) - 2, len(self.input_shape) - 1
                if operation == "permute" or shape[0] != BATCH or axes > 3 or (own and axes not in (0, own)):
                    order = " with its axes in another order" if operation == "permute" else ""
                    raise refusal(
                        line, f"a map of the shape {shown(shape)}{order} has no counterpart among the layers here"
                    )
                base = self.record(m, operation, self.path(operation), [base], options, line)
            tensor.node, tensor.base, tensor.views = base.node, base.base, ()
        return tensor
