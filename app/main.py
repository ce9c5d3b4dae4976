"""The one place where everything is put together."""

from fastapi import APIRouter, FastAPI
from servestatic import ServeStaticASGI

from . import __version__
from .api import (
    activation,
    conv,
    conv_transpose,
    conv_views,
    health,
    network_sight,
    network_tools,
    networks,
    output_size,
    parameters,
    pool,
    presets,
    problems,
    receptive_field,
    residual,
)
from .api.body_limit import BodyLimit
from .api.budget import Budget
from .pages import routes as pages
from .settings import Settings, settings

API = "/api/v1"


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
        docs_url=None,
        redoc_url=None,
        strict_content_type=False,
    )
    api = APIRouter(prefix=API)
    budget = Budget(config)
    for resource in (conv, conv_views, conv_transpose, pool, activation, receptive_field, network_sight, residual):
        api.include_router(resource.router(budget))
    for free in (output_size, parameters, network_tools, networks, presets):
        api.include_router(free.router)
    app.include_router(api)
    app.include_router(health.router)
    app.include_router(pages.router(config))
    problems.install(app)
    app.add_middleware(BodyLimit, max_bytes=config.max_body_bytes)
    app.add_middleware(ServeStaticASGI, root=config.dist, prefix="/static/", immutable_file_test=r"^/static/assets/")
    return app
