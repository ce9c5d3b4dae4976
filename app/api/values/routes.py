"""Networks of your own, or of the zoo, with weights."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from ..files.store import Store
from ..wire.budget import Budget
from ..wire.problems import documented
from ..wire.tensors import TENSOR_FILE
from .attribution import AttributionAnswer, AttributionRequest, attribution_work
from .maps import MapsAnswer, MapsRequest, maps_work
from .unit import ArithmeticAnswer, ArithmeticRequest, unit_work
from .weights import WeightsAnswer, WeightsOfRequest, weights_work

#: The body that the reference page sends by default.
EXAMPLE: dict[str, Any] = {
    "network": {
        "input_shape": [1, 4, 4],
        "layers": [
            {"operation": "conv", "name": "edges", "out_channels": 2, "kernel_size": 3, "padding": 1},
            {"operation": "relu", "name": "bend"},
            {"operation": "max_pool", "name": "pool", "kernel_size": 2},
            {"operation": "flatten", "name": "row"},
            {"operation": "linear", "name": "classes", "out_features": 2},
        ],
    },
    "weights": {
        "tensors": {
            "edges": {
                "weight": [
                    [[[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]],
                    [[[-1, -1, -1], [0, 0, 0], [1, 1, 1]]],
                ],
                "bias": [0, 0],
            },
            "classes": {"weight": [[0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0], [0, 0, 0, 0, 0.2, 0.2, 0.2, 0.2]], "bias": [0, 0]},
        }
    },
    "input": [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]],
}
_NAME = "upright edges against level ones"


def _example(**more: Any) -> Any:
    return Body(openapi_examples={_NAME: {"value": EXAMPLE | more}})


def router(budget: Budget, store: Store) -> APIRouter:
    """Create the routes, which stay within a budget; kept weights come from a store."""
    routes = APIRouter(
        prefix="/networks", tags=["Networks with weights"], responses=documented(400, 404, 413, 422, 503)
    )

    @routes.post("/maps", summary="Numbers of every node", response_model=MapsAnswer, responses=TENSOR_FILE)
    async def network_maps(request: Request, body: Annotated[MapsRequest, _example(nodes=["pool"])]) -> Response:
        """Compute a network: every node in short, the maps asked for, and what it says."""
        effort, work = maps_work(budget, request, body.subject(store), body)
        return await budget.run(effort, work)

    @routes.post("/unit", summary="One unit, number by number", response_model=ArithmeticAnswer)
    async def network_unit(
        request: Request, body: Annotated[ArithmeticRequest, _example(node="edges", unit=[0, 1, 1])]
    ) -> Response:
        """Show how one unit anywhere in a network is calculated, in the way that suits its operation."""
        effort, work = unit_work(budget, request, body.subject(store), body.node, body.unit, body.contributions)
        return await budget.run(effort, work)

    @routes.post(
        "/attribution", summary="What a class is due to", response_model=AttributionAnswer, responses=TENSOR_FILE
    )
    async def network_attribution(
        request: Request,
        body: Annotated[AttributionRequest, _example(**{"class": 0, "method": "occlusion", "patch": 2, "stride": 1})],
    ) -> Response:
        """Show which part of the input a class is due to: by the gradient, by Grad-CAM, or by covering it."""
        effort, work = attribution_work(budget, request, body.subject(store), body)
        return await budget.run(effort, work)

    @routes.post("/weights", summary="Weights as they are", response_model=WeightsAnswer, responses=TENSOR_FILE)
    async def network_weights(
        request: Request, body: Annotated[WeightsOfRequest, _example(nodes=["edges"])]
    ) -> Response:
        """Return the weights of some nodes: those that were given, or those that the seed draws."""
        effort, work = weights_work(budget, request, body.subject(store), body.nodes)
        return await budget.run(effort, work)

    return routes
