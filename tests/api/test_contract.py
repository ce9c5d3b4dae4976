"""The OpenAPI document is true: its examples run, and whatever it allows is answered as it says."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from app.main import create_app

app = create_app()
schema = schemathesis.openapi.from_asgi("/openapi.json", app)


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_requests_are_answered_as_documented(case):
    case.call_and_validate(excluded_checks=[schemathesis.checks.positive_data_acceptance])


EXAMPLES = [
    (path, example["value"])
    for path, methods in app.openapi()["paths"].items()
    for operation in methods.values()
    for example in operation.get("requestBody", {"content": {"": {}}})["content"]
    .get("application/json", {})
    .get("examples", {})
    .values()
]


@pytest.mark.parametrize(("path", "body"), EXAMPLES)
def test_documented_examples_run(rest, path, body):
    assert rest.post(path, json=body).status_code == 200


def test_every_operation_with_a_body_has_an_example():
    posts = {path for path, methods in app.openapi()["paths"].items() if "post" in methods}
    assert posts == {path for path, _ in EXAMPLES}
