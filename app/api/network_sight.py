"""What one unit of a network sees of every layer before it."""

from math import prod
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from app.api.budget import Budget
from app.api.fields import Strict
from app.api.network_request import AnyNetwork
from app.api.problems import documented
from app.networks.analysis import analyze
from app.networks.graph import INPUT
from app.networks.sight import Sight, map_size, seen_by


class SightRequest(Strict):
    """A unit of a network."""

    network: AnyNetwork
    node: str = Field(max_length=200)
    unit: list[int] | None = Field(
        None, min_length=2, max_length=2, description="[row, column]; the middle one if left out"
    )


class SeenAnswer(BaseModel):
    """The part of one node's output, or of the input, that the unit depends on."""

    name: str
    size: list[int]
    rows: list[int] | None = Field(description="[first, last]; null if nothing is seen")
    columns: list[int] | None
    cells: int = Field(description="how many cells of the map are seen: fewer than the rectangle has, if it has holes")


class SightAnswer(BaseModel):
    """What a unit sees."""

    unit: list[int]
    nodes: list[SeenAnswer] = Field(description="the input first, then every node that leads to the unit, in order")
    unclipped: dict[str, list[int]] | None = Field(
        description="rows and columns [first, last] of the input, padding included"
    )


_EXAMPLE = {"network": {"name": "vgg16"}, "node": "max_pool5", "unit": [3, 3]}


def router(budget: Budget) -> APIRouter:
    """Make the route, which keeps within a budget."""
    routes = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422, 503))

    @routes.post("/receptive-field", summary="What a unit of a network sees", response_model=SightAnswer)
    async def post_receptive_field(
        body: Annotated[SightRequest, Body(openapi_examples={"the last maps of VGG-16": {"value": _EXAMPLE}})],
    ) -> dict[str, Any]:
        """Say which part of the input and of every layer before it a unit depends on, exactly, through all branches."""
        network = body.network.network()
        analysis = analyze(network)
        shapes = {INPUT: network.input_shape} | {found.node.name: found.output_shape for found in analysis.nodes}
        for name, shape in shapes.items():
            budget.check_numbers("network", f'a map of "{name}"', prod(map_size(shape)))
        # a map is looked at row by row, then column by column
        macs = sum(prod(map_size(shape)) * sum(map_size(shape)) for shape in shapes.values())
        budget.check_macs(macs)
        found = next((found for found in analysis.nodes if found.node.name == body.node), None)
        size = (1, 1) if found is None else map_size(found.output_shape)
        unit = (size[0] // 2, size[1] // 2) if body.unit is None else (body.unit[0], body.unit[1])
        seen = await budget.run(macs, lambda: seen_by(network, shapes, body.node, unit))
        field = found.receptive_field if found else None
        fields = field and {"rows": field.fields[0].seen(unit[0]), "columns": field.fields[1].seen(unit[1])}
        return {"unit": unit, "nodes": [_seen(seen[name]) for name in shapes if name in seen], "unclipped": fields}

    return routes


def _seen(sight: Sight) -> dict[str, Any]:
    rows, columns = sight.extent or (None, None)
    return {
        "name": sight.name,
        "size": sight.cells.shape,
        "rows": rows,
        "columns": columns,
        "cells": int(sight.cells.sum()),
    }
