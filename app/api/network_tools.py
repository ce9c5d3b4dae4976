"""Networks written as code, and laid side by side."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from ..formats.keras import to_keras
from ..formats.pytorch.writer import to_pytorch
from ..mechanics.errors import OptionError
from ..networks.analysis import Analysis, analyze
from ..networks.comparison import compare, ratios
from .networks.answers import NetworkAnswer, network_answer
from .networks.requests import NetworkRequest
from .wire.fields import Strict
from .wire.problems import documented


class ExportRequest(Strict):
    """A network, and what it is to be written in."""

    network: NetworkRequest
    format: Literal["pytorch", "keras"] = "pytorch"


class ExportAnswer(BaseModel):
    """Code that builds the network again, with the same parameters."""

    code: str


class CompareRequest(Strict):
    """Two networks."""

    left: NetworkRequest
    right: NetworkRequest


class CompareRow(BaseModel):
    """Two layers next to each other, or one and a gap."""

    left: int | None = Field(description="the place of the node in the left network, counted from 0")
    right: int | None
    change: Literal["same", "changed", "only_left", "only_right"]


class CompareAnswer(BaseModel):
    """Two networks side by side."""

    left: NetworkAnswer
    right: NetworkAnswer
    rows: list[CompareRow]
    ratios: dict[str, float | None] = Field(description="right over left: parameters, macs, depth, nodes, bytes")


router = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422))
_VGG = {"name": "vgg16"}
_TWO = {"left": _VGG, "right": {"name": "resnet50"}}


@router.post("/export", summary="As PyTorch or Keras code", response_model=ExportAnswer)
def post_export(
    body: Annotated[ExportRequest, Body(openapi_examples={"VGG-16": {"value": {"network": _VGG, "format": "keras"}}})],
) -> dict[str, Any]:
    """Write a network as code that builds it again."""
    analysis = analyze(body.network.network())
    return {"code": to_pytorch(analysis) if body.format == "pytorch" else to_keras(analysis)}


@router.post("/compare", summary="Two side by side", response_model=CompareAnswer)
def post_compare(
    body: Annotated[CompareRequest, Body(openapi_examples={"VGG-16 and ResNet-50": {"value": _TWO}})],
) -> dict[str, Any]:
    """Lay two networks side by side, layer by layer, and say where they differ."""
    left, right = _side("left", body.left), _side("right", body.right)
    return {
        "left": network_answer(left),
        "right": network_answer(right),
        "rows": [{"left": row.left, "right": row.right, "change": row.change} for row in compare(left, right)],
        "ratios": ratios(left, right),
    }


def _side(side: str, network: NetworkRequest) -> Analysis:
    try:
        return analyze(network.network())
    except OptionError as error:
        raise OptionError(f"{side}.{error.field}", f"{side}: {error}") from None
