"""A server of the application in a thread, for what drives the real pages."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.main import create_app
from app.settings import Settings


@contextmanager
def serving(config: Settings | None = None) -> Iterator[str]:
    """Serve on a free port and give the address."""
    # of the protocol that asyncio knows to send small answers at once for; else they wait 40 ms for the client's word
    with socket.socket(proto=socket.IPPROTO_TCP) as free:
        free.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(config), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{free.getsockname()[1]}"
        server.should_exit = True
        thread.join()
