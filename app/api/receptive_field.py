"""Receptive fields of a stack of layers."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from app.api.fields import Padding, Pair, Strict
from app.api.problems import documented
from app.mechanics.errors import OptionError
from app.mechanics.options import Pair as CorePair
from app.mechanics.options import padding_per_axis, per_axis
from app.mechanics.receptive_field import LayerField, WindowLayer, receptive_fields
from app.mechanics.region import Region, regions

#: Deeper stacks than this are nobody's.
MOST_LAYERS = 10_000


class LayerRequest(Strict):
    """One layer of a stack."""

    kernel_size: Pair
    stride: Pair = 1
    padding: Padding = 0
    dilation: Pair = 1
    name: str | None = Field(None, max_length=200)


class ReceptiveFieldRequest(Strict):
    """A stack of layers, from the input on."""

    layers: list[LayerRequest] = Field(min_length=1, max_length=MOST_LAYERS)
    input_size: Pair | None = Field(None, description="[H, W]; with it, layers have sizes and regions are clipped too")
    unit: list[int] | None = Field(
        None, min_length=2, max_length=2, description="[row, column] of the last layer's output"
    )


class Inside(BaseModel):
    """Rows and columns within a layer, from the first to the last."""

    rows: list[int]
    columns: list[int]


class Seen(BaseModel):
    """The part of a layer that the unit depends on."""

    rows: list[int] | None = Field(None, description="[first, last], which padding may take out of the layer")
    columns: list[int] | None = None
    clipped: Inside | None = Field(
        None, description="what of it lies within the layer; with input_size, unless all of it is padding"
    )


class LayerAnswer(Seen):
    """What the units of a layer see of the input; pairs are [height, width]."""

    name: str
    size: list[int] = Field(description="cells from the first to the last that a unit sees")
    stride: list[int] = Field(description="product of the strides so far")
    padding: list[int] = Field(description="how far the field of unit 0 reaches out of the input")
    center: list[float] = Field(description="the middle of unit 0's field; the middle of input cell 0 is 0")
    output_size: list[int] | None = Field(None, description="with input_size only")


class InputAnswer(Seen):
    """The part of the input that the unit depends on."""

    output_size: list[int] | None = None


class ReceptiveFieldAnswer(BaseModel):
    """The fields of every layer."""

    layers: list[LayerAnswer]
    input: InputAnswer = Field(description="what the unit sees of the input itself; with unit only")


router = APIRouter(tags=["Receptive field"], responses=documented(400, 413, 422))
_EXAMPLE = {
    "layers": [{"kernel_size": 3, "padding": 1, "name": f"conv{i}"} for i in (1, 2, 3)],
    "input_size": [7, 7],
    "unit": [0, 3],
}


@router.post(
    "/receptive-field",
    summary="What a unit sees",
    response_model=ReceptiveFieldAnswer,
    response_model_exclude_none=True,
)
async def post_receptive_field(
    body: Annotated[ReceptiveFieldRequest, Body(openapi_examples={"three 3×3": {"value": _EXAMPLE}})],
) -> dict[str, Any]:
    """Follow the receptive field through a stack, and a unit back through every layer."""
    layers = [_layer(layer, place) for place, layer in enumerate(body.layers)]
    size = None if body.input_size is None else _pair("input_size", body.input_size)
    found = receptive_fields(layers, size)
    seen: list[dict[str, Any]] = [{} for _ in range(len(layers) + 1)]
    if body.unit is not None:
        seen = [_seen(region) for region in regions(layers, found, (body.unit[0], body.unit[1]), size)]
    return {
        "layers": [
            _known(known) | {"name": layer.name or f"layer {place + 1}"} | part
            for place, (layer, known, part) in enumerate(zip(body.layers, found, seen[1:], strict=True))
        ],
        "input": {"output_size": size} | seen[0],
    }


def _pair(field: str, value: int | list[int]) -> CorePair:
    height, width = per_axis(field, value, least=1)
    return height, width


def _layer(layer: LayerRequest, place: int) -> WindowLayer:
    try:
        return WindowLayer(
            kernel_size=_pair("kernel_size", layer.kernel_size),
            stride=_pair("stride", layer.stride),
            padding=padding_per_axis(layer.padding),
            dilation=_pair("dilation", layer.dilation),
        )
    except OptionError as error:
        raise OptionError(f"layers[{place}].{error.field}", f"layer {place}: {error}") from None


def _known(known: LayerField) -> dict[str, Any]:
    return {
        "size": [field.size for field in known.fields],
        "stride": [field.stride for field in known.fields],
        "padding": [field.padding for field in known.fields],
        "center": [field.center for field in known.fields],
        "output_size": known.output_size,
    }


def _seen(region: Region) -> dict[str, Any]:
    inside = region.inside and {"rows": region.inside[0], "columns": region.inside[1]}
    return {"rows": region.rows, "columns": region.columns, "clipped": inside}
