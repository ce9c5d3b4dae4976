"""A call as code that does the same."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from ...formats.calls import Call
from ...formats.curl import curl_call
from ...formats.keras.call import keras_call
from ...formats.numpy.writer import numpy_call
from ...formats.pytorch.call import pytorch_call
from ...mechanics.errors import OptionError
from ..activation import ActivationRequest
from ..conv.requests import EXAMPLE, Conv2dRequest, GradientRequest
from ..conv.transposed import ConvTranspose2dRequest
from ..pool import AvgPool2dRequest, MaxPool2dRequest
from ..wire.fields import Strict
from ..wire.problems import documented
from .calls import Operation, call_of

_AnyRequest = (
    Conv2dRequest | GradientRequest | ConvTranspose2dRequest | MaxPool2dRequest | AvgPool2dRequest | ActivationRequest
)


class CodeRequest(Strict):
    """A call, and the language to write it in."""

    operation: Operation = Field(description="the name of the call")
    format: Literal["pytorch", "keras", "numpy", "curl"] = Field(description="the language")
    request: Annotated[dict[str, Any], BeforeValidator(lambda body: body, json_schema_input_type=_AnyRequest)] = Field(
        description="the body of that call"
    )


class CodeAnswer(BaseModel):
    """Code that runs as is and prints what the call returns."""

    code: str = Field(
        description="arrays of more than 1,200 numbers are read from a file named after them, for instance x.npy; "
        "an input of bytes with 1 or 3 channels is read from picture.png"
    )


router = APIRouter(tags=["Code"], responses=documented(400, 413, 422))
_EXAMPLE = {"operation": "conv2d", "format": "pytorch", "request": EXAMPLE}


@router.post("/code", summary="A call as code", response_model=CodeAnswer)
def code(
    request: Request,
    body: Annotated[CodeRequest, Body(openapi_examples={"the worked example": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Write a call as PyTorch, Keras, NumPy or curl code; nothing is computed."""
    try:
        call = call_of(body.operation, body.request)
    except ValidationError as error:
        raise RequestValidationError(
            [entry | {"loc": ("body", "request", *entry["loc"])} for entry in error.errors(include_context=False)]
        ) from None
    except OptionError as error:
        raise OptionError(f"request.{error.field}", str(error)) from None
    if body.format == "curl":
        address = str(request.url.replace(query="")).removesuffix("/code")
        return {"code": curl_call(call, address)}
    return {"code": _WRITERS[body.format](call)}


_WRITERS: dict[str, Callable[[Call], str]] = {"pytorch": pytorch_call, "keras": keras_call, "numpy": numpy_call}
