"""``python -m app``: start the server and print its address."""

import os

import uvicorn

from .settings import settings


def main() -> None:
    """Serve on HOST and PORT, by default 127.0.0.1:8000."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    print(f"ConvScope: http://{host}:{port}", flush=True)
    uvicorn.run(
        f"{__package__}.main:create_app",
        factory=True,
        host=host,
        port=port,
        log_level="warning",
        reload=settings().reload,
        reload_includes=["*.py", "*.html", "manifest.json"] if settings().reload else None,
    )


if __name__ == "__main__":
    main()
