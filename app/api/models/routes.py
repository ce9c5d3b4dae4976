"""Trained networks by name: their cards, and the calls of networks with weights."""

from functools import cache
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Body, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ...mechanics.errors import did_you_mean
from ...models import MODELS, weights_of
from ...models.model import Model
from ...networks.analysis import Analysis, analyze
from ..networks.answers import NetworkAnswer, network_answer
from ..networks.counting import BATCH, BIAS_FLOPS, MOST_INPUTS, Counting
from ..values.attribution import AttributionAnswer, AttributionOptions, attribution_work
from ..values.maps import MOST_NODES, MapsAnswer, MapsOptions, maps_work
from ..values.requests import InputRequest
from ..values.subject import Subject
from ..values.unit import ArithmeticAnswer, UnitOptions, unit_work
from ..values.weights import WeightsAnswer, weights_work
from ..wire.budget import Budget
from ..wire.problems import documented
from ..wire.tensors import TENSOR_FILE


class ModelSummary(BaseModel):
    """A trained network in the list."""

    name: str = Field(description="for `GET /models/{name}`")
    title: str = Field(description="as one says it")
    input_shape: list[int] = Field(description="[C, H, W]")
    num_classes: int = Field(description="how many things it tells apart")
    parameters: int = Field(description="weights and biases")
    accuracy: float = Field(description="share that it gets right")
    measured_on: str = Field(description="of which pictures")
    licence: str = Field(description="of the weights, or of what they were made from")
    source: str = Field(description="where they come from")
    available: bool = Field(description="whether the weights are there")
    missing: str | None = Field(description="how to get them, if they are not")


class ModelList(BaseModel):
    """Every trained network."""

    models: list[ModelSummary] = Field(description="the smallest first")


class ModelAnswer(ModelSummary):
    """One trained network."""

    classes: list[str] = Field(description="labels by index")
    preprocessing: str = Field(description="what is done to pixels from 0 to 255, in words and numbers")
    data: str = Field(description="what it was trained on")
    mistakes: str = Field(description="what it gets wrong")
    seed: int | None = Field(description="of the training, where it is ours")
    confusion: list[list[int]] = Field(description="a row for each class, a column for each answer; empty if not known")
    analysis: NetworkAnswer = Field(description="layer by layer")


class ModelInput(InputRequest):
    """An input of a trained network: pixel values from 0 to 255, before preprocessing."""


class ModelMapsRequest(ModelInput, MapsOptions):
    """Pixels from 0 to 255, and what is wanted of the network's numbers."""


class ModelUnitRequest(ModelInput, UnitOptions):
    """Pixels from 0 to 255, and one unit of one node."""


class ModelAttributionRequest(ModelInput, AttributionOptions):
    """Pixels from 0 to 255, and a class."""


#: A stroke, as one writes a 1.
_ONE: dict[str, Any] = {
    "input": [[255 if 13 <= column <= 14 and 4 <= row <= 23 else 0 for column in range(28)] for row in range(28)]
}
_Name = Annotated[str, Path(description="as listed by `GET /models`", openapi_examples={"digits": {"value": "digits"}})]
_Nodes = Annotated[
    list[str],
    Query(
        min_length=1,
        max_length=MOST_NODES,
        description="nodes that hold weights, by name",
        openapi_examples={"the first convolution": {"value": ["conv1"]}},
    ),
]


def _example(**more: Any) -> Any:
    return Body(openapi_examples={"digits": {"value": _ONE | more}})


@cache
def _analysis(name: str) -> Analysis:
    return analyze(MODELS[name].network())


def _model(name: str) -> Model:
    if name not in MODELS:
        raise HTTPException(404, f"there is no model named {name!r}{did_you_mean(name, MODELS)}")
    return MODELS[name]


