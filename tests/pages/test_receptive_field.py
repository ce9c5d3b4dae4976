"""The Receptive field page: point at a unit, read what it sees and reaches, and compare with REST."""

import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.settings import ROOT
from tests.pages.looks import assert_looks

TWO = [{"operation": "conv", "name": f"conv{i}", "out_channels": 1, "kernel_size": 3} for i in (1, 2)]


def plane(page, name):
    return page.get_by_role("img", name=f"{name}:")


def fields(page):
    return page.get_by_role("table", name="Fields", exact=True)


def row(page, name):
    return fields(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def click_unit(page, name, unit, size):
    canvas = plane(page, name)
    box = canvas.bounding_box()
    canvas.click(
        position={"x": (unit[1] + 0.5) * box["width"] / size[1], "y": (unit[0] + 0.5) * box["height"] / size[0]}
    )


def choose(page, preset):
    page.get_by_role("combobox", name="Preset").select_option(preset)


def test_click_a_unit_and_read_its_region_in_every_layer(page, rest):
    page.goto("/receptive-field")
    click_unit(page, "conv2", (0, 5), (7, 7))
    network = {"input_shape": [1, 11, 11], "layers": TWO}
    answer = rest.post(
        "/api/v1/networks/receptive-field", json={"network": network, "node": "conv2", "unit": [0, 5]}
    ).json()
    expect(row(page, "conv2")).to_contain_text("the unit in row 0, column 5")
    for node in answer["nodes"][:-1]:
        (top, bottom), (left, right) = node["rows"], node["columns"]
        expect(row(page, node["name"])).to_contain_text(f"sees rows {top}–{bottom}, columns {left}–{right}")
    page.reload()
    expect(row(page, "conv2")).to_contain_text("the unit in row 0, column 5")


def test_a_unit_in_the_middle_sees_back_and_reaches_on(page):
    page.goto("/receptive-field?preset=three-3x3")
    click_unit(page, "conv2", (3, 3), (7, 7))
    expect(row(page, "input")).to_contain_text("sees rows 3–7, columns 3–7")
    expect(row(page, "conv1")).to_contain_text("sees rows 3–5, columns 3–5")
    expect(row(page, "conv3")).to_contain_text("reaches rows 1–3, columns 1–3")
    click_unit(page, "input", (0, 0), (11, 11))
    expect(row(page, "conv3")).to_contain_text("reaches row 0, column 0")


def test_hovering_is_undone_by_leaving_and_dragging_is_kept(page):
    page.goto("/receptive-field")
    expect(row(page, "conv2")).to_contain_text("the unit in row 3, column 3")
    box = plane(page, "conv1").bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    expect(row(page, "conv1")).to_contain_text("the unit in row 0, column 0")
    page.mouse.move(5, 5)
    expect(row(page, "conv2")).to_contain_text("the unit in row 3, column 3")
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 3, steps=5)
    page.mouse.up()
    page.mouse.move(5, 5)
    expect(row(page, "conv1")).to_contain_text("the unit in row 0, column 8")


def test_by_keyboard(page):
    page.goto("/receptive-field")
    page.get_by_role("combobox", name="Layer", exact=True).select_option("conv1")
    expect(row(page, "conv1")).to_contain_text("the unit in row 4, column 4")
    page.get_by_role("spinbutton", name="Row").fill("2")
    page.get_by_role("spinbutton", name="Row").press("Enter")
    expect(row(page, "conv1")).to_contain_text("the unit in row 2, column 4")
    expect(row(page, "input")).to_contain_text("sees rows 2–4, columns 4–6")
    page.allowed_messages += ["status of 422"]
    page.get_by_role("spinbutton", name="Row").fill("9")
    page.get_by_role("spinbutton", name="Row").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="there is no row 9")).to_be_visible()
    expect(row(page, "conv1")).to_contain_text("the unit in row 2, column 4")


