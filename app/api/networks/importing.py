"""Reading networks from text."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, ValidationError

from ...formats.pytorch.reader import Reading, read_pytorch
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, NodeError, analyze
from ..wire.fields import Strict
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .requests import InputShape, NetworkRequest, NodeRequest

#: Maximum number of characters of PyTorch text: the code of ResNet-1202 has 400,000.
MOST_TEXT = 1_000_000
#: Side lengths that networks are designed for, by the number of axes, in the order in which they are tried if the text
#: does not specify one.
COMMON_SIZES = {
    1: (1024, 784, 512, 256, 128, 100, 64, 16_000, 32, 16),
    2: (224, 32, 28, 227, 64, 96, 128, 256, 299, 512),
    3: (64, 32, 16, 112, 128),
}


class ImportRequest(Strict):
    """A model as PyTorch text."""

    text: str = Field(
        max_length=MOST_TEXT,
        description="`nn.Sequential(...)`, a class with constructor and forward, or the output of `print(model)`",
    )
    input_shape: InputShape | None = Field(None, description="[C, H, W]; inferred from the layers if omitted")
    model: str | None = Field(
        None, max_length=200, description="the class or variable to read, if the text has several"
    )


class LayersAnswer(BaseModel):
    """A network in the form that `/networks/analyze` accepts."""

    input_shape: list[int] = Field(description="[C, H, W], [C, L], [C, D, H, W], or [features]")
    layers: list[NodeRequest] = Field(description="in order")


class ImportAnswer(BaseModel):
    """The network that was read."""

    network: LayersAnswer = Field(description="the network, to be sent back, changed or not")
    analysis: NetworkAnswer = Field(description="its analysis")
    notes: list[str] = Field(description="assumptions about what the text did not specify")


router = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 413, 422))
_TEXT = """nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(8 * 28 * 28, 10),
)"""


@router.post("/import", summary="From PyTorch", response_model=ImportAnswer)
def import_network(
    body: Annotated[ImportRequest, Body(openapi_examples={"code": {"value": {"text": _TEXT}}})],
) -> Response:
    """Read PyTorch code, or the printed form of a model. It is parsed and never executed."""
    reading = read_pytorch(body.text, body.model or "")
    notes = list(reading.notes)
    shape, analysis = _fitted(reading, body.input_shape, notes)
    reading.check(analysis)
    return JSONResponse(
        {
            "network": {"input_shape": shape, "layers": reading.nodes},
            "analysis": network_answer(analysis),
            "notes": notes,
        }
    )


def _fitted(reading: Reading, shape: list[int] | None, notes: list[str]) -> tuple[list[int], Analysis]:
    """Analyse the network with the specified shape, or with the first common one that all layers fit."""
    if shape is not None:
        try:
            return shape, _analysis(reading.nodes, shape)
        except NodeError as error:
            raise reading.explained(OptionError("text", str(error))) from None
    first_refusal: OptionError | None = None
    for guess in _guesses(reading):
        try:
            analysis = _analysis(reading.nodes, guess)
        except NodeError as error:
            first_refusal = first_refusal or error
            continue
        notes.append(f"Guess: the text does not say how large the input is; {'×'.join(map(str, guess))} was taken.")
        return guess, analysis
    tried = f"No common input size fits these layers: give input_shape. With {'×'.join(map(str, _guesses(reading)[0]))}"
    raise reading.explained(OptionError("input_shape", f"{tried}: {first_refusal}"))


def _guesses(reading: Reading) -> list[list[int]]:
    if reading.axes == 0:
        return [[next((layer["in_features"] for layer in reading.nodes if "in_features" in layer), 1)]]
    channels = next((layer["in_channels"] for layer in reading.nodes if "in_channels" in layer), 1)
    return [[channels, *[size] * reading.axes] for size in COMMON_SIZES[reading.axes]]


def _analysis(layers: list[dict[str, Any]], shape: list[int]) -> Analysis:
    """Analyse layers that stand in a text.

    Raises
    ------
    NodeError
        If a node does not fit, which another shape may mend.
    OptionError
        If a layer is wrong whatever the shape, and so the text.
    """
    try:
        return analyze(NetworkRequest.model_validate({"input_shape": shape, "layers": layers}).network())
    except NodeError:
        raise
    except ValidationError as error:
        first = error.errors(include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        raise OptionError("text", f"layer {place}: {first['msg']}") from None
    except OptionError as error:
        raise OptionError("text", str(error)) from None
