"""The arithmetic of one unit, anywhere in a network."""

from collections.abc import Callable
from typing import Any

import numpy as np
from fastapi import Request, Response
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ...layers.unit import Pooled
from ...mechanics.conv.unit import UnitArithmetic
from ...networks.unit import UnitOfNetwork, check_place, unit
from ..conv.answers import Map, or_null
from ..wire.budget import Budget
from ..wire.fields import Index, Strict
from ..wire.tensors import answer
from .requests import ValuedRequest
from .subject import Subject

#: Most numbers of a sum that are listed.
MOST_PARTS = 1000


class UnitOptions(Strict):
    """One unit of one node."""

    node: str = Field(max_length=200, description="the node, by name")
    unit: list[Index] = Field(min_length=1, max_length=4, description="[c, i, j] in a map, [k] in a vector; from 0")
    contributions: int = Field(20, ge=1, le=MOST_PARTS, description="how many of the numbers of a sum are listed")


class ArithmeticRequest(ValuedRequest, UnitOptions):
    """A network with weights, an input, and one unit of one node."""


class UnitWindow(BaseModel):
    """The input cells under a window."""

    rows: list[int | None] | None = Field(
        description="the input row under every row of the window, null in the padding; null if the map does not have "
        "two axes"
    )
    columns: list[int | None] | None = Field(description="likewise")
    axes: list[list[int | None]] = Field(description="the same along every axis, of maps with one to three")

    @classmethod
    def of(cls, *cells: NDArray[np.intp]) -> dict[str, Any]:
        """Convert the core's window for the response."""
        axes = [or_null(under.tolist()) for under in cells]
        rows, columns = axes if len(axes) == 2 else (None, None)
        return {"rows": rows, "columns": columns, "axes": axes}


class Contribution(BaseModel):
    """A number that a unit adds up."""

    node: str = Field(description='the node that computed it, before any flatten, or "input"')
    unit: list[int] = Field(description="where it stands there")
    value: float = Field(description="the number")
    weight: float = Field(description="its weight; 1 where numbers are added or moved")
    product: float = Field(description="value times weight")


class RestAnswer(BaseModel):
    """The contributions that are not listed."""

    count: int = Field(description="how many there are")
    sum: float = Field(description="of their products")


class NormalisationAnswer(BaseModel):
    """A batch norm: (before − mean) / √(variance + epsilon) · scale + shift."""

    mean: float = Field(description="of the channel, as stored")
    variance: float = Field(description="likewise")
    epsilon: float = Field(description="added to the variance")
    scale: float = Field(description="learned; 1 without affine")
    shift: float = Field(description="learned; 0 without affine")


class SoftmaxAnswer(BaseModel):
    """A softmax: the share of an exponential."""

    largest: float = Field(description="of all numbers, subtracted before e is raised to each")
    exponential: float = Field(description="e to the unit's number minus the largest")
    total: float = Field(description="the sum of all exponentials")


