"""What one unit of a network sees of every layer before it, and reaches in every layer after it."""

import base64
from collections.abc import Callable
from functools import partial
from math import prod
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Body
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ..mechanics.errors import OptionError
from ..mechanics.options import Pair
from ..networks.analysis import Analysis, analyze
from ..networks.effective_field import thinned
from ..networks.graph import INPUT, Network
from ..networks.layers import Shape
from ..networks.sight import Sight, looked_at, map_size, paths_to, reached_from, seen_by
from .budget import Budget
from .fields import Strict
from .measured_field import Draws, measured
from .network_budget import check_views
from .network_request import AnyNetwork
from .problems import documented

#: Units of a node along an axis whose connections are listed; a picture of more is not readable.
MOST_UNITS = 1024


class SightRequest(Strict):
    """A unit of a network."""

    network: AnyNetwork
    node: str = Field(max_length=200, description='its name, or "input"')
    unit: list[int] | None = Field(
        None, min_length=2, max_length=2, description="[row, column]; the middle one if left out"
    )
    masks: list[str] = Field([], max_length=100, description="nodes whose cells are answered one by one")
    effective: Literal["paths", "gradient"] | None = Field(
        None,
        description="how much each input cell weighs: by the paths from it to the unit, which count if all weights "
        "are equal, or by the gradient measured with random weights (Luo et al. 2016)",
    )
    draws: Draws | None = Field(None, description="how the gradient is measured")


class MapAnswer(BaseModel):
    """A map in base64, as requests have tensors."""

    shape: list[int]
    dtype: Literal["uint8", "float32"]
    base64: str


class SeenAnswer(BaseModel):
    """The part of one node's output, or of the input, that belongs to the unit."""

    name: str
    size: list[int]
    rows: list[int] | None = Field(description="[first, last]; null if there is nothing")
    columns: list[int] | None
    cells: int = Field(description="how many cells of the map: fewer than the rectangle has, if it has holes")
    mask: MapAnswer | None = Field(None, description="1 at each of the cells, if asked for")


class SightAnswer(BaseModel):
    """What a unit sees, and what it reaches."""

    unit: list[int]
    nodes: list[SeenAnswer] = Field(description="the input first, then every node that leads to the unit, in order")
    reached: list[SeenAnswer] = Field(description="every node after the unit's that depends on it, in order")
    unclipped: dict[str, list[int]] | None = Field(
        description="rows and columns [first, last] of the input, padding included"
    )
    effective: MapAnswer | None = Field(description="how much each input cell weighs, as parts of the largest")


class ConnectionsRequest(Strict):
    """A network, and the axis along which to look at it."""

    network: AnyNetwork
    axis: Literal["rows", "columns"] = "columns"


class NodeConnections(BaseModel):
    """Which cells of its inputs each unit of a node looks at along one axis: the same of each."""

    name: str
    sources: list[str]
    size: int
    cells: list[list[int]] = Field(description="for each unit; padding left out")


class ConnectionsAnswer(BaseModel):
    """Every node that has a map."""

    input_size: int
    nodes: list[NodeConnections]


_UNIT = {"network": {"name": "vgg16"}, "node": "max_pool5", "unit": [3, 3], "masks": ["input"]}
_STACK = {
    "network": {
        "input_shape": [1, 1, 9],
        "layers": [{"operation": "conv", "out_channels": 1, "kernel_size": [1, 3], "dilation": d} for d in (1, 2)],
    }
}


