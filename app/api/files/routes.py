"""Opening models from files, and keeping weights."""

from typing import Annotated, Any, Literal

import anyio
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ...mechanics.errors import OptionError
from ..networks.answers import NetworkAnswer, network_answer
from ..networks.counting import BATCH, BIAS_FLOPS, MOST_INPUTS, Counting
from ..networks.importing import LayersAnswer, analysis_of
from ..wire.problems import documented
from .reading import Files

#: The type of a file's bytes.
BYTES = "application/octet-stream"


class TensorAnswer(BaseModel):
    """A tensor of a file."""

    name: str = Field(description="in the file of weights; of a model, its node and PyTorch's name: conv1.weight")
    shape: list[int] = Field(description="its sizes")
    dtype: str = Field(description="as it is in the file; floats are kept, and computed, in float32")


class KeptAnswer(BaseModel):
    """Weights that are kept for a while."""

    id: str = Field(description="SHA-256 of the file's bytes: what a request's weights may name")
    tensors: list[TensorAnswer] = Field(description="in the order of the file")


class FileWeights(KeptAnswer):
    """The weights that came with a file."""

    bytes: int = Field(description="what they take in float32")


class OpenedAnswer(BaseModel):
    """What is in a file."""

    format: Literal["onnx", "safetensors", "torch", "keras"] = Field(
        description="by what is in it", title="File format"
    )
    network: LayersAnswer | None = Field(description="to be sent back, changed or not; null for weights alone")
    analysis: NetworkAnswer | None = Field(description="its analysis; null for weights alone")
    weights: FileWeights | None = Field(description="null for a model without any")
    notes: list[str] = Field(description="what to know before relying on it")
    opaque: list[str] = Field(description="nodes that are known by name and shape alone")


#: An ONNX file with one convolution, and its weight alone as safetensors.
_MODEL = (
    "CAk6jgEKJwoBeAoMZWRnZXMud2VpZ2h0EgF5GgsvZWRnZXMvQ29udiIEQ29udhIBZyomCAEIAQgBCAMQAUIMZWRnZXMud2VpZ2h0SgwAAIA/AA"
    "AAAAAAgL9aGwoBeBIWChQIARIQCgIIAQoCCAEKAggCCgIIBGIbCgF5EhYKFAgBEhAKAggBCgIIAQoCCAIKAggCQgQKABAS"
)
_WEIGHTS = (
    "SAAAAAAAAAB7ImVkZ2VzLndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMSwxLDEsM10sImRhdGFfb2Zmc2V0cyI6WzAsMTJdfX0AAI"
    "A/AAAAAAAAgL8="
)


def _body(example: str) -> dict[str, Any]:
    examples = {"an upright edge": {"summary": "in base64, the bytes that are sent", "value": example}}
    content = {BYTES: {"schema": {"type": "string", "format": "binary"}, "examples": examples}}
    return {"requestBody": {"required": True, "description": "the bytes of the file, as they are", "content": content}}


_SHAPE = r"^\d{1,9}(,\d{1,9}){0,3}$"


def router(files: Files) -> APIRouter:
    """Create the routes, which keep weights in a store."""
    routes = APIRouter(tags=["Files"], responses=documented(413, 422, 503))

    @routes.post(
        "/networks/open", summary="A model from its file", response_model=OpenedAnswer, openapi_extra=_body(_MODEL)
    )
    async def open_network(
        request: Request,
        name: Annotated[
            str | None,
            Query(max_length=500, description="what the file is called, for messages; what it is, its bytes say"),
        ] = None,
        input_shape: Annotated[
            str | None, Query(pattern=_SHAPE, description="3,224,224 for instance, where the file leaves sizes open")
        ] = None,
        batch: Annotated[int, Query(ge=1, le=MOST_INPUTS, description=BATCH)] = 1,
        bias_flops: Annotated[bool, Query(description=BIAS_FLOPS)] = False,
    ) -> Response:
        """Read an ONNX file, an archive of Keras, or weights alone (safetensors, torch.save). Nothing in it is run."""
        shape = ("--input-shape", *input_shape.split(",")) if input_shape else ()
        try:
            told = await files.open(request, *shape)
        except OptionError as error:
            raise OptionError(error.field, f"{name}: {error}" if name else str(error)) from None
        answer: dict[str, Any] = {key: told[key] for key in ("format", "notes", "opaque")}
        answer |= {"network": None, "analysis": None, "weights": None}
        if told["bytes"]:
            answer["weights"] = {key: told[key] for key in ("id", "tensors", "bytes")}
        if told["nodes"] is not None:
            network = {"input_shape": told["input_shape"], "layers": told["nodes"]}
            answer["network"] = network
            analysis = await anyio.to_thread.run_sync(analysis_of, network, "file")
            answer["analysis"] = network_answer(analysis, Counting(batch=batch, bias_flops=bias_flops))
        return JSONResponse(answer)

    @routes.put(
        "/weights", summary="Keep weights for a while", response_model=KeptAnswer, openapi_extra=_body(_WEIGHTS)
    )
    async def keep_weights(request: Request) -> Response:
        """Keep safetensors, or a state file of torch.save, for networks whose weights have these names."""
        told = await files.open(request, "--weights-only")
        return JSONResponse({key: told[key] for key in ("id", "tensors")})

    return routes
