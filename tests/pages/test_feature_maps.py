"""The Feature maps page: what is drawn or shown is what the network says."""

import re
from base64 import b64decode

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.pages.explore import REFUSED
from tests.pages.feature_maps import percent
from tests.pages.looks import assert_looks


def test_strokes_become_a_digit_and_the_bars_are_what_rest_answers(maps, rest):
    maps.open()
    maps.button("Clear").click()
    expect(maps.page.get_by_role("img", name="Drawing pad, 0 lines")).to_be_visible()
    maps.draw((0.5, 0.2), (0.5, 0.8))
    maps.expect_best("1")
    maps.draw((0.3, 0.2), (0.5, 0.2))
    maps.button("Clear").click()
    maps.draw((0.3, 0.2), (0.7, 0.2), (0.45, 0.8))
    maps.expect_best("7")
    asked = maps.last_asked()
    answer = rest.post(f"/api/{asked['path']}", json=asked["body"] | {"nodes": [], "top": 10}).json()
    assert answer["classes"][0]["label"] == "7"
    for one in answer["classes"]:
        assert percent(maps.share(one["label"]).inner_text()) == pytest.approx(one["probability"], abs=6e-4)


def test_a_drawing_is_centred_by_its_mass_wherever_it_stands(maps):
    maps.open()
    for at in (0.15, 0.5, 0.8):
        maps.button("Clear").click()
        maps.draw((at, 0.1), (at, 0.5))
        maps.expect_best("1")
    tensor = maps.last_asked()["body"]["input"]
    ink = np.frombuffer(b64decode(tensor["base64"]), "<f4").reshape(28, 28)
    rows, columns = np.mgrid[:28, :28]
    # as in MNIST: row 14 and column 14, counted from 0
    assert (ink * rows).sum() / ink.sum() == pytest.approx(14, abs=0.15)
    assert (ink * columns).sum() / ink.sum() == pytest.approx(14, abs=0.15)


def test_lines_are_taken_back_one_by_one_and_the_link_holds_the_drawing(maps):
    page = maps.open().page
    maps.button("Sample 4").click()
    maps.expect_best("4")
    expect(page.get_by_role("img", name="Drawing pad, 2 lines")).to_be_visible()
    share = maps.share("4").inner_text()
    page.reload()
    maps.expect_best("4")
    expect(maps.share("4")).to_have_text(share)
    whole = page.url
    maps.button("Undo line").click()
    expect(page).not_to_have_url(whole)
    expect(page.get_by_role("img", name="Drawing pad, 1 line;")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("img", name="Drawing pad, 2 lines")).to_be_visible()


def test_every_sample_is_read_right(maps):
    maps.open()
    for digit in range(10):
        maps.button(f"Sample {digit}").click()
        maps.expect_best(str(digit))


def test_the_camera_is_seen_live_until_a_picture_is_kept(maps):
    page = maps.open("?model=digits").page
    maps.button("Webcam").click()
    expect(page.get_by_label("Live picture")).to_be_visible()
    expect(page.get_by_text(re.compile(r"scaled to 28×28\."))).to_be_visible()
    maps.button("Keep this picture").click()
    expect(page.get_by_label("Live picture")).to_be_hidden()
    expect(page).to_have_url(re.compile("upload=webcam"))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?model=digit", "no model named 'digit'; did you mean digits?"),
        ("?node=conv9", "This network has no layer named “conv9”."),
        ("?node=conv1&map=8", "There is no map 8: “conv1” has 8, counted from 0."),
        ("?node=conv1&map=1&unit=28,0", "there is no"),
        ("?sample=nothing", "There is no picture named “nothing”"),
        ("?off=conv1:99", "there is no channel 99"),
        ("?why=gradient,12", "no class 12"),
    ],
)
def test_a_link_to_what_is_not_there_says_so(maps, query, text):
    maps.page.allowed_messages += [REFUSED, "status of 404"]
    maps.page.goto(f"/feature-maps{query}")
    expect(maps.page.get_by_role("alert").filter(has_text=text)).to_be_visible()


def test_a_file_that_is_no_picture_leaves_everything(maps):
    page = maps.open().page
    file = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}
    page.get_by_label("Your picture").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("notes.txt is not a picture that this browser can read.")
    maps.expect_best("3")


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("", (1920, 1080)),
        ("", (390, 844)),
        ("?node=conv1", (1024, 768)),
        ("?node=conv1", (390, 844)),
        ("?node=conv2&map=5", (1440, 900)),
        ("?node=conv2&map=5", (390, 844)),
        ("?node=conv2&map=5&unit=6,7", (1024, 768)),
        ("?node=conv2&map=5&unit=6,7", (390, 844)),
        ("?node=linear1&map=3&why=gradient", (1440, 900)),
        ("?node=linear1&map=3&why=gradient", (390, 844)),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(maps, size, query):
    maps.page.set_viewport_size({"width": size[0], "height": size[1]})
    maps.open(query)
    if "unit" in query:
        expect(maps.page.get_by_role("group", name="Stage")).to_be_visible()
    assert_looks(maps.page)


def test_by_keyboard_alone(maps):
    page = maps.open().page
    tile = page.get_by_role("button", name="relu1, map 2", exact=True)
    tile.focus()
    page.keyboard.press("Enter")
    expect(maps.heading("relu1, map 2")).to_be_visible()
    page.get_by_role("spinbutton", name="Row").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(maps.heading(re.compile(r"relu1, map 2, unit \(9, 14\)"))).to_be_visible()
