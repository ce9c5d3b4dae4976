"""Changing things: cells, undo, what is kept, what is refused and what to do about it."""

from playwright.sync_api import expect


def test_a_double_click_opens_a_cell(explore):
    page = explore.open().page
    explore.cell("Input R", 4, 4).dblclick()  # with padding 1, that is row 3, column 3
    field = page.get_by_role("textbox", name="Input R, row 3, column 3")
    expect(field).to_be_focused()
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    expect(explore.cell("Input R", 4, 4)).to_have_text("1.5")
    expect(explore.cell("Input R", 5, 4)).to_be_focused()
