"""Activation functions on their own."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from ..mechanics.activation import activate
from ..mechanics.conv.forward import check_finite
from .conv.answers import Map
from .conv.requests import channels_first
from .wire.budget import Budget
from .wire.fields import Activation, DType, Strict
from .wire.problems import documented
from .wire.tensors import TENSOR_FILE, Tensor, answer

_EXAMPLE: dict[str, Any] = {"input": [[[-2, -0.5, 0], [0.5, 1, 3]]], "activation": "gelu"}


class ActivationRequest(Strict):
    """A tensor, and the activation to apply to each number."""

    input: Tensor = Field(description="[C, H, W]; [H, W] is read as one channel")
    activation: Activation = Field(description="the function")
    dtype: DType = Field("float32", description="the type used for computation")


class ActivationAnswer(BaseModel):
    """The numbers after the activation."""

    output: Map = Field(description="[C, H, W]")


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(tags=["Activation"], responses=documented(400, 413, 422, 503))

    @routes.post("/activation", response_model=ActivationAnswer, responses=TENSOR_FILE, summary="Activate every number")
    async def activation(
        request: Request, body: Annotated[ActivationRequest, Body(openapi_examples={"GELU": {"value": _EXAMPLE}})]
    ) -> Response:
        """Apply an activation to every number."""
        input = channels_first(body.input, body.dtype)

        def work() -> Response:
            output = activate(input, body.activation)
            check_finite(output)
            return answer(request, {"output": output}, {})

        return await budget.run(input.size, work)

    return routes
