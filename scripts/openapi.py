"""Print the OpenAPI document, from which clients are generated."""

import asyncio
import json

from app.api.wire.document import document
from app.main import create_app

if __name__ == "__main__":
    print(json.dumps(asyncio.run(document(create_app()))))
