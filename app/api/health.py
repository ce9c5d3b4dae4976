"""The health check of the server."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from .. import __version__


class Health(BaseModel):
    """The response of a healthy server."""

    status: Literal["ok"] = Field(description="as long as the server answers")
    version: str = Field(description="the version of ConvScope")


router = APIRouter(tags=["Server"])


@router.get("/healthz", summary="Health", response_model=Health)
async def health() -> dict[str, str]:
    """Return "ok" as long as the server is running."""
    return {"status": "ok", "version": __version__}
