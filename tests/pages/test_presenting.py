"""A page is presented, and leaves it again."""

import re

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.pages.pages import PAGES


def rectangle(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box
    return box


def open_page(page, path, drawn):
    page.goto(path)
    expect(page.get_by_role(drawn[0], name=drawn[1], exact=True)).to_be_visible()


def expect_presented(page, drawn, control, presented):
    leave = page.get_by_role("button", name="Leave presenting")
    expect(leave).to_be_visible(visible=presented)
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible(visible=not presented)
    expect(page.get_by_role(control[0], name=control[1])).to_be_visible(visible=not presented)
    expect(page.get_by_role(drawn[0], name=drawn[1], exact=True)).to_be_visible()


@pytest.mark.parametrize(("path", "drawn", "control"), PAGES)
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


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/docs", re.compile("^ConvScope")),
        ("/problems/invalid-value", "A value is not valid"),
        ("/nowhere", "There is no page here"),
    ],
)
def test_pages_of_text_are_presented_too(page, path, title):
    page.allowed_messages.append("status of 404")
    page.goto(path)
    heading = page.get_by_role("heading", name=title).first
    expect(heading).to_be_visible(timeout=40_000)  # the reference draws every call first
    before = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    page.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_function("document.fullscreenElement === document.documentElement")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(heading).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") != before
    page.get_by_role("button", name="Leave presenting").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("p")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_control_of_the_set_up_is_come_to_while_presenting(explore, width, height):
    page = explore.page
    page.set_viewport_size({"width": width, "height": height})
    explore.open()
    if width < 760:
        explore.button("Controls").click()
        expect(page.get_by_role("form", name="Controls")).to_be_visible()
        explore.button("Controls").focus()
    page.keyboard.press("p")
    expect(explore.button("Leave presenting")).to_be_visible()
    expect(page.get_by_role("form", name="Controls")).to_be_hidden()
    expect(explore.button("Undo")).to_be_hidden()
    expect(explore.button("Controls")).to_be_hidden()
    explore.button("Leave presenting").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.closest('.sidebar') !== null")


@pytest.mark.parametrize(("path", "drawn", "control"), PAGES)
def test_leaving_the_browsers_full_screen_leaves_presenting(page, path, drawn, control):
    open_page(page, path, drawn)
    page.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("document.exitFullscreen()")  # as the browser does at its own Escape
    expect_presented(page, drawn, control, False)


@pytest.mark.parametrize(("path", "drawn", "control"), PAGES)
def test_where_there_is_no_full_screen_the_page_fills_its_window(page, path, drawn, control):
    page.add_init_script("delete Element.prototype.requestFullscreen")
    open_page(page, path, drawn)
    page.get_by_role("button", name="Present", exact=True).click()
    expect_presented(page, drawn, control, True)
    page.keyboard.press("Escape")
    expect_presented(page, drawn, control, False)


@pytest.mark.parametrize(("path", "drawn", "control"), PAGES)
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
    page.get_by_role("button", name="Paste a model").click()
    page.get_by_role("textbox", name="Text of the network").press_sequentially("p")
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
