"""The code on the card does exactly what is on screen: it is copied, run, and compared with REST."""

import ast
import json
import shlex
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.pages.explore import number
from tests.presets import answer_of

#: Links, and the same convolution as a body for REST.
CASES: dict[str, dict[str, Any]] = {
    "?preset=worked-example": {},
    "?preset=worked-example&activation=gelu&bias=none": {"activation": "gelu", "bias": None},
    "?preset=worked-example&padding=0,1,2,0&padding_mode=reflect&stride=2,1": {
        "padding": [[0, 1], [2, 0]], "padding_mode": "reflect", "stride": [2, 1],
    },
    "?preset=worked-example&padding=same&stride=2,3&padding_mode=circular&activation=silu": {
        "padding": "same", "stride": [2, 3], "padding_mode": "circular", "activation": "silu",
    },
    "?preset=dilation-2&stride=2,2&activation=leaky_relu": {"stride": [2, 2], "activation": "leaky_relu"},
    "?preset=grouped&padding_mode=replicate&activation=sigmoid": {
        "padding_mode": "replicate", "activation": "sigmoid",
    },
    "?preset=depthwise&activation=tanh": {"activation": "tanh"},
    "?preset=transposed&activation=relu&bias=-3": {"activation": "relu", "bias": [-3]},
    "?preset=grouped&operation=conv_transpose&stride=2,2&padding=1,0,0,2&output_padding=0,1&dilation=2,1": {
        "operation": "conv_transpose", "stride": [2, 2], "padding": [[1, 0], [0, 2]], "output_padding": [0, 1],
        "dilation": [2, 1],
    },
    "?preset=max-pooling&padding=0,1,1,0&stride=3,2": {"padding": [[0, 1], [1, 0]], "stride": [3, 2]},
    "?preset=average-pooling&ceil_mode=true": {"ceil_mode": True},
    "?preset=average-pooling&ceil_mode=true&count_include_pad=false&padding=0,1,1,0": {
        "ceil_mode": True, "count_include_pad": False, "padding": [[0, 1], [1, 0]],
    },
    "?preset=gelu": {},
    "?preset=causal": {},
}  # fmt: skip


def card_of(explore):
    return explore.page.get_by_role("region", name="Code", exact=True)


def copied(explore, language: str) -> Any:
    card = card_of(explore)
    card.get_by_role("tab", name=language).click()
    card.get_by_role("button", name="Copy").click()  # which waits for the code on screen to be that of the setup
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    return explore.page.evaluate("navigator.clipboard.readText()")


def name_in(query: str) -> str:
    return query.split("preset=")[1].split("&", maxsplit=1)[0]


@pytest.mark.parametrize("query", CASES)
def test_numpy_and_curl_give_what_is_on_screen(explore, rest, query):
    explore.open(query)
    expected = np.array(answer_of(rest, name_in(query), **CASES[query])["output"])
    explore.button("Show all").click()
    np.testing.assert_allclose(explore.numbers_of("Output"), expected[0], atol=0.06)  # short numbers

    script = copied(explore, "NumPy").replace("print(y)", "print(y.tolist())")
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    np.testing.assert_allclose(ast.literal_eval(printed), expected, rtol=1e-5, atol=1e-5)

    command, flag, body, url = shlex.split(copied(explore, "curl"))
    assert (command, flag) == ("curl", "--json")
    answer = rest.post(url.split("/", 3)[3], json=json.loads(body)).json()
    np.testing.assert_allclose(answer["output"], expected)


def test_pytorch_and_keras_name_every_option(explore):
    explore.open("?preset=worked-example&padding=2,2,1,1&padding_mode=circular&stride=2,1&bias=none")
    torch = copied(explore, "PyTorch")
    assert 'nn.Conv2d(3, 3, 3, stride=(2, 1), padding=(2, 1), padding_mode="circular", bias=False)' in torch
    compile(torch, "torch", "exec")
    keras = copied(explore, "Keras")
    assert "layers.Conv2D(3, 3, strides=(2, 1), use_bias=False)" in keras
    assert 'np.pad(x, ((0, 0), (2, 2), (1, 1)), mode="wrap")' in keras
    compile(keras, "keras", "exec")


GRADIENTS = {
    "?preset=worked-example&view=grad_input&stride=2,2": "grad_input",
    "?preset=worked-example&view=grad_weight&stride=2,2&dilation=2,2": "grad_weight",
}


@pytest.mark.parametrize("query", GRADIENTS)
def test_numpy_gives_the_gradients(explore, rest, query):
    explore.open(query)
    command, _, body, url = shlex.split(copied(explore, "curl"))
    assert (command, url.split("/api/v1/")[1]) == ("curl", "conv2d/gradient")
    answer = rest.post("/api/v1/conv2d/gradient", json=json.loads(body)).json()
    explore.button("Show all").click()
    planes = answer[GRADIENTS[query]][0]
    shown = explore.numbers_of(GRADIENTS[query])
    np.testing.assert_allclose(shown, planes[0] if np.ndim(planes) == 3 else planes, atol=0.06)

    script = copied(explore, "NumPy")
    for name in ("grad_input", "grad_weight", "grad_bias"):
        script = script.replace(f"print({name})", f"print({name}.tolist())")
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    for line, name in zip(printed.splitlines(), ("grad_input", "grad_weight", "grad_bias"), strict=True):
        np.testing.assert_allclose(ast.literal_eval(line), answer[name], rtol=1e-5)


