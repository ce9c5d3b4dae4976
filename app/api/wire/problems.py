"""Errors as RFC 9457 problem documents; the one place where exceptions become HTTP."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from ...mechanics.errors import OptionError
from .budget import Busy, LimitError
from .kinds import (
    BEYOND_LIMIT,
    BODY_TOO_LARGE,
    BUSY,
    INVALID_VALUE,
    MALFORMED_BODY,
    MALFORMED_TENSOR,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    Kind,
)

MEDIA_TYPE = "application/problem+json"
#: Type of validation errors for a body that is not what it claims to be (400), rather than a wrong value in it (422).
MALFORMED = "malformed"
#: What the exceptions of the router mean, which have a status alone.
_BY_STATUS = {kind.status: kind for kind in (MALFORMED_BODY, NOT_FOUND, METHOD_NOT_ALLOWED)}


class FieldError(BaseModel):
    """One field that is at fault."""

    field: str = Field(description="its path in the request", examples=["stride", "layers[1].kernel_size"])
    message: str = Field(
        description="what is wrong with it, and what would be valid",
        examples=["stride must be at least 1 on every axis, not 0"],
    )


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str = Field(
        description="the kind of problem: the address of the page that explains it", examples=[INVALID_VALUE.address]
    )
    title: str = Field(description="the kind in words", examples=[INVALID_VALUE.title])
    status: int = Field(description="the HTTP status", examples=[INVALID_VALUE.status])
    detail: str = Field(
        description="what is wrong this time", examples=["stride must be at least 1 on every axis, not 0"]
    )
    errors: list[FieldError] | None = Field(None, description="the fields at fault, if it is fields that are")


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
    kind: Kind, detail: str, errors: list[FieldError] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """Build a response with a problem document.

    Examples
    --------
    >>> problem(NOT_FOUND, "there is no preset named x").media_type
    'application/problem+json'
    """
    document = Problem(type=kind.address, title=kind.title, status=kind.status, detail=detail, errors=errors)
    return JSONResponse(document.model_dump(exclude_none=True), kind.status, headers, MEDIA_TYPE)


def of_status(error: HTTPException) -> Response:
    """Build the problem document of an exception that has a status and a detail.

    Examples
    --------
    >>> of_status(HTTPException(404, "there is no preset named x")).status_code
    404
    """
    return problem(_BY_STATUS[error.status_code], str(error.detail), headers=dict(error.headers or {}))


class BodyTooLarge(Exception):  # noqa: N818, the name says what is wrong
    """A body that is larger than it may be."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"the body is larger than {max_bytes:,} bytes, the most that this call accepts")


def too_large(error: BodyTooLarge) -> Response:
    """Build the problem document of a body that is too large; the rest of it is not read.

    Examples
    --------
    >>> too_large(BodyTooLarge(10)).status_code
    413
    """
    return problem(BODY_TOO_LARGE, str(error), headers={"Connection": "close"})


class NotKeptError(OptionError):
    """Something that is named by its id, but not kept, or no longer."""


#: What refusals mean that are no wrong values.
_BY_CAUSE: dict[type[OptionError], Kind] = {LimitError: BEYOND_LIMIT, NotKeptError: NOT_FOUND}


def install(app: FastAPI) -> None:
    """Convert every exception that a request can raise into a problem document."""

    @app.exception_handler(OptionError)
    async def option_error(_: Request, error: OptionError) -> Response:
        kind = next((kind for cause, kind in _BY_CAUSE.items() if isinstance(error, cause)), INVALID_VALUE)
        return problem(kind, str(error), [FieldError(field=error.field, message=str(error))])

    @app.exception_handler(BodyTooLarge)
    async def body_too_large(_: Request, error: BodyTooLarge) -> Response:
        return too_large(error)

    @app.exception_handler(Busy)
    async def busy(_: Request, error: Busy) -> Response:
        return problem(BUSY, str(error), headers={"Retry-After": str(error.retry_after_seconds)})

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        found = error.errors()
        first = found[0]
        if first["type"] == "json_invalid":
            reason = first.get("ctx", {}).get("error", "")
            return problem(MALFORMED_BODY, f"the body is not JSON: {reason} at character {first['loc'][-1]}")
        if isinstance(first["input"], bytes) and first["loc"] == ("body",):
            remedy = "send JSON with the header Content-Type: application/json"
            return problem(MALFORMED_BODY, f"the body is not JSON: {remedy}")
        errors = [FieldError(field=_field(entry["loc"]), message=entry["msg"]) for entry in found]
        detail = "; ".join(f"{entry.field}: {entry.message}" if entry.field else entry.message for entry in errors)
        return problem(MALFORMED_TENSOR if first["type"] == MALFORMED else INVALID_VALUE, detail, errors)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> Response:
        return of_status(error)


def _field(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location[1:]:  # the first part is "body", "path" or "query"
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path
