"""What every call about values is given: a network with its weights, and an input."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import numpy as np
from pydantic import Field

from ...layers.layer import Weights
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis
from ...networks.matching import UNUSED, matched
from ...networks.weights import WeightsOf, check_numbers, check_weights, seeded, weight_shapes
from ..files.store import Store
from ..networks.requests import NetworkRequest
from ..wire.fields import LARGEST, Strict
from ..wire.tensors import Tensor
from .subject import Subject, as_float32

Channels = Annotated[
    list[Annotated[int, Field(ge=0, le=LARGEST)]],
    Field(description="channels, counted from 0, each once", json_schema_extra={"uniqueItems": True}),
]


class InputRequest(Strict):
    """An input, and what of the network is switched off."""

    input: Tensor = Field(description="of the network's input shape; [H, W] is read as one channel")
    off: dict[str, Channels] = Field(
        {}, description="filters that are switched off, {node: [channels]}: these channels are zero after the node"
    )


class WeightsRequest(Strict):
    """Where the weights come from: drawn from a seed, given, or kept from a file."""

    seed: int | None = Field(
        None, ge=0, le=LARGEST, description="weights are drawn as before training (He et al. 2015)"
    )
    tensors: dict[str, dict[str, Tensor]] | None = Field(
        None,
        description="by node, then by PyTorch's name: weight, bias, running_mean, running_var; all that there are",
    )
    id: str | None = Field(
        None,
        pattern="^[0-9a-f]{64}$",
        description="of weights that are kept, of an opened file or of `PUT /weights`; matched by name and shape",
    )

    def chosen(self, analysis: Analysis, store: Store) -> tuple[Mapping[str, Weights] | WeightsOf, tuple[str, ...]]:
        """Return the weights, checked, and what to know of them.

        Raises
        ------
        OptionError
            If not exactly one of them is given, or weights do not fit the network; fields start with ``weights``.
        NotKeptError
            If there are no weights with this id.
        """
        if [self.seed, self.tensors, self.id].count(None) != 2:
            raise OptionError("weights", "give one of a seed, tensors, or the id of a file's weights")
        if self.id is not None:
            match = matched(analysis.network, store.shapes(self.id))
            kept = store.weights(self.id, match.places)
            try:
                check_numbers(analysis.network, kept)
            except OptionError as error:
                raise OptionError("weights.id", str(error)) from None
            return kept, match.notes
        if self.seed is not None:
            return seeded(analysis.network, self.seed), ()
        given = {
            node: {name: as_float32(f"weights.tensors.{node}.{name}", array) for name, array in own.items()}
            for node, own in (self.tensors or {}).items()
        }
        for node, shapes in weight_shapes(analysis.network).items():
            if UNUSED in shapes and node in given:
                given[node] = {UNUSED: np.zeros((), np.float32)} | given[node]
        try:
            check_weights(analysis.network, given)
        except OptionError as error:
            raise OptionError(_path(given, error.field), str(error)) from None
        return given, ()


def _path(given: Mapping[str, Weights], field: str) -> str:
    """Return the path of an array in the request, or as much of it as was sent."""
    for node, own in given.items():
        if field in {f"{node}.{name}" for name in own}:
            return f"weights.tensors.{field}"
        if field.startswith(f"{node}."):
            return f"weights.tensors.{node}"
    return "weights.tensors"


class ValuedRequest(InputRequest):
    """A network, its weights, and an input."""

    network: NetworkRequest = Field(description="the network")
    weights: WeightsRequest = Field(WeightsRequest(seed=0), description="its weights")

    def subject(self, store: Store) -> Subject:
        """Return the network with its weights and the input, checked.

        Raises
        ------
        OptionError
            If parts do not fit each other.
        """
        analysis = self.network.analysis("network")
        weights, notes = self.weights.chosen(analysis, store)
        if notes:
            analysis = replace(analysis, network=replace(analysis.network, notes=(*analysis.network.notes, *notes)))
        subject = Subject.of(analysis, self.input, weights, self.off)
        return subject if self.network.name is None else replace(subject, at_size=self._at_size)

    def _at_size(self, input_size: int) -> Analysis:
        return self.network.model_copy(update={"input_size": input_size}).analysis("network")
