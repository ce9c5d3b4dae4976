"""Reading networks from text."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, ValidationError

from ...formats.texts import read_text
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, analyze
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .counting import Counting
from .requests import InputShape, NetworkRequest, NodeRequest

#: Maximum number of characters of a text: the code of ResNet-1202 has 400,000, the JSON of NASNet-Large 900,000.
MOST_TEXT = 1_000_000


class ImportRequest(Counting):
    """A model as text, of PyTorch, Keras, or our own."""

    text: str = Field(
        max_length=MOST_TEXT,
        description=(
            "PyTorch source (`nn.Sequential(...)`, a class with its forward), the output of `print(model)`, "
            "Keras source (`keras.Sequential([...])`, `Model(inputs, outputs)`), the output of `model.to_json()`, or a "
            "network as JSON: which of them it is shows from the text"
        ),
    )
    input_shape: InputShape | None = Field(None, description="[C, H, W]; inferred from the layers if omitted")
    model: str | None = Field(
        None,
        max_length=200,
        description="the variable, class, function or call to read, `ResNet(Block, [2, 2])`, if the text has several",
    )
    sequential: bool = Field(
        False,
        description="of a print: take the children of classes that are not known one after the other, which is a guess",
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
_KERAS = """keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(8, 3, padding="same", activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])"""


@router.post("/import", summary="From text", response_model=ImportAnswer)
def import_network(
    body: Annotated[
        ImportRequest,
        Body(openapi_examples={"code": {"value": {"text": _TEXT}}, "keras": {"value": {"text": _KERAS}}}),
    ],
) -> Response:
    """Read PyTorch or Keras code, a printed model, or JSON: our interpreter runs code, and nothing reaches Python."""
    reading = read_text(body.text, body.model or "", body.input_shape, sequential=body.sequential)
    network = {"input_shape": reading.input_shape, "layers": reading.nodes}
    analysis = analysis_of(network, "text")
    return JSONResponse({"network": network, "analysis": network_answer(analysis, body), "notes": reading.notes})


def analysis_of(network: dict[str, Any], field: str) -> Analysis:
    """Analyse a network that was read.

    Parameters
    ----------
    network : dict
        As a request has it.
    field : str
        What it was read from, in the caller's request.

    Raises
    ------
    OptionError
        If a layer is wrong, and so what it was read from.
    """
    try:
        return analyze(NetworkRequest.model_validate(network).network())
    except ValidationError as error:
        first = error.errors(include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        raise OptionError(field, f"layer {place}: {first['msg']}") from None
    except OptionError as error:
        raise OptionError(field, str(error)) from None
