"""Errors as RFC 9457 problem documents; the one place where exceptions become HTTP."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException

from ...mechanics.errors import OptionError
from .budget import Busy

MEDIA_TYPE = "application/problem+json"
#: Type of validation errors for a body that is not what it claims to be (400), rather than a wrong value in it (422).
MALFORMED = "malformed"


class FieldError(BaseModel):
    """One invalid field."""

    field: str = Field(examples=["stride"])
    message: str = Field(examples=["stride must be at least 1 on every axis, not 0"])


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["stride must be at least 1 on every axis, not 0"])
    errors: list[FieldError] | None = None


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe error responses for the reference page.

    Examples
    --------
    >>> documented(404)[404]["description"]
    'Not Found'
    """
    reference = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": reference}},
        }
        for status in statuses
    }


def problem(
    status: int, detail: str, errors: list[FieldError] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """Build a response with a problem document.

    Examples
    --------
    >>> problem(404, "there is no preset named x").media_type
    'application/problem+json'
    """
    document = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)
    return JSONResponse(document.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Convert every exception that a request can raise into a problem document, and document the format."""
    plain_openapi = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain_openapi()
        _, schemas = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
        document["components"]["schemas"].update(schemas["$defs"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]

    @app.exception_handler(OptionError)
    async def option_error(_: Request, error: OptionError) -> Response:
        return problem(422, str(error), [FieldError(field=error.field, message=str(error))])

    @app.exception_handler(Busy)
    async def busy(_: Request, error: Busy) -> Response:
        return problem(503, str(error), headers={"Retry-After": str(error.retry_after_seconds)})

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        found = error.errors()
        first = found[0]
        if first["type"] == "json_invalid":
            reason = first.get("ctx", {}).get("error", "")
            return problem(400, f"the body is not JSON: {reason} at character {first['loc'][-1]}")
        if isinstance(first["input"], bytes) and first["loc"] == ("body",):
            return problem(400, "the body is not JSON: send JSON with the header Content-Type: application/json")
        errors = [FieldError(field=_field(entry["loc"]), message=entry["msg"]) for entry in found]
        detail = "; ".join(f"{entry.field}: {entry.message}" if entry.field else entry.message for entry in errors)
        return problem(400 if first["type"] == MALFORMED else 422, detail, errors)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), headers=dict(error.headers or {}))


def _field(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location[1:]:  # the first part is "body", "path" or "query"
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path
