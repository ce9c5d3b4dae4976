"""Every limit and switch, each an environment variable; docs/settings.md is their table."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent.parent


class Settings(BaseSettings):
    """What a server allows, and where its files are.

    Examples
    --------
    >>> Settings(max_seconds=5).max_seconds
    5.0
    """

    model_config = SettingsConfigDict(env_prefix="CONVSCOPE_")

    host: str = Field(
        "127.0.0.1",
        validation_alias="HOST",
        description="The address to serve on; 0.0.0.0 is every address of the machine.",
    )
    port: int = Field(8000, validation_alias="PORT", description="The port to serve on.")
    max_body_bytes: int = Field(16 * 2**20, description="Largest request body.", json_schema_extra={"unit": "bytes"})
    max_file_bytes: int = Field(
        600 * 2**20,
        description="Largest file of a model or of weights, which is streamed to the disk.",
        json_schema_extra={"unit": "bytes"},
    )
    kept_weights: Path | None = Field(
        None,
        description="Where the weights of opened files are kept for a while; servers that share the folder share the "
        "weights. A folder of its own among the temporary files if unset.",
    )
    max_kept_bytes: int = Field(
        4 * 2**30,
        description="Most that the folder of weights may hold; what was used least recently goes first.",
        json_schema_extra={"unit": "bytes"},
    )
    reading_seconds: float = Field(
        60.0,
        gt=0,
        description="Longest that reading an opened file may take, in a process of its own.",
        json_schema_extra={"unit": "seconds"},
    )
    max_seconds: float = Field(
        10.0,
        gt=0,
        description="Longest computation that one request may ask for, as estimated for one core.",
        json_schema_extra={"unit": "seconds"},
    )
    macs_per_second: int = Field(
        1_000_000_000,
        gt=0,
        description="What a core does one by one; in a large matrix product it does twenty times as many.",
        json_schema_extra={"unit": "multiply-accumulates per second"},
    )
    max_numbers: int = Field(
        2**24,
        description="Most in any one tensor that a request makes, padding included.",
        json_schema_extra={"unit": "numbers"},
    )
    max_held_numbers: int = Field(
        2**29,
        description="Most that one request may hold at a time, weights and maps together; 4 bytes each.",
        json_schema_extra={"unit": "numbers"},
    )
    inline_macs: int = Field(
        200_000,
        description="Requests up to this many need no compute slot.",
        json_schema_extra={"unit": "multiply-accumulates"},
    )
    compute_slots: int = Field(
        2, description="Heavy requests computed at the same time.", json_schema_extra={"unit": "requests"}
    )
    compute_queue: int = Field(
        32,
        description="Heavy requests that may wait for a slot; further ones get a 503.",
        json_schema_extra={"unit": "requests"},
    )
    retry_after_seconds: int = Field(
        2, description="What a 503 tells the caller to wait.", json_schema_extra={"unit": "seconds"}
    )
    reload: bool = Field(False, description="Restart when a file changes (`make dev`).")
    dist: Path = Field(ROOT / "static" / "dist", description="The built front end.")
    templates: Path = Field(ROOT / "templates", description="The pages' templates.")


@cache
def settings() -> Settings:
    """Read the environment once."""
    return Settings()
