"""Bad input gets a problem document in the caller's own numbers."""

import threading

import anyio
import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from app.api.wire.budget import Budget, Busy
from app.api.wire.kinds import KINDS
from app.main import create_app
from app.settings import Settings

ONE = {"input": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "weight": [[[[1]]]]}


def check(response, status, field=None, detail=""):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    kind = next(kind for kind in KINDS.values() if kind.address == document["type"])
    assert (document["status"], document["title"]) == (status, kind.title)
    assert kind.status == status
    assert detail in document["detail"]
    if field is not None:
        assert field in [entry["field"] for entry in document["errors"]]


@pytest.mark.parametrize(
    ("change", "field", "detail"),
    [
        ({"stride": 0}, "stride", "stride must be at least 1 on every axis, not 0"),
        ({"stride": True}, "stride", "must be a whole number"),
        ({"stride": 1.5}, "stride", "must be a whole number"),
        ({"stride": [1, 2, 3]}, "stride", "one for each of the 2 axes"),
        ({"padding": -1}, "padding", "must not be negative"),
        ({"padding": "full"}, "padding", '"same" or "valid"'),
        ({"padding": [[1, 2, 3], 0]}, "padding", "[before, after] per axis"),
        ({"padding": 3, "padding_mode": "reflect"}, "padding", "at most 2 on each side"),
        ({"padding_mode": "mirror"}, "padding_mode", "'reflect'"),
        ({"groups": 2}, "groups", "1 input channels cannot be split into 2 equal groups"),
        ({"dilation": 2, "weight": [[[[1, 1, 1]] * 3]]}, "weight",
         "the effective kernel is 5×5 but the padded input only 3×3: add padding"),
        ({"weight": [[1]]}, "weight", "weight must be [O, C/groups, KH, KW], but its shape is [1, 1]"),
        ({"weight": [[[[1]], [[1]]]]}, "weight", "each filter has 2 channels, but the input has 1"),
        ({"bias": [1, 2]}, "bias", "bias has the shape [2], but there are 1 filters"),
        ({"input": [[1, 2], [3]]}, "input", "rows of the same length"),
        ({"input": [[1, "2"]]}, "input", "must hold numbers only"),
        ({"input": [[True]]}, "input", "must hold numbers only"),
        ({"input": []}, "input", "must not be empty"),
        ({"input": 5}, "input", "must be nested lists"),
        ({"input": {"shape": [1], "dtype": {}, "base64": ""}}, "input", "dtype that is not one of float32"),
        ({"input": [[10**400]]}, "input", "too large"),
        ({"input": [[1e39]]}, "input", 'input holds 1e+39, more than float32 can: ask for "dtype": "float64"'),
        ({"input": [[3e38, 3e38]], "weight": [[[[1, 1]]]]}, "dtype", "larger than float32 can hold"),
        ({"dtype": "float16"}, "dtype", "float32"),
        ({"strides": 2}, "strides", "not permitted; did you mean stride?"),
        ({"colour": 2}, "colour", "not permitted; there are input, weight, bias, stride"),
        ({"padding": 2**30}, "padding", "the padded input would hold"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(rest, change, field, detail):
    check(rest.post("/api/v1/conv2d", json=ONE | change), 422, field, detail)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_not_finite_is_refused(rest, number):
    body = f'{{"input": [[{number}]], "weight": [[[[1]]]]}}'
    response = rest.post("/api/v1/conv2d", content=body, headers={"Content-Type": "application/json"})
    check(response, 422, "input", "NaN or infinities")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b"\xff\xfe", b"[" * 100_000, b'{"input": ' + b"9" * 5000 + b"}"]
)
def test_what_is_not_json_is_a_400(rest, body):
    response = rest.post("/api/v1/conv2d", content=body, headers={"Content-Type": "application/json"})
    check(response, 400 if body else 422)


def test_a_form_is_told_to_be_json(rest):
    check(rest.post("/api/v1/conv2d", data={"input": "1"}), 400, detail="Content-Type: application/json")


def test_base64_of_the_wrong_length_is_a_400(rest):
    tensor = {"shape": [1, 2, 2], "dtype": "float32", "base64": "AAAA"}
    check(
        rest.post("/api/v1/conv2d", json=ONE | {"input": tensor}),
        400,
        "input",
        "holds 3 bytes, but the shape [1, 2, 2]",
    )
    check(rest.post("/api/v1/conv2d", json=ONE | {"input": tensor | {"base64": "*"}}), 400, "input", "not valid base64")


def test_a_unit_or_row_that_is_not_there(rest):
    check(rest.post("/api/v1/conv2d/unit", json=ONE | {"unit": [0, 3, 0]}), 422, "unit", "the output is 1×3×3")
    check(rest.post("/api/v1/conv2d/row", json=ONE | {"row": [1, 0]}), 422, "row", "there is no output filter 1")
    check(rest.post("/api/v1/conv2d/unit", json=ONE | {"unit": [0, 0, 0], "padding": 2**30}), 422, "padding")


@pytest.mark.parametrize(("field", "value"), [("output_padding", 1), ("ceil_mode", True)])
def test_options_of_other_operations_are_refused(rest, field, value):
    check(rest.post("/api/v1/output-size", json={"input_size": 5, "kernel_size": 3, field: value}), 422, field)


def test_sizes_beyond_64_bits_are_still_exact(rest):
    body = {"in_channels": 2**31 - 1, "out_channels": 2**31 - 1, "kernel_size": 2**31 - 1, "bias": False}
    assert rest.post("/api/v1/parameters", json=body).json()["total"] == (2**31 - 1) ** 4


def test_paths_and_methods_that_are_not_there(rest):
    check(rest.get("/api/v1/nope"), 404)
    check(rest.get("/api/v1/conv2d"), 405)


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_a_browser_at_an_unknown_address_gets_a_page_with_ways_on(rest):
    answer = rest.get("/tutorial/<b>", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no page here" in answer.text
    assert "/tutorial/&lt;b&gt;" in answer.text
    for way in ("/", "/networks", "/receptive-field", "/docs"):
        assert f'<li><a href="{way}">' in answer.text
    assert rest.get("/problems/nope", headers=BROWSER).headers["content-type"].startswith("text/html")


def test_a_program_at_an_unknown_address_gets_a_problem_document(rest):
    check(rest.get("/tutorial"), 404)
    check(rest.get("/tutorial", headers={"Accept": "application/json"}), 404)
    for path in ("/api", "/api/v1/nope", "/api/v1/presets/nope", "/static/nope.js"):
        check(rest.get(path, headers=BROWSER), 404)
    check(rest.get("/api/v1/conv2d", headers=BROWSER), 405)


def test_a_key_that_a_call_does_not_take_in_its_query_is_refused(rest):
    check(rest.get("/api/v1/networks/vgg16?input_sise=64"), 422, "input_sise", "did you mean input_size?")
    check(rest.post("/api/v1/conv2d?stride=2", json=ONE), 422, "stride", "takes nothing in its query")
    check(rest.get("/api/v1/presets?page=2&sort=name"), 422, "sort")


def test_a_name_that_is_nearly_one_is_put_right(rest):
    check(rest.get("/api/v1/networks/vgg-16"), 404, detail="no network named 'vgg-16'; did you mean vgg16?")
    check(rest.get("/api/v1/presets/worked_example"), 404, detail="did you mean worked-example?")
    layers = [{"operation": "conv", "out_channels": 1, "kernel_sise": 3}]
    body = {"network": {"input_shape": [1, 8, 8], "layers": layers}, "node": "conv1"}
    response = rest.post("/api/v1/networks/receptive-field", json=body)
    check(response, 422, "network.layers[0].kernel_sise", "not permitted; did you mean kernel_size?")


@pytest.mark.parametrize(
    ("call", "change", "field"),
    [
        ("export", {"format": "keras"}, "network.layers[1].in_features"),
        ("connections", {}, "network.layers[1].in_features"),
        ("receptive-field", {"node": "flatten2"}, "network.layers[1].in_features"),
    ],
)
def test_a_node_that_does_not_fit_is_named_by_its_place_in_the_body(rest, call, change, field):
    # in the order of the request, which is not that of the computation
    layers = [
        {"operation": "flatten", "name": "flat", "inputs": ["input"]},
        {"operation": "linear", "name": "last", "out_features": 2, "in_features": 3, "inputs": ["flat"]},
    ]
    body = {"network": {"input_shape": [1, 2, 2], "layers": layers}} | change
    check(rest.post(f"/api/v1/networks/{call}", json=body), 422, field, 'node "last": in_features is 3')


def test_a_network_of_the_zoo_is_refused_by_what_it_was_asked_for(rest):
    check(rest.get("/api/v1/networks/alexnet?input_size=8"), 422, "input_size", "the padded input")
    body = {"network": {"name": "alexnet", "input_size": 8}, "node": "input"}
    check(rest.post("/api/v1/networks/receptive-field", json=body), 422, "network.input_size")


def test_what_costs_too_much_is_another_kind_than_what_is_wrong(rest):
    assert rest.post("/api/v1/conv2d", json=ONE | {"padding": 2**30}).json()["type"] == "/problems/beyond-limit"
    assert rest.post("/api/v1/conv2d", json=ONE | {"padding": -1}).json()["type"] == "/problems/invalid-value"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_has_a_page_that_explains_it(rest, kind):
    page = rest.get(kind.address)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for text in (kind.title, kind.meaning, kind.remedy, str(kind.status)):
        assert escape(text) in page.text
    check(rest.get("/problems/nope"), 404)


def test_limits_are_settings():
    limits = Settings(max_body_bytes=1000, max_seconds=7e-8)
    with TestClient(create_app(limits)) as small:
        check(small.post("/api/v1/conv2d", json=ONE), 422, "input", "takes about 7.2e-08 seconds, more than the 7e-08")
        check(small.post("/api/v1/conv2d", json=ONE | {"input": [[0] * 1000]}), 413, detail="larger than 1,000 bytes")
        undeclared = (b"x" * 600 for _ in range(2))
        check(small.post("/api/v1/conv2d", content=undeclared), 413)


def test_a_full_queue_is_busy():
    anyio.run(_fill_the_queue)


async def _fill_the_queue():
    budget = Budget(Settings(compute_slots=1, compute_queue=0, inline_macs=0, retry_after_seconds=7))
    started, release = threading.Event(), threading.Event()

    def slow():
        started.set()
        release.wait()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(budget.run, 1, slow)
        await anyio.to_thread.run_sync(started.wait)
        with pytest.raises(Busy, match="all 1 compute slots are busy") as busy:
            await budget.run(1, slow)
        release.set()
    assert busy.value.retry_after_seconds == 7


def test_busy_is_answered_with_retry_after(rest, monkeypatch):
    async def full(*_):
        raise Busy(slots=2, retry_after_seconds=2)

    monkeypatch.setattr(Budget, "run", full)
    response = rest.post("/api/v1/conv2d", json=ONE)
    check(response, 503, detail="all 2 compute slots are busy")
    assert response.headers["retry-after"] == "2"
