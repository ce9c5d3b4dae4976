"""The OpenAPI document, in which an answer stands beside every example request: what running it gives."""

import json
from base64 import b64decode
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic.json_schema import models_json_schema
from starlette.types import Message

from .problems import Problem

JSON = "application/json"
#: The name of the example of a call that takes nothing.
_ONLY = "the answer"


def router() -> APIRouter:
    """Create the route of the document, which is made when it is first asked for."""
    routes = APIRouter(include_in_schema=False)
    made: dict[str, Any] = {}

    @routes.get("/openapi.json")
    async def openapi(request: Request) -> JSONResponse:
        if not made:
            made.update(await document(request.app))
        return JSONResponse(made)

    return routes


async def document(app: FastAPI) -> dict[str, Any]:
    """Make the document, and run its examples.

    Parameters
    ----------
    app : FastAPI
        The application that the document describes.
    """
    described = app.openapi()
    _, problem = models_json_schema([(Problem, "validation")], ref_template="#/components/schemas/{model}")
    described["components"]["schemas"].update(problem["$defs"])
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            answers = {
                name: {"value": await _answer(app, method.upper(), path.format_map(parameters), kind, body)}
                for name, parameters, kind, body in _requests(operation)
            }
            operation["responses"]["200"]["content"][JSON]["examples"] = answers
    return described


def _requests(operation: dict[str, Any]) -> list[tuple[str, dict[str, Any], str, bytes]]:
    """List the examples of a call: its name, the parameters in the path, and the type and bytes of the body."""
    if "requestBody" in operation:
        ((kind, content),) = operation["requestBody"]["content"].items()
        path = {
            parameter["name"]: next(iter(parameter["examples"].values()))["value"]
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "path"
        }
        return [(name, path, kind, encoded(kind, example["value"])) for name, example in content["examples"].items()]
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            return [
                (name, {parameter["name"]: example["value"]}, JSON, b"")
                for name, example in parameter["examples"].items()
            ]
    return [(_ONLY, {}, JSON, b"")]


def encoded(kind: str, value: Any) -> bytes:
    r"""Return the bytes of an example's body: files stand in the document in base64.

    Examples
    --------
    >>> encoded(JSON, [1]), encoded("application/octet-stream", "AQ==")
    (b'[1]', b'\x01')
    """
    return json.dumps(value).encode() if kind == JSON else b64decode(value)


async def _answer(app: FastAPI, method: str, path: str, kind: str, content: bytes) -> Any:
    """Send a request to the application itself."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost:8000"), (b"content-type", kind.encode())],
    }
    await app(scope, receive, send)
    return json.loads(b"".join(message.get("body", b"") for message in sent))
