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
from .tensor import BATCH, LOWEST, Dims, Made, Memory, Tensor, shown
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
    parameters : dict
        The name of every parameter of the model, by its identity.
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
    parameters: dict[int, str] = field(default_factory=dict)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    where: list[str] = field(default_factory=lambda: [""])
    _learned: dict[int, object] = field(default_factory=dict)
    _holders: dict[int, str] = field(default_factory=dict)
    _learning: int | None = None
    _names: set[str] = field(default_factory=lambda: {INPUT})
    _last: str = INPUT
    _seen: dict[tuple[Any, ...], tuple[Layer, Dims]] = field(default_factory=dict)

    def input(self) -> Tensor:
        """Give the input of the network."""
        shape = (BATCH, *self.input_shape)
        return Tensor.given_by(INPUT, shape)

    def path(self, name: str) -> str:
        """Give the name of an operation within the module that is being called."""
        return f"{self.where[-1]}.{name}" if self.where[-1] else name

    def learn(self, m: Machine, module: Instance, line: int) -> None:
        """Note that the weights of a module are used: the next node that holds weights has them, or shares them.

        Raises
        ------
        OptionError
            If they were used before by another module.
        """
        called = module.cls.name
        if id(module) in self._learned:
            self._learning = id(module)
            return
        own = [value for value in map(module.attrs.get, ("weight", "bias")) if isinstance(value, Made)]
        if any(self.uses(parameter) for made in own for parameter in made.parameters):
            raise refusal(line, f"the weights of {called} are another layer's too: sharing weights is not read")
        if own or "running_mean" in module.attrs:
            self._learned[id(module)] = module
            self._learning = id(module)
        self._learned |= {id(parameter): parameter for made in own for parameter in made.parameters}
        if id(module) not in self.paths and own:
            m.note(
                f"{called} in line {module.line} is no attribute of a module of the model: PyTorch does not "
                "count its parameters among the model's."
            )

    def use(self, m: Machine, made: Made, line: int) -> None:
        """Note that a parameter is used outside a layer, or what is computed from one or several.

        Raises
        ------
        OptionError
            If it was used before; or if no parameter holds as many numbers as what is computed.
        """
        if any(self.uses(parameter) for parameter in made.parameters):
            raise refusal(line, "this parameter is used twice: layers that share weights are not read")
        self._learned |= {id(parameter): parameter for parameter in made.parameters}  # keeps identities their own
        for parameter in made.parameters:
            if id(parameter) not in self.parameters:
                m.note(f"A parameter in line {line} is no attribute of a module of the model, and not counted.")
        if made.learned:
            return
        fits = [parameter for parameter in made.parameters if parameter.count == made.count]
        if not fits:
            raise refusal(line, "weights that are computed from parameters of another size are not read")
        m.note(f"Line {line} computes weights from parameters: the layer here holds the weights that come out.")
        for parameter in made.parameters:
            if parameter is not fits[0]:
                name = self.parameters.get(id(parameter), "a parameter")
                m.note(
                    f"{name} goes into the weights of line {line}: its {parameter.count:,} parameters are not in the "
                    "totals."
                )

    def uses(self, parameter: Made) -> bool:
        """Say whether a parameter was used."""
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
        if self._learning is not None and (layer.parameters(shapes) or layer.buffers(shapes)):
            holder = self._holders.setdefault(self._learning, called)
            if holder != called:
                node["weights_of"] = holder
                self.counts[called] = 0
            self._learning = None
        self.nodes.append(node)
        self._last = called
        return Tensor.given_by(called, (BATCH, *shape))

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
            If the batch is not its first axis: the layers here see one input at a time; or if it was overwritten in
            part since it was made.
        """
        if tensor.node == LOWEST:
            raise refusal(line, "a map is padded with −∞: only a max pooling right behind it is read")
        if tensor.memory.changed:
            raise refusal(
                line,
                f"this tensor shares its memory with one that line {tensor.memory.changed} overwrites in part: take a "
                "copy before, with .clone(), or do not work in place there",
            )
        if tensor.shape[:1] != (BATCH,) or BATCH in tensor.shape[1:]:
            raise refusal(
                line,
                f"{shown(tensor.shape)} comes in, whose first axis is not the batch: flatten with "
                "torch.flatten(x, 1), or x.view(x.size(0), -1)",
            )
        if tensor.views:
            views, base = steps(tensor), tensor.whole
            for operation, options, shape in views:
                axes, own = len(shape) - 2, len(self.input_shape) - 1
                if operation == "permute" or shape[0] != BATCH or axes > 3 or (own and axes not in (0, own)):
                    order = " with its axes in another order" if operation == "permute" else ""
                    raise refusal(
                        line, f"a map of the shape {shown(shape)}{order} has no counterpart among the layers here"
                    )
                base = self.record(m, operation, self.path(operation), [base], options, line)
            tensor.memory, tensor.views = Memory(base.node, base.base, tensor.memory), ()
        return tensor
