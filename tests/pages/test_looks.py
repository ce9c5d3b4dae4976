"""Every size, light and dark, is free of what axe-core finds, and fits its screen."""

import pytest
from playwright.sync_api import expect

from tests.pages.looks import assert_looks

WIDE, TABLET, PHONE, SMALLEST = (1440, 900), (1024, 768), (390, 844), (360, 640)
CONVOLUTIONS = ["", "?preset=sobel", "?preset=grouped&activation=gelu"]
LAYERS = [
    f"?preset={name}"
    for name in ("transposed", "average-pooling", "gelu", "matrix-product", "backward-weights", "signal")
]


@pytest.mark.parametrize(
    ("query", "size"),
    [
        *((query, size) for query in CONVOLUTIONS for size in (WIDE, TABLET, PHONE, SMALLEST)),
        *((query, size) for query in LAYERS for size in (WIDE, PHONE)),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(explore, query, size):
    page = explore.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    explore.open(query)
    expect(explore.status()).to_be_attached()
    assert_looks(page)


def test_axe_finds_nothing_in_dialogs_messages_and_present_mode(explore):
    page = explore.page
    page.allowed_messages.append("status of 422")
    explore.open()
    openers = (
        lambda: page.keyboard.press("?"),
        explore.button("Paste a matrix as the weights").click,
        explore.example().click,
    )
    for open_it in openers:
        open_it()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert_looks(page)
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    explore.set_slider("Kernel", 11)
    expect(page.get_by_text("Not computed:")).to_be_visible()
    assert_looks(page)
    explore.button("Present").click()
    assert_looks(page)


@pytest.mark.parametrize("path", ["/networks", "/networks?network=lenet5", "/receptive-field", "/feature-maps"])
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_axe_finds_nothing_in_other_pages_while_they_are_presented(page, path, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    expect(page.get_by_role("main").get_by_role("heading", level=2).first).to_be_visible()
    page.get_by_role("button", name="Present").click()
    assert_looks(page)


def test_reduced_motion_leaves_the_window_without_a_glide(explore):
    explore.page.emulate_media(reduced_motion="reduce")
    explore.open()
    explore.button("Play").click()
    explore.page.wait_for_timeout(600)
    moving = explore.page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length")
    explore.button("Pause").click()
    assert moving == 0


@pytest.mark.moving
def test_motion_shows_products_gathering_and_the_sum_landing(explore):
    page = explore.open().page
    flies = "texts => document.getAnimations().some(({ effect }) => texts.includes(effect.target.textContent))"
    explore.beat_forward(3)  # each at once: what was on its way is there
    page.wait_for_function(flies, arg=["1", "−1", "2", "−2"])
    explore.beat_forward(2)
    page.wait_for_function(flies, arg=["2"])
    explore.expect_beat(5, of=5)


def test_the_theme_is_remembered(explore):
    explore.open()
    explore.button("Dark theme").click()
    explore.page.reload()
    expect(explore.button("Dark theme")).to_have_attribute("aria-pressed", "true")


def test_the_reference_page_works_without_the_internet(page):
    page.goto("/docs")
    # the document is made when it is first asked for, and every example in it is run
    expect(page.get_by_role("heading", name="ConvScope", exact=False).first).to_be_visible(timeout=60_000)
    page.get_by_text("/api/v1/conv2d/unit").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text("channel_sums").first).to_be_visible()