class ArithmeticAnswer(BaseModel):
    """How a unit comes about; what does not apply to its operation is null."""

    node: str = Field(description="the node")
    operation: str = Field(description="as listed by `GET /networks/operations`")
    unit: list[int] = Field(description="the unit")
    inputs: list[str] = Field(description='the nodes that it reads, or "input"')
    off: bool = Field(description="whether its channel is switched off, so that 0 goes on instead of the output")
    window: UnitWindow | None = Field(
        description="the cells under the window of a pooling, or of a convolution over two axes"
    )
    channels: list[int] | None = Field(description="the channels that it reads, of the node's input")
    values: list[list[list[float | None]]] | None = Field(
        description="[C / groups, KH, KW], of a pooling [1, 1, K], [1, KH, KW] or [KD, KH, KW]: the numbers under the "
        "window; null where padding takes no part"
    )
    weights: Map | None = Field(description="of a convolution [C / groups, KH, KW]: the filter")
    products: Map | None = Field(description="likewise: values times weights")
    channel_sums: list[float] | None = Field(description="likewise [C / groups]: the sums of the products")
    winner: list[int] | None = Field(
        description="of a max pooling: where the largest number is, [row, column] in a map with two axes; the first of "
        "several"
    )
    divisor: int | None = Field(description="of an average pooling: what the sum is divided by")
    contributions: list[Contribution] | None = Field(
        description="of every other sum, a linear layer, an addition, a concatenation: the largest products, in order"
    )
    rest: RestAnswer | None = Field(description="of the contributions that are not listed")
    before: float | None = Field(description="of an activation or a norm: the number that it is applied to")
    normalisation: NormalisationAnswer | None = Field(description="of a batch norm")
    softmax: SoftmaxAnswer | None = Field(description="of a softmax")
    bias: float | None = Field(description="what is added to the products, if there is a bias")
    sum: float | None = Field(description="of products and bias, or of a window before it is divided")
    output: float = Field(description="the unit's number")
    notes: list[str] = Field(description="what to know before relying on these numbers")


def unit_work(
    budget: Budget, request: Request, subject: Subject, name: str, place: list[int], contributions: int
) -> tuple[int, Callable[[], Response]]:
    """Return the cost of working out a unit, and a function that does it.

    Raises
    ------
    OptionError
        If there is no such node or unit, or it is too expensive.
    """
    network, shapes = subject.analysis.network, subject.analysis.shapes
    check_place(shapes, name, tuple(place))
    effort = subject.check(budget)

    def work() -> Response:
        found = unit(
            network,
            shapes,
            subject.prepare(subject.x),
            subject.settled(),
            name,
            tuple(place),
            most_parts=contributions,
            off=subject.off,
        )
        told = _answer(found, place, place[0] in subject.off.get(name, ()))
        return answer(request, {}, _nothing() | told | {"notes": subject.notes})

    return effort, work


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(ArithmeticAnswer.model_fields)


def _answer(found: UnitOfNetwork, place: list[int], off: bool) -> dict[str, Any]:
    arithmetic = found.arithmetic
    told: dict[str, Any] = {
        "node": found.node.name,
        "operation": found.node.operation,
        "unit": place,
        "inputs": found.node.inputs,
        "off": off,
        "before": arithmetic.before,
        "normalisation": arithmetic.normalised and vars(arithmetic.normalised),
        "softmax": arithmetic.shared and vars(arithmetic.shared),
        "bias": arithmetic.bias,
        "output": arithmetic.output,
    }
    if arithmetic.convolution is not None:
        told |= _convolution(arithmetic.convolution)
    if arithmetic.pooling is not None:
        told |= _pooling(arithmetic.pooling, place)
    if found.parts is not None:
        told |= {
            "contributions": [{**vars(part), "unit": part.place} for part in found.parts],
            "rest": {"count": found.rest, "sum": found.rest_sum},
            "sum": arithmetic.output,
        }
        for part in told["contributions"]:
            del part["place"]
    return told


def _convolution(found: UnitArithmetic) -> dict[str, Any]:
    return {
        "window": UnitWindow.of(found.rows, found.columns),
        "channels": found.channels,
        "values": found.values.tolist(),
        "weights": found.weights.tolist(),
        "products": found.products.tolist(),
        "channel_sums": found.channel_sums.tolist(),
        "sum": float(found.sum),
    }


def _pooling(found: Pooled, place: list[int]) -> dict[str, Any]:
    # three axes, however many the window has: what the document's type says can then be read by generated clients
    under = found.values.reshape((1,) * (3 - found.values.ndim) + found.values.shape)
    values = under.astype(object)
    values[np.isnan(under)] = None
    return {
        "window": UnitWindow.of(*found.cells),
        "channels": place[:1],
        "values": values.tolist(),
        "winner": found.winner,
        "divisor": found.divisor,
        "sum": found.sum,
    }
