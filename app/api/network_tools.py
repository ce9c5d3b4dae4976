"""Networks read from PyTorch text, written as code, and laid side by side."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError

from ..formats.keras import to_keras
from ..formats.pytorch.reader import read_pytorch
from ..formats.pytorch.writer import to_pytorch
from ..mechanics.errors import OptionError
from ..networks.analysis import Analysis, analyze
from ..networks.comparison import compare, ratios
from .networks.answers import NetworkAnswer, network_answer
from .networks.requests import NetworkRequest
from .wire.fields import Count, Strict
from .wire.problems import documented

#: Characters of PyTorch text: ResNet-1202's code has 400,000.
MOST_TEXT = 1_000_000
#: Sides that classifiers are made for, in the order in which they are tried where the text does not say.
COMMON_SIZES = (224, 32, 28, 227, 64, 96, 128, 256, 299, 512)


class ImportRequest(Strict):
    """A model as PyTorch text."""

    text: str = Field(
        max_length=MOST_TEXT,
        description="`nn.Sequential(...)`, a class with constructor and forward method, or what `print(model)` writes",
    )
    input_shape: list[Count] | None = Field(
        None, min_length=3, max_length=3, description="[C, H, W]; found from the layers if left out"
    )


class LayersAnswer(BaseModel):
    """A network as `/networks/analyze` takes it."""

    input_shape: list[int]
    layers: list[dict[str, Any]]


class ImportAnswer(BaseModel):
    """What was read."""

    network: LayersAnswer
    analysis: NetworkAnswer
    notes: list[str] = Field(description="what the text did not say and was taken for granted")


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
_TEXT = """nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(8 * 28 * 28, 10),
)"""
_VGG = {"name": "vgg16"}
_TWO = {"left": _VGG, "right": {"name": "resnet50"}}


@router.post("/import", summary="From PyTorch", response_model=ImportAnswer)
def post_import(
    body: Annotated[ImportRequest, Body(openapi_examples={"code": {"value": {"text": _TEXT}}})],
) -> dict[str, Any]:
    """Read PyTorch code, or the print of a model. It is parsed and never executed."""
    layers, notes = read_pytorch(body.text)
    shape, analysis = _fitted(layers, body.input_shape, notes)
    return {
        "network": {"input_shape": shape, "layers": layers},
        "analysis": network_answer(analysis),
        "notes": notes,
    }


def _fitted(layers: list[dict[str, Any]], shape: list[int] | None, notes: list[str]) -> tuple[list[int], Analysis]:
    """Analyse with the shape given, or with the first of the common ones that all layers fit."""
    if shape is not None:
        return shape, _analysis(layers, shape)
    channels = next((layer["in_channels"] for layer in layers if "in_channels" in layer), 1)
    first_refusal: OptionError | None = None
    for size in COMMON_SIZES:
        guess = [channels, size, size]
        try:
            analysis = _analysis(layers, guess)
        except OptionError as error:
            first_refusal = first_refusal or error
            continue
        notes.append(f"The text does not say how large the input is: {channels}×{size}×{size} was taken.")
        return guess, analysis
    raise OptionError(
        "input_shape", f"no common input size fits these layers: give input_shape. With 224×224: {first_refusal}"
    )


def _analysis(layers: list[dict[str, Any]], shape: list[int]) -> Analysis:
    try:
        request = NetworkRequest.model_validate({"input_shape": shape, "layers": layers})
    except ValidationError as error:
        raise RequestValidationError(
            [entry | {"loc": ("body", *entry["loc"])} for entry in error.errors(include_context=False)]
        ) from None
    return analyze(request.network())


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
