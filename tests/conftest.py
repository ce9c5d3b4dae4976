"""What tests share: a client of the REST interface."""

import pytest
from starlette.testclient import TestClient

from app.main import create_app


@pytest.fixture(scope="session")
def rest():
    with TestClient(create_app()) as client:
        yield client


@pytest.fixture(scope="session")
def worked_example(rest):
    """The body of the tutorial's worked example."""
    preset = rest.get("/api/v1/presets/worked-example").json()
    return {key: preset[key] for key in ("input", "weight", "bias", "padding")}
