"""The transport: beats, units and rows by button and by key, and playing, which quickens."""

import pytest
from PIL import Image
from playwright.sync_api import expect


def test_every_button(explore):
    explore.open()
    explore.beat_forward(2)
    explore.expect_beat(2, of=5)
    explore.button("Beat back").click()
    explore.expect_beat(1, of=5)
    explore.unit_forward()  # to the end of what has been begun
    explore.expect_step(1, of=49)
    explore.expect_beat(5, of=5)
    explore.unit_forward()
    explore.expect_step(2, of=49)
    explore.beat_forward()
    explore.expect_step(3, of=49)
    explore.expect_beat(1, of=5)
    explore.button("Beat back").click()
    explore.expect_step(2, of=49)
    explore.expect_beat(5, of=5)
    explore.button("Unit back").click()
    explore.expect_step(1, of=49)
    explore.button("Unit back").click()
    explore.expect_beat(0, of=5)
    explore.button("Beat back").click()  # before the first there is nothing
    explore.expect_beat(0, of=5)
    explore.button("Last unit").click()
    explore.expect_step(49, of=49)
    explore.button("Last unit").click()  # already there: to the last of all
    expect(explore.page.get_by_role("radio", name="Filter 3")).to_be_checked()
    explore.beat_forward()  # after the last there is nothing
    explore.expect_step(49, of=49)
    explore.expect_beat(5, of=5)
    explore.button("First unit").click()
    expect(explore.page.get_by_role("radio", name="Filter 3")).to_be_checked()
    explore.expect_beat(0, of=5)
    assert [explore.thumbnail(f"Filter {i}") for i in (1, 2, 3)] == [49, 49, 0]
    for name in ("Show all", "Loop", "Hide the answers"):
        explore.button(name).click()
        expect(explore.button(name)).to_have_attribute("aria-pressed", "true")


def test_keys_step_as_the_buttons_do(explore):
    page = explore.open().page
    for key, step, beat in [
        ("ArrowRight", 1, 1),
        ("ArrowRight", 1, 2),
        ("ArrowLeft", 1, 1),
        ("Shift+ArrowRight", 1, 5),
        ("Shift+ArrowRight", 2, 5),
        ("ArrowRight", 3, 1),
        ("Shift+ArrowLeft", 2, 5),
        ("Shift+ArrowLeft", 1, 5),
        ("Shift+ArrowLeft", 1, 0),
    ]:
        page.keyboard.press(key)
        explore.expect_step(step, of=49)
        explore.expect_beat(beat, of=5)


def test_digits_and_signs_set_the_speed(explore):
    page = explore.open().page
    speed = explore.slider("Speed")
    for key, place in [("1", "0"), ("5", "50"), ("9", "100"), (".", "100"), (",", "95"), ("1", "0"), (",", "0")]:
        page.keyboard.press(key)
        expect(speed).to_have_value(place)


def test_rows_and_ends_are_the_stages_only_while_it_has_the_focus(explore):
    page = explore.open().page
    stage = page.get_by_role("group", name="Stage")
    for key in ("ArrowDown", "End"):
        page.keyboard.press(key)
        explore.expect_beat(0, of=5)
    page.wait_for_function("scrollY > 0")  # they scroll the page
    page.keyboard.press("Home")
    page.wait_for_function("scrollY === 0")
    stage.focus()
    for key, step, beat in [
        ("ArrowDown", 8, 5),
        ("ArrowDown", 15, 5),
        ("ArrowUp", 8, 5),
        ("End", 49, 5),
        ("ArrowDown", 49, 5),
        ("Home", 1, 0),
        ("ArrowUp", 1, 0),
    ]:
        page.keyboard.press(key)
        explore.expect_step(step, of=49)
        explore.expect_beat(beat, of=5)
    # a cell keeps the arrows that it needs itself
    explore.cell("Input R", 1, 1).focus()
    page.keyboard.press("ArrowRight")
    expect(explore.cell("Input R", 1, 2)).to_be_focused()
    explore.expect_beat(0, of=5)