def test_two_against_three_3x3(page):
    page.goto("/receptive-field")
    expect(page.get_by_text("A widespread tutorial says 7×7")).to_be_visible()
    expect(row(page, "conv2")).to_contain_text("5×5")
    choose(page, "Three 3×3")
    expect(row(page, "conv3")).to_contain_text("7×7")
    page.go_back()
    expect(row(page, "conv3")).to_have_count(0)


def test_a_dilated_stack_shows_its_holes(page):
    page.goto("/receptive-field?preset=gridding")
    expect(row(page, "input")).to_contain_text("sees rows 3–15, columns 3–15, 49 of 169 cells")
    seen = page.evaluate(
        """() => {
          const canvas = document.querySelector('canvas[data-plane="input"]');
          const size = canvas.width / 19;
          const { data } = canvas.getContext("2d").getImageData(0, Math.floor(3.5 * size), canvas.width, 1);
          const at = (column) => data.slice(4 * Math.floor((column + 0.5) * size)).slice(0, 4).join();
          return Array.from({ length: 19 }, (_, column) => at(column) !== at(0));
        }"""
    )
    assert [column for column, lit in enumerate(seen) if lit] == list(range(3, 16, 2))
    diagram = page.get_by_role("img", name="Connections along the width")
    expect(diagram.locator("circle.seen")).to_have_count(7 + 5 + 3)


def test_the_diagram_draws_a_skip_too(page):
    page.goto("/receptive-field?preset=residual")
    diagram = page.get_by_role("img", name="Connections along the width")
    # the sum's unit: its two inputs, and behind the longer path three and five cells with 3 + 9 lines
    expect(diagram.locator(".connection.lit")).to_have_count(2 + 3 + 9)


def test_edit_the_stack_and_see_the_error_at_the_layer(page):
    page.goto("/receptive-field")
    page.get_by_role("button", name="Change the layers").click()
    page.get_by_role("button", name="conv2 conv").click()
    field = page.get_by_role("textbox", name="dilation")
    field.fill("2")
    field.press("Enter")
    expect(row(page, "conv2")).to_contain_text("7×7")
    page.allowed_messages += ["status of 422"]
    field.fill("9")
    field.press("Enter")
    refusal = page.get_by_role("alert").filter(has_text="the effective kernel is 19×19")
    expect(refusal).to_be_visible()
    expect(row(page, "conv2")).to_contain_text("7×7")
    page.reload()  # a link to what does not fit: its error, and nothing to point at
    expect(refusal).to_be_visible()
    page.get_by_role("combobox", name="On the input").select_option("paths")
    choose(page, "Three 3×3")
    expect(row(page, "conv3")).to_contain_text("7×7")


@pytest.mark.parametrize(
    ("preset", "name", "field"),
    [("VGG-16", "max_pool5", "212×212"), ("AlexNet", "max_pool3", "195×195"), ("ResNet-50", "add16", "427×427")],
)
def test_classic_networks(page, preset, name, field):
    # Araujo, Norris and Sim 2019, Distill, and, for PyTorch's ResNet, tests/networks/test_zoo.py
    page.goto("/receptive-field?picture=house")
    choose(page, preset)
    expect(row(page, name)).to_contain_text(field)


def test_effective_fields_over_a_picture(page):
    page.goto("/receptive-field?preset=three-3x3&picture=house")

    def pixels():
        return page.evaluate("document.querySelector('canvas[data-plane=\"input\"]').toDataURL()")

    expect(row(page, "conv3")).to_contain_text("the unit")
    shown = {pixels()}
    for overlay in ("paths", "gradient"):
        with page.expect_response("**/receptive-field**"):
            page.get_by_role("combobox", name="On the input").select_option(overlay)
        page.wait_for_timeout(400)
        shown.add(pixels())
    assert len(shown) == 3


