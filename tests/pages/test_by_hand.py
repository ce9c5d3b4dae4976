"""Feature maps: networks of one’s own, with every number typed or laid in."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.explore import REFUSED, number


def test_layers_are_composed_by_hand_and_every_number_is_ones_own(maps, rest):
    page = maps.open().page
    page.get_by_role("combobox", name="Network").select_option(label="3×3 after 3×3")
    expect(page.get_by_text("This network ends in maps, not in classes.")).to_be_visible()
    page.get_by_role("button", name="conv2, map 0").click()
    kernel = page.get_by_role("group", name="Kernel for channel 0")
    middle = kernel.get_by_role("textbox", name="row 1, column 1")
    expect(middle).to_have_value("0")
    middle.fill("5")
    middle.press("Enter")
    page.get_by_role("spinbutton", name="Row").fill("13")
    page.get_by_role("spinbutton", name="Column").fill("12")
    maps.button("Show this unit").click()
    heading = maps.heading(re.compile(r"conv2, map 0, unit \(13, 12\)"))
    expect(heading).to_be_visible()
    # the same by two calls of /conv2d: a blur, then Sobel's kernel with a 5 in its middle
    x = maps.last_asked()["body"]["input"]
    for weight in (
        [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]],
        [[-1, 0, 1], [-2, 5, 2], [-1, 0, 1]],
    ):
        x = rest.post("/api/v1/conv2d", json={"input": x, "weight": [[weight]], "padding": "same"}).json()["output"]
    shown = number(heading.inner_text().partition(" = ")[2])
    assert shown == pytest.approx(x[0][13][12], rel=1e-5)
    page.reload()
    expect(middle).to_have_value("5")
    expect(heading).to_be_visible()


def test_a_kernel_is_laid_in_by_its_name_and_a_slip_changes_nothing(maps):
    page = maps.open().page
    page.get_by_role("combobox", name="Network").select_option(label="Convolution, ReLU, pooling")
    expect(page.get_by_text("This network ends in maps, not in classes.")).to_be_visible()
    page.get_by_role("button", name="conv1, map 1").click()
    kernel = page.get_by_role("group", name="Kernel for channel 0")
    page.get_by_role("combobox", name="Lay a known kernel into channel 0").select_option(label="Laplacian")
    expect(kernel.get_by_role("textbox", name="row 1, column 1")).to_have_value("−4")
    corner = kernel.get_by_role("textbox", name="row 0, column 0")
    corner.fill("much")
    corner.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="“much” is not a number: 0 stays.")).to_be_visible()
    expect(corner).to_have_value("0")


def test_layers_of_ones_own_are_changed_and_weights_that_fit_stay(maps):
    page = maps.open().page
    page.allowed_messages.append(REFUSED)
    page.get_by_role("combobox", name="Network").select_option(label="Depthwise, then pointwise")
    expect(page.get_by_role("button", name="pointwise, map 0")).to_be_visible()
    maps.button("Change the layers").click()
    page.get_by_role("combobox", name="New layer").select_option("relu")
    maps.button("Add at the end").click()
    expect(page.get_by_role("button", name=re.compile("^relu.*, map 0$"))).to_be_visible()
    page.get_by_role("button", name="depthwise, map 1").click()
    blurred = page.get_by_role("group", name="Kernel for channel 0").get_by_role("textbox", name="row 1, column 1")
    expect(blurred).to_have_value("0.25")
    # a layer that does not fit is refused at its place, and what stood there stays
    editor = page.get_by_role("region", name="Layers", exact=True)
    editor.get_by_role("button", name=re.compile("depthwise conv out")).click()
    editor.get_by_label("groups").fill("3")
    editor.get_by_label("groups").press("Enter")
    expect(editor.get_by_role("alert").filter(has_text="groups")).to_be_visible()
    expect(blurred).to_have_value("0.25")


def test_any_network_of_the_zoo_is_shown_with_weights_of_a_seed(maps):
    page = maps.open("?network=resnet20_cifar&seed=3&sample=chelsea").page
    expect(page.get_by_text("Its weights are drawn from the seed 3: it has learned nothing.")).to_be_visible()
    expect(maps.classes()).to_be_visible()