def asked_for(page) -> list[str]:
    """Give the languages that code is asked for in, one request after the other, from now on."""
    languages: list[str] = []
    page.on(
        "request",
        lambda request: languages.append(request.post_data_json["format"]) if request.url.endswith("/code") else None,
    )
    return languages


def test_code_is_asked_for_where_it_is_looked_at_and_once_a_setup_has_settled(explore):
    page = explore.page
    languages = asked_for(page)
    explore.open("?preset=worked-example")
    page.wait_for_timeout(600)
    card = card_of(explore)
    seen = card.evaluate("card => card.getBoundingClientRect().top < innerHeight")
    assert languages == (["pytorch"] if seen else [])
    card.scroll_into_view_if_needed()
    expect(card.get_by_role("tabpanel")).to_contain_text("nn.Conv2d(3, 3, 3, padding=1)")
    assert languages == ["pytorch"]

    explore.unit_forward(5)  # what plays changes nothing
    explore.slider("Stride").evaluate(
        "slider => [2, 3, 2, 3].forEach(stride => {"
        "  slider.value = stride;"
        "  slider.dispatchEvent(new Event('input', { bubbles: true }));"
        "  slider.dispatchEvent(new Event('change', { bubbles: true }));"
        "})"
    )
    expect(card.get_by_role("tabpanel")).to_contain_text("stride=3")
    page.wait_for_timeout(600)
    assert languages == ["pytorch"] * 2
    card.get_by_role("tab", name="NumPy").click()
    expect(card.get_by_role("tabpanel")).to_contain_text("np.einsum")
    card.get_by_role("tab", name="PyTorch").click()
    expect(card.get_by_role("tabpanel")).to_contain_text("stride=3")
    assert languages == ["pytorch", "pytorch", "numpy"]  # it is still there


def test_the_last_code_stays_while_the_next_is_on_its_way_and_where_there_is_none(explore):
    page = explore.page
    explore.open("?preset=worked-example")
    card = card_of(explore)
    card.scroll_into_view_if_needed()
    panel = card.get_by_role("tabpanel")
    expect(panel).to_contain_text("padding=1")
    held = []
    page.route("**/api/v1/code", lambda route: held.append(route))  # noqa: PLW0108, Playwright marks handlers
    explore.set_slider("Stride", 2)
    expect(panel).to_have_attribute("aria-busy", "true")
    expect(card.get_by_role("button", name="Copy")).to_be_disabled()
    while not held:
        page.wait_for_timeout(50)
    expect(panel).to_contain_text("padding=1")
    explore.set_slider("Stride", 3)
    while len(held) < 2:
        page.wait_for_timeout(50)
    held[1].continue_()
    expect(panel).to_contain_text("stride=3")
    held[0].abort()  # nobody waits for it any more
    expect(panel).to_have_attribute("aria-busy", "false")
    expect(panel).to_contain_text("stride=3")

    page.unroute("**/api/v1/code")
    page.allowed_messages.append("ERR_FAILED")
    page.route("**/api/v1/code", lambda route: route.abort())
    explore.set_slider("Stride", 1)
    expect(card.get_by_role("status")).to_have_text("Not written: The server cannot be reached.")
    expect(panel).to_contain_text("stride=3")
    expect(card.get_by_role("button", name="Copy")).to_be_disabled()


def test_the_formula_and_the_parameters_are_those_of_rest(explore, rest):
    page = explore.open("?preset=worked-example&stride=2,2&padding=2,2,2,2").page
    formula = page.get_by_role("region", name="Output size")
    body = {"input_size": [7, 7], "kernel_size": 3, "stride": 2, "padding": 2}
    height, _ = rest.post("/api/v1/output-size", json=body).json()["formula"]
    expect(formula).to_contain_text("Height and width alike. 3 filters, so 3 output channels: 3×5×5.")
    coloured = (
        formula.get_by_role("paragraph")
        .nth(1)
        .evaluate(
            "line => [...line.querySelectorAll('[class*=role-]')].map(part => [part.className, part.textContent])"
        )
    )
    terms = [(term["role"], term["text"]) for term in height["numbers"]["terms"] if term["role"]]
    shown = {(name.split("role-")[1].split(" ", maxsplit=1)[0], text) for name, text in coloured}
    assert shown == set(terms)
    formula.get_by_text("Step by step").click()
    assert formula.get_by_role("listitem").count() == len(height["steps"])
    expect(formula.get_by_role("listitem").last).to_contain_text("positions")

    counts = rest.post(
        "/api/v1/parameters", json=body | {"in_channels": 3, "out_channels": 3, "input_size": [7, 7]}
    ).json()
    card = page.get_by_role("region", name="Parameters")
    expect(card).to_contain_text(f"{counts['dense_equivalent']:,}")
    expect(card).to_contain_text(f"{counts['macs']:,} multiply-accumulates")
    assert number(card.locator("strong").inner_text()) == counts["total"]
