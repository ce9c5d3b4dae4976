"""The one place where everything is put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI
from servestatic import ServeStaticASGI

from . import __version__
from .api import activation, health, output_size, parameters, pool, presets, receptive_field
from .api.code import routes as code
from .api.conv import routes as conv
from .api.conv import transposed, views
from .api.files import routes as files
from .api.files.reading import Files
from .api.files.store import Store
from .api.models import routes as models
from .api.networks import comparison, exporting, importing, residual
from .api.networks import receptive_field as network_receptive_field
from .api.networks import routes as networks
from .api.values import routes as values
from .api.wire import document, problems
from .api.wire.body_limit import BodyLimit
from .api.wire.budget import Budget
from .api.wire.query import known_query
from .pages import routes as pages
from .settings import Settings, settings

API = "/api/v1"


@asynccontextmanager
async def _started(_: FastAPI) -> AsyncIterator[None]:
    """Work out the list of networks, which every page asks for: a fraction of a second, once in each process.

    Yields
    ------
    None
        While the application runs.
    """
    networks.list_networks()
    yield


def create_app(config: Settings | None = None) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    config : Settings, optional
        Limits and places; read from the environment if left out.
    """
    config = config or settings()
    app = FastAPI(
        title="ConvScope",
        version=__version__,
        summary="What a convolution gives, and how every number of it comes about.",
        lifespan=_started,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        strict_content_type=False,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
    )
    api = APIRouter(prefix=API, dependencies=[Depends(known_query)])
    budget = Budget(config)
    filtered = (conv, views, transposed, pool, activation)
    store = Store(config)
    api.include_router(files.router(Files(config, store)))
    for resource in (*filtered, receptive_field, network_receptive_field, residual, models):
        api.include_router(resource.router(budget))
    api.include_router(values.router(budget, store))
    for free in (code, output_size, parameters, importing, exporting, comparison, networks, presets):
        api.include_router(free.router)
    app.include_router(api)
    app.include_router(health.router)
    app.include_router(document.router())
    problems.install(app)
    pages.install(app, config)
    streamed = {f"{API}/{call}": config.max_file_bytes for call in ("networks/open", "weights")}
    app.add_middleware(BodyLimit, max_bytes=config.max_body_bytes, streamed=streamed)
    app.add_middleware(ServeStaticASGI, root=config.dist, prefix="/static/", immutable_file_test=r"^/static/assets/")
    return app
