"""One route for each page: it renders a template and computes nothing."""

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.templating import Jinja2Templates

from ..api.wire import kinds
from ..settings import Settings
from .assets import read_manifest

#: The pages there are: path, template and entry, the word in the header.
PAGES = (
    ("/", "explore", "Explore"),
    ("/networks", "networks", "Networks"),
    ("/receptive-field", "receptive-field", "Receptive field"),
    ("/docs", "docs", "API"),
)


def router(config: Settings) -> APIRouter:
    """Make the pages' routes."""
    routes = APIRouter(include_in_schema=False)
    templates = Jinja2Templates(config.templates)
    entries = read_manifest(config.dist)

    def add(path: str, name: str) -> None:
        @routes.get(path, name=name)
        async def page(request: Request) -> Response:
            context = {"entry": entries[name], "pages": PAGES, "here": path}
            return templates.TemplateResponse(request, f"{name}.html", context)

    for path, name, _ in PAGES:
        add(path, name)

    @routes.get(kinds.PAGES + "/{name}", name="problem")
    async def problem(request: Request, name: str) -> Response:
        if name not in kinds.KINDS:
            raise HTTPException(404, f"there is no kind of problem named {name!r}; there are {', '.join(kinds.KINDS)}")
        context = {"entry": entries["problem"], "pages": PAGES, "here": "", "kind": kinds.KINDS[name]}
        return templates.TemplateResponse(request, "problem.html", context | {"kinds": kinds.KINDS.values()})

    return routes
