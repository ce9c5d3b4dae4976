"""What one unit of a network sees in every layer before it, and reaches in every layer after it."""

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Body
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ...layers.layer import Shape
from ...mechanics.axis.options import PerAxis
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis
from ...networks.graph import INPUT, Network
from ...networks.receptive_field.cells import CellSet, cells_after, cells_before, map_size
from ...networks.receptive_field.effective import path_counts, thin
from ...networks.receptive_field.extent import Range, extents_before
from ..conv.answers import FirstLast
from ..wire.budget import Budget
from ..wire.fields import Index, Strict
from ..wire.problems import documented
from ..wire.tensors import EncodedTensor, encoded
from .answers import stops
from .budget import check_reads
from .measured import Draws, measured
from .requests import NetworkRequest

#: Maximum number of units of a node along an axis whose connections are listed; a diagram of more is unreadable.
MOST_UNITS = 1024


class NetworkUnitRequest(Strict):
    """A unit of a network."""

    network: NetworkRequest = Field(description="the network")
    node: str = Field(max_length=200, description='name of the node, or "input"')
    unit: list[Index] | None = Field(
        None, max_length=3, description="one index for each spatial axis, [row, column]; the middle one if omitted"
    )
    masks: list[str] = Field([], max_length=100, description="nodes whose cells are returned one by one")
    effective: Annotated[Literal["paths", "gradient"], Field(title="Effective")] | None = Field(
        None,
        description="how much each input cell contributes: by the number of paths from it to the unit, as if all "
        "weights were equal, or by the gradient measured with random weights (Luo et al. 2016)",
    )
    draws: Draws | None = Field(None, description="how the gradient is measured")


class CellsAnswer(BaseModel):
    """The part of one node's output, or of the input, that belongs to the unit."""

    name: str = Field(description='the node, or "input"')
    size: list[int] = Field(description="of its map: one number for each spatial axis")
    rows: FirstLast | None = Field(description="[first, last]; null if no cells, or if the map does not have two axes")
    columns: FirstLast | None = Field(description="likewise")
    axes: list[FirstLast] | None = Field(description="[first, last] along every axis; null if there are no cells")
    cells: int = Field(description="number of cells of the map: fewer than in the rectangle if there are holes")
    mask: EncodedTensor | None = Field(None, description="1 at each of the cells, if requested")


class UnclippedAnswer(BaseModel):
    """How far a unit sees, padding included."""

    rows: FirstLast | None = Field(description="[first, last]; null if the input does not have two axes")
    columns: FirstLast | None = Field(description="likewise")
    axes: list[FirstLast] = Field(description="[first, last] along every axis")


class NetworkUnitAnswer(BaseModel):
    """What a unit sees, and what it reaches."""

    unit: list[int] = Field(description="one index for each spatial axis")
    nodes: list[CellsAnswer] = Field(description="the input first, then every node that leads to the unit, in order")
    reached: list[CellsAnswer] = Field(description="every node after the unit's that depends on it, in order")
    unclipped: UnclippedAnswer | None = Field(
        description="what the unit sees of the input, padding included; null if nothing, or if it is an input cell"
    )
    effective: EncodedTensor | None = Field(description="how much each input cell contributes, relative to the largest")


class ConnectionsRequest(Strict):
    """A network, and the axis along which to list its connections."""

    network: NetworkRequest = Field(description="the network")
    axis: Literal["rows", "columns"] = Field("columns", description="the axis that the cells lie along")


class NodeConnections(BaseModel):
    """The cells that each unit of a node reads along one axis: the same in each of its inputs."""

    name: str = Field(description="the node")
    sources: list[str] = Field(description='the nodes that it reads, or "input"')
    size: int = Field(description="its units along the axis")
    cells: list[list[int]] = Field(description="for each unit; without padding")


class ConnectionsAnswer(BaseModel):
    """Every node that has a map."""

    input_size: int = Field(description="cells of the input along the axis")
    nodes: list[NodeConnections] = Field(description="in order")


