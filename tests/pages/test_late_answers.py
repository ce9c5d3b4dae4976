"""However late the server answers, the last thing asked for is what stays on the page."""

import re

from playwright.sync_api import expect


def test_stacks_of_small_kernels(page, hold):
    page.goto("/receptive-field")
    stacks = page.get_by_role("table", name="Stacks that see")
    expect(stacks).to_contain_text("49C²")
    held = hold("**/stacks")
    for count, (name, value) in enumerate([("Field", "5"), ("C, channels", "100")], start=1):
        page.get_by_role("spinbutton", name=name).fill(value)
        page.get_by_role("spinbutton", name=name).press("Enter")
        held.wait_for(count)
    held.answer_the_newest()
    expect(stacks).to_contain_text("250,000")
    held.answer_the_rest()
    expect(stacks).to_contain_text("250,000")


def test_a_network_as_code(page, hold):
    page.goto("/networks?network=lenet5")
    held = hold("**/export")
    page.get_by_role("button", name="Code", exact=True).click()
    held.wait_for(1)
    page.get_by_role("button", name="Keras").click()
    held.wait_for(2)
    held.answer_the_newest()
    code = page.get_by_role("group", name="Code")
    expect(code).to_contain_text("keras")
    held.answer_the_rest()
    expect(code).to_contain_text("keras")


def test_the_link_of_a_layer(page, hold):
    page.goto("/networks?network=alexnet")
    held = hold("**/presets/*")
    page.get_by_role("button", name="conv1", exact=True).click()
    held.wait_for(1)
    page.get_by_role("button", name="conv2", exact=True).click()
    held.wait_for(2)
    held.answer_the_newest()
    link = page.get_by_role("link", name="Open in Explore")
    expect(link).to_be_visible()
    of_the_second = link.get_attribute("href")
    held.answer_the_rest()
    assert link.get_attribute("href") == of_the_second


def test_a_preset_after_another(explore, hold):
    explore.open()
    held = hold("**/presets/{stride,dilation}-2")
    explore.choose_example("Stride 2")
    explore.choose_example("Dilation 2")
    held.wait_for(2)
    held.answer_the_newest()
    expect(explore.slider("Dilation")).to_have_value("2")
    held.answer_the_rest()
    expect(explore.slider("Dilation")).to_have_value("2")
    expect(explore.slider("Stride")).to_have_value("1")


def test_a_picture_after_another(explore, hold):
    page = explore.open("?preset=blur").page
    held = hold("**/*.png")
    for count, picture in enumerate(["house", "fern"], start=1):
        explore.choose("Source of the input", f"Picture: {picture}")
        held.wait_for(count)
    held.answer_the_newest()
    page.wait_for_url("**picture=fern**")
    held.answer_the_rest()
    assert "picture=fern" in page.url


def test_back_twice(explore, hold):
    page = explore.open("?preset=blur").page
    for picture in ["house", "fern"]:
        explore.choose("Source of the input", f"Picture: {picture}")
        page.wait_for_url(f"**picture={picture}**")
        page.wait_for_timeout(800)  # changes in quick succession are one entry
    held = hold("**/*.png")
    page.go_back()
    held.wait_for(1)
    page.go_back()
    held.wait_for(2)
    held.answer_the_newest()
    values = page.get_by_role("combobox", name="Source of the input", exact=True)
    expect(values).to_have_value("picture:zone-plate")
    held.answer_the_rest()
    expect(values).to_have_value("picture:zone-plate")


def test_a_picture_does_not_give_way_to_a_slider(explore, hold):
    page = explore.open("?preset=blur").page
    held = hold("**/*.png")
    explore.choose("Source of the input", "Picture: fern")
    explore.set_slider("Stride", 2)
    held.wait_for(1)
    held.answer_the_newest()
    page.wait_for_url("**picture=fern**")
    expect(explore.slider("Stride")).to_have_value("2")
    expect(page.get_by_role("region", name="Output, filter 1 of 1")).to_contain_text("128×128")


def test_a_row_that_is_being_typed_is_kept(maps, hold):
    """While the answer to something else arrives."""
    page = maps.open("?node=conv2&map=5").page
    row = page.get_by_role("spinbutton", name="Row")
    held = hold("**/maps")
    maps.button("Sample 4").click()
    held.wait_for(1)
    row.fill("9")
    for _ in ("the network", "the layer", "the map"):
        held.wait_for(1)
        held.answer_the_newest()
    maps.expect_best("4")
    expect(row).to_have_value("9")
    maps.button("Show this unit").click()
    expect(maps.heading(re.compile(r"conv2, map 5, unit \(9, 7\)"))).to_be_visible()
