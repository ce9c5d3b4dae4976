"""The Feature maps page: what is drawn or shown is what the network says."""

import json
import re
import zlib
from base64 import b64decode, urlsafe_b64decode

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.pages.explore import REFUSED
from tests.pages.feature_maps import LONG, own, percent, photograph
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


# what is sent, and what is kept


def test_a_line_ends_at_the_border_of_the_pad(maps):
    maps.open()
    maps.button("Clear").click()
    expect(maps.page.get_by_role("img", name="Drawing pad, 0 lines")).to_be_visible()
    maps.page.wait_for_load_state("networkidle")
    empty = maps.page.url
    maps.draw((0.5, 0.5), (1.4, 0.5), (1.4, -0.3))
    expect(maps.page).not_to_have_url(empty)
    packed = maps.page.evaluate("new URLSearchParams(location.search).get('drawing')")
    [[_, *points]] = json.loads(zlib.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), -15))
    assert min(points) >= 0
    assert max(points) == 1000


def test_a_drawing_too_long_for_a_link_is_missed_where_the_link_is_opened(maps):
    page = maps.open().page
    maps.button("Clear").click()
    box = page.get_by_role("img", name="Drawing pad").bounding_box()
    assert box
    # hundreds of strokes by hand take minutes: one, of many points that lie anywhere
    page.evaluate(
        """async () => {
          const pad = document.querySelector("drawing-pad");
          let seed = 1;
          const next = () => (seed = (seed * 48271) % 2147483647) % 1000;
          const points = Array.from({ length: 12000 }, next);
          const detail = { drawing: [{ pen: 1, points }], done: true };
          pad.dispatchEvent(new CustomEvent("drawn", { detail, bubbles: true, composed: true }));
        }"""
    )
    expect(page).to_have_url(re.compile("drawing=(&|$)"), timeout=LONG)
    maps.button("Share").click()
    expect(page.get_by_text("It goes without your drawing, too long for a link.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("The link does not hold its drawing, which is too long for it")).to_be_visible()
    maps.button("Clear").click()
    expect(page.get_by_text("The link does not hold its drawing")).to_be_hidden()


def test_going_back_keeps_a_picture_of_ones_own(maps):
    page = maps.open().page
    page.get_by_label("Your picture").set_input_files(photograph())
    expect(page.get_by_text(re.compile("of 60×40 pixels"))).to_be_visible()
    own = maps.share("8").inner_text()
    page.get_by_role("button", name="conv1, map 2").click()
    expect(maps.heading("conv1, map 2")).to_be_visible()
    page.go_back()
    expect(maps.heading("conv1, map 2")).to_be_hidden()
    expect(page.get_by_text(re.compile("of 60×40 pixels"))).to_be_visible()
    expect(maps.share("8")).to_have_text(own)
    expect(page.get_by_text("which is not in the link")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("“slope.png”, which is not in the link")).to_be_visible()


def test_the_camera_asks_for_a_frame_only_once_the_last_is_answered(maps, hold):
    page = maps.open("?model=digits").page
    held = hold("**/maps")
    maps.button("Webcam").click()
    expect(page.get_by_label("Live picture")).to_be_visible()
    held.wait_for(1)
    page.wait_for_timeout(700)
    held.wait_for(1)
    held.answer_the_newest()
    held.wait_for(1)
    maps.button("Stop the camera").click()
    held.answer_the_rest()


@pytest.mark.parametrize(("node", "there"), [("conv1", True), ("transposed", False)])
def test_kernels_are_typed_where_there_are_some(maps, node, there):
    layers = [
        {"operation": "conv", "name": "conv1", "out_channels": 2, "kernel_size": 3},
        {"operation": "conv_transpose", "name": "transposed", "out_channels": 2, "kernel_size": 3},
    ]
    bias = np.zeros(2)
    tensors = {
        "conv1": {"weight": np.ones((2, 1, 3, 3)), "bias": bias},
        "transposed": {"weight": np.ones((2, 2, 3, 3)), "bias": bias},
    }
    page = maps.open(own(layers, tensors, node=node, map=1)).page
    expect(maps.heading(f"{node}, map 1")).to_be_visible()
    expect(page.get_by_role("group", name="The filter of map 1")).to_be_visible(visible=there)


def test_a_window_in_padding_alone_is_not_played_and_says_why(maps):
    layers = [{"operation": "conv", "name": "conv1", "out_channels": 1, "kernel_size": 3, "padding": 5}]
    page = maps.open(
        own(layers, {"conv1": {"weight": np.ones((1, 1, 3, 3)), "bias": np.ones(1)}}, node="conv1", map=0, unit="0,0")
    ).page
    expect(maps.heading(re.compile(r"conv1, map 0, unit \(0, 0\) = 1"))).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="lies in the padding alone")).to_be_visible()


def test_an_ordinary_link_has_nothing_to_say(maps, page):
    maps.open("?model=digits")
    expect(page.get_by_role("button", name="Dismiss")).to_have_count(0)
