"""The tutorial's worked example, played and stepped to its end."""

import copy

from playwright.sync_api import expect

WORKED = "Worked example 7×7×3"


def test_the_first_unit_is_worked_out_in_full(explore):
    explore.open()
    explore.unit_forward()
    assert explore.numbers("window, channel R") == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert explore.numbers("filter 1, channel R") == [[1, -1, 0], [1, 0, -1], [1, 1, -1]]
    assert explore.numbers("products, channel R") == [[0, 0, 0], [0, 0, -1], [0, 1, -1]]
    # the tutorial prints 0 and 3; its own window and weights give −1 and 2
    for channel, total in [("R", "−1"), ("G", "2"), ("B", "0")]:
        line = explore.page.get_by_role("region", name=f"Input {channel}").get_by_text("Sum of channel").locator("..")
        expect(line).to_contain_text(total)
    expect(explore.status()).to_have_text("Filter 1, row 0, column 0: sums of 3 channels −1, 2, 0; bias 1; total 2.")
    assert explore.output(1, of=3)[0] == [2] + [None] * 6
    expect(explore.page.get_by_text("Its own window and weights give −1 and 2")).to_be_visible()


def test_stepping_to_the_end_reads_every_output_number(explore, rest, worked_example):
    expected = rest.post("/api/v1/conv2d", json=worked_example).json()["output"]
    explore.open()
    for unit in range(1, 50):
        explore.unit_forward()
        explore.expect_step(unit, of=49)
        row, column = divmod(unit - 1, 7)
        shown = explore.output(1, of=3)
        assert shown[row][column] == expected[0][row][column]
        assert sum(value is not None for line in shown for value in line) == unit
    for o in (1, 2):
        explore.page.get_by_role("radio", name=f"Filter {o + 1}").click()
        expect(explore.status()).to_contain_text(f"Filter {o + 1}, row 6, column 6")
        assert explore.output(o + 1, of=3) == expected[o]


def test_playing_to_the_end_and_in_a_loop(explore, rest, worked_example):
    expected = rest.post("/api/v1/conv2d", json=worked_example).json()["output"]
    explore.open()
    explore.set_slider("Speed", 60)
    explore.button("Play").click()
    expect(explore.button("Pause")).to_be_visible()
    expect(explore.button("Play")).to_be_visible()  # it stops by itself
    assert explore.output(3, of=3) == expected[2]
    explore.expect_step(49, of=49)
    explore.button("Loop").click()
    explore.set_slider("Speed", 30)
    explore.button("Play").click()
    expect(explore.page.get_by_role("radio", name="Filter 1")).to_be_checked()
    explore.button("Pause").click()


def test_both_ways_first_last_scrub_and_whole_output(explore):
    explore.open()
    explore.unit_forward(3)
    explore.button("Unit back").click()
    explore.expect_step(2, of=49)
    explore.button("Last unit").click()
    explore.expect_step(49, of=49)
    explore.button("Unit forward").click()
    expect(explore.page.get_by_role("radio", name="Filter 2")).to_be_checked()
    explore.button("First unit").click()  # before the first of filter 2
    explore.button("First unit").click()  # already there: so before the first of all
    expect(explore.page.get_by_role("radio", name="Filter 1")).to_be_checked()
    explore.set_slider("Output unit", 20)
    explore.expect_step(20, of=49)
    assert explore.output(1, of=3)[6] == [None] * 7
    explore.button("Show all").click()
    assert None not in explore.output(1, of=3)[6]
    explore.expect_step(20, of=49)


def test_the_keyboard_alone(explore):
    page = explore.open().page
    press = page.keyboard.press
    press("ArrowRight")
    press("ArrowRight")
    press("ArrowLeft")
    explore.expect_beat(1, of=5)
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    explore.expect_step(2, of=49)
    page.get_by_role("group", name="Stage").focus()
    press("End")
    explore.expect_step(49, of=49)
    press("Home")
    explore.expect_beat(0, of=5)
    press("]")
    expect(page.get_by_role("radio", name="Filter 2")).to_be_checked()
    press("[")
    press("Space")
    expect(explore.button("Pause")).to_be_visible()
    press("Space")
    expect(explore.button("Play")).to_be_visible()
    press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog.get_by_role("row", name="Space play, pause")).to_be_visible()
    press("Escape")
    expect(dialog).to_be_hidden()
    press("p")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.get_by_role("form", name="Controls")).to_be_hidden()
    press("p")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    press("d")
    expect(explore.button("Dark theme")).to_have_attribute("aria-pressed", "true")


def test_every_control_is_reached_with_tab(explore):
    page = explore.open().page
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.id"))
        if "code-panel" in reached:
            break
    assert {"example", "source", "size", "channels", "kernel", "stride", "padding", "dilation", "activation"} <= reached
    assert {"Filter 1", "Play", "Output unit", "Random integers for the input"} <= reached


def test_edit_a_weight_and_the_output_follows(explore, rest, worked_example):
    explore.open()
    explore.button("Last unit").click()
    cell = explore.cell("filter 1, channel R", 0, 0)
    cell.click()
    page = explore.page
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    edited = copy.deepcopy(worked_example)
    edited["weight"][0][0][0][0] = 5
    expected = rest.post("/api/v1/conv2d", json=edited).json()["output"]
    expect(explore.cell("Output, filter 1 of 3", 6, 6)).to_have_text(f"{expected[0][6][6]:g}".replace("-", "−"))
    assert explore.output(1, of=3) == expected[0]
    # Enter has moved on to the next row; typing goes on there, Escape gives up
    expect(explore.cell("filter 1, channel R", 1, 0)).to_be_focused()
    page.keyboard.type("-7")
    page.keyboard.press("Escape")
    assert explore.numbers("filter 1, channel R")[1][0] == 1


def test_edit_an_input_cell_and_see_who_uses_it(explore):
    page = explore.open().page
    explore.button("Show all").click()
    cell = explore.cell("Input R", 4, 4)  # with padding 1, that is row 3, column 3
    cell.hover()
    expect(page.get_by_text("Input (3, 3) is used by 9 units of each output channel.")).to_be_visible()
    cell.click()
    page.mouse.move(5, 5)
    expect(page.get_by_text("Input (3, 3) is used by 9 units")).to_be_visible()  # as long as it is selected
    cell.dblclick()
    field = page.get_by_role("textbox", name="Input R, row 3, column 3")
    field.fill("1.5")
    field.press("Tab")
    expect(explore.cell("Input R", 4, 4)).to_have_text("1.5")
    expect(explore.cell("Input R", 4, 5)).to_be_focused()


def test_hovering_an_output_cell_shows_its_arithmetic(explore, rest, worked_example):
    unit = rest.post("/api/v1/conv2d/unit", json=worked_example | {"unit": [0, 3, 5]}).json()
    explore.open()
    explore.cell("Output, filter 1 of 3", 3, 5).hover()
    expect(explore.page.get_by_text("unit (0, 0, 0)")).to_be_visible()  # nothing has come of it yet
    explore.page.mouse.move(5, 5)
    explore.set_slider("Output unit", 30)
    explore.cell("Output, filter 1 of 3", 3, 5).hover()
    expect(explore.page.get_by_text("unit (0, 3, 5)")).to_be_visible()
    expect(explore.status()).to_contain_text("row 3, column 5")
    expect(explore.cell("window, channel G", 0, 0)).not_to_have_text("")
    assert explore.numbers("window, channel G") == unit["values"][1]
    assert explore.numbers("products, channel G") == unit["products"][1]
    explore.page.mouse.move(5, 5)
    expect(explore.page.get_by_text("unit (0, 4, 1)")).to_be_visible()
