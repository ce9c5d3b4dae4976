"""The OpenAPI document is true: its examples run, and whatever it allows is answered as it says."""

import asyncio
import re
from collections import defaultdict

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from app.api.wire.document import document, encoded
from app.main import create_app

app = create_app()
DOCUMENT = asyncio.run(document(app))  # made once, its answers included, which takes seconds
schema = schemathesis.openapi.from_asgi("/openapi.json", app)
#: Lists of generated requests are shorter.
MOST_PLACES = 100
#: Stands for the names of a map.
ANY = "{name}"
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_requests_are_answered_as_documented(case):
    response = case.call_and_validate(excluded_checks=[schemathesis.checks.positive_data_acceptance])
    if response.status_code == 422:
        operation = DOCUMENT["paths"][case.path][case.method.lower()]
        for error in response.json()["errors"]:
            assert leads_somewhere(error["field"], case, operation), error


def leads_somewhere(field, case, operation):
    """Whether a path leads to a value of the request, or to a field that the call would take there."""
    if field in (case.query or {}) or field in {parameter["name"] for parameter in operation.get("parameters", [])}:
        return True
    ((kind, content),) = operation["requestBody"]["content"].items()
    if kind != "application/json":
        return field == "file"
    taken = content["schema"]
    return not field or follow(field if isinstance(case.body, list) else f".{field}", case.body, taken)


def follow(path, value, taken):
    """Whether a path leads on from a value; a made-up key may itself hold dots and brackets."""
    if not path:
        return True
    if isinstance(value, list):
        place, _, rest = path.removeprefix("[").partition("]")
        if not place.isdecimal():  # the brackets were another key's
            return False
        return follow(rest, value[int(place)], {"anyOf": inside(taken, place)})
    held = value if isinstance(value, dict) else {}
    rests = {key: path.removeprefix(f".{key}") for key in held if re.match(rf"\.{re.escape(key)}($|[.\[])", path)}
    if not rests:
        return bool(inside(taken, re.split(r"[.\[]", path)[1]))
    return any(follow(rest, held[key], {"anyOf": inside(taken, key)}) for key, rest in rests.items())


def inside(schema, key):
    """Give the schemas of what stands under a key: under any key, where the schema is that of a map by name."""
    found = known(schema)
    return found[key] + found[ANY]


def known(schema):
    """Give what a schema takes inside it: schemas by the name of their field; of a list, by any place."""
    if "$ref" in schema:
        return known(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for alternative in schema.get("anyOf", []):
        for name, inner in known(alternative).items():
            found[name] += inner
    for name, inner in schema.get("properties", {}).items():
        found[name].append(inner)
    if isinstance(schema.get("additionalProperties"), dict):
        found[ANY].append(schema["additionalProperties"])
    if "items" in schema:
        found |= {str(place): [schema["items"]] for place in range(MOST_PLACES)}
    return found


def test_operations_are_named_as_one_says_them():
    assert {"conv2d", "conv2d_unit", "max_pool2d", "output_size", "analyze_network", "get_preset"} <= set(OPERATIONS)
    assert all(re.fullmatch(r"[a-z0-9_]{4,30}", name) for name in OPERATIONS)


@pytest.mark.parametrize("name", ["Tensor", "Pair", "Padding", "Activation", "NodeRequest", "EncodedTensor"])
def test_what_recurs_is_a_component(name):
    assert name in SCHEMAS
    inlined = [
        f"{owner}.{field}"
        for owner, described in SCHEMAS.items()
        for field, value in described.get("properties", {}).items()
        if value.get("anyOf") == SCHEMAS[name].get("anyOf", ...)
    ]
    assert inlined == []


@pytest.mark.parametrize(
    ("owner", "field"), [(owner, field) for owner, s in SCHEMAS.items() for field in s.get("properties", {})]
)
def test_every_field_is_described_and_has_a_type(owner, field):
    described = SCHEMAS[owner]["properties"][field]
    component = SCHEMAS.get(described.get("$ref", "").rpartition("/")[2], {})
    assert described.get("description") or component.get("description")
    for schema in parts(described):
        assert set(schema) & {"type", "$ref", "anyOf", "const", "enum"}
        # an object without a class of its own is a map by name, and its values have a type
        assert schema.get("type") != "object" or set(schema.get("additionalProperties", {})) & {"type", "$ref"}


def parts(schema):
    """Give a schema and those inside it."""
    yield schema
    named = schema.get("additionalProperties")
    one = filter(None, [schema.get("items"), named if isinstance(named, dict) else None])
    for inner in (*schema.get("anyOf", []), *schema.get("prefixItems", []), *one):
        yield from parts(inner)


def test_components_hold_no_untyped_maps():
    for name, described in SCHEMAS.items():
        if described.get("type") == "object":
            assert described["properties"], name
            assert described.get("additionalProperties", False) is False, name


def test_generated_clients_can_name_every_class():
    unnamed = [
        schema
        for described in SCHEMAS.values()
        for top in (described, *described.get("properties", {}).values())
        for schema in parts(top)
        if "enum" in schema and schema is not top and "title" not in schema
    ]
    assert unnamed == []


def test_no_tuple_is_a_component():
    # openapi-python-client makes code of it that mypy refuses: `make verify`, tests/verify/test_clients.py
    assert [name for name, described in SCHEMAS.items() if "prefixItems" in described] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_answer_stands_beside_every_example(rest, operation):
    method, path, described = OPERATIONS[operation]
    answers = described["responses"]["200"]["content"]["application/json"]["examples"]
    if method == "get":
        (answer,) = answers.values()
        examples = [p["examples"] for p in described.get("parameters", []) if p["in"] == "path"]
        name = next(iter(examples[0].values()))["value"] if examples else ""
        assert rest.get(re.sub("{.*}", name, path)).json() == answer["value"]
        return
    ((kind, content),) = described["requestBody"]["content"].items()
    requests = content["examples"]
    assert requests.keys() == answers.keys()
    named = [next(iter(p["examples"].values()))["value"] for p in described.get("parameters", []) if p["in"] == "path"]
    for name, request in requests.items():
        sent = {"content": encoded(kind, request["value"]), "headers": {"Content-Type": kind}}
        response = rest.request(method, re.sub("{.*}", "".join(named), path), **sent)
        assert response.status_code == 200
        if operation != "code":  # which names the address that was asked
            assert response.json() == answers[name]["value"]


def test_the_document_is_small_enough_to_read(rest):
    # every example stands there with its answer: those of networks with weights, and of models, are whole networks
    assert len(rest.get("/openapi.json").content) < 350_000
