"""Two networks side by side."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ...networks.comparison import compare, ratios
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .counting import Counting
from .requests import NetworkRequest


class CompareRequest(Counting):
    """Two networks to compare."""

    left: NetworkRequest = Field(description="one network")
    right: NetworkRequest = Field(description="the other")


class CompareRow(BaseModel):
    """Two layers side by side, or one layer and a gap."""

    left: int | None = Field(description="the position of the node in the left network, counted from 0")
    right: int | None = Field(description="the position of the node in the right network")
    change: Literal["same", "changed", "only_left", "only_right"] = Field(description="how the two compare")


class Ratios(BaseModel):
    """The totals of the right network over those of the left; null where those are zero."""

    parameters: float | None = Field(description="weights and biases")
    macs: float | None = Field(description="multiply-accumulates")
    depth: float | None = Field(description="convolutions and linear layers on the longest path")
    nodes: float | None = Field(description="numbers of nodes")
    activation_bytes: float | None = Field(description="bytes of every node's output")


class CompareAnswer(BaseModel):
    """Two networks side by side."""

    left: NetworkAnswer = Field(description="the analysis of the left network")
    right: NetworkAnswer = Field(description="the analysis of the right network")
    rows: list[CompareRow] = Field(description="layer by layer")
    ratios: Ratios = Field(description="right to left")


router = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422))
_TWO = {"left": {"name": "lenet5"}, "right": {"name": "lenet5", "num_classes": 26}}


@router.post("/compare", summary="Two side by side", response_model=CompareAnswer)
def compare_networks(
    body: Annotated[CompareRequest, Body(openapi_examples={"digits and letters": {"value": _TWO}})],
) -> Response:
    """Compare two networks side by side, layer by layer, and show where they differ."""
    left, right = body.left.analysis("left"), body.right.analysis("right")
    return JSONResponse(
        {
            "left": network_answer(left, body),
            "right": network_answer(right, body),
            "rows": [{"left": row.left, "right": row.right, "change": row.change} for row in compare(left, right)],
            "ratios": ratios(left, right),
        }
    )
