"""The classic networks, and any other, layer by layer."""

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query
from pydantic import BaseModel, Field

from app.api.network_request import NetworkRequest
from app.api.problems import documented
from app.networks.analysis import Analysis, NodeField, analyze
from app.networks.layers import Count
from app.networks.zoo import ZOO
from app.networks.zoo.entry import Entry

#: Pictures larger than this, and more classes, are nobody's.
MOST_PIXELS = 100_000
MOST_CLASSES = 10_000_000


class Parameters(BaseModel):
    """What a layer holds."""

    weights: int
    biases: int
    total: int = Field(description="weights and biases")
    buffers: int = Field(description="numbers that are kept, not learned")


class NodeReceptiveField(BaseModel):
    """What a unit of a node sees of the input; pairs are [height, width]."""

    size: list[int] = Field(description="over all paths: cells from the first to the last that a unit sees")
    stride: list[int | float] = Field(description="a fraction where the map is larger than the input")
    padding: list[int]
    narrowest: list[int] = Field(description="the size over the path that sees least")
    aligned: bool = Field(description="whether all paths have the same stride and centre")


class NodeAnswer(BaseModel):
    """One node."""

    name: str
    operation: str
    inputs: list[str]
    stage: str
    output_shape: list[int]
    parameters: Parameters
    macs: int
    receptive_field: NodeReceptiveField | None = Field(description="null where units see it in more than 1024 patterns")


class Totals(BaseModel):
    """The whole network."""

    nodes: int
    parameters: Parameters
    macs: int
    parameter_bytes: int = Field(description="in float32")
    activation_bytes: int = Field(description="of every node's output, in float32")


class NetworkAnswer(BaseModel):
    """The analysis of a network."""

    input_shape: list[int]
    nodes: list[NodeAnswer]
    totals: Totals


class NetworkSummary(BaseModel):
    """A network in the list."""

    name: str
    title: str
    year: int
    parameters: int
    news: str = Field(description="what was new")
    source: str
    input_shape: list[int]
    num_classes: int | None = Field(description="null for a network that makes pictures")
    depth: int = Field(description="convolutions and linear layers on the longest path")


class NetworkList(BaseModel):
    """Every network of the zoo."""

    networks: list[NetworkSummary]


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
        "news": entry.news,
        "source": entry.source,
        "input_shape": [entry.channels, size, size],
        "num_classes": entry.num_classes,
    }


@router.get("", summary="The classic networks", response_model=NetworkList)
def get_networks() -> dict[str, Any]:
    """List every network of the zoo."""
    return {"networks": [_summary(entry) for entry in ZOO.values()]}


@router.post("/analyze", summary="Any network", response_model=NetworkAnswer, responses=documented(400, 413, 422))
def post_analyze(
    body: Annotated[NetworkRequest, Body(openapi_examples={"a residual block": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Analyse a network of your own, given as a list of nodes."""
    return _answer(analyze(body.network()))


@router.get("/{name}", summary="One classic network", response_model=NetworkAnswer, responses=documented(404, 422))
def get_network(
    name: str,
    input_size: Annotated[int | None, Query(ge=1, le=MOST_PIXELS, description="its own if left out")] = None,
    num_classes: Annotated[int | None, Query(ge=1, le=MOST_CLASSES, description="its own if left out")] = None,
) -> dict[str, Any]:
    """Analyse a network of the zoo, ``resnet50`` for instance, layer by layer."""
    if name not in ZOO:
        raise HTTPException(404, f"there is no network named {name!r}; there are {', '.join(ZOO)}")
    return _answer(analyze(ZOO[name].build(input_size, num_classes)))


def _answer(analysis: Analysis) -> dict[str, Any]:
    return {
        "input_shape": analysis.network.input_shape,
        "nodes": [
            {
                "name": found.node.name,
                "operation": found.node.operation,
                "inputs": found.node.inputs,
                "stage": found.node.stage,
                "output_shape": found.output_shape,
                "parameters": _parameters(found.count),
                "macs": found.macs,
                "receptive_field": found.receptive_field and _field(found.receptive_field),
            }
            for found in analysis.nodes
        ],
        "totals": {
            "nodes": len(analysis.nodes),
            "parameters": _parameters(analysis.count),
            "macs": analysis.macs,
            "parameter_bytes": analysis.parameter_bytes,
            "activation_bytes": analysis.activation_bytes,
        },
    }


def _parameters(count: Count) -> dict[str, int]:
    return {"weights": count.weights, "biases": count.biases, "total": count.total, "buffers": count.buffers}


def _field(field: NodeField) -> dict[str, Any]:
    return {
        "size": [axis.size for axis in field.fields],
        "stride": [axis.stride for axis in field.fields],
        "padding": [axis.padding for axis in field.fields],
        "narrowest": [axis.size for axis in field.narrowest],
        "aligned": field.aligned,
    }
