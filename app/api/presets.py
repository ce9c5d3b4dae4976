"""Named presets."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path
from pydantic import BaseModel, Field

from ..mechanics.conv.options import ConvOptions
from ..mechanics.errors import did_you_mean
from ..presets.catalogue import presets
from ..presets.preset import Operation, View
from .conv.answers import HeightWidth, Sides
from .wire.fields import Activation, PaddingMode
from .wire.problems import documented


class PresetSummary(BaseModel):
    """A preset in the list."""

    name: str = Field(description="for `GET /presets/{name}`, and in links")
    title: str = Field(description="in a list of presets")
    group: str = Field(description="the heading that it stands under there")
    note: str = Field(description="what to look at")


class PresetAnswer(PresetSummary):
    """A preset: an operation and its body, or filters and the name of the picture that they are meant for."""

    input: list[list[list[float]]] | None = Field(description="[C, H, W]; null if the input is a picture")
    picture: str | None = Field(
        description="the name of a sample picture, read with as many channels as the filters have: one grey, or RGB"
    )
    weight: list[list[list[list[float]]]] = Field(
        description="[O, C / groups, KH, KW]; for a transposed convolution [C, O / groups, KH, KW]"
    )
    bias: list[float] | None = Field(description="[O], if there is one")
    stride: HeightWidth = Field(description="cells from one window to the next")
    padding: Annotated[Literal["same", "valid"], Field(title="NamedPadding")] | Sides = Field(
        description="cells added around the input"
    )
    padding_mode: PaddingMode = Field(description="what the added cells hold")
    dilation: HeightWidth = Field(description="cells from one weight to the next")
    groups: int = Field(description="parts that channels and filters are split into")
    activation: Activation = Field(description="applied to the sums")
    operation: Operation = Field(description="what is done with the input")
    view: View = Field(description="how the page shows it at first")
    output_padding: HeightWidth = Field(description="of a transposed convolution: cells added at the bottom and right")
    ceil_mode: bool = Field(description="of pooling: whether a last window may extend beyond the padded input")
    count_include_pad: bool = Field(description="of average pooling: whether padded cells count in the divisor")


class PresetList(BaseModel):
    """Every preset."""

    presets: list[PresetSummary] = Field(description="in the order shown on the page")


router = APIRouter(prefix="/presets", tags=["Presets"])


@router.get("", summary="List the presets", response_model=PresetList, responses=documented(422))
async def list_presets() -> Any:
    """List every preset, in the order shown on the page."""
    return {"presets": [vars(preset) for preset in presets().values()]}


@router.get("/{name}", summary="One preset", response_model=PresetAnswer, responses=documented(404, 422))
def get_preset(
    name: Annotated[
        str,
        Path(
            description="as listed by `GET /presets`",
            openapi_examples={"the worked example": {"value": "worked-example"}},
        ),
    ],
) -> Any:
    """Return a preset by name, for instance ``worked-example``."""
    known = presets()
    if name not in known:
        raise HTTPException(404, f"there is no preset named {name!r}{did_you_mean(name, known)}")
    preset = known[name].read()
    return vars(preset) | vars(ConvOptions.of(**preset.options))
