"""Reading networks from text."""

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, ValidationError

from ...formats.pytorch.reader import read_pytorch
from ...formats.pytorch.tracing import Reading
from ...mechanics.errors import OptionError
from ...networks.analysis import Analysis, analyze
from ..wire.problems import documented
from .answers import NetworkAnswer, network_answer
from .counting import Counting
from .requests import InputShape, NetworkRequest, NodeRequest

#: Maximum number of characters of PyTorch text: the code of ResNet-1202 has 400,000.
MOST_TEXT = 1_000_000


class ImportRequest(Counting):
    """A model as PyTorch text."""

    text: str = Field(
        max_length=MOST_TEXT,
        description="`nn.Sequential(...)`, a class with constructor and forward, or the output of `print(model)`",
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


@router.post("/import", summary="From PyTorch", response_model=ImportAnswer)
def import_network(
    body: Annotated[ImportRequest, Body(openapi_examples={"code": {"value": {"text": _TEXT}}})],
) -> Response:
    """Read PyTorch code, or the printed form of a model: an interpreter of ours runs it, and nothing reaches Python."""
    reading = read_pytorch(body.text, body.model or "", body.input_shape, sequential=body.sequential)
    analysis = _analysis(reading)
    return JSONResponse(
        {
            "network": {"input_shape": reading.input_shape, "layers": reading.nodes},
            "analysis": network_answer(analysis, body),
            "notes": reading.notes,
        }
    )


def _analysis(reading: Reading) -> Analysis:
    """Analyse the network that was read.

    Raises
    ------
    OptionError
        If a layer is wrong, and so the text.
    """
    try:
        body = {"input_shape": reading.input_shape, "layers": reading.nodes}
        return analyze(NetworkRequest.model_validate(body).network())
    except ValidationError as error:
        first = error.errors(include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        raise OptionError("text", f"layer {place}: {first['msg']}") from None
    except OptionError as error:
        raise OptionError("text", str(error)) from None
