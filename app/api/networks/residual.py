"""What a skip connection does: one block in numbers, and deep stacks with and without."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from ...networks.analysis import analyze
from ...networks.residual_lab import Stack, Trace, block, block_network, trace
from ..conv.answers import Map
from ..conv.requests import channels_first, with_axes
from ..wire.budget import Budget
from ..wire.fields import LARGEST, DType, Strict
from ..wire.problems import documented
from ..wire.tensors import TENSOR_FILE, Tensor, answer
from .budget import check_forward

_BLOCK: dict[str, Any] = {
    "input": [[0, 1, 0], [1, 2, 1], [0, 1, 0]],
    "first": [[[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]],
    "second": [[[[0, 0, 0], [0, -0.5, 0], [0, 0, 0]]]],
}


class ResidualBlockRequest(Strict):
    """A block: two 3×3 convolutions with padding 1, and the skip."""

    input: Tensor = Field(description="x: [C, H, W]; [H, W] is read as one channel")
    first: Tensor = Field(description="[C, C, 3, 3]")
    second: Tensor = Field(description="[C, C, 3, 3]")
    dtype: DType = Field("float32", description="the type used for computation")


class ResidualBlockAnswer(BaseModel):
    """The block in numbers; all [C, H, W]."""

    hidden: Map = Field(description="after the first convolution and ReLU")
    residual: Map = Field(description="F(x), after the second convolution")
    total: Map = Field(description="H(x) = F(x) + x")
    output: Map = Field(description="ReLU of H(x)")
    plain: Map = Field(description="ReLU of F(x): without the skip")


class ResidualLabRequest(Strict):
    """A stack of blocks before training."""

    blocks: int = Field(30, ge=1, le=200, description="two convolutions each")
    norm: Literal["batch", "none"] = Field("batch", description="the normalisation after each convolution")
    gain: float = Field(
        2.0,
        gt=0,
        le=10,
        allow_inf_nan=False,
        description="variance of the weights times terms per sum; 2 is He's",
    )
    seed: int = Field(0, ge=0, le=LARGEST, description="of the random weights and inputs")


class TraceAnswer(BaseModel):
    """Measurements through the stack and back; the first value is for the input, then one after each block."""

    scales: list[float] = Field(description="root mean square of the signal")
    similarities: list[float] = Field(description="mean cosine between the signals of two different inputs")
    gradients: list[float] = Field(description="root mean square of the gradient, normalised to 1 at the output")
    weight_gradients: list[float] = Field(description="norm of each convolution's weight gradient, two per block")


class ResidualLabAnswer(BaseModel):
    """The results of the same weights, without and with skip connections."""

    plain: TraceAnswer = Field(description="without skip connections")
    residual: TraceAnswer = Field(description="with them")


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(prefix="/networks", tags=["Networks"], responses=documented(400, 413, 422, 503))

    @routes.post(
        "/residual-block",
        summary="One residual block in numbers",
        response_model=ResidualBlockAnswer,
        responses=TENSOR_FILE,
    )
    async def residual_block(
        request: Request, body: Annotated[ResidualBlockRequest, Body(openapi_examples={"one cell": {"value": _BLOCK}})]
    ) -> Response:
        """Compute F(x) and H(x) = F(x) + x."""
        input = channels_first(body.input, body.dtype)
        first, second = (
            with_axes(name, tensor, "[C, C, 3, 3]", body.dtype)
            for name, tensor in (("first", body.first), ("second", body.second))
        )
        network = block_network(input.shape, {"first": first.shape, "second": second.shape})
        macs = check_forward(budget, "input", analyze(network))
        budget.check_macs(macs)

        def work() -> Response:
            found = block(input, first, second)
            tensors = {name: getattr(found, name) for name in ResidualBlockAnswer.model_fields}
            return answer(request, tensors, {})

        return await budget.run(macs, work)

    @routes.post("/residual-lab", summary="Deep stacks with and without skips", response_model=ResidualLabAnswer)
    async def residual_lab(
        body: Annotated[ResidualLabRequest, Body(openapi_examples={"six blocks": {"value": {"blocks": 6}}})],
    ) -> dict[str, Any]:
        """Propagate a signal through a stack and a gradient back, once without and once with skip connections."""
        stack = Stack(body.blocks, gain=body.gain, norm=body.norm, seed=body.seed)
        budget.check_macs(2 * stack.macs, "blocks", "use fewer blocks")

        def work() -> dict[str, Trace]:
            return {"plain": trace(stack, skip=False), "residual": trace(stack, skip=True)}

        found = await budget.run(2 * stack.macs, work)
        return {name: vars(one) for name, one in found.items()}

    return routes
