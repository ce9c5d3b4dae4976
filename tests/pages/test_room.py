"""Whatever the controls allow is laid out without overlap, nothing is cut off, and every digit can be read."""

from itertools import product

import numpy as np
import pytest
from allpairspy import AllPairs
from playwright.sync_api import expect

from tests.pages.room import faults, packed

HEIGHTS = {360: 640, 768: 1024, 1024: 768, 1440: 900, 1920: 1080}
OPERATIONS = [
    "operation=conv",
    "operation=conv&activation=relu",
    "view=matrix",
    "view=grad_input",
    "view=grad_weight",
    "operation=conv_transpose",
    "operation=max_pool",
    "operation=avg_pool",
    "operation=activation&activation=gelu",
]
FEATURES = {
    "operation": OPERATIONS,
    "kernel": [1, 2, 3, 5, 7, 11],
    "channels": [1, 2, 3, 4, 5, 16],
    "size": [1, 5, 7, 11, 16, 17, 32],
    "width": list(HEIGHTS),
    "numbers": ["whole", "decimal", "long"],
    "presenting": [False, True],
}
PAIRS = [tuple(case) for case in AllPairs(list(FEATURES.values()))]
EXTREMES = [
    (operation, kernel, channels, size, width, "long", presenting)
    for operation, kernel, channels, size, width, presenting in product(
        OPERATIONS, (1, 11), (1, 16), (1, 32), (360, 1920), (False, True)
    )
]
SAMPLE = PAIRS[::7]


def numbers(kind: str, shape: tuple[int, ...]) -> np.ndarray:
    rng = np.random.default_rng(sum(shape))
    whole = rng.integers(-2, 3, shape).astype(float)
    return {"whole": whole, "decimal": whole / 10 + 0.025, "long": whole * 123.456789 + 0.000123}[kind]


def lay_out(explore, case) -> list[str]:
    operation, kernel, channels, size, width, kind, presenting = case
    kernel = min(kernel, 2 * size + 1) if "conv_transpose" not in operation else kernel
    padding = 0 if "activation&" in operation or "transpose" in operation else kernel // 2
    page = explore.page
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    query = f"?preset=worked-example&{operation}&stride=1,1&padding={','.join(4 * [str(padding)])}&groups=1"
    input, weight = numbers(kind, (channels, size, size)), numbers(kind, (2, channels, kernel, kernel))
    explore.open(f"{query}&bias=0.5,-1&input={packed(input)}&weight={packed(weight)}&step=1")
    expect(explore.status()).to_be_attached()
    if presenting:
        page.keyboard.press("p")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text("Not computed")).to_have_count(0)
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))"
    )
    return faults(page)


@pytest.mark.parametrize("case", SAMPLE, ids=str)
def test_every_two_values_of_a_sample_have_room(explore, case):
    assert lay_out(explore, case) == []


@pytest.mark.sweep
@pytest.mark.parametrize("case", [*PAIRS, *EXTREMES], ids=str)
def test_whatever_the_controls_allow_has_room(explore, case):
    assert lay_out(explore, case) == []


@pytest.mark.parametrize("width", [1024, 1440, 1920])
@pytest.mark.parametrize("kind", ["whole", "decimal"])
def test_up_to_seven_by_seven_by_three_every_cell_shows_its_digits(explore, width, kind):
    case = ("operation=conv", 7, 3, 7, width, kind, False)
    assert lay_out(explore, case) == []
    page = explore.page
    explore.button("Show all").click()
    empty = page.locator("operation-stage td").evaluate_all(
        "cells => cells.filter(cell => cell.textContent.trim() === '').length"
    )
    assert empty == 0


@pytest.mark.parametrize("width", [390, 1024, 1440])
@pytest.mark.parametrize(
    "query",
    [
        "?preset=worked-example",
        "?preset=worked-example&activation=gelu&bias=0.123456,1,1",
        "?preset=max-pooling",
        "?preset=average-pooling",
        "?preset=gelu",
        "?preset=transposed",
        "?preset=backward-input",
        "?preset=matrix-product",
        "?preset=causal",
        "?preset=sobel&side=64&whole=0",
    ],
)
def test_nothing_moves_as_numbers_come(explore, query, width):
    """A number that has yet to come has the height of a number."""
    page = explore.page
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 844)})
    explore.open(query)
    page.wait_for_load_state("networkidle")
    before = explore.places()
    beats = len(page.locator(".dots i").all())
    page.get_by_role("group", name="Stage").focus()
    for beat in range(1, beats + 1):
        page.keyboard.press("ArrowRight")
        explore.expect_beat(beat, of=beats)
        page.wait_for_load_state("networkidle")
        assert explore.places() == before, beat


def test_the_worked_example_can_be_read_from_the_last_row(explore):
    page = explore.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    explore.open("?step=1")
    page.keyboard.press("p")
    expect(page.get_by_role("form", name="Controls")).to_be_hidden()
    digits = "cells => Math.min(...cells.map(cell => parseFloat(getComputedStyle(cell).fontSize)))"
    page.wait_for_function(f"({digits})([...document.querySelectorAll('.plane td')]) >= 28")
    assert faults(page) == []
