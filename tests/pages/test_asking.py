"""Ask first: with the answers hidden, a unit's number is the reader's to find before it is shown."""

import pytest
from playwright.sync_api import Locator, Page, expect

WITH_BIAS = "?preset=worked-example&bias=1000,0,1"


@pytest.fixture
def asked(explore):
    """The worked example with its answers hidden."""
    explore.open(WITH_BIAS)
    explore.button("Hide the answers").click()
    return explore


def guess(page: Page) -> Locator:
    return page.get_by_role("textbox", name="What comes out?")


def verdict(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="=")


def assert_hidden(page: Page, number: str) -> None:
    """Neither text nor any attribute, a title or a label, gives the number away."""
    assert number not in page.locator("main").evaluate("main => main.outerHTML")


def test_the_answer_is_nowhere_until_it_is_asked_for(asked):
    page = asked.page
    for beat in range(1, 6):
        asked.beat_forward()
        asked.expect_beat(beat, of=5)
        assert_hidden(page, "1001")
        assert asked.thumbnail("Filter 1") == 0
        assert guess(page).count() == (1 if beat == 5 else 0)
    expect(asked.status()).to_have_text("Filter 1, row 0, column 0: your turn. What comes out?")
    expect(asked.cell("Output, filter 1 of 3", 0, 0)).to_have_text("?")
    assert [asked.total(f"Input {channel}") for channel in "RGB"] == ["?"] * 3
    asked.button("Show the answer").click()
    expect(verdict(page)).to_have_text("−1 + 2 + 0 + 1000 = 1001")
    expect(asked.cell("Output, filter 1 of 3", 0, 0)).to_have_text("1001")
    assert asked.thumbnail("Filter 1") == 1
    expect(guess(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("1001", "Right: −1 + 2 + 0 + 1000 = 1001"),
        ("1001,0", "Right: −1 + 2 + 0 + 1000 = 1001"),  # a decimal comma is one
        ("1000", "Not 1000: −1 + 2 + 0 + 1000 = 1001"),
        ("−1001", "Not −1001: −1 + 2 + 0 + 1000 = 1001"),
    ],
)
def test_a_guess_is_right_or_wrong(asked, said, heard):
    page = asked.page
    asked.unit_forward()
    guess(page).fill(said)
    guess(page).press("Enter")
    expect(verdict(page)).to_have_text(heard)
    expect(asked.status()).to_contain_text("total 1001")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [("abc", "“abc” is no number."), ("1e400", "1e400 is too large a number."), (" ", "Type a number.")],
)
def test_what_is_no_number_does_not_cost_the_question(asked, said, refusal):
    page = asked.page
    asked.unit_forward()
    guess(page).fill(said)
    guess(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text=refusal)).to_be_visible()
    expect(guess(page)).to_have_accessible_description(refusal)
    assert_hidden(page, "1001")
    guess(page).fill("1001")
    expect(page.get_by_text(refusal)).to_be_hidden()
    guess(page).press("Enter")
    expect(verdict(page)).to_have_text("Right: −1 + 2 + 0 + 1000 = 1001")


def test_key_a_shows_the_answer_at_its_time_only(asked):
    page = asked.page
    asked.beat_forward(3)
    page.keyboard.press("a")  # nothing has been asked yet
    asked.beat_forward(2)
    expect(guess(page)).to_be_visible()
    page.keyboard.press("A")
    expect(verdict(page)).to_have_text("−1 + 2 + 0 + 1000 = 1001")
    asked.button("Beat back").click()
    expect(verdict(page)).to_be_hidden()
    asked.unit_forward(2)
    expect(guess(page)).to_be_visible()


def test_digits_go_to_the_guess_before_they_set_the_speed(asked):
    page = asked.page
    asked.beat_forward()
    page.keyboard.press("9")
    expect(asked.slider("Speed")).to_have_value("100")
    asked.unit_forward()
    expect(guess(page)).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("1001")
    expect(guess(page)).to_have_value("1001")
    expect(asked.slider("Speed")).to_have_value("100")
    guess(page).press("Escape")
    asked.cell("filter 1, channel R", 0, 0).focus()  # a selected cell comes after the guess
    page.keyboard.press("7")
    expect(guess(page)).to_have_value("10017")
    guess(page).press("Escape")
    page.keyboard.press("ArrowLeft")
    asked.expect_beat(4, of=5)


def test_the_browser_keeps_its_own_keys(asked):
    asked.unit_forward()
    expect(guess(asked.page)).to_be_visible()
    asked.button("Play").focus()
    asked.page.keyboard.press("Control+0")
    expect(asked.button("Play")).to_be_focused()


def test_playing_waits_for_the_answer(asked):
    page = asked.page
    asked.set_slider("Speed", 100)
    asked.button("Play").click()
    expect(guess(page)).to_be_visible()
    asked.expect_step(1, of=49)
    guess(page).fill("1001")
    guess(page).press("Enter")
    expect(page.get_by_text("Right: ")).to_be_visible()
    expect(guess(page)).to_be_visible(timeout=30_000)  # of the next unit, once that has been read
    asked.expect_step(2, of=49)
    asked.button("Pause").click()
    asked.expect_beat(5, of=5)
    asked.button("Hide the answers").click()
    expect(guess(page)).to_be_hidden()
    asked.button("Play").click()
    expect(asked.button("Play")).to_be_visible()
    expect(asked.page.get_by_role("radio", name="Filter 3")).to_be_checked()


