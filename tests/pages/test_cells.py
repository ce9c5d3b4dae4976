"""Numbers changed where they stand: in a cell, in a picture, in a field; and cells that are gone to."""

import re

from playwright.sync_api import expect

CELL = ("Input R", 4, 4)  # with padding 1, that is row 3, column 3
FIELD = "Input R, row 3, column 3"


def field(explore, name: str = FIELD):
    return explore.page.get_by_role("textbox", name=name, exact=True)


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


def test_what_is_no_number_stays_open_and_is_told_why(explore):
    page = explore.open().page
    explore.cell(*CELL).click()
    page.keyboard.type("1x")
    page.keyboard.press("Enter")
    why = page.get_by_role("alert").filter(has_text="“1x” is no number.")
    expect(why).to_be_visible()
    expect(field(explore)).to_have_attribute("aria-invalid", "true")
    expect(field(explore)).to_have_accessible_description("“1x” is no number.")
    field(explore).fill("1e400")
    expect(why).to_be_hidden()
    expect(field(explore)).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1e400 is too large a number.")).to_be_visible()
    field(explore).fill("2.25")
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


def test_a_field_keeps_its_number_where_none_was_typed(explore):
    page = explore.open().page
    bias = page.get_by_role("spinbutton", name="Bias of filter 1")
    before = explore.numbers("Output, filter 1 of 3")
    for typed in ("", "1e400"):
        bias.click()
        bias.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        why = page.get_by_role("alert").filter(has_text="it stays 1.")
        expect(why).to_be_visible()
        expect(bias).to_have_value("1")
        expect(bias).to_have_accessible_description("That is no number that can be used; it stays 1.")
    assert explore.numbers("Output, filter 1 of 3") == before
    page.get_by_role("radio", name="Filter 2").click()
    expect(page.get_by_role("alert").filter(has_text="it stays")).to_be_hidden()
    page.get_by_role("radio", name="Filter 1").click()
    bias.fill("5")
    bias.press("Enter")
    expect(explore.cell("Output, filter 1 of 3", 0, 0)).to_have_attribute("title", "row 0, column 0: not computed yet")
    page.wait_for_url("**bias=5**")
    page.get_by_role("checkbox", name="Draw with the pointer").check()
    drawn = page.get_by_role("spinbutton", name="Value drawn")
    drawn.fill("")
    drawn.press("Enter")
    expect(drawn).to_have_value("1")
    expect(drawn).to_have_accessible_description("That is no number that can be used; it stays 1.")


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
