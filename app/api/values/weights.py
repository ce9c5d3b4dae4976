"""The weights of a network, as they are."""

from collections.abc import Callable
from math import prod
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field

from ...mechanics.errors import OptionError, did_you_mean
from ...networks.matching import UNUSED
from ...networks.weights import weight_shapes
from ..wire.budget import Budget
from ..wire.fields import Strict
from ..wire.tensors import EncodedTensor, answer, encoded, wants_file
from .maps import MOST_NODES
from .requests import ValuedRequest
from .subject import Subject


class WeightsOptions(Strict):
    """Whose weights are wanted."""

    nodes: list[str] = Field(min_length=1, max_length=MOST_NODES, description="nodes that hold weights, by name")


class WeightsOfRequest(ValuedRequest, WeightsOptions):
    """A network with weights, an input, whose statistics drawn batch norms store, and the nodes."""


class WeightsAnswer(BaseModel):
    """The weights of some nodes."""

    tensors: dict[str, EncodedTensor] = Field(
        description='by node and PyTorch\'s name, as in a state file: "conv1.weight"; as safetensors each is a tensor '
        "of that name; without num_batches_tracked, on which no number depends"
    )


def weights_work(
    budget: Budget, request: Request, subject: Subject, nodes: list[str]
) -> tuple[int, Callable[[], Response]]:
    """Return the cost of looking weights up, or of drawing them, and a function that does it.

    Raises
    ------
    OptionError
        If there is no such node, or it holds no weights, or they are too many.
    """
    shapes = weight_shapes(subject.analysis.network)
    for name in nodes:
        if name not in shapes:
            raise OptionError("nodes", f'there is no node "{name}" that holds weights{did_you_mean(name, shapes)}')
    count = sum(prod(shape) for name in set(nodes) for shape in shapes[name].values())
    budget.check_numbers("nodes", "the weights asked for together", count)
    effort = subject.check(budget, passes=2) if subject.drawn else count

    def work() -> Response:
        held = subject.settled(again=True)
        assert not callable(held)  # drawn weights have been settled
        tensors = {f"{node}.{name}": held[node][name] for node in nodes for name in shapes[node] if name != UNUSED}
        if wants_file(request):
            return answer(request, tensors, {})
        body: dict[str, Any] = {"tensors": {name: encoded(array) for name, array in tensors.items()}}
        return answer(request, {}, body)

    return effort, work
