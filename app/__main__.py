"""``python -m app``: start the server and print its address."""

import uvicorn

from .settings import settings


def main() -> None:
    """Serve on HOST and PORT."""
    served = settings()
    print(f"ConvScope: http://{served.host}:{served.port}", flush=True)
    uvicorn.run(
        f"{__package__}.main:create_app",
        factory=True,
        host=served.host,
        port=served.port,
        log_level="warning",
        reload=served.reload,
        reload_includes=["*.py", "*.html", "manifest.json"] if served.reload else None,
    )


if __name__ == "__main__":
    main()