def test_a_picture_is_drawn_the_same_the_first_time_and_later(page, hold):
    canvas, seen = plane(page, "input"), re.compile("sees rows 70–169")
    page.allowed_messages += ["willReadFrequently"]
    held = hold("**/networks/receptive-field")  # what the unit sees comes after the picture
    page.goto("/receptive-field?network=vgg16&picture=house&node=max_pool4")
    page.wait_for_function(
        "canvas => canvas.getContext('2d').getImageData(115, 115, 1, 1).data.some((value) => value < 255)",
        arg=canvas.element_handle(),
    )
    held.wait_for(1)
    held.answer_the_rest()
    expect(canvas).to_have_accessible_name(seen)
    first = canvas.evaluate("canvas => canvas.toDataURL()")
    plane(page, "max_pool5").hover()
    held.wait_for(1)
    held.answer_the_rest()
    expect(canvas).not_to_have_accessible_name(seen)
    page.mouse.move(0, 0)
    held.wait_for(1)
    held.answer_the_rest()
    expect(canvas).to_have_accessible_name(seen)
    assert canvas.evaluate("canvas => canvas.toDataURL()") == first


def test_of_a_photograph_the_middle_is_shown_in_its_own_proportions(page, hold):
    canvas = plane(page, "input")
    page.allowed_messages += ["willReadFrequently"]
    held = hold("**/networks/receptive-field")  # what the unit sees comes after the picture, and lies over it
    page.goto("/receptive-field?network=vgg16&picture=chelsea&node=max_pool4")
    page.wait_for_function(
        "canvas => canvas.getContext('2d').getImageData(115, 115, 1, 1).data.some((value) => value < 255)",
        arg=canvas.element_handle(),
    )
    width, height, *shown = canvas.evaluate(
        """canvas => [canvas.width, canvas.height,
          ...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]"""
    )
    with Image.open(ROOT / "static" / "photographs" / "chelsea.png") as photograph:
        middle = photograph.convert("RGB").crop((75, 0, 375, 300)).resize((width, height))  # of 451×300
    found = np.array(shown).reshape(height, width, 4)[..., :3]
    assert np.corrcoef(found.ravel(), np.asarray(middle).ravel())[0, 1] > 0.98
    held.wait_for(1)
    held.answer_the_rest()


def test_the_gradient_through_branches(page):
    with page.expect_response("**/networks/receptive-field") as response:
        page.goto("/receptive-field?network=resnet50&picture=fern&overlay=gradient&node=add7")
    assert response.value.request.post_data_json["effective"] == "gradient"
    assert response.value.json()["effective"]["shape"] == [224, 224]
    expect(row(page, "add7")).to_contain_text("the unit")


def test_small_kernels_against_a_large_one(page, rest):
    page.goto("/receptive-field")
    stacks = page.get_by_role("table", name="Stacks that see")
    expect(stacks).to_contain_text("27C²")
    expect(stacks).to_contain_text("49C²")
    page.get_by_role("spinbutton", name="Field").fill("5")
    page.get_by_role("spinbutton", name="Field").press("Enter")
    page.get_by_role("spinbutton", name="C, channels").fill("100")
    page.get_by_role("spinbutton", name="C, channels").press("Enter")
    answer = rest.post("/api/v1/receptive-field/stacks", json={"size": 5, "channels": 100}).json()
    for stack in answer["stacks"]:
        expect(stacks).to_contain_text(f"{stack['weights']:,}")
    page.allowed_messages += ["status of 422"]
    page.get_by_role("spinbutton", name="Field").fill("6")
    page.get_by_role("spinbutton", name="Field").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="must be odd")).to_be_visible()
    expect(stacks).to_contain_text("250,000")


@pytest.mark.parametrize("query", ["?preset=gridding", "?network=resnet50&picture=fern&overlay=paths"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_is_cut_off(page, query, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/receptive-field{query}")
    expect(fields(page)).to_contain_text("the unit")
    assert_looks(page)
