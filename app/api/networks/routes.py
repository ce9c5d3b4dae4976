"""The classic networks, and any others, layer by layer."""

from dataclasses import MISSING
from functools import cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ...layers.layer import option_fields
from ...layers.registry import LAYERS
from ...networks.size import size_of
from ...networks.zoo import ZOO
from ...networks.zoo.entry import Entry, Task
from ..conv.answers import MapShape
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .counting import BATCH, BIAS_FLOPS, MOST_INPUTS, Counting
from .requests import MOST_CLASSES, MOST_PIXELS, NetworkRequest


class AnalyzeRequest(NetworkRequest, Counting):
    """A network, and how it is counted."""


class NetworkSummary(BaseModel):
    """A network in the list."""

    name: str = Field(description="for `GET /networks/{name}`, as torchvision writes it")
    title: str = Field(description="as its paper writes it")
    year: int = Field(description="when it was published")
    family: str = Field(description="the idea that it shares with others: networks of a family stand together")
    task: Task = Field(description="what it is for")
    parameters: int = Field(description="weights and biases")
    news: str = Field(description="what was new")
    source: str = Field(description="the paper")
    input_shape: MapShape = Field(description="[C, H, W]")
    num_classes: int | None = Field(description="null for a network that outputs images")
    depth: int = Field(description="convolutions and linear layers on the longest path")


class NetworkList(BaseModel):
    """Every network of the zoo."""

    networks: list[NetworkSummary] = Field(description="family by family")


class OptionAnswer(BaseModel):
    """One option of an operation."""

    name: str = Field(description="as in a node")
    kind: Literal["pair", "padding", "count", "number", "flag", "mode", "shape", "text"] = Field(
        description="the kind of its value"
    )
    description: str = Field(description="what it is")
    required: bool = Field(description="whether it must be given")
    default: bool | int | float | str | None = Field(
        description="null if there is none; a single number applies to all axes"
    )
    least: float | None = Field(description="smallest value, if there is one")
    most: float | None = Field(description="largest value, if there is one")
    start: int | None = Field(description="initial value for a new layer, if the option is required")
    choices: list[str] = Field(description='allowed words, for kind "mode"')


class OperationAnswer(BaseModel):
    """One operation that a node can have."""

    name: str = Field(description="as in a node")
    options: list[OptionAnswer] = Field(description="in order")
    joins: bool = Field(description="whether it takes more than one input")


class OperationList(BaseModel):
    """All operations."""

    operations: list[OperationAnswer] = Field(description="in the order of the editor")


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
    pixels, size = entry.input_size, size_of(entry.build())
    return {
        "name": entry.name,
        "title": entry.title,
        "year": entry.year,
        "family": entry.family,
        "task": entry.task,
        "parameters": size.parameters,
        "depth": size.depth,
        "news": entry.contribution,
        "source": entry.source,
        "input_shape": [entry.channels, pixels, pixels],
        "num_classes": entry.num_classes,
    }


@router.get("", summary="The classic networks", response_model=NetworkList, responses=documented(422))
def list_networks() -> dict[str, Any]:
    """List every network of the zoo."""
    return {"networks": [_summary(entry) for entry in ZOO.values()]}


@router.get("/operations", summary="What a node can be", response_model=OperationList, responses=documented(422))
def list_operations() -> dict[str, Any]:
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
def analyze_network(
    body: Annotated[AnalyzeRequest, Body(openapi_examples={"a residual block": {"value": _EXAMPLE}})],
) -> Response:
    """Analyse a network of your own, specified as a list of nodes."""
    return JSONResponse(network_answer(body.analysis(), body))


@router.get("/{name}", summary="One classic network", response_model=NetworkAnswer, responses=documented(404, 422))
def get_network(
    name: Annotated[
        str, Path(description="as listed by `GET /networks`", openapi_examples={"LeNet-5": {"value": "lenet5"}})
    ],
    input_size: Annotated[int | None, Query(ge=1, le=MOST_PIXELS, description="its default if omitted")] = None,
    num_classes: Annotated[int | None, Query(ge=1, le=MOST_CLASSES, description="its default if omitted")] = None,
    batch: Annotated[int, Query(ge=1, le=MOST_INPUTS, description=BATCH)] = 1,
    bias_flops: Annotated[bool, Query(description=BIAS_FLOPS)] = False,
) -> Response:
    """Analyse a network of the zoo, ``resnet50`` for instance, layer by layer."""
    request = NetworkRequest(name=name, input_size=input_size, num_classes=num_classes)
    return JSONResponse(network_answer(request.analysis(), Counting(batch=batch, bias_flops=bias_flops)))