def _subject(name: str, body: InputRequest) -> Subject:
    model = _model(name)
    if not model.available:
        raise HTTPException(404, f"the weights of {name} are not there: {model.missing()}")
    return Subject.of(
        _analysis(name),
        body.input,
        weights_of(name),
        body.off,
        lambda x: model.preprocess(x[None])[0],
        model.classes,
        pixels=True,
    )


def _summary(model: Model) -> dict[str, Any]:
    analysis, card = _analysis(model.name), model.card
    return {
        "name": model.name,
        "title": model.title,
        "input_shape": analysis.network.input_shape,
        "num_classes": len(model.classes),
        "parameters": analysis.count.total,
        "accuracy": card.accuracy,
        "measured_on": card.measured_on,
        "licence": card.licence,
        "source": card.source,
        "available": model.available,
        "missing": model.missing() or None,
    }


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(prefix="/models", tags=["Models"])
    errors = documented(400, 404, 413, 422, 503)

    @routes.get("", summary="The trained networks", response_model=ModelList, responses=documented(422))
    def list_models() -> dict[str, Any]:
        """List the trained networks that come with the product."""
        return {"models": [_summary(model) for model in MODELS.values()]}

    @routes.get("/{name}", summary="One trained network", response_model=ModelAnswer, responses=documented(404, 422))
    def get_model(
        name: _Name,
        batch: Annotated[int, Query(ge=1, le=MOST_INPUTS, description=BATCH)] = 1,
        bias_flops: Annotated[bool, Query(description=BIAS_FLOPS)] = False,
    ) -> Response:
        """Return a trained network's card, its classes and its layers."""
        model = _model(name)
        card = model.card
        told = {
            "classes": model.classes,
            "preprocessing": card.preprocessing,
            "data": card.data,
            "mistakes": card.mistakes,
            "seed": card.seed,
            "confusion": card.confusion,
            "analysis": network_answer(_analysis(name), Counting(batch=batch, bias_flops=bias_flops)),
        }
        return JSONResponse(_summary(model) | told)

    @routes.post(
        "/{name}/maps", summary="Numbers of every node", response_model=MapsAnswer, responses=TENSOR_FILE | errors
    )
    async def model_maps(request: Request, name: _Name, body: Annotated[ModelMapsRequest, _example(top=2)]) -> Response:
        """Show a trained network a picture: every node in short, the maps asked for, and what it says."""
        effort, work = maps_work(budget, request, _subject(name, body), body)
        return await budget.run(effort, work)

    @routes.get(
        "/{name}/weights",
        summary="Weights of some nodes",
        response_model=WeightsAnswer,
        responses=TENSOR_FILE | documented(404, 422),
    )
    def model_weights(request: Request, name: _Name, nodes: _Nodes) -> Response:
        """Return the weights of some nodes of a trained network."""
        model = _model(name)
        blank = np.zeros(model.network().input_shape, np.float32)
        _, work = weights_work(budget, request, _subject(name, ModelInput.model_construct(input=blank, off={})), nodes)
        return work()

    @routes.post("/{name}/unit", summary="One unit", response_model=ArithmeticAnswer, responses=errors)
    async def model_unit(
        request: Request,
        name: _Name,
        body: Annotated[ModelUnitRequest, _example(node="linear1", unit=[1], contributions=3)],
    ) -> Response:
        """Show how one unit of a trained network is calculated, in the way that suits its operation."""
        effort, work = unit_work(budget, request, _subject(name, body), body.node, body.unit, body.contributions)
        return await budget.run(effort, work)

    @routes.post(
        "/{name}/attribution",
        summary="What a class is due to",
        response_model=AttributionAnswer,
        responses=TENSOR_FILE | errors,
    )
    async def model_attribution(
        request: Request,
        name: _Name,
        body: Annotated[ModelAttributionRequest, _example(**{"class": 1, "method": "grad_cam"})],
    ) -> Response:
        """Show which part of a picture a class is due to: by the gradient, by Grad-CAM, or by covering it."""
        effort, work = attribution_work(budget, request, _subject(name, body), body)
        return await budget.run(effort, work)

    return routes