def test_single_key_shortcuts_can_be_turned_off(explore):
    page = explore.open().page
    explore.button("Keys").click()
    switch = page.get_by_role("dialog", name="Keys").get_by_role("checkbox", name="Single-key shortcuts")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.keyboard.press("Escape")
    expect(switch).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    speed = explore.slider("Speed").input_value()
    for key in ("9", ".", "w", "h", "l", "p", "]", "?", "W", "L"):
        page.keyboard.press(key)
    expect(explore.slider("Speed")).to_have_value(speed)
    for name in ("Show all", "Hide the answers", "Loop"):
        expect(explore.button(name)).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    explore.expect_beat(1, of=5)
    page.keyboard.press("Space")
    expect(explore.button("Pause")).to_be_visible()
    page.keyboard.press("Space")
    page.reload()
    expect(explore.button("Play")).to_be_visible()
    page.keyboard.press("w")  # it is remembered
    expect(explore.button("Show all")).to_have_attribute("aria-pressed", "false")
    explore.button("Keys").click()
    expect(switch).not_to_be_checked()
    switch.check()
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(explore.button("Show all")).to_have_attribute("aria-pressed", "true")


def test_keys_do_nothing_behind_an_open_dialog(explore):
    page = explore.open().page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    for key in ("ArrowRight", "Shift+ArrowRight", "w"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    explore.expect_beat(0, of=5)
    expect(explore.button("Show all")).to_have_attribute("aria-pressed", "false")


@pytest.mark.moving
def test_playing_starts_slowly_and_quickens_to_the_end(explore, rest, worked_example):
    page = explore.page
    page.clock.install()
    explore.open()
    expect(explore.status()).to_be_attached()
    page.clock.pause_at("2100-01-01")
    explore.set_slider("Speed", 50)
    explore.button("Play").click()
    # how long each of the first units takes, in tenths of a second
    lasts: list[int] = []
    for unit in range(1, 13):
        count = 0
        while explore.page.get_by_text(f"{unit} / 49", exact=True).is_visible() and count < 100:
            page.clock.run_for(100)
            count += 1
        lasts.append(count)
    assert lasts[0] > 4 * lasts[-1]
    assert sum(lasts[:4]) > sum(lasts[4:])
    expected = rest.post("/api/v1/conv2d", json=worked_example).json()["output"]
    for _ in range(100):
        page.clock.run_for(200)
    expect(explore.button("Play")).to_be_visible()
    expect(page.get_by_role("radio", name="Filter 3")).to_be_checked()
    explore.expect_step(49, of=49)
    assert explore.output(3, of=3) == expected[2]


@pytest.mark.moving
def test_pausing_within_a_beat_ends_it_and_goes_on_from_there(explore):
    page = explore.page
    page.clock.install()
    explore.open()
    expect(explore.status()).to_be_attached()
    page.clock.pause_at("2100-01-01")
    explore.beat_forward()
    page.clock.run_for(2000)
    explore.set_slider("Speed", 0)
    explore.button("Play").click()
    page.clock.run_for(600)
    explore.expect_beat(2, of=5)
    products = [value for row in explore.numbers("products, channel R") for value in row]
    assert 0 < sum(value is not None for value in products) < 9
    explore.button("Pause").click()
    assert None not in [value for row in explore.numbers("products, channel B") for value in row]
    explore.expect_beat(2, of=5)
    explore.beat_forward()
    explore.expect_beat(3, of=5)
    assert explore.total("Input R") == ""  # products are on their way
    page.clock.run_for(3000)
    assert explore.total("Input R") == "−1"
    explore.expect_beat(3, of=5)


@pytest.mark.moving
def test_changing_everything_while_it_plays(explore, rest, worked_example):
    page = explore.open().page
    explore.set_slider("Speed", 40)
    explore.button("Play").click()
    explore.set_slider("Speed", 70)
    explore.button("Show all").click()
    expect(explore.button("Show all")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("radio", name="Filter 2").click()
    explore.choose("Activation", "ReLU")
    explore.button("Show all").click()
    page.get_by_role("radio", name="Filter 1").click()
    explore.choose("View", "Backward, to the input")
    expect(page.get_by_role("region", name="grad_input, channel")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    explore.choose("View", "Forward")
    expect(page.get_by_role("region", name="Output, filter")).to_be_visible()
    explore.set_slider("Speed", 100)
    expect(explore.button("Play")).to_be_visible()  # it stops at the end
    page.get_by_role("radio", name="Filter 3").click()
    explore.button("Last unit").click()
    expected = rest.post("/api/v1/conv2d", json=worked_example | {"activation": "relu"}).json()["output"]
    expect(explore.cell("Output, filter 3 of 3", 6, 6)).not_to_have_text("")
    assert explore.output(3, of=3) == expected[2]


def test_without_the_server_playing_waits_and_does_not_hammer_at_it(explore):
    page = explore.page
    page.allowed_messages.append("ERR_FAILED")
    explore.open()
    asked: list[str] = []

    def refuse(route):
        asked.append(route.request.url)
        route.abort()

    page.route("**/api/**", refuse)
    explore.set_slider("Output unit", 36)
    explore.beat_forward()
    page.wait_for_timeout(1500)
    assert 0 < len(asked) <= 6
    page.unroute("**/api/**")
    expect(explore.status()).to_contain_text("the window holds R:")  # it is back by itself


@pytest.mark.parametrize(
    ("query", "sliders", "beats", "heard"),
    [
        ("?preset=relu", {"Size, height": 1, "Size, width": 1}, 3, "−3 becomes 0"),
        ("", {"Amount": 0, "Kernel": 7, "Number": 1}, 5, "row 0, column 0: sums of 3 channels"),
        ("", {"Amount": 0, "Kernel": 1, "Number": 1, "Size": 1, "Channels": 1}, 5, "row 0, column 0: sum 1; bias 1"),
    ],
)
def test_one_unit_only(explore, query, sliders, beats, heard):
    page = explore.open(query).page
    for name, value in sliders.items():
        explore.set_slider(name, value)
    explore.expect_step(1, of=1)
    explore.beat_forward(beats + 2)
    explore.expect_beat(beats, of=beats)
    expect(explore.status()).to_contain_text(heard)
    page.get_by_role("group", name="Stage").focus()
    for key in ("ArrowDown", "Shift+ArrowRight", "ArrowUp", "Home", "End"):
        page.keyboard.press(key)
    explore.expect_beat(beats, of=beats)
    page.keyboard.press("Home")
    explore.expect_beat(0, of=beats)


def test_sixteen_channels(explore):
    explore.open()
    explore.set_slider("Channels", 16)
    expect(explore.page.get_by_role("tab", name="Channel 16")).to_be_visible()
    explore.beat_forward(3)
    expect(explore.status()).to_contain_text("16: ")
    explore.beat_forward()
    expect(explore.status()).to_contain_text("and bias 1 make")
    explore.beat_forward()
    explore.expect_beat(5, of=5)
    assert explore.output(1, of=3)[0][0] is not None
    explore.set_slider("Channels", 1)
    explore.choose("Bias", "none")
    explore.expect_beat(4, of=4)


@pytest.mark.moving
def test_a_large_picture_plays_by_rows(explore, tmp_path):
    page = explore.open("?preset=blur").page
    Image.effect_mandelbrot((1024, 1024), (-2, -1.5, 1, 1.5), 50).save(tmp_path / "large.png")
    page.get_by_label("Picture file").set_input_files(tmp_path / "large.png")
    expect(page.get_by_role("application", name="Output, filter 1 of 1, picture of 1024 by 1024")).to_be_visible()
    explore.button("Show all").click()
    explore.button("First unit").click()
    explore.expect_beat(0, of=4)
    assert explore.thumbnail("Filter 1") == 0
    explore.beat_forward(4)
    expect(explore.status()).to_contain_text("total")
    explore.set_slider("Speed", 100)
    explore.button("Play").click()
    page.wait_for_function("document.querySelector('input[aria-label=\"Output unit\"]').value > 20000", timeout=60_000)
    explore.button("Pause").click()
    assert explore.thumbnail("Filter 1") > 20000
