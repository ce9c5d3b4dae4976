"""The network that comes of the nodes of a file, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from ...layers.layer import Floats
from ...layers.registry import make
from ...mechanics.errors import OptionError
from ...networks.graph import INPUT
from ..pytorch.library.options import checked_options
from ..pytorch.library.tensor import BATCH, Dims, Tensor, shown
from ..pytorch.library.views import steps
from .constant import Constant
from .refusals import Unknown, refusal

#: Nodes that are read at the most.
MOST_NODES = 20_000


@dataclass
class Recorder:
    """What has been recorded.

    Attributes
    ----------
    input_shape : tuple of int
        Without the batch.
    batch : int or None
        How many inputs the file was written for; None if it leaves that open.
    nodes : list of dict
        As `/networks/analyze` takes them, each with its inputs.
    weights : dict
        By node and name.
    notes : list of str
        What to know before relying on it.
    opaque : list of str
        Nodes that are known by name and shape alone.
    """

    input_shape: Dims
    batch: int | None = None
    nodes: list[dict[str, Any]] = field(default_factory=list)
    weights: dict[str, dict[str, Floats]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=lambda: {INPUT: 1})
    _shared: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def input(self) -> Tensor:
        """Return the input of the network."""
        shape = (BATCH, *self.input_shape)
        return Tensor.given_by(INPUT, shape)

    def note(self, text: str) -> None:
        """Add a note, once."""
        if text not in self.notes:
            self.notes.append(text)

    def record(
        self,
        operation: str,
        name: str,
        inputs: Sequence[Tensor],
        options: Mapping[str, Any] | None = None,
        weights: Mapping[str, Constant] | None = None,
    ) -> Tensor:
        """Add a node.

        Parameters
        ----------
        operation, name : str
            As in a node; a name that is taken gets a number.
        inputs : sequence of Tensor
            What goes in.
        options : mapping
            The layer's.
        weights : mapping of str to Constant
            What it holds, by the layer's own names.

        Raises
        ------
        Unknown
            If the inputs do not fit the layer, or the weights are of other shapes.
        """
        settled = [self.settled(tensor, name) for tensor in inputs]
        shapes = tuple(tensor.shape[1:] for tensor in settled)
        options, weights = dict(options or {}), weights or {}
        if any(isinstance(value, float) and not isfinite(value) for value in options.values()):
            raise refusal(f'node "{name}" computes with NaN, or with infinity')
        try:
            layer = make(operation, checked_options(operation, options), max(len(shapes[0]) - 1, 0) or 2)
            shape = layer.output_shape(shapes)
        except OptionError as error:
            raise Unknown(str(error)) from None
        wanted = layer.parameters(shapes) | layer.buffers(shapes)
        for key, there in wanted.items():
            given = weights[key].values.shape if key in weights else ()
            if tuple(given) != there:
                raise Unknown(f"its {key} has the shape {list(given)}, where {list(there)} is due")
        if len(self.nodes) >= MOST_NODES:
            raise refusal(f"this file has more than {MOST_NODES:,} layers")
        called = self._free(name or operation)
        node: dict[str, Any] = {"operation": operation, "name": called, "stage": _stage(called)} | options
        node["inputs"] = [tensor.node for tensor in settled]
        if weights:
            names = tuple(one.name for one in weights.values())
            first = self._shared.setdefault((operation, *names), called) if all(names) else called
            if first == called:
                self.weights[called] = {key: _floats(called, key, one) for key, one in weights.items()}
            else:
                node["weights_of"] = first
        self.nodes.append(node)
        return Tensor.given_by(called, (BATCH, *shape))

    def settled(self, tensor: Tensor, name: str) -> Tensor:
        """Return a tensor without views, adding the nodes that they stand for.

        Raises
        ------
        Unknown
            If the batch is not its first axis, or there is no layer for its order of axes.
        """
        if tensor.shape[:1] != (BATCH,) or BATCH in tensor.shape[1:]:
            raise Unknown(f"{shown(tensor.shape)} comes in, whose first axis is not the batch")
        if tensor.views:
            found, base = steps(tensor), tensor.whole
            for operation, options, shape in found:
                axes, own = len(shape) - 2, len(self.input_shape) - 1
                if operation == "permute" or shape[0] != BATCH or axes > 3 or (own and axes not in (0, own)):
                    order = " with its axes in another order" if operation == "permute" else ""
                    raise Unknown(f"a map of the shape {shown(shape)}{order} has no counterpart among the layers here")
                base = self.record(operation, f"{name.rpartition('.')[0]}.{operation}".strip("."), [base], options)
            tensor.memory, tensor.views = base.memory, ()
        return tensor

    def unknown(self, kind: str, name: str, inputs: Sequence[Tensor], shape: Dims | None, reason: str) -> Tensor:
        """Add a node that is known by name and shape alone.

        Raises
        ------
        OptionError
            If its shape is not known either.
        """
        if shape is None:
            raise refusal(f'node "{name}" ({kind}) has no counterpart here, and its shape is not known: {reason}')
        try:
            settled = [self.settled(tensor, name) for tensor in inputs]
            made = self.record("opaque", name, settled, {"kind": kind[:200], "output_shape": list(shape)})
        except Unknown as error:
            raise refusal(f'node "{name}" ({kind}) has no counterpart here, nor what goes into it: {error}') from None
        self.opaque.append(made.node)
        self.note(f"{made.node} ({kind}) is known by name and shape alone: {reason}.")
        return made

    def _free(self, name: str) -> str:
        name = name[:150]
        called, count = name, self._names.get(name, 0)
        while called in self._names:
            count += 1
            called = f"{name}_{count}"
        self._names[name] = max(count, 1)
        self._names[called] = 1
        return called


def _floats(node: str, key: str, constant: Constant) -> Floats:
    """Give weights in float32, where there are such numbers.

    Raises
    ------
    OptionError
        Naming the tensor, if one of them is not finite.
    """
    with np.errstate(over="ignore"):
        values = np.asarray(constant.values, np.float32)
    if not np.isfinite(values).all():
        name = constant.name[:200] or f"{node}.{key}"
        raise refusal(f'"{name}" holds NaN, or numbers that are too large for float32')
    return values


def _stage(name: str) -> str:
    return name.partition(".")[0] if "." in name else ""
