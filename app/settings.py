"""Every limit and switch, each a ``CONVSCOPE_…`` environment variable."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent.parent


class Settings(BaseSettings):
    """What a server allows, and where its files are.

    Examples
    --------
    >>> Settings(max_macs=10).max_macs
    10
    """

    model_config = SettingsConfigDict(env_prefix="CONVSCOPE_")

    max_body_bytes: int = Field(16 * 2**20, description="Largest request body, in bytes.")
    max_macs: int = Field(4_000_000_000, description="Most multiply-accumulates that one request may ask for.")
    max_numbers: int = Field(
        2**24, description="Most numbers in any one tensor that a request makes, padding included."
    )
    inline_macs: int = Field(200_000, description="Requests up to this many multiply-accumulates need no compute slot.")
    compute_slots: int = Field(2, description="Heavy requests computed at the same time.")
    compute_queue: int = Field(32, description="Heavy requests that may wait for a slot; further ones get a 503.")
    retry_after_seconds: int = Field(2, description="What a 503 tells the caller to wait.")
    reload: bool = Field(False, description="Restart when a file changes (`make dev`).")
    dist: Path = Field(ROOT / "static" / "dist", description="The built front end.")
    templates: Path = Field(ROOT / "templates", description="The pages' templates.")


@cache
def settings() -> Settings:
    """Read the environment once."""
    return Settings()
