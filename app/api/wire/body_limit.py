"""Refusal of request bodies that are too large, whether or not they declare their size."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import BodyTooLarge, too_large


class BodyLimit:
    """ASGI middleware that responds with 413 to a body of more than `max_bytes`.

    Parameters
    ----------
    app : ASGI application
        The application to protect.
    max_bytes : int
        The largest body that is accepted.
    streamed : mapping of str to int
        Paths whose bodies are handed on as they come, and the largest that each accepts: what reads them counts them
        too, and raises `BodyTooLarge`.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, streamed: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.streamed = streamed or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        most = self.streamed.get(scope["path"], self.max_bytes)
        if declared.isdigit() and int(declared) > most:
            await too_large(BodyTooLarge(most))(scope, receive, send)
            return
        if scope["path"] in self.streamed:
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self.max_bytes:
                await too_large(BodyTooLarge(most))(scope, receive, send)
                return
            if not message.get("more_body", False):
                break

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, replay, send)
