"""Every control changes the picture; what cannot be computed is explained, and the last good picture stays."""

import pytest
from playwright.sync_api import expect

from tests.pages.explore import REFUSED


def title(explore, region: str):
    return explore.page.get_by_role("region", name=region)


@pytest.mark.parametrize(
    ("control", "value", "size"),
    [
        ("Stride", 2, "4×4"),
        ("Kernel", 5, "5×5"),
        ("Amount", 3, "11×11"),
        ("Dilation", 3, "3×3"),
        ("Size", 9, "9×9"),
    ],
)
def test_a_slider_changes_the_output_size(explore, control, value, size):
    explore.open()
    explore.set_slider(control, value)
    expect(title(explore, "Output, filter 1 of 3")).to_contain_text(size)


@pytest.mark.parametrize(
    ("control", "value", "field", "message"),
    [
        ("Kernel", 11, "Kernel", "the effective kernel is 11×11 but the padded input only 9×9"),
        ("Dilation", 6, "Kernel", "the effective kernel is 13×13 but the padded input only 9×9"),
        ("Groups", 2, "Groups", "3 input channels cannot be split into 2 equal groups"),
    ],
)
def test_an_illegal_combination_is_explained_and_the_last_good_picture_stays(explore, control, value, field, message):
    explore.page.allowed_messages.append(REFUSED)
    explore.open()
    explore.button("Last unit").click()
    before = explore.output(1, of=3)
    explore.set_slider(control, value)
    alert = explore.page.get_by_role("alert").filter(has_text=message)
    expect(alert).to_be_visible()
    slider = explore.slider(field)
    assert slider.get_attribute("aria-invalid") == "true"
    assert slider.get_attribute("aria-describedby") == alert.get_attribute("id")
    assert explore.output(1, of=3) == before
    explore.unit_forward()  # and goes on playing
    explore.set_slider(control, 1)
    expect(alert).to_be_hidden()
    expect(explore.page.get_by_text("Not computed:")).to_be_hidden()


def test_reflecting_further_than_the_input_is_explained(explore):
    explore.page.allowed_messages.append(REFUSED)
    explore.open()
    explore.set_slider("Amount", 8)
    explore.choose("Filled with", "reflect")
    expect(explore.page.get_by_role("alert").filter(has_text="use at most 6 on each side")).to_be_visible()


def test_height_and_width_apart(explore):
    explore.open()
    explore.button("Kernel: height and width apart").click()
    explore.set_slider("Kernel, width", 1)
    expect(title(explore, "Output, filter 1 of 3")).to_contain_text("7×9")
    explore.button("Kernel: height and width apart").click()
    expect(title(explore, "Output, filter 1 of 3")).to_contain_text("7×7")


def test_padding_per_side_same_and_valid(explore):
    explore.open()
    output = title(explore, "Output, filter 1 of 3")
    explore.choose("Padding", "per side")
    explore.set_slider("Padding bottom", 4)
    expect(output).to_contain_text("10×7")
    explore.choose("Padding", "valid")
    expect(output).to_contain_text("5×5")
    explore.choose("Padding", "same")
    explore.set_slider("Stride", 2)
    expect(output).to_contain_text("4×4")
    expect(explore.page.get_by_role("region", name="Output size")).to_contain_text("⌈")


def test_padding_modes_fill_the_border(explore):
    explore.open()
    inner = [row[1:-1] for row in explore.numbers("Input R")[1:-1]]
    explore.choose("Filled with", "circular")
    expect(explore.cell("Input R", 0, 1)).to_have_text(f"{inner[-1][0]:g}")
    border = explore.numbers("Input R")
    assert border[0][1:-1] == inner[-1]
    assert [row[0] for row in border[1:-1]] == [row[-1] for row in inner]


def test_filters_channels_groups_bias_and_activation(explore):
    explore.open()
    explore.set_slider("Number", 6)
    expect(explore.page.get_by_role("radio", name="Filter 6")).to_be_visible()
    explore.set_slider("Groups", 3)
    expect(explore.page.get_by_text("Filter 1 belongs to another group").first).to_be_visible()
    explore.set_slider("Groups", 1)
    explore.set_slider("Channels", 5)
    tabs = explore.page.get_by_role("tablist", name="Input channels")
    tabs.get_by_role("tab", name="Channel 5").click()
    expect(title(explore, "Input 5")).to_be_visible()
    bias = explore.page.get_by_role("spinbutton", name="Bias of filter 1")
    bias.fill("-1000")
    bias.press("Enter")
    explore.choose("Activation", "Leaky ReLU")
    explore.unit_forward()
    expect(explore.page.get_by_text("Leaky ReLU(−")).to_be_visible()
    # a sum so far below zero is multiplied by 0.01
    total = float(explore.page.get_by_text("Leaky ReLU(").inner_text().split("(")[1].split(")")[0].replace("−", "-"))
    shown = explore.output(1, of=6)[0][0]
    assert total < -900
    assert shown == pytest.approx(total / 100, abs=0.01)
    explore.choose("Bias", "none")
    expect(bias).to_be_hidden()


