"""What is refused, and the nearest value that works."""

import base64
import re
import zlib

import pytest
from playwright.sync_api import expect

from tests.pages.explore import REFUSED


@pytest.mark.parametrize(
    ("query", "control", "value", "offer", "at", "becomes"),
    [
        ("", "Kernel", 11, "Use 9", "Kernel", "9"),
        ("", "Dilation", 6, "Use 2", "Kernel", "2"),
        ("", "Groups", 2, "Use 1", "Groups", "1"),
        ("?padding_mode=reflect", "Amount", 8, "Use 6", "Amount", "6"),
        ("?preset=max-pooling", "Amount", 2, "Use 1", "Amount", "1"),
        ("?preset=transposed", "Output padding", 3, "Use 1", "Output padding", "1"),
        ("?stride=0,0", None, None, "Use 1", "Stride", "1"),
        ("?dilation=0,0", None, None, "Use 1", "Dilation", "1"),
    ],
)
def test_the_nearest_value_that_works_is_one_click_away(explore, query, control, value, offer, at, becomes):
    page = explore.page
    page.allowed_messages.append(REFUSED)
    explore.open(query)
    if control:
        explore.set_slider(control, value)
    button = explore.button(offer)
    expect(button).to_be_visible()
    said = page.get_by_role("alert").filter(has_text=re.compile(r"\w"))
    assert button.get_attribute("aria-describedby") == said.get_attribute("id")
    button.click()
    expect(button).to_be_hidden()
    expect(page.get_by_text("Not computed:")).to_be_hidden()
    expect(explore.slider(at)).to_have_value(becomes)
    explore.button("Undo").click()
    expect(page.get_by_text("Not computed:")).to_be_hidden()


def test_a_padding_mode_that_works_is_offered(explore):
    explore.page.allowed_messages.append(REFUSED)
    explore.open("?preset=backward-input&padding=1,1,1,1")
    explore.choose("Filled with", "circular")
    explore.button("Use zeros").click()
    expect(explore.page.get_by_role("combobox", name="Filled with")).to_have_value("zeros")


def test_unequal_sides_are_cut_and_unequal_kernels_changed_as_little_as_possible(explore):
    page = explore.page
    page.allowed_messages.append(REFUSED)
    explore.open("?preset=max-pooling&padding=2,0,1,0")
    explore.button("Use at most 1").click()
    expect(explore.slider("Padding top")).to_have_value("1")
    expect(explore.slider("Padding left")).to_have_value("1")
    explore.open()
    explore.button("Kernel: height and width apart").click()
    explore.set_slider("Kernel, width", 11)
    explore.button("Use 3×9").click()
    expect(explore.slider("Kernel, width")).to_have_value("9")


def packed(text: str) -> str:
    """Pack numbers as links have them."""
    deflated = zlib.compressobj(wbits=-15)
    return base64.urlsafe_b64encode(deflated.compress(text.encode()) + deflated.flush()).decode().rstrip("=")


def test_where_nothing_helps_nothing_is_offered(explore):
    """A filter of two channels does not fit an input of three, however large it is."""
    page = explore.page
    page.allowed_messages.append(REFUSED)
    with page.expect_response(lambda response: '"shape":[1,2,11,11]' in (response.request.post_data or "")):
        explore.open(f"?weight={packed('1,2,1,1;1,1')}")
    expect(page.get_by_role("alert").filter(has_text="each filter has 2 channels")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name=re.compile("^Use "))).to_have_count(0)


def test_the_search_gives_way_to_the_next_change(explore):
    page = explore.page
    page.allowed_messages.append(REFUSED)
    explore.open()
    explore.set_slider("Kernel", 11)
    explore.set_slider("Kernel", 10)
    explore.set_slider("Kernel", 5)
    expect(explore.region("Output, filter 1 of 3")).to_contain_text("5×5")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name=re.compile("^Use "))).to_have_count(0)
