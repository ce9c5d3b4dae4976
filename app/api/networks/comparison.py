"""Two networks side by side."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, analyze
from ...networks.comparison import compare, ratios
from ..wire.fields import Strict
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .requests import NetworkRequest


class CompareRequest(Strict):
    """Two networks to compare."""

    left: NetworkRequest
    right: NetworkRequest


class CompareRow(BaseModel):
    """Two layers side by side, or one layer and a gap."""

    left: int | None = Field(description="the position of the node in the left network, counted from 0")
    right: int | None
    change: Literal["same", "changed", "only_left", "only_right"]


class CompareAnswer(BaseModel):
    """Two networks side by side."""

    left: NetworkAnswer
    right: NetworkAnswer
    rows: list[CompareRow]
    ratios: dict[str, float | None] = Field(description="ratio of right to left: parameters, macs, depth, nodes, bytes")


router = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422))
_TWO = {"left": {"name": "vgg16"}, "right": {"name": "resnet50"}}


@router.post("/compare", summary="Two side by side", response_model=CompareAnswer)
def post_compare(
    body: Annotated[CompareRequest, Body(openapi_examples={"VGG-16 and ResNet-50": {"value": _TWO}})],
) -> dict[str, Any]:
    """Compare two networks side by side, layer by layer, and show where they differ."""
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
