"""Writing networks as code."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from ...formats.json import to_json
from ...formats.keras.writer import to_keras
from ...formats.pytorch.writer import to_pytorch
from ...networks.analysis import Analysis
from ..wire.fields import Strict
from ..wire.problems import documented
from .requests import NetworkRequest


class ExportRequest(Strict):
    """A network, and the format to write it in."""

    network: NetworkRequest = Field(description="the network")
    format: Literal["pytorch", "keras", "json"] = Field("pytorch", description='"json": a body for `/networks/analyze`')


class ExportAnswer(BaseModel):
    """Code that rebuilds the network, with the same parameters."""

    code: str = Field(description="runs as is")


router = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 404, 413, 422))
_EXAMPLE = {"network": {"name": "lenet5"}, "format": "keras"}


@router.post("/export", summary="As PyTorch or Keras code, or as JSON", response_model=ExportAnswer)
def export_network(
    body: Annotated[ExportRequest, Body(openapi_examples={"LeNet-5": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Write a network as code that rebuilds it."""
    analysis = body.network.analysis("network")
    with body.network.located("network", otherwise="format"):
        return {"code": _WRITERS[body.format](analysis)}


#: The function that writes a network in each format.
_WRITERS: dict[str, Callable[[Analysis], str]] = {
    "pytorch": to_pytorch,
    "keras": to_keras,
    "json": lambda analysis: to_json(analysis.network),
}
