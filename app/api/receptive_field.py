"""Receptive fields of a stack of layers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from ..layers.activation import ReLU
from ..layers.conv import Conv
from ..layers.pool import AvgPool, MaxPool
from ..mechanics.axis.options import PerAxis, padding_per_axis, per_axis
from ..mechanics.errors import OptionError
from ..networks.analysis import NodeAnalysis
from ..networks.graph import Builder, Network
from ..networks.receptive_field.small_kernels import stacks
from ..networks.receptive_field.stack import Region, WindowLayer, layers_named, node_name, stack
from .conv.answers import FirstLast, HeightWidth
from .networks.measured import Draws, measured
from .wire.budget import Budget
from .wire.fields import Count, Index, Padding, Pair, Strict
from .wire.problems import documented

#: The maximum depth of a stack.
MOST_LAYERS = 10_000


class LayerRequest(Strict):
    """One layer of a stack."""

    kernel_size: Pair = Field(description="[KH, KW]")
    stride: Pair = Field(1, description="cells from one window to the next")
    padding: Padding = Field(0, description="cells added around the layer's input")
    dilation: Pair = Field(1, description="cells from one weight to the next")
    name: str | None = Field(None, max_length=200, description='for the answer; "layer 1" and so on if omitted')


class ReceptiveFieldRequest(Strict):
    """A stack of layers, starting at the input."""

    layers: list[LayerRequest] = Field(min_length=1, max_length=MOST_LAYERS, description="in order, from the input on")
    input_size: Pair | None = Field(None, description="[H, W]; if set, layers have sizes and regions are also clipped")
    unit: list[Index] | None = Field(
        None, min_length=2, max_length=2, description="[row, column] of the last layer's output"
    )


class Inside(BaseModel):
    """Rows and columns within a layer, from the first to the last."""

    rows: FirstLast = Field(description="[first, last]")
    columns: FirstLast = Field(description="[first, last]")


class Seen(BaseModel):
    """The part of a layer that the unit depends on."""

    rows: FirstLast | None = Field(
        None, description="[first, last], which may lie outside the layer, in padding; only with unit"
    )
    columns: FirstLast | None = Field(None, description="likewise")
    clipped: Inside | None = Field(
        None, description="the part within the layer; only with input_size, and unless all of it is padding"
    )


class LayerAnswer(Seen):
    """The receptive field of the units of a layer; pairs are [height, width]."""

    name: str = Field(description="as in the request")
    size: HeightWidth = Field(description="cells from the first to the last that a unit sees")
    stride: HeightWidth = Field(description="product of the strides so far")
    padding: HeightWidth = Field(description="how far the field of unit 0 extends beyond the input")
    center: tuple[float, float] = Field(description="the middle of unit 0's field; the middle of input cell 0 is 0")
    output_size: HeightWidth | None = Field(None, description="[H', W']; only with input_size")


class InputAnswer(Seen):
    """The part of the input that the unit depends on."""

    output_size: HeightWidth | None = Field(None, description="[H, W]; only with input_size")


class ReceptiveFieldAnswer(BaseModel):
    """The receptive fields of every layer."""

    layers: list[LayerAnswer] = Field(description="in order")
    input: InputAnswer = Field(description="what the unit sees of the input itself; only with unit")


class EffectiveLayerRequest(LayerRequest):
    """One layer of a stack that is computed."""

    operation: Literal["conv", "max_pool", "avg_pool"] = Field(
        "conv", description="a ReLU follows each convolution except the last"
    )


class EffectiveFieldRequest(Draws):
    """A stack of layers, and a unit of its last layer."""

    layers: list[EffectiveLayerRequest] = Field(
        min_length=1, max_length=MOST_LAYERS, description="in order, from the input on"
    )
    input_size: Pair = Field(description="[H, W]")
    unit: list[Index] | None = Field(
        None, min_length=2, max_length=2, description="[row, column] of the last layer; the middle one if omitted"
    )


class EffectiveFieldAnswer(BaseModel):
    """How much each input cell contributes, relative to the largest."""

    unit: list[int] = Field(min_length=2, max_length=2, description="[row, column] of the last layer")
    weights: list[list[float]] = Field(description="[H, W]: root mean square of the gradient")


class StacksRequest(Strict):
    """The size of a receptive field, and the number of channels."""

    size: int = Field(7, ge=3, le=199, description="the side length of the field; odd")
    channels: Count = Field(64, description="C, the channels in and out of every layer")


class StackAnswer(BaseModel):
    """A sequence of convolutions."""

    kernels: list[int] = Field(description="the side length of each kernel, in order")
    size: int = Field(description="the side length of what a unit sees")
    per_square: int = Field(description="weights as a multiple of C²")
    weights: int = Field(description="of all kernels, without biases")
    macs: int = Field(description="for one output position")
    non_linearities: int = Field(description="one after each convolution")


class StacksAnswer(BaseModel):
    """The large kernel first, then stacks of smaller ones that see as far."""

    stacks: list[StackAnswer] = Field(description="from one kernel to the most")


_EXAMPLE = {
    "layers": [{"kernel_size": 3, "padding": 1, "name": f"conv{i}"} for i in (1, 2, 3)],
    "input_size": [7, 7],
    "unit": [0, 3],
}
_STACK = {"layers": [{"kernel_size": 3}, {"kernel_size": 3, "dilation": 2}], "input_size": [15, 15]}


def router(budget: Budget) -> APIRouter:
    """Create the routes, which stay within a budget."""
    routes = APIRouter(tags=["Receptive field"], responses=documented(400, 413, 422, 503))

    @routes.post(
        "/receptive-field",
        summary="What a unit sees",
        response_model=ReceptiveFieldAnswer,
        response_model_exclude_none=True,
    )
    async def receptive_field(
        body: Annotated[ReceptiveFieldRequest, Body(openapi_examples={"three 3×3": {"value": _EXAMPLE}})],
    ) -> dict[str, Any]:
        """Trace the receptive field through a stack, and a unit back through every layer."""
        layers = [_layer(layer, place) for place, layer in enumerate(body.layers)]
        size = None if body.input_size is None else per_axis("input_size", body.input_size, least=1)
        unit = None if body.unit is None else tuple(body.unit)
        found = stack(layers, size, unit)
        if found.sized and unit is not None:
            held = sum(sum(shape[1:]) for shape in found.analysis.shapes.values())
            budget.check_numbers("input_size", "the rows and columns of all layers together", held)
        seen = found.regions(unit) if unit is not None else None
        names = [layer.name or f"layer {place}" for place, layer in enumerate(body.layers, start=1)]
        return {
            "layers": [
                _known(known, sized=found.sized) | {"name": name} | (_seen(seen[place]) if seen else {})
                for place, (name, known) in enumerate(zip(names, found.analysis.nodes, strict=True), start=1)
            ],
            "input": {"output_size": size} | (_seen(seen[0]) if seen else {}),
        }

    @routes.post(
        "/receptive-field/effective", summary="How much each input cell weighs", response_model=EffectiveFieldAnswer
    )
    async def effective_receptive_field(
        body: Annotated[EffectiveFieldRequest, Body(openapi_examples={"one dilated": {"value": _STACK}})],
    ) -> dict[str, Any]:
        """Measure the gradient of a unit of convolutions with random weights and ReLU (Luo et al. 2016)."""
        layers = [_layer(layer, place) for place, layer in enumerate(body.layers)]
        size = per_axis("input_size", body.input_size, least=1)
        found = stack(layers, size)
        unit = tuple(cells // 2 for cells in found.output_size) if body.unit is None else tuple(body.unit)
        found.check_unit(unit)
        kinds = [layer.operation for layer in body.layers]
        network = _network(body.channels, size, list(zip(kinds, layers, strict=True)))
        with layers_named():
            macs, measure = measured(budget, "layers", network, network.nodes[-1].name, unit, body)
        weights = await budget.run(macs, measure)
        return {"unit": unit, "weights": weights.tolist()}

    @routes.post("/receptive-field/stacks", summary="Small kernels against a large one", response_model=StacksAnswer)
    def receptive_field_stacks(
        body: Annotated[StacksRequest, Body(openapi_examples={"7×7": {"value": {"size": 7, "channels": 64}}})],
    ) -> dict[str, Any]:
        """List the stacks that see as far as one kernel, with their weights, MACs and non-linearities."""
        return {"stacks": [vars(stack) for stack in stacks(body.size, body.channels)]}

    return routes


def _layer(layer: LayerRequest, place: int) -> WindowLayer:
    try:
        return WindowLayer(
            kernel_size=per_axis("kernel_size", layer.kernel_size, least=1),
            stride=per_axis("stride", layer.stride, least=1),
            padding=padding_per_axis(layer.padding),
            dilation=per_axis("dilation", layer.dilation, least=1),
        )
    except OptionError as error:
        raise OptionError(f"layers[{place}].{error.field}", f"layer {place}: {error}") from None


def _network(channels: int, size: PerAxis, layers: list[tuple[str, WindowLayer]]) -> Network:
    build = Builder((channels, *size))
    for place, (operation, window) in enumerate(layers):
        kernel, stride, padding, dilation = window.kernel_size, window.stride, window.padding, window.dilation
        name = node_name(place)
        if operation == "conv":
            build.add(Conv(channels, kernel, stride, padding, dilation, bias=False), name=name)
            if place < len(layers) - 1:
                build.add(ReLU())
        elif operation == "max_pool":
            build.add(MaxPool(kernel, stride, padding, dilation=dilation), name=name)
        elif dilation != (1, 1):
            raise OptionError(f"layers[{place}].dilation", f"{name}: average pooling has no dilation")
        else:
            build.add(AvgPool(kernel, stride, padding), name=name)
    return build.network()


def _known(found: NodeAnalysis, *, sized: bool) -> dict[str, Any]:
    extents = found.receptive_field.extents if found.receptive_field else ()  # windows alone always have one
    return {
        "size": [extent.size for extent in extents],
        "stride": [extent.stride for extent in extents],
        "padding": [extent.padding for extent in extents],
        "center": [extent.center for extent in extents],
        "output_size": found.output_shape[1:] if sized else None,
    }


def _seen(region: Region) -> dict[str, Any]:
    inside = region.cells.extent if region.cells else None
    return {
        "rows": region.unclipped[0],
        "columns": region.unclipped[1],
        "clipped": inside and {"rows": inside[0], "columns": inside[1]},
    }