_UNIT = {
    "network": {
        "input_shape": [1, 7, 7],
        "layers": [
            {"operation": "conv", "out_channels": 1, "kernel_size": 3, "padding": 1},
            {"operation": "max_pool", "kernel_size": 2},
        ],
    },
    "node": "max_pool2",
    "unit": [0, 2],
    "masks": ["input"],
}
_STACK = {
    "network": {
        "input_shape": [1, 1, 9],
        "layers": [{"operation": "conv", "out_channels": 1, "kernel_size": [1, 3], "dilation": d} for d in (1, 2)],
    }
}


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422, 503))

    @routes.post("/receptive-field", summary="What a unit of a network sees", response_model=NetworkUnitAnswer)
    async def network_receptive_field(
        body: Annotated[NetworkUnitRequest, Body(openapi_examples={"a convolution and a pooling": {"value": _UNIT}})],
    ) -> dict[str, Any]:
        """Return exactly which cells a unit depends on in earlier layers, and which depend on it in later ones."""
        whole = body.network.analysis("network")
        analysis = whole.known_part
        network, shapes = analysis.network, analysis.shapes
        if body.node not in shapes and body.node in whole.shapes:
            raise OptionError("node", f'what "{body.node}" sees is not known: {stops(whole)}')
        for name, shape in shapes.items():
            budget.check_numbers("network", f'a map of "{name}"', prod(map_size(shape, network.axes)))
        # in the worst case, every unit of a map is visited along each axis, forwards and backwards
        macs = 2 * sum(
            _looked_through(found.input_shapes[0], found.output_shape, network.axes)
            for found in analysis.nodes
            if any(reads is not None for reads in found.node.layer.reads_each(found.input_shapes))
        )
        budget.check_macs(macs, "network", "use a smaller input")
        middle = tuple(cells // 2 for cells in map_size(shapes.get(body.node, (1,)), network.axes))
        unit = middle if body.unit is None else tuple(body.unit)
        weigh: Callable[[], NDArray[np.float64]] | None = None
        if body.effective == "paths":
            check_reads(budget, "network", analysis)
            macs += sum(prod(map_size(found.output_shape, network.axes)) for found in analysis.nodes)
            weigh = partial(path_counts, network, shapes, body.node, unit)
        elif body.effective == "gradient":
            draws = body.draws or Draws()
            few_channels = thin(network, shapes, draws.channels)
            more, weigh = measured(budget, "network", few_channels, body.node, unit, draws)
            macs += more
        return await budget.run(macs, lambda: _unit_answer(body, analysis, unit, weigh))

    @routes.post(
        "/connections", summary="Which unit reads which cells along one axis", response_model=ConnectionsAnswer
    )
    def network_connections(
        body: Annotated[ConnectionsRequest, Body(openapi_examples={"two layers": {"value": _STACK}})],
    ) -> dict[str, Any]:
        """Return the cells that every unit reads along the rows or the columns: the classic diagram of a stack."""
        analysis = body.network.analysis("network").known_part
        network = analysis.network
        axis = _axis(network, body.axis)
        mapped = [found for found in analysis.nodes if len(found.output_shape) > 1]
        answers = []
        for found in mapped:
            below, size = (shape[1 + axis] for shape in (found.input_shapes[0], found.output_shape))
            if max(below, size) > MOST_UNITS:
                raise OptionError(
                    "network",
                    f"connections of up to {MOST_UNITS} {body.axis} are listed, but "
                    f'"{found.node.name}" makes {size:,} of {below:,}',
                )
            reads = found.node.layer.reads_each(found.input_shapes)[0]
            cells = [range(i, i + 1) if reads is None else reads[axis].inside(i, below) for i in range(size)]
            sources = found.node.read_inputs
            answers.append({"name": found.node.name, "sources": sources, "size": size, "cells": cells})
        return {"input_size": network.input_shape[1 + axis], "nodes": answers}

    return routes


def _looked_through(below: Shape, above: Shape, axes: int) -> int:
    cells, units = map_size(below, axes), map_size(above, axes)
    return sum(n + m for n, m in zip(cells, units, strict=True)) + prod(units)


def _axis(network: Network, axis: Literal["rows", "columns"]) -> int:
    """Return the index of an axis: rows come before columns, which are last."""
    place = network.axes - (2 if axis == "rows" else 1)
    if place < 0:
        raise OptionError("axis", f'a network whose input has {network.axes} spatial axes has no {axis}: try "columns"')
    return place


def _unit_answer(
    body: NetworkUnitRequest,
    analysis: Analysis,
    unit: PerAxis,
    weigh: Callable[[], NDArray[np.float64]] | None,
) -> dict[str, Any]:
    network, shapes = analysis.network, analysis.shapes
    before = cells_before(network, shapes, body.node, unit)
    after = cells_after(network, shapes, body.node, unit)
    del after[body.node]
    extents = extents_before(network, shapes, body.node, unit)
    return {
        "unit": unit,
        "nodes": [_cells(name, before[name], body.masks) for name in shapes if name in before],
        "reached": [_cells(name, after[name], body.masks) for name in shapes if name in after],
        "unclipped": _rows_and_columns(extents[INPUT]) if INPUT in extents and body.node != INPUT else None,
        "effective": encoded(weigh().astype(np.float32)) if weigh else None,
    }


def _rows_and_columns(extent: tuple[Range, ...] | None) -> dict[str, Any]:
    """Return the rows and columns of a map with two axes, and the extents along every axis."""
    rows, columns = extent if extent is not None and len(extent) == 2 else (None, None)
    return {"rows": rows, "columns": columns, "axes": extent}


def _cells(name: str, cells: CellSet, masks: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "size": cells.size,
        **_rows_and_columns(cells.extent),
        "cells": cells.count,
        "mask": encoded(cells.mask.astype(np.uint8)) if name in masks else None,
    }
