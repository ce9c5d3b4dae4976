"""One route for each page, and a page for what is none: they render templates and compute nothing."""

from typing import NamedTuple

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from starlette.templating import Jinja2Templates

from ..api.wire import kinds, problems
from ..settings import Settings
from .assets import read_manifest


class Page(NamedTuple):
    """A page: its path, template and entry, its word in the header, what one does there."""

    path: str
    name: str
    word: str
    purpose: str


PAGES = (
    Page("/", "explore", "Explore", "Watch one convolution, number by number."),
    Page("/networks", "networks", "Networks", "Read AlexNet, ResNet, U-Net and others layer by layer."),
    Page("/receptive-field", "receptive-field", "Receptive field", "Point at a unit and see what it sees."),
    Page("/feature-maps", "feature-maps", "Feature maps", "Draw a digit, and see how a trained network reads it."),
    Page("/docs", "docs", "API", "Have a program compute the same over HTTP."),
)
#: Under these a browser, too, asks for data.
NO_PAGES = ("/api/", "/static/")


def install(app: FastAPI, config: Settings) -> None:
    """Add the pages, and the page that a browser gets for an address where there is none."""
    routes = APIRouter(include_in_schema=False)
    templates = Jinja2Templates(config.templates)
    entries = read_manifest(config.dist)

    def add(page: Page) -> None:
        @routes.get(page.path, name=page.name)
        async def show(request: Request) -> Response:
            context = {"entry": entries[page.name], "pages": PAGES, "here": page}
            return templates.TemplateResponse(request, f"{page.name}.html", context)

    for page in PAGES:
        add(page)

    text = {"entry": entries["text"], "pages": PAGES, "here": None}

    @routes.get(kinds.PAGES + "/{name}", name="problem")
    async def problem(request: Request, name: str) -> Response:
        if name not in kinds.KINDS:
            raise HTTPException(404, f"there is no kind of problem named {name!r}; there are {', '.join(kinds.KINDS)}")
        context = text | {"kind": kinds.KINDS[name], "kinds": kinds.KINDS.values()}
        return templates.TemplateResponse(request, "problem.html", context)

    app.include_router(routes)

    @app.exception_handler(404)
    async def not_found(request: Request, error: HTTPException) -> Response:
        if "text/html" not in request.headers.get("accept", "") or f"{request.url.path}/".startswith(NO_PAGES):
            return problems.of_status(error)
        context = text | {"address": request.url.path}
        return templates.TemplateResponse(request, "not-found.html", context, 404, {"Vary": "Accept"})
