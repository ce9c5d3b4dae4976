"""Changes are taken back and made again, whatever they are."""

import io
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import expect

from tests.pages.explore import REFUSED

CELL = ("Input R", 4, 4)  # with padding 1, that is row 3, column 3


def inner(explore, grid: str = "Input R") -> list[list[float | None]]:
    """The numbers of an input with a padding of 1."""
    return [row[1:-1] for row in explore.numbers(grid)[1:-1]]


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
    expect(explore.region("Input G")).to_contain_text("12×20")


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


def test_undo_goes_back_to_the_step_where_one_stood(explore):
    explore.open()
    explore.unit_forward(6)
    explore.beat_forward(2)
    explore.expect_step(7, 49)
    explore.expect_beat(2, 5)
    explore.set_slider("Stride", 4)
    explore.expect_step(4, 4)
    explore.button("Unit back").click()
    explore.expect_step(3, 4)
    explore.button("Undo").click()
    expect(explore.slider("Stride")).to_have_value("1")
    explore.expect_step(7, 49)
    explore.expect_beat(2, 5)
    explore.button("Redo").click()
    expect(explore.slider("Stride")).to_have_value("4")
    explore.expect_step(3, 4)