def test_random_zeros_pattern_and_paste(explore):
    page = explore.open().page
    explore.button("Zeros for the input").click()
    expect(explore.cell("Input R", 1, 3)).to_have_text("0")
    assert not any(map(any, explore.numbers("Input R")))
    explore.button("Random integers for the weights").click()
    explore.choose("Source of the input", "Pattern: chequers")
    expect(explore.cell("Input R", 1, 2)).to_have_text("1")
    explore.button("Paste a matrix as the input").click()
    dialog = page.get_by_role("dialog", name="Paste a matrix as the input")
    text = dialog.get_by_role("textbox", name="Matrix")
    text.fill("1\t2\n3")
    dialog.get_by_role("button", name="Use it").click()
    expect(dialog.get_by_role("alert")).to_have_text("Every row must have 2 numbers, as the first has.")
    text.fill("1\t2\t−3\n4\t5.5\t6")
    dialog.get_by_role("button", name="Use it").click()
    expect(dialog).to_be_hidden()
    expect(title(explore, "Input R")).to_contain_text("2×3 + padding")
    assert [row[1:-1] for row in explore.numbers("Input R")[1:-1]] == [[1, 2, -3], [4, 5.5, 6]]


def test_a_spreadsheet_is_pasted_right_into_a_filter(explore):
    page = explore.open().page
    page.evaluate("navigator.clipboard.writeText('9\\t8\\n7\\t6')")
    explore.cell("filter 1, channel G", 0, 0).focus()
    page.keyboard.press("Control+v")
    expect(explore.cell("filter 1, channel G", 0, 0)).to_have_text("9")
    assert explore.numbers("filter 1, channel G") == [[9, 8], [7, 6]]


def test_draw_with_the_pointer(explore):
    page = explore.open().page
    page.get_by_role("checkbox", name="Draw with the pointer").check()
    value = page.get_by_role("spinbutton", name="Value drawn")
    value.fill("8")
    value.press("Enter")
    explore.cell("Input G", 2, 2).hover()
    page.mouse.down()
    explore.cell("Input G", 2, 3).hover()
    explore.cell("Input G", 2, 4).hover()
    page.mouse.up()
    expect(explore.cell("Input G", 2, 4)).to_have_text("8")
    assert explore.numbers("Input G")[2][2:5] == [8, 8, 8]
    page.get_by_role("checkbox", name="Draw with the pointer").uncheck()
    expect(value).to_be_hidden()


def test_controls_changed_in_a_hurry_end_where_the_last_one_says(explore, rest, worked_example):
    explore.open()
    for kernel in (1, 5, 2, 4, 3, 1, 6):
        explore.page.get_by_role("slider", name="Kernel", exact=True).evaluate(
            "(slider, n) => { slider.value = n; slider.dispatchEvent(new InputEvent('input')); }", kernel
        )
        explore.page.get_by_role("slider", name="Stride", exact=True).evaluate(
            "(slider, n) => { slider.value = n; slider.dispatchEvent(new InputEvent('input')); }", kernel
        )
    expect(title(explore, "Output, filter 1 of 3")).to_contain_text("1×1")
    explore.button("Show all").click()
    weights = [[explore.numbers(f"filter 1, channel {c}") for c in "RGB"]]
    body = worked_example | {"weight": weights, "bias": [1], "stride": 6}
    assert explore.output(1, of=3) == rest.post("/api/v1/conv2d", json=body).json()["output"][0]


def test_when_the_server_is_gone_from_the_start_the_page_says_so(explore):
    explore.page.allowed_messages.append("ERR_FAILED")
    explore.page.route("**/api/**", lambda route: route.abort())
    explore.page.goto("/")
    expect(explore.page.get_by_text("The server cannot be reached. Reload the page to try again.")).to_be_visible()


def test_when_the_server_is_gone_the_picture_stays(explore):
    explore.page.allowed_messages.append("ERR_FAILED")
    explore.open()
    explore.page.route("**/api/**", lambda route: route.abort())
    before = explore.numbers("Input R")
    explore.set_slider("Stride", 2)
    expect(explore.page.get_by_text("The server cannot be reached. What is on screen stays.")).to_be_visible()
    assert explore.numbers("Input R") == before
    explore.choose_example("Stride 2")
    expect(explore.page.get_by_text("The server cannot be reached. What is on screen stays.")).to_be_visible()
    assert explore.numbers("Input R") == before
