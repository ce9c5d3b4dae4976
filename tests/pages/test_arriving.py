"""Arriving on a page: what it is, examples, presenting, messages, paper, the focus, an unknown address."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.pages.explore import REFUSED, Explore
from tests.pages.looks import assert_looks

#: Each page with something of its own that is drawn, and a control that changes it.
PRESENTED = [
    ("/", ("region", "Input R"), ("form", "Controls")),
    ("/networks?network=lenet5", ("table", "Layers"), ("button", "Change a copy")),
    ("/receptive-field", ("group", "Layers"), ("button", "Change the layers")),
    ("/feature-maps", ("list", "The network, layer by layer"), ("combobox", "Picture")),
]


def examples(page: Page):
    return page.get_by_role("dialog", name="Examples")


def message(page: Page, text: str):
    return page.get_by_role("status").get_by_text(text)


def rectangle(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box
    return box


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


# presenting


def open_page(page, path, drawn):
    page.goto(path)
    expect(page.get_by_role(drawn[0], name=drawn[1], exact=True)).to_be_visible()


def expect_presented(page, drawn, control, presented):
    leave = page.get_by_role("button", name="Leave presenting")
    expect(leave).to_be_visible(visible=presented)
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible(visible=not presented)
    expect(page.get_by_role(control[0], name=control[1])).to_be_visible(visible=not presented)
    expect(page.get_by_role(drawn[0], name=drawn[1], exact=True)).to_be_visible()


@pytest.mark.parametrize(("path", "drawn", "control"), PRESENTED)
def test_a_page_is_presented_by_button_and_by_key(page, path, drawn, control):
    open_page(page, path, drawn)
    page.get_by_role("button", name="Present", exact=True).click()
    expect_presented(page, drawn, control, True)
    page.wait_for_function("document.fullscreenElement === document.documentElement")
    if path == "/":
        expect(page.get_by_role("group", name="Animation")).to_be_visible()
    page.get_by_role("button", name="Leave presenting").click()
    expect_presented(page, drawn, control, False)
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("p")
    expect_presented(page, drawn, control, True)
    page.keyboard.press("p")
    expect_presented(page, drawn, control, False)
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect_presented(page, drawn, control, False)


@pytest.mark.parametrize(("path", "drawn", "control"), PRESENTED)
def test_leaving_the_browsers_full_screen_leaves_presenting(page, path, drawn, control):
    open_page(page, path, drawn)
    page.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("document.exitFullscreen()")  # as the browser does at its own Escape
    expect_presented(page, drawn, control, False)


@pytest.mark.parametrize(("path", "drawn", "control"), PRESENTED)
def test_where_there_is_no_full_screen_the_page_fills_its_window(page, path, drawn, control):
    page.add_init_script("delete Element.prototype.requestFullscreen")
    open_page(page, path, drawn)
    page.get_by_role("button", name="Present", exact=True).click()
    expect_presented(page, drawn, control, True)
    page.keyboard.press("Escape")
    expect_presented(page, drawn, control, False)


@pytest.mark.parametrize(("path", "drawn", "control"), PRESENTED)
def test_a_page_is_presented_by_touch(browser, address, path, drawn, control):
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    open_page(page, path, drawn)
    if path == "/":
        control = ("button", "Share")  # on a phone the controls are in a sheet
    page.get_by_role("button", name="Present", exact=True).tap()
    expect_presented(page, drawn, control, True)
    page.get_by_role("button", name="Leave presenting").tap()
    expect_presented(page, drawn, control, False)
    context.close()


def test_a_spot_follows_the_pointer_while_presenting(page):
    page.emulate_media(reduced_motion="reduce")
    open_page(page, "/networks?network=lenet5", ("table", "Layers"))
    spot = page.locator(".pointer-spot")
    page.mouse.move(300, 300)
    expect(spot).to_have_count(0)
    page.get_by_role("button", name="Present", exact=True).click()
    for x, y in ((400, 300), (700, 512)):
        page.mouse.move(x, y)
        box = rectangle(spot)
        assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((x, y), abs=1)
    expect(spot).to_have_attribute("aria-hidden", "true")
    page.keyboard.press("Escape")
    expect(spot).to_have_count(0)


def test_p_is_a_letter_where_one_types(page):
    page.goto("/networks?network=vgg16")
    page.get_by_role("spinbutton", name="Classes").press("p")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.get_by_role("button", name="Import PyTorch").click()
    page.get_by_role("textbox", name="PyTorch text").press_sequentially("p")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def test_p_does_nothing_for_those_who_turned_single_keys_off(page):
    page.add_init_script("localStorage.setItem('single-keys', 'off')")
    open_page(page, "/networks?network=lenet5", ("table", "Layers"))
    page.keyboard.press("p")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.get_by_role("button", name="Present", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


# messages


def test_what_is_said_in_passing_is_gone_after_four_seconds(explore):
    page = explore.page
    page.clock.install()
    explore.open()
    copied = message(page, "The link is copied.")
    for _ in range(2):  # the same words can be said again
        explore.button("Share").click()
        expect(copied).to_be_visible()
        page.clock.run_for(3000)
        expect(copied).to_be_visible()
        page.clock.run_for(1000)
        expect(copied).to_be_hidden()


def test_a_message_stays_while_the_pointer_or_the_focus_rests_on_it(explore):
    page = explore.page
    page.clock.install()
    explore.open()
    copied = message(page, "The link is copied.")
    explore.button("Share").click()
    copied.hover()
    page.clock.run_for(20_000)
    expect(copied).to_be_visible()
    explore.button("Dismiss").focus()
    page.mouse.move(600, 700)
    page.clock.run_for(20_000)
    expect(copied).to_be_visible()
    explore.button("Share").focus()
    page.clock.run_for(4000)
    expect(copied).to_be_hidden()
    explore.button("Share").click()
    explore.button("Dismiss").click()
    expect(copied).to_be_hidden()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_messages_never_move_the_stage(explore, size):
    page = explore.page
    page.allowed_messages.append(REFUSED)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.clock.install()
    explore.open()
    parts = [
        explore.grid("Input R"),
        page.get_by_role("radiogroup", name="Filter bank"),
        explore.grid("Output, filter 1 of 3"),
    ]
    before = [rectangle(part) for part in parts]
    explore.button("Share").click()
    expect(message(page, "The link is copied.")).to_be_visible()
    assert [rectangle(part) for part in parts] == before
    # a refusal stays until it is mended
    if explore.button("Controls").is_visible():
        explore.button("Controls").click()
    explore.set_slider("Groups", 2)
    refused = page.get_by_text("Not computed:")
    expect(refused).to_be_visible()
    page.clock.run_for(20_000)
    expect(refused).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    assert [rectangle(part) for part in parts] == before
    explore.set_slider("Groups", 1)
    expect(refused).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    assert [rectangle(part) for part in parts] == before


def test_a_picture_that_a_link_lacks_is_asked_for_until_it_is_chosen_or_dismissed(explore):
    page = explore.page
    page.clock.install()
    link = "?preset=sobel&upload=cat.png"
    explore.open("?preset=sobel")
    stage = page.get_by_role("region", name="Input 1")
    before = rectangle(stage)
    explore.open(link)
    choose = explore.button("Choose the picture…")
    expect(choose).to_be_visible()
    page.clock.run_for(20_000)
    expect(choose).to_be_visible()
    assert rectangle(stage) == before
    with page.expect_file_chooser():
        choose.click()
    explore.button("Dismiss").click()
    expect(choose).to_be_hidden()


def test_refusals_move_nothing_on_the_other_pages(page):
    page.allowed_messages += [REFUSED, "status of 404"]
    page.goto("/networks")
    cards = page.get_by_role("heading", name="The classic networks")
    before = rectangle(cards)["y"]
    page.goto("/networks?network=nope")
    expect(page.get_by_role("alert")).to_contain_text("there is no network named 'nope'")
    assert rectangle(page.get_by_role("heading", name="Other networks"))["y"] == before
    page.goto("/receptive-field")
    heading = page.get_by_role("heading", name="What a unit sees")
    before = rectangle(heading)["y"]
    page.goto("/receptive-field?network=nope")
    expect(page.get_by_role("alert")).to_contain_text("nope")
    assert rectangle(heading)["y"] == before


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


def test_no_message_is_printed(explore):
    page = explore.open().page
    explore.button("Share").click()
    expect(message(page, "The link is copied.")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("The link is copied.")).to_be_hidden()


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


@pytest.mark.parametrize("path", [path for path, _, _ in PRESENTED])
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