def test_whoever_points_elsewhere_is_not_asked_there_and_reads_the_right_sum(asked, rest, worked_example):
    page = asked.page
    asked.unit_forward()
    asked.button("Show the answer").click()
    asked.beat_forward(2)
    asked.cell("Output, filter 1 of 3", 0, 0).hover()  # whole, and shown as such
    expect(asked.status()).to_contain_text("row 0, column 0: sums of 3 channels −1, 2, 0; bias 1000; total 1001.")
    expect(guess(page)).to_be_hidden()
    page.mouse.move(5, 5)
    asked.unit_forward()
    asked.button("Show the answer").click()
    body = worked_example | {"bias": [1000, 0, 1], "unit": [0, 0, 1]}
    total = f"= {rest.post('/api/v1/conv2d/unit', json=body).json()['sum']:g}"
    expect(verdict(page)).to_contain_text(total)
    before = verdict(page).inner_text()
    asked.cell("Output, filter 1 of 3", 0, 0).hover()
    expect(asked.status()).to_contain_text("row 0, column 0")
    assert verdict(page).inner_text() == before


def test_other_numbers_are_asked_for_anew(asked):
    page = asked.page
    asked.unit_forward()
    asked.button("Show the answer").click()
    expect(verdict(page)).to_be_visible()
    asked.cell("filter 1, channel R", 1, 2).focus()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(guess(page)).to_be_visible()
    expect(verdict(page)).to_be_hidden()


def test_showing_all_and_hiding_the_answers_exclude_each_other(asked):
    page = asked.page
    hide = asked.button("Hide the answers")
    asked.unit_forward()
    asked.button("Show all").click()
    expect(hide).to_have_attribute("aria-pressed", "false")
    expect(guess(page)).to_be_hidden()
    expect(asked.cell("Output, filter 1 of 3", 0, 0)).to_have_text("1001")
    hide.click()
    expect(asked.button("Show all")).to_have_attribute("aria-pressed", "false")
    expect(guess(page)).to_be_visible()
    assert_hidden(page, "1001")


@pytest.mark.parametrize(
    ("query", "beats", "hidden", "said"),
    [
        ("?preset=max-pooling", 3, ["Largest, at"], "the largest of 1, 1, 1, 1 = 1"),
        ("?preset=average-pooling", 4, ["mean 0.25", "by 4: 0.25", ">0.25<"], "(1) / 4 = 0.25"),
        ("?preset=gelu", 3, ["−0.004", "−0.00404"], "GELU(−3) = −0.004"),
        ("?preset=worked-example&activation=sigmoid", 6, ["0.881"], "Sigmoid(−1 + 2 + 0 + 1) = 0.881"),
        ("?preset=backward-weights", 4, ["sum 10", ">10<"], "10 = 10"),
        ("?preset=matrix-product", 5, ["total 5"], "3 + 2 + 0 = 5"),
    ],
)
def test_every_operation_can_ask(explore, query, beats, hidden, said):
    page = explore.open(query).page
    page.keyboard.press("h")
    for beat in range(1, beats + 1):
        explore.beat_forward()
        explore.expect_beat(beat, of=beats)
        for number in hidden:
            assert_hidden(page, number)
    expect(guess(page)).to_be_visible()
    if "matrix" in query:
        assert explore.numbers("Output, 2×9")[0] == [None] * 9
    page.keyboard.press("a")
    expect(verdict(page)).to_have_text(said)


def test_a_signal_keeps_its_bar_until_it_is_answered(explore):
    explore.open("?preset=causal")
    explore.button("Hide the answers").click()
    explore.unit_forward(3)  # past two that were not answered
    signal = explore.page.get_by_role("img", name="Signal of 12 numbers, 2 of them computed")
    expect(signal).to_be_visible()
    explore.button("Show the answer").click()
    expect(explore.page.get_by_role("img", name="Signal of 12 numbers, 3 of them computed")).to_be_visible()


def test_stamps_are_not_asked_for(explore):
    explore.open("?preset=transposed")
    explore.page.keyboard.press("h")
    explore.unit_forward()
    expect(guess(explore.page)).to_be_hidden()
    expect(explore.button("Hide the answers")).to_be_hidden()
    explore.choose("Operation", "Convolution")
    expect(explore.button("Hide the answers")).to_have_attribute("aria-pressed", "false")


@pytest.mark.moving
def test_a_question_mark_lands_and_gives_way_to_the_number(asked):
    page = asked.page
    asked.beat_forward(5)  # each at once: what was on its way is there
    expect(guess(page)).to_be_visible()
    expect(asked.cell("Output, filter 1 of 3", 0, 0)).to_have_text("?")
    assert_hidden(page, "1001")
    guess(page).fill("1001")
    guess(page).press("Enter")
    expect(verdict(page)).to_have_text("Right: −1 + 2 + 0 + 1000 = 1001")
    expect(asked.cell("Output, filter 1 of 3", 0, 0)).to_have_text("1001")
    asked.unit_forward()
    expect(guess(page)).to_be_visible()
    assert asked.thumbnail("Filter 1") == 1
