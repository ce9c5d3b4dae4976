"""Whether the server answers."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from .. import __version__


class Health(BaseModel):
    """The answer of a server that is well."""

    status: Literal["ok"]
    version: str


router = APIRouter(tags=["Server"])


@router.get("/healthz", summary="Health", response_model=Health)
async def healthz() -> dict[str, str]:
    """Answer as long as the server does."""
    return {"status": "ok", "version": __version__}
