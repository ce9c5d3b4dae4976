"""The query of a request: only what the call takes."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from ...mechanics.errors import did_you_mean


async def known_query(request: Request) -> None:
    """Refuse a key in the query that the call does not take, rather than ignore it.

    Raises
    ------
    RequestValidationError
        If there is one; the message names the key that may have been meant.
    """
    known = [parameter.alias for parameter in request.scope["route"].dependant.query_params]
    unknown = [key for key in request.query_params if key not in known]
    if unknown:
        raise RequestValidationError(
            [
                {"type": "unknown", "loc": ("query", key), "msg": f"not permitted{_hint(key, known)}", "input": key}
                for key in unknown
            ]
        )


def _hint(key: str, known: list[str]) -> str:
    return did_you_mean(key, known) or "; this call takes nothing in its query"
