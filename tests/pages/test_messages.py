"""What is said beside the stage: how long it stays, and that it moves nothing."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.pages.explore import REFUSED


def message(page: Page, text: str):
    return page.get_by_role("status").get_by_text(text)


def rectangle(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box
    return box


def test_what_is_said_in_passing_is_gone_after_four_seconds(explore):
    page = explore.page
    page.clock.install()
    explore.open()
    page.clock.pause_at("2100-01-01")  # however slow the machine is
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
    page.clock.pause_at("2100-01-01")  # however slow the machine is
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


def test_no_message_is_printed(explore):
    page = explore.open().page
    explore.button("Share").click()
    expect(message(page, "The link is copied.")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("The link is copied.")).to_be_hidden()
