"""Named presets."""

from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from ..mechanics.activation import Activation
from ..mechanics.axis.padding import PaddingMode
from ..mechanics.conv.options import ConvOptions
from ..presets.catalogue import PRESETS
from ..presets.preset import Operation, View
from .wire.problems import documented


class PresetSummary(BaseModel):
    """A preset in the list."""

    name: str
    title: str
    group: str
    note: str


class PresetAnswer(PresetSummary):
    """A preset: an operation and its body, or filters and the name of the picture that they are meant for."""

    input: list[list[list[float]]] | None = Field(description="[C, H, W]; null if the input is a picture")
    picture: str | None = Field(description="the name of a sample picture, read as one grey channel")
    weight: list[list[list[list[float]]]]
    bias: list[float] | None
    stride: list[int]
    padding: Literal["same", "valid"] | list[list[int]]
    padding_mode: PaddingMode
    dilation: list[int]
    groups: int
    activation: Activation
    operation: Operation
    view: View
    output_padding: list[int]
    ceil_mode: bool
    count_include_pad: bool


class PresetList(BaseModel):
    """Every preset."""

    presets: list[PresetSummary]


router = APIRouter(prefix="/presets", tags=["Presets"])


@router.get("", summary="List the presets", response_model=PresetList)
async def get_presets() -> Any:
    """List every preset, in the order shown on the page."""
    return {"presets": [vars(preset) for preset in PRESETS.values()]}


@router.get("/{name}", summary="One preset", response_model=PresetAnswer, responses=documented(404))
async def get_preset(name: str) -> Any:
    """Return a preset by name, for instance ``worked-example``."""
    if name not in PRESETS:
        raise HTTPException(404, f"there is no preset named {name!r}; there are {', '.join(PRESETS)}")
    preset = PRESETS[name]
    return vars(preset) | vars(ConvOptions.of(**preset.options))
