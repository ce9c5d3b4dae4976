"""The maps of every node, in short or in full, and what the network says."""

from typing import Annotated, Any, Literal

import numpy as np
from fastapi import Request, Response
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ...layers.layer import Floats
from ...mechanics.errors import OptionError
from ...networks.attribution.classes import Classes, logits_node
from ...networks.filters_off import check_channels
from ...networks.graph import INPUT, computable
from ...networks.strongest import strongest
from ...networks.unit import check_node
from ...networks.values import Summary, values
from ..networks.answers import stops
from ..wire.budget import Budget
from ..wire.fields import Count, Strict
from ..wire.tensors import METADATA, Array, EncodedTensor, answer, encoded, wants_file
from .requests import Channels, ValuedRequest
from .subject import Subject

#: Most nodes whose maps one request may ask for, and most classes that it may list.
MOST_NODES, MOST_TOP = 1000, 1000

#: What minimum, maximum, mean, standard deviation and zeros take for each number, in multiply-accumulates.
_SUMMARY_MACS = 10


class MapsOptions(Strict):
    """What is wanted of the numbers of a network."""

    nodes: list[str] = Field(
        [],
        max_length=MOST_NODES,
        description='nodes whose maps are wanted, by name; "input" for what goes in, after preprocessing',
    )
    channels: dict[str, Annotated[Channels, Field(min_length=1)]] = Field(
        {}, description="of some of these nodes only these channels, in this order: {node: [channels]}"
    )
    strongest: Count | None = Field(
        None,
        description="of each of the others only so many channels, those whose numbers are largest in magnitude, on "
        "average; all of them, in their order, if omitted",
    )
    maps_dtype: Literal["float32", "uint8"] = Field(
        "float32",
        title="Maps' dtype",
        description='"uint8" for pictures: a byte b stands for minimum + b / 255 · (maximum − minimum) of its node; '
        "vectors and the input stay as they are",
    )
    top: int = Field(5, ge=0, le=MOST_TOP, description="how many of the best classes are listed")


class MapsRequest(ValuedRequest, MapsOptions):
    """A network with weights, an input, and what is wanted of its numbers."""


class ClassAnswer(BaseModel):
    """A class, and how much speaks for it."""

    index: int = Field(description="counted from 0")
    label: str | None = Field(description="null where classes have no names")
    logit: float = Field(description="the number before the softmax")
    exponential: float = Field(description="e to the logit minus the largest logit")
    probability: float = Field(description="the exponential's share of the sum of them all")


class NodeValues(BaseModel):
    """The numbers of a node in short."""

    name: str = Field(description="unique in the network")
    operation: str = Field(description="as listed by `GET /networks/operations`")
    output_shape: list[int] = Field(description="[C, H, W], [C, L], [C, D, H, W], or [features]")
    minimum: float = Field(description="the smallest number")
    maximum: float = Field(description="the largest number")
    mean: float = Field(description="of all numbers")
    std: float = Field(description="standard deviation, divided by the count of numbers")
    zeros: float = Field(description="share of exact zeros")


class MapsAnswer(BaseModel):
    """What the network says, its nodes in short, and the maps that were asked for."""

    classes: list[ClassAnswer] | None = Field(description="the best, largest first; null if the last node is no vector")
    logits: str | None = Field(
        description='the node, or "input", whose numbers are the logits of the classes, in their order; null likewise'
    )
    largest_logit: float | None = Field(description="subtracted from every logit before e is raised to it")
    exponential_sum: float | None = Field(description="of the exponentials of all classes")
    nodes: list[NodeValues] = Field(description="every node, in an order in which they can be computed")
    channels: dict[str, list[int]] | None = Field(
        description="by node, which channels its maps are of; null if all maps are sent whole"
    )
    maps: dict[str, EncodedTensor] = Field(
        description="by node; as safetensors each is a tensor with the name of its node, which is not __metadata__"
    )
    notes: list[str] = Field(description="what to know before relying on these numbers")


