"""The classic networks, and any others, layer by layer."""

from dataclasses import MISSING
from functools import cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field

from ...layers.layer import option_fields
from ...layers.registry import LAYERS
from ...networks.analysis import analyze
from ...networks.zoo import ZOO
from ...networks.zoo.entry import Entry
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .requests import MOST_CLASSES, MOST_PIXELS, NetworkRequest, zoo_network


class NetworkSummary(BaseModel):
    """A network in the list."""

    name: str
    title: str
    year: int
    parameters: int
    news: str = Field(description="what was new")
    source: str
    input_shape: list[int]
    num_classes: int | None = Field(description="null for a network that outputs images")
    depth: int = Field(description="convolutions and linear layers on the longest path")


class NetworkList(BaseModel):
    """Every network of the zoo."""

    networks: list[NetworkSummary]


class OptionAnswer(BaseModel):
    """One option of an operation."""

    name: str
    kind: Literal["pair", "padding", "count", "number", "flag", "mode"]
    description: str
    required: bool
    default: Any = Field(description="null if there is none; a single number applies to all axes")
    least: float | None = Field(description="smallest value, if there is one")
    most: float | None = Field(description="largest value, if there is one")
    start: int | None = Field(description="initial value for a new layer, if the option is required")
    choices: list[str] = Field(description='allowed words, for kind "mode"')


class OperationAnswer(BaseModel):
    """One operation that a node can have."""

    name: str
    options: list[OptionAnswer]
    joins: bool = Field(description="whether it takes more than one input")


class OperationList(BaseModel):
    """All operations."""

    operations: list[OperationAnswer]


router = APIRouter(prefix="/networks", tags=["Networks"])
_EXAMPLE = {
    "input_shape": [3, 32, 32],
    "layers": [
        {"operation": "conv", "name": "stem", "out_channels": 16, "kernel_size": 3, "padding": 1},
        {"operation": "relu"},
        {"operation": "conv", "out_channels": 16, "kernel_size": 3, "padding": 1},
        {"operation": "add", "name": "residual", "inputs": ["conv3", "stem"]},
        {"operation": "adaptive_avg_pool", "output_size": 1},
        {"operation": "flatten"},
        {"operation": "linear", "out_features": 10},
    ],
}


@cache
def _summary(entry: Entry) -> dict[str, Any]:
    size, analysis = entry.input_size, analyze(entry.build())
    return {
        "name": entry.name,
        "title": entry.title,
        "year": entry.year,
        "parameters": analysis.count.total,
        "depth": analysis.depth,
        "news": entry.contribution,
        "source": entry.source,
        "input_shape": [entry.channels, size, size],
        "num_classes": entry.num_classes,
    }


@router.get("", summary="The classic networks", response_model=NetworkList)
def get_networks() -> dict[str, Any]:
    """List every network of the zoo."""
    return {"networks": [_summary(entry) for entry in ZOO.values()]}


@router.get("/operations", summary="What a node can be", response_model=OperationList)
def get_operations() -> dict[str, Any]:
    """List the operations, and the options that each takes."""
    return {
        "operations": [
            {
                "name": name,
                "options": [
                    {
                        "name": option,
                        "kind": known.kind.name,
                        "description": known.description,
                        "required": default is MISSING,
                        "default": None if default is MISSING else default,
                        "least": known.least,
                        "most": known.most,
                        "choices": known.choices,
                        "start": known.start,
                    }
                    for option, (known, default) in option_fields(layer).items()
                ],
                "joins": layer.arity != (1, 1),
            }
            for name, layer in LAYERS.items()
        ]
    }


@router.post("/analyze", summary="Any network", response_model=NetworkAnswer, responses=documented(400, 404, 413, 422))
def post_analyze(
    body: Annotated[NetworkRequest, Body(openapi_examples={"a residual block": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Analyse a network of your own, specified as a list of nodes."""
    return network_answer(analyze(body.network()))


@router.get("/{name}", summary="One classic network", response_model=NetworkAnswer, responses=documented(404, 422))
def get_network(
    name: str,
    input_size: Annotated[int | None, Query(ge=1, le=MOST_PIXELS, description="its default if omitted")] = None,
    num_classes: Annotated[int | None, Query(ge=1, le=MOST_CLASSES, description="its default if omitted")] = None,
) -> dict[str, Any]:
    """Analyse a network of the zoo, ``resnet50`` for instance, layer by layer."""
    return network_answer(analyze(zoo_network(name, input_size, num_classes)))