def router(budget: Budget) -> APIRouter:
    """Make the routes, which keep within a budget."""
    routes = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422, 503))

    @routes.post("/receptive-field", summary="What a unit of a network sees", response_model=SightAnswer)
    async def post_receptive_field(
        body: Annotated[SightRequest, Body(openapi_examples={"the last maps of VGG-16": {"value": _UNIT}})],
    ) -> dict[str, Any]:
        """Say which cells of every layer before it a unit depends on, and which after it depend on it: exactly."""
        network = body.network.network()
        analysis = analyze(network)
        shapes = _shapes(network, analysis)
        for name, shape in shapes.items():
            budget.check_numbers("network", f'a map of "{name}"', prod(map_size(shape)))
        check_views(budget, "network", analysis)
        # at worst a map is looked at whole, row by row, then column by column, there and back
        macs = 2 * sum(
            prod(map_size(found.output_shape)) * sum(map_size(found.output_shape))
            for found in analysis.nodes
            if found.node.layer.samplings(found.input_shapes) is not None
        )
        budget.check_macs(macs)
        size = map_size(shapes.get(body.node, (1,)))
        unit = (size[0] // 2, size[1] // 2) if body.unit is None else (body.unit[0], body.unit[1])
        weigh: Callable[[], NDArray[np.float64]] | None = None
        if body.effective == "paths":
            weigh = partial(paths_to, network, shapes, body.node, unit)
        elif body.effective == "gradient":
            draws = body.draws or Draws()
            thin = thinned(network, shapes, draws.channels)
            more, weigh = measured(budget, "network", thin, body.node, unit, draws)
            macs += more
        return await budget.run(macs, lambda: _sight(body, network, analysis, shapes, unit, weigh))

    @routes.post("/connections", summary="Who looks at whom along one axis", response_model=ConnectionsAnswer)
    def post_connections(
        body: Annotated[ConnectionsRequest, Body(openapi_examples={"two layers": {"value": _STACK}})],
    ) -> dict[str, Any]:
        """Give the cells that every unit looks at along the rows or the columns: the classic diagram of a stack."""
        network = body.network.network()
        analysis = analyze(network)
        shapes, axis = _shapes(network, analysis), ("rows", "columns").index(body.axis)
        mapped = [found for found in analysis.nodes if len(found.output_shape) == 3]
        answers = []
        for found in mapped:
            below, size = (map_size(shape)[axis] for shape in (found.input_shapes[0], found.output_shape))
            if max(below, size) > MOST_UNITS:
                raise OptionError(
                    "network",
                    f"connections of up to {MOST_UNITS} {body.axis} are listed, but "
                    f'"{found.node.name}" makes {size:,} of {below:,}',
                )
            samplings = found.node.layer.samplings(found.input_shapes)
            cells = [range(i, i + 1) if samplings is None else samplings[axis].inside(i, below) for i in range(size)]
            answers.append({"name": found.node.name, "sources": looked_at(found.node), "size": size, "cells": cells})
        return {"input_size": map_size(shapes[INPUT])[axis], "nodes": answers}

    return routes


def _shapes(network: Network, analysis: Analysis) -> dict[str, Shape]:
    return {INPUT: network.input_shape} | {found.node.name: found.output_shape for found in analysis.nodes}


def _sight(
    body: SightRequest,
    network: Network,
    analysis: Analysis,
    shapes: dict[str, Shape],
    unit: Pair,
    weigh: Callable[[], NDArray[np.float64]] | None,
) -> dict[str, Any]:
    seen = seen_by(network, shapes, body.node, unit)
    reached = reached_from(network, shapes, body.node, unit)
    del reached[body.node]
    found = next((found for found in analysis.nodes if found.node.name == body.node), None)
    field = found.receptive_field if found else None
    return {
        "unit": unit,
        "nodes": [_seen(seen[name], body.masks) for name in shapes if name in seen],
        "reached": [_seen(reached[name], body.masks) for name in shapes if name in reached],
        "unclipped": field and {"rows": field.fields[0].seen(unit[0]), "columns": field.fields[1].seen(unit[1])},
        "effective": _map(weigh().astype("<f4")) if weigh else None,
    }


def _seen(sight: Sight, masks: list[str]) -> dict[str, Any]:
    rows, columns = sight.extent or (None, None)
    return {
        "name": sight.name,
        "size": sight.cells.shape,
        "rows": rows,
        "columns": columns,
        "cells": int(sight.cells.sum()),
        "mask": _map(sight.cells.astype(np.uint8)) if sight.name in masks else None,
    }


def _map(values: np.ndarray) -> dict[str, Any]:
    return {
        "shape": values.shape,
        "dtype": values.dtype.name,
        "base64": base64.b64encode(values.tobytes()).decode("ascii"),
    }
