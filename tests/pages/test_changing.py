"""Changing things: cells, undo, what is kept, what is refused and what to do about it."""

import base64
import io
import re
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.pages.explore import REFUSED

CELL = ("Input R", 4, 4)  # with padding 1, that is row 3, column 3
FIELD = "Input R, row 3, column 3"


def field(explore, name: str = FIELD):
    return explore.page.get_by_role("textbox", name=name, exact=True)


def inner(explore, grid: str = "Input R") -> list[list[float | None]]:
    """The numbers of an input with a padding of 1."""
    return [row[1:-1] for row in explore.numbers(grid)[1:-1]]


def region(explore, name: str):
    return explore.page.get_by_role("region", name=name, exact=True)


def test_a_double_click_opens_a_cell_and_typing_goes_on_to_the_next(explore):
    page = explore.open().page
    explore.cell(*CELL).dblclick()
    expect(field(explore)).to_be_focused()
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    expect(explore.cell("Input R", 4, 4)).to_have_text("1.5")
    expect(explore.cell("Input R", 5, 4)).to_be_focused()
    page.keyboard.type("-7")
    page.keyboard.press("Tab")
    expect(explore.cell("Input R", 5, 4)).to_have_text("−7")
    expect(explore.cell("Input R", 5, 5)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")  # what was there is taken as it is
    expect(explore.cell("Input R", 5, 5)).to_be_focused()
    page.keyboard.press("End")
    expect(explore.cell("Input R", 5, 8)).to_be_focused()


def test_tab_goes_on_in_the_next_row_and_leaves_padding_out(explore):
    page = explore.open().page
    explore.cell("Input R", 1, 7).click()
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    expect(explore.cell("Input R", 1, 7)).to_have_text("9")
    expect(explore.cell("Input R", 2, 1)).to_be_focused()
    page.keyboard.type("8")
    page.keyboard.press("Shift+Tab")
    expect(explore.cell("Input R", 2, 1)).to_have_text("8")
    expect(explore.cell("Input R", 1, 7)).to_be_focused()


def test_escape_takes_back_and_then_lets_go(explore):
    page = explore.open().page
    cell = explore.cell(*CELL)
    before = cell.inner_text()
    cell.click()
    page.mouse.move(5, 5)
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    expect(cell).to_have_text(before)
    expect(cell).to_be_focused()
    expect(page.get_by_text("Input (3, 3) is used by")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cell).not_to_be_focused()
    expect(page.get_by_text("Input (3, 3) is used by")).to_be_hidden()
    expect(explore.button("Undo")).to_be_disabled()


def test_what_is_no_number_stays_open(explore):
    page = explore.open().page
    explore.cell(*CELL).click()
    page.keyboard.type("1x")
    page.keyboard.press("Enter")
    expect(field(explore)).to_have_attribute("aria-invalid", "true")
    field(explore).fill("2.25")
    expect(field(explore)).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    expect(explore.cell(*CELL)).to_have_attribute("title", "row 3, column 3: 2.25")


def shortcuts(page) -> list[str]:
    """Every key that the help shows, as one presses it."""
    page.keyboard.press("?")
    table = page.get_by_role("dialog", name="Keys").get_by_role("table", name="Anywhere on the page")
    rows = table.get_by_role("rowheader").all_inner_texts()
    shown = [key for row in rows for text in row.split() for key in spelled(text)]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    return shown


def spelled(shown: str) -> list[str]:
    """As Playwright spells the keys: 0–9 are ten of them."""
    if digits := re.fullmatch(r"(\d)…(\d)", shown):
        return [str(digit) for digit in range(int(digits[1]), int(digits[2]) + 1)]
    for sign, name in {"→": "ArrowRight", "←": "ArrowLeft", "↑": "ArrowUp", "↓": "ArrowDown", "Esc": "Escape"}.items():
        shown = shown.replace(sign, name)
    return [shown]


def test_while_one_types_no_shortcut_listens(explore):
    page = explore.open().page
    keys = shortcuts(page)
    assert {"Space", "ArrowRight", "Home", "End", "p", "."} <= {key.lower() if key == "P" else key for key in keys}
    explore.unit_forward(3)
    explore.expect_step(3, of=49)
    address = page.url
    for key in keys:
        for pressed in {key, key.lower()} if len(key) == 1 else {key}:
            explore.cell(*CELL).dblclick()
            expect(field(explore)).to_be_focused()
            page.keyboard.press(pressed)
            if len(key) == 1:
                expect(field(explore)).to_have_value(pressed)
            if key != "Escape":
                page.keyboard.press("Escape")
            expect(field(explore)).to_be_hidden()
            page.keyboard.press("Escape")  # lets go of the cell
    explore.expect_step(3, of=49)
    assert page.url == address
    expect(explore.button("Play")).to_be_visible()
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(explore.button("Undo")).to_be_disabled()


def test_an_output_cell_is_gone_to(explore):
    page = explore.open().page
    explore.cell("Output, filter 1 of 3", 2, 3).click()
    explore.expect_step(2 * 7 + 3 + 1, of=49)
    expect(page.get_by_text("unit (0, 2, 3)")).to_be_visible()
    page.keyboard.press("ArrowLeft")  # traces, and stays
    expect(page.get_by_text("unit (0, 2, 2)")).to_be_visible()
    explore.expect_step(18, of=49)
    page.keyboard.press("Enter")
    explore.expect_step(17, of=49)
    # stepping on shows the unit that it comes to, whatever the pointer lies on
    explore.cell("Output, filter 1 of 3", 0, 0).hover()
    expect(page.get_by_text("unit (0, 0, 0)")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("unit (0, 2, 3)")).to_be_visible()


def test_a_selected_cell_is_traced_again_once_the_pointer_has_left_another(explore):
    page = explore.open().page
    explore.cell(*CELL).click()
    explore.cell("Output, filter 1 of 3", 0, 0).hover()
    expect(page.get_by_text("Input (3, 3) is used by")).to_be_hidden()
    page.mouse.move(5, 5)
    expect(page.get_by_text("Input (3, 3) is used by")).to_be_visible()


def test_stamps_are_gone_to_from_either_side(explore):
    page = explore.open("?preset=transposed").page
    explore.cell("Input 1", 1, 2).click()
    explore.expect_step(7, of=16)
    expect(explore.cell("Input 1", 1, 2)).to_be_focused()
    expect(page.get_by_text("stamp of cell (1, 2)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field(explore, "Input 1, row 1, column 2")).to_be_focused()
    page.keyboard.press("Escape")
    explore.cell("Output, filter 1 of 1", 0, 0).click()
    explore.expect_step(1, of=16)
    corner = explore.grid("Output, filter 1 of 1").get_by_role("gridcell").last
    corner.click()
    explore.expect_step(16, of=16)


def test_by_touch(browser, address):
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("/")
    cell = page.get_by_role("grid", name="Input R", exact=True).get_by_role("row").nth(4).get_by_role("gridcell").nth(4)
    cell.tap()
    expect(cell).to_be_focused()
    expect(page.get_by_text("Input (3, 3) is used by")).to_be_visible()
    cell.tap()
    cell.tap()
    opened = page.get_by_role("textbox", name=FIELD)
    expect(opened).to_be_focused()
    opened.fill("5")
    opened.press("Enter")
    expect(cell).to_have_text("5")
    output = page.get_by_role("grid", name="Output, filter 1 of 3", exact=True)
    output.get_by_role("row").nth(1).get_by_role("gridcell").nth(1).tap()
    expect(page.get_by_text("9 / 49", exact=True)).to_be_visible()
    context.close()


def test_the_page_says_that_numbers_can_be_changed(explore):
    explore.open()
    hint = explore.page.get_by_text("Double-click a number, or select it and type.")
    expect(hint).to_be_visible()


def picture(explore, label: str):
    return explore.page.get_by_role("application", name=f"{label}, picture of")


def test_a_pixel_is_selected_edited_and_gone_to(explore):
    page = explore.open("?preset=sobel&side=64").page
    canvas = picture(explore, "Input 1")
    canvas.click()
    readout = page.get_by_label("Input 1, value under the cursor")
    selected = readout.inner_text()
    page.mouse.move(5, 5)
    assert readout.inner_text() == selected
    place = selected.split(":")[0]
    page.keyboard.press("Enter")
    value = field(explore, f"Input 1, {place}")
    expect(value).to_be_focused()
    before = value.input_value()
    page.keyboard.type("p 7")
    page.keyboard.press("Escape")
    expect(value).to_have_value(before)
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(readout).to_have_text(f"{place}: 5")
    expect(canvas).to_be_focused()
    picture(explore, "Output, filter 1 of 2").click(position={"x": 3, "y": 3})
    explore.expect_step(1, of=64 * 64)


# Undo and redo


def photograph() -> dict[str, object]:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((20, 12)).save(file, "PNG")
    return {"name": "slope.png", "mimeType": "image/png", "buffer": file.getvalue()}


def state(explore) -> object:
    """What the set-up is, as far as the page shows it."""
    panel = explore.page.get_by_role("form", name="Controls")
    return panel.evaluate(
        """form => [
          [...form.querySelectorAll('select, input:not([type=file])')]
            .map(control => [control.id, control.type === 'checkbox' ? control.checked : control.value]),
          [...document.querySelectorAll('[role=grid][aria-label^=Input], [role=grid][aria-label^=filter]')]
            .map(grid => [grid.ariaLabel, [...grid.querySelectorAll('td')].map(cell => cell.textContent)]),
          [...document.querySelectorAll('.channel .plane-title')].map(title => title.textContent),
        ]"""
    )


def type_into(explore, grid: str, row: int, column: int, text: str) -> None:
    explore.cell(grid, row, column).click()
    explore.page.keyboard.type(text)
    explore.page.keyboard.press("Enter")


def drag(explore, name: str, to: float) -> None:
    """Drag a slider from where it is to a part of its way, through what lies between."""
    explore.slider(name).scroll_into_view_if_needed()
    box = explore.slider(name).bounding_box()
    y = box["y"] + box["height"] / 2
    explore.page.mouse.move(box["x"] + 8, y)
    explore.page.mouse.down()
    explore.page.mouse.move(box["x"] + to * box["width"], y, steps=12)
    explore.page.mouse.up()
    value = explore.slider(name).input_value()
    explore.page.wait_for_url(f"**{name.lower()}={value}%2C{value}**")


def stroke(explore) -> None:
    page = explore.page
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
    page.get_by_role("checkbox", name="Draw with the pointer").uncheck()


def paste(explore) -> None:
    explore.button("Paste a matrix as the weights").click()
    explore.page.get_by_role("textbox", name="Matrix").fill("1 2\n3 4")
    explore.button("Use it").click()


def upload(explore) -> None:
    explore.page.get_by_label("Picture file").set_input_files(photograph())
    expect(explore.page.get_by_text("12×20").first).to_be_visible()


TEN = [
    lambda x: type_into(x, "Input R", 4, 4, "12"),
    lambda x: type_into(x, "filter 1, channel R", 0, 0, "-9"),
    lambda x: drag(x, "Dilation", 0.3),
    stroke,
    lambda x: x.choose("Activation", "ReLU"),
    lambda x: x.button("Zeros for the weights").click(),
    paste,
    lambda x: x.choose("Source of the input", "Pattern: chequers"),
    lambda x: x.choose_example("Edges: Sobel x, y"),
    upload,
]


def asked(url: str) -> dict[str, list[str]]:
    """What a link says of the set-up; where the animation stands is no part of it."""
    return {key: value for key, value in parse_qs(urlsplit(url).query).items() if key not in ("filter", "step")}


def test_ten_changes_are_taken_back_and_made_again(explore):
    page = explore.open().page
    states, addresses = [state(explore)], [page.url]
    for change in TEN:
        change(explore)
        page.wait_for_url(lambda url: url != addresses[-1])
        states.append(state(explore))
        addresses.append(page.url)
        expect(explore.button("Redo")).to_be_disabled()
    for i in reversed(range(len(TEN))):
        page.keyboard.press("Control+z")
        expect_state(explore, states[i])
        page.wait_for_url(lambda url, i=i: asked(url) == asked(addresses[i]))
    expect(explore.button("Undo")).to_be_disabled()
    for i in range(1, len(TEN) + 1):
        page.keyboard.press("Control+Shift+Z" if i % 2 else "Control+y")
        expect_state(explore, states[i])
        page.wait_for_url(lambda url, i=i: asked(url) == asked(addresses[i]))
    expect(explore.button("Redo")).to_be_disabled()
    explore.button("Undo").click()
    expect_state(explore, states[-2])
    explore.button("Redo").click()
    expect_state(explore, states[-1])
    # the picture itself came back: it can be made larger again without being chosen again
    explore.choose("Colour", "RGB, 3 channels")
    expect(region(explore, "Input G")).to_contain_text("12×20")


def expect_state(explore, wanted) -> None:
    """Until the server has answered and the page shows it."""
    for _ in range(100):
        if state(explore) == wanted:
            break
        explore.page.wait_for_timeout(20)
    assert state(explore) == wanted


def test_cells_typed_faster_than_the_server_answers_are_undone_one_by_one(explore):
    page = explore.open().page
    before = inner(explore)
    explore.cell("Input R", 1, 1).click()
    for text in ("21", "22", "23"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(explore.cell("Input R", 1, 3)).to_have_text("23")
    explore.button("Undo").click()
    expect(explore.cell("Input R", 1, 3)).to_have_text(f"{before[0][2]:g}")
    expect(explore.cell("Input R", 1, 2)).to_have_text("22")
    explore.button("Undo").click()
    expect(explore.cell("Input R", 1, 2)).to_have_text(f"{before[0][1]:g}")
    expect(explore.cell("Input R", 1, 1)).to_have_text("21")
    explore.button("Undo").click()
    expect(explore.cell("Input R", 1, 1)).to_have_text(f"{before[0][0]:g}")
    expect(explore.button("Undo")).to_be_disabled()
    assert inner(explore) == before


def test_what_was_refused_is_undone_too(explore):
    explore.page.allowed_messages.append(REFUSED)
    explore.open()
    explore.set_slider("Kernel", 11)
    expect(explore.page.get_by_text("Not computed:")).to_be_visible()
    explore.button("Undo").click()
    expect(explore.slider("Kernel")).to_have_value("3")
    expect(explore.page.get_by_text("Not computed:")).to_be_hidden()
    expect(explore.button("Undo")).to_be_disabled()


def test_going_back_in_the_browser_is_undone_like_a_change(explore):
    page = explore.open().page
    explore.choose_example("Stride 2")
    page.wait_for_url("**preset=stride-2**")
    page.go_back()
    expect(explore.slider("Stride")).to_have_value("1")
    explore.button("Undo").click()
    expect(explore.slider("Stride")).to_have_value("2")
    page.wait_for_url("**preset=stride-2**")


def test_a_text_field_keeps_its_own_undo(explore):
    page = explore.open().page
    type_into(explore, "Input R", 4, 4, "12")
    expect(explore.cell(*CELL)).to_have_text("12")
    bias = page.get_by_role("spinbutton", name="Bias of filter 1")
    bias.focus()
    page.keyboard.press("Control+z")
    explore.cell("Input R", 2, 2).dblclick()
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    expect(explore.cell(*CELL)).to_have_text("12")


# What is kept


def test_another_operation_takes_over_what_it_can_and_going_back_restores(explore):
    page = explore.open("?padding=3,3,3,3&padding_mode=reflect&dilation=2,2").page
    kernel = explore.numbers("filter 1, channel G")
    explore.choose("Operation", "Max pooling")
    expect(region(explore, "Output, channel 1 of 3")).to_be_visible()
    expect(explore.slider("Kernel")).to_have_value("3")
    expect(explore.slider("Dilation")).to_have_value("2")
    expect(explore.slider("Stride")).to_have_value("1")
    expect(explore.slider("Amount")).to_have_value("1")  # at most half a kernel
    explore.set_slider("Kernel", 2)
    explore.set_slider("Stride", 2)
    explore.choose("Operation", "Average pooling")
    expect(explore.slider("Kernel")).to_have_value("2")
    explore.choose("Operation", "Convolution")
    expect(region(explore, "Output, filter 1 of 3")).to_be_visible()
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
        expect(region(explore, "Input 1")).to_be_visible()
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


# Changed and reset


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


# Refused, and the nearest value that works


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
    expect(region(explore, "Output, filter 1 of 3")).to_contain_text("5×5")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name=re.compile("^Use "))).to_have_count(0)
