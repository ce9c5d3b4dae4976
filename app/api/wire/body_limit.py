"""Refusal of request bodies that are too large, whether or not they declare their size."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .kinds import BODY_TOO_LARGE
from .problems import problem


class BodyLimit:
    """ASGI middleware that responds with 413 to a body of more than `max_bytes`.

    Parameters
    ----------
    app : ASGI application
        The application to protect.
    max_bytes : int
        The largest body that is accepted.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self.max_bytes:
            await self._refuse(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self.max_bytes:
                await self._refuse(scope, receive, send)
                return
            if not message.get("more_body", False):
                break

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, replay, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"the body is larger than {self.max_bytes:,} bytes, the most that this server accepts"
        await problem(BODY_TOO_LARGE, detail, headers={"Connection": "close"})(scope, receive, send)