def maps_work(budget: Budget, request: Request, subject: Subject, wanted: MapsOptions) -> tuple[int, Any]:
    """Return the cost of computing maps, and a function that does it.

    Raises
    ------
    OptionError
        If there is no such node, or its maps cannot be sent, or it is too expensive.
    """
    analysis = subject.analysis
    shapes = analysis.shapes
    for place, name in enumerate(wanted.nodes):
        if name != INPUT:
            check_node(shapes, name, f"nodes[{place}]")
        if name == METADATA and wants_file(request):
            raise OptionError(
                f"nodes[{place}]",
                f'a safetensors file cannot hold a tensor named "{METADATA}": rename the node, or ask for JSON',
            )
    check_channels(shapes, wanted.channels, "channels")
    if beside := set(wanted.channels) - set(wanted.nodes):
        raise OptionError("channels", f'channels of "{min(beside)}" are wanted, but it is not one of the nodes')
    keep = set(wanted.nodes)
    reached = computable(analysis.network)
    for place, name in enumerate(wanted.nodes):
        if name != INPUT and name not in reached:
            raise OptionError(f"nodes[{place}]", f'there are no maps of "{name}": {stops(analysis)}')
    logits = logits_node(analysis.network, shapes)
    if logits not in reached | {INPUT}:
        logits = None
    kept = sum(int(np.prod(shapes[name])) for name in keep)
    budget.check_numbers("nodes", "the maps asked for together", kept, "ask for fewer")
    effort = subject.check(budget, per_number=_SUMMARY_MACS, keeps=kept)

    def work() -> Response:
        prepared = subject.prepare(subject.x)
        found = values(
            analysis.network,
            prepared,
            subject.settled(),
            keep=keep | ({logits} if logits else set()),
            off=subject.off,
        )
        rest = _classes(subject, None if logits is None else found.kept[logits].reshape(-1), wanted.top)
        rest["nodes"] = [
            {"name": known.node.name, "operation": known.node.operation, "output_shape": known.output_shape}
            | vars(found.summaries[known.node.name])
            for known in analysis.nodes
            if known.node.name in reached
        ]
        rest["logits"] = logits
        stopped = [f"Feature maps stop there: {stops(analysis)}."] if analysis.opaque else []
        rest["notes"] = [*subject.notes_on_classes, *stopped]
        maps: dict[str, Array] = {name: prepared if name == INPUT else found.kept[name] for name in wanted.nodes}
        rest["channels"] = None
        if wanted.channels or wanted.strongest is not None:
            chosen = {name: _chosen(map, name, wanted) for name, map in maps.items()}
            maps = {name: maps[name][channels] for name, channels in chosen.items()}
            rest["channels"] = chosen
        if wanted.maps_dtype == "uint8":
            maps = {
                name: map if name == INPUT or map.ndim == 1 else in_bytes(map, found.summaries[name])
                for name, map in maps.items()
            }
        if wants_file(request):
            return answer(request, maps, rest)
        return answer(request, {}, rest | {"maps": {name: encoded(map) for name, map in maps.items()}})

    return effort, work


def _chosen(map: Array, name: str, wanted: MapsOptions) -> list[int]:
    if name in wanted.channels:
        return wanted.channels[name]
    if wanted.strongest is None:
        return list(range(len(map)))
    found: list[int] = strongest(map, wanted.strongest).tolist()
    return found


def _classes(subject: Subject, logits: Floats | None, top: int) -> dict[str, Any]:
    if logits is None:
        return {"classes": None, "largest_logit": None, "exponential_sum": None}
    classes = Classes.of(logits)
    best = [
        {
            "index": index,
            "label": None if subject.labels is None else subject.labels[index],
            "logit": float(classes.logits[index]),
            "exponential": float(classes.softmax.exponentials[index]),
            "probability": float(classes.probabilities[index]),
        }
        for index in classes.best(top)
    ]
    return {
        "classes": best,
        "largest_logit": float(classes.softmax.largest[0]),
        "exponential_sum": float(classes.softmax.total[0]),
    }


def in_bytes(values: Floats, range: Summary) -> NDArray[np.uint8]:
    """Spread the numbers of a node from its minimum to its maximum over a byte.

    It is computed in float64, in which neither a wide range overflows nor a narrow one loses its ends.

    Examples
    --------
    >>> in_bytes(np.array([-1.0, 0.0, 4.0]), Summary(-1, 4, 1, 2, 1 / 3)).tolist()
    [0, 51, 255]
    """
    span = range.maximum - range.minimum or 1.0
    return np.rint((values.astype(np.float64) - range.minimum) / span * 255).astype(np.uint8)
