"""The code on the card does exactly what is on screen: it is copied, run, and compared with REST."""

import ast
import json
import shlex
import subprocess
import sys

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.pages.explore import number
from tests.presets import answer_of

#: Links, and the same convolution as a body for REST.
CASES = {
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


def copied(explore, language: str) -> str:
    card = explore.page.get_by_role("region", name="Code", exact=True)
    card.get_by_role("tab", name=language).click()
    card.get_by_role("button", name="Copy").click()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    return explore.page.evaluate("navigator.clipboard.readText()")


def name_in(query: str) -> str:
    return query.split("preset=")[1].split("&", maxsplit=1)[0]


@pytest.mark.parametrize("query", CASES)
def test_numpy_and_curl_give_what_is_on_screen(explore, rest, query):
    explore.open(query)
    expected = np.array(answer_of(rest, name_in(query), **CASES[query])["output"])
    explore.button("Whole output").click()
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
    assert (
        'torch.nn.Conv2d(3, 3, kernel_size=3, stride=(2, 1), padding=(2, 1), padding_mode="circular", bias=False)'
        in torch
    )
    compile(torch, "torch", "exec")
    keras = copied(explore, "Keras")
    assert "keras.layers.Conv2D(3, 3, strides=(2, 1), use_bias=False)" in keras
    assert 'np.pad(x, ((0, 0), (2, 2), (1, 1)), mode="wrap")' in keras
    compile(keras, "keras", "exec")


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
