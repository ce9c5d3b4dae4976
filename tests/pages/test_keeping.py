"""What a change leaves as it was, and what says that something has been changed."""

import re

import pytest
from playwright.sync_api import expect


def test_another_operation_takes_over_what_it_can_and_going_back_restores(explore):
    page = explore.open("?padding=3,3,3,3&padding_mode=reflect&dilation=2,2").page
    kernel = explore.numbers("filter 1, channel G")
    explore.choose("Operation", "Max pooling")
    expect(explore.region("Output, channel 1 of 3")).to_be_visible()
    expect(explore.slider("Kernel")).to_have_value("3")
    expect(explore.slider("Dilation")).to_have_value("2")
    expect(explore.slider("Stride")).to_have_value("1")
    expect(explore.slider("Amount")).to_have_value("1")  # at most half a kernel
    explore.set_slider("Kernel", 2)
    explore.set_slider("Stride", 2)
    explore.choose("Operation", "Average pooling")
    expect(explore.slider("Kernel")).to_have_value("2")
    explore.choose("Operation", "Convolution")
    expect(explore.region("Output, filter 1 of 3")).to_be_visible()
    expect(explore.slider("Amount")).to_have_value("3")
    expect(page.get_by_role("combobox", name="Filled with")).to_have_value("reflect")
    expect(explore.slider("Stride")).to_have_value("1")
    assert explore.numbers("filter 1, channel G") == kernel
    explore.choose("Operation", "Max pooling")
    expect(explore.slider("Kernel")).to_have_value("2")
    expect(explore.slider("Stride")).to_have_value("2")


def test_a_kernel_of_two_by_two_stays_one(explore):
    explore.open("?preset=max-pooling")
    for operation in ("Convolution", "Transposed convolution"):
        explore.choose("Operation", operation)
        expect(explore.page.get_by_role("region", name="Output, filter 1 of")).to_be_visible()
        expect(explore.slider("Kernel")).to_have_value("2")
        assert len(explore.numbers_of("filter 1, channel")) == 2


@pytest.mark.parametrize(
    ("control", "smaller", "larger"), [("Size", 2, 7), ("Channels", 1, 3), ("Kernel", 1, 3), ("Number", 1, 3)]
)
def test_a_size_there_and_back(explore, control, smaller, larger):
    explore.open()
    bias = explore.page.get_by_role("spinbutton", name=re.compile("^Bias of filter"))
    explore.page.get_by_role("radio", name="Filter 3").click()
    expect(bias).to_have_value("-1")
    before = {name: explore.numbers(name) for name in ("Input B", "filter 3, channel B")}
    explore.set_slider(control, smaller)
    if control == "Number":
        expect(explore.page.get_by_role("radio", name="Filter 3")).to_have_count(0)
    elif control == "Channels":
        expect(explore.region("Input 1")).to_be_visible()
    else:
        there = "Input B" if control == "Size" else "filter 3, channel B"
        expect(explore.grid(there).get_by_role("gridcell")).to_have_count(16 if control == "Size" else 1)
    explore.set_slider(control, larger)
    if control == "Number":
        explore.page.get_by_role("radio", name="Filter 3").click()
    expect(explore.grid("filter 3, channel B").get_by_role("gridcell")).to_have_count(9)
    expect(explore.grid("Input B").get_by_role("gridcell")).to_have_count(81)
    assert {name: explore.numbers(name) for name in before} == before
    expect(bias).to_have_value("-1")


def test_a_bias_taken_away_comes_back(explore):
    explore.open()
    bias = explore.page.get_by_role("spinbutton", name="Bias of filter 1")
    explore.choose("Bias", "none")
    expect(bias).to_be_hidden()
    explore.choose("Bias", "per filter")
    expect(bias).to_have_value("1")


@pytest.mark.parametrize("query", ["", "?preset=sobel"])
def test_a_changed_preset_says_so_and_is_reset(explore, query):
    page = explore.open(query).page
    changed = page.get_by_text("changed", exact=True)
    note = page.get_by_role("form", name="Controls").locator("p.note").first
    text = note.inner_text()
    start = page.url
    expect(changed).to_be_hidden()
    explore.set_slider("Stride", 2)
    expect(changed).to_be_visible()
    expect(page.get_by_text(text)).to_be_hidden()
    explore.button("Undo").click()
    expect(changed).to_be_hidden()
    expect(page.get_by_text(text)).to_be_visible()
    explore.choose("Padding", "valid")
    explore.set_slider("Kernel", 2)
    expect(changed).to_be_visible()
    explore.button("Reset").click()
    expect(changed).to_be_hidden()
    expect(page.get_by_text(text)).to_be_visible()
    expect(explore.slider("Kernel")).to_have_value("3")
    explore.button("Undo").click()
    expect(changed).to_be_visible()
    expect(explore.slider("Kernel")).to_have_value("2")
    page.wait_for_url("**padding=valid**")
    page.reload()
    expect(changed).to_be_visible()  # the link says so as well
    page.goto(start)
    expect(explore.button("Play")).to_be_visible()
    expect(changed).to_be_hidden()


def test_stepping_is_no_change(explore):
    explore.open()
    explore.unit_forward(3)
    explore.button("Show all").click()
    expect(explore.page.get_by_text("changed", exact=True)).to_be_hidden()
    expect(explore.button("Undo")).to_be_disabled()
