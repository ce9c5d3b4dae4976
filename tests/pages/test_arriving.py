"""Arriving on a page: what it is, examples, paper, the focus, an unknown address."""

import pytest
from playwright.sync_api import Page, expect

from tests.pages.explore import Explore
from tests.pages.looks import assert_looks
from tests.pages.pages import PAGES


def examples(page: Page):
    return page.get_by_role("dialog", name="Examples")


# first sight


def test_the_page_says_what_it_is_and_what_to_do(explore):
    page = explore.open().page
    expect(page.get_by_text("See how every number that a convolution gives comes about.")).to_be_visible()
    expect(page.get_by_text("Press play, or →.")).to_be_visible()
    explore.button("Present").click()
    expect(page.get_by_text("Press play, or →.")).to_be_hidden()


def test_operation_example_and_view_are_labelled_in_sight(explore):
    form = explore.open().page.get_by_role("form", name="Controls")
    for label in ("Operation", "Example", "View"):
        expect(form.get_by_text(label, exact=True)).to_be_visible()


# examples


def test_the_examples_are_grouped_as_the_server_says_and_the_current_one_is_marked(explore, rest):
    page = explore.open("?preset=dilation-2").page
    example = explore.example()
    explore.expect_example("Dilation 2")
    example.click()
    presets = rest.get("/api/v1/presets").json()["presets"]
    for group in {preset["group"] for preset in presets}:
        titles = [preset["title"] for preset in presets if preset["group"] == group]
        expect(examples(page).get_by_role("heading", name=group)).to_be_visible()
        expect(examples(page).get_by_role("group", name=group).get_by_role("button")).to_have_text(titles)
    current = examples(page).locator("[aria-current=true]")
    expect(current).to_have_text("Dilation 2")
    expect(current).to_be_focused()
    note = next(preset["note"] for preset in presets if preset["name"] == "dilation-2")
    expect(examples(page).get_by_text(note)).to_be_visible()


def test_each_example_has_a_picture_that_is_fetched_when_the_picker_is_first_opened(explore, rest):
    page = explore.page
    fetched: list[str] = []
    page.on(
        "request", lambda request: fetched.append(request.url.rpartition("/")[2]) if "presets/" in request.url else None
    )
    explore.open()
    assert fetched == ["worked-example"]
    explore.example().click()
    names = [preset["name"] for preset in rest.get("/api/v1/presets").json()["presets"]]
    pictures = examples(page).locator(".example-picture")
    expect(pictures).to_have_count(len(names))
    expect(examples(page).locator(".example-picture > :first-child")).to_have_count(len(names))
    assert sorted(fetched) == sorted(names)
    page.wait_for_function(
        "[...document.querySelectorAll('.example-picture img')].every(image => image.naturalWidth > 0)"
    )
    # 7×7 cells in blue within a border of padding, and a kernel of nine
    tiles = pictures.first.locator(".tile")
    assert [tiles.nth(i).locator("i").count() for i in range(2)] == [81, 9]
    examples(page).get_by_role("button", name="Close").click()
    explore.example().click()
    expect(examples(page).locator(".example-picture > :first-child")).to_have_count(len(names))
    assert len(fetched) == len(names)


def test_an_example_is_chosen_with_the_pointer(explore):
    page = explore.open().page
    explore.choose_example("Stride 2")
    expect(examples(page)).to_be_hidden()
    expect(page.get_by_role("region", name="Output, filter 1 of 3")).to_contain_text("4×4")
    explore.expect_example("Stride 2")


def test_an_example_is_chosen_with_the_keyboard(explore):
    page = explore.open().page
    example = explore.example()
    example.focus()
    page.keyboard.press("Enter")
    focused = examples(page).locator("button:focus")
    expect(focused).to_have_text("Worked example 7×7×3")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_text("Edges: Sobel x, y")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_text("Laplacian")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(focused).to_have_text("Worked example 7×7×3")
    page.keyboard.press("ArrowUp")  # nothing is above
    expect(focused).to_have_text("Worked example 7×7×3")
    page.keyboard.press("Tab")
    expect(focused).to_have_text("Edges: Sobel x, y")
    page.keyboard.press("Escape")
    expect(examples(page)).to_be_hidden()
    expect(example).to_be_focused()
    explore.expect_example("Worked example 7×7×3")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    explore.expect_example("Edges: Sobel x, y")


# paper


@pytest.mark.parametrize(
    ("path", "printed", "left_out"),
    [
        ("/", [("region", "Input R"), ("region", "Output size")], [("form", "Controls"), ("group", "Animation")]),
        ("/networks?network=lenet5", [("table", "Layers")], [("button", "Code"), ("link", "VGG-16")]),
        ("/receptive-field", [("group", "Layers")], [("combobox", "Preset")]),
        ("/feature-maps", [("list", "The network, layer by layer")], [("combobox", "Picture")]),
    ],
)
def test_a_printed_page_is_the_stage_and_the_cards_on_white(page, path, printed, left_out):
    page.goto(path)
    page.get_by_role("button", name="Dark theme").click()
    for role, name in printed:
        expect(page.get_by_role(role, name=name, exact=True)).to_be_visible()
    page.emulate_media(media="print")
    for role, name in printed:
        expect(page.get_by_role(role, name=name, exact=True)).to_be_visible()
    for role, name in [*left_out, ("banner", ""), ("navigation", "Pages")]:
        expect(page.get_by_role(role, name=name).first).to_be_hidden()
    styles = "(({ backgroundColor, color, printColorAdjust }) => [backgroundColor, color, printColorAdjust])"
    assert page.evaluate(f"{styles}(getComputedStyle(document.body))") == [
        "rgb(255, 255, 255)",
        "rgb(29, 33, 38)",
        "exact",
    ]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# the focus


def test_the_way_past_the_header_ends_at_the_first_control_and_marks_no_container(explore):
    page = explore.open().page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('main:focus-visible')") is None
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Operation")).to_be_focused()


def test_a_click_beside_the_controls_and_a_key_mark_nothing(explore):
    page = explore.open().page
    page.get_by_text("Press play, or").click()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelectorAll(':focus-visible').length") == 0


@pytest.mark.parametrize("path", [path for path, _, _ in PAGES])
def test_every_control_that_has_the_focus_is_outlined(page, path):
    page.goto(path)
    expect(page.get_by_role("main").get_by_role("button").first).to_be_visible()
    seen = 0
    while seen < 60:
        page.keyboard.press("Tab")
        mark = page.evaluate(
            """() => {
              const on = document.activeElement;
              if (on === document.body) return null;
              const { outlineStyle, outlineWidth } = getComputedStyle(on);
              return [on.outerHTML.slice(0, 120), outlineStyle, parseFloat(outlineWidth)];
            }"""
        )
        if mark is None:
            break
        seen += 1
        assert mark[1] == "solid", mark
        assert mark[2] >= 2, mark
    assert seen > 10


# nowhere


def test_an_unknown_address_has_ways_on(page):
    page.allowed_messages.append("status of 404")
    answer = page.goto("/no/such/page")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no page here")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("/no/such/page")
    assert_looks(page)
    page.get_by_role("main").get_by_role("link", name="Receptive field").click()
    expect(page.get_by_role("heading", name="What a unit sees")).to_be_visible()
    page.go_back()
    page.get_by_role("main").get_by_role("link", name="Explore").click()
    expect(Explore(page).button("Play")).to_be_visible()
