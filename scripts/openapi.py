"""Print the OpenAPI document, for the types of the front end."""

import json

from app.main import create_app

if __name__ == "__main__":
    print(json.dumps(create_app().openapi()))
