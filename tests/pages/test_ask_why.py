"""Feature maps: what an answer is due to."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.pages.explore import number
from tests.pages.feature_maps import LONG


def test_a_filter_that_is_off_changes_what_it_says_until_it_is_on_again(maps, rest):
    page = maps.open("?node=relu2").page
    before = maps.share("3").inner_text()
    logit = maps.classes().get_by_role("row").filter(has=maps.button("3")).get_by_role("cell").last
    plain = logit.inner_text()
    page.get_by_role("switch", name="Map 4 of relu2").uncheck()
    expect(logit).not_to_have_text(plain)
    asked = maps.last_asked()
    assert asked["body"]["off"] == {"relu2": [4]}
    answer = rest.post(f"/api/{asked['path']}", json=asked["body"] | {"nodes": []}).json()
    three = next(one for one in answer["classes"] if one["label"] == "3")
    assert number(logit.inner_text()) == pytest.approx(three["logit"], abs=6e-3)
    page.reload()
    expect(page.get_by_role("status").get_by_role("button", name=re.compile("relu2, map 4"))).to_be_visible()
    maps.button("All on").click()
    expect(logit).to_have_text(plain)
    expect(maps.share("3")).to_have_text(before)


@pytest.mark.parametrize("method", ["gradient", "Grad-CAM", "occlusion"])
def test_what_a_class_is_due_to_lies_over_the_picture(maps, method):
    page = maps.open().page
    option = page.get_by_role("combobox", name="Due to").locator("option", has_text=re.compile(f"^{method}:"))
    page.get_by_role("combobox", name="Due to").select_option(label=option.inner_text())
    expect(page.get_by_role("img", name="What the class is due to")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("the more 3 is due to it")).to_be_visible()
    page.get_by_role("combobox", name="Class", exact=True).select_option("8")
    expect(page.get_by_text("the more 8 is due to it")).to_be_visible(timeout=LONG)
    page.reload()
    expect(page.get_by_text("the more 8 is due to it")).to_be_visible(timeout=LONG)


def test_a_patch_over_the_picture_moves_the_bars(maps):
    page = maps.open().page
    logit = maps.classes().get_by_role("row").filter(has=maps.button("3")).get_by_role("cell").last
    plain = logit.inner_text()
    page.get_by_role("checkbox", name=re.compile("^Cover with a patch")).check()
    picture = page.get_by_role("img", name="What the network is shown")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.35, steps=6)
    page.mouse.up()
    expect(logit).not_to_have_text(plain)
    expect(page).to_have_url(re.compile("cover="))
    maps.button("Take the patch away").click()
    expect(logit).to_have_text(plain)


def test_the_heat_over_the_picture_is_what_rest_says(maps, rest):
    page = maps.open("?why=occlusion,8").page
    heat = page.get_by_role("img", name="What the class is due to")
    expect(heat).to_be_visible(timeout=LONG)
    body = {"input": maps.last_asked()["body"]["input"], "class": 8, "method": "occlusion"}
    due = np.array(rest.post("/api/v1/models/digits/attribution", json=body).json()["map"])
    assert due.min() < 0 < due.max()
    pixels = heat.locator("canvas").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    red, _, blue, alpha = np.moveaxis(np.array(pixels).reshape(*due.shape, 4), -1, 0)
    np.testing.assert_allclose(alpha, 235 * np.abs(due) / np.abs(due).max(), atol=1)
    # a colour is read back exactly only where it is opaque enough
    seen = alpha > 20
    assert seen.any()
    assert ((red > blue) == (due > 0))[seen].all()


def test_a_class_that_is_not_among_the_best_stays_chosen(maps):
    page = maps.open("?network=resnet20_cifar&num_classes=40&seed=3&sample=chelsea").page
    listed = maps.classes().get_by_role("button").all_inner_texts()
    other = next(index for index in range(40) if f"class {index}" not in listed)
    page.goto(f"/feature-maps?network=resnet20_cifar&num_classes=40&seed=3&sample=chelsea&why=gradient,{other}")
    expect(page.get_by_text(f"the more class {other} is due to it")).to_be_visible(timeout=LONG)
    chosen = page.get_by_role("combobox", name="Class", exact=True)
    expect(chosen).to_have_value(str(other))
    expect(chosen.locator("option:checked")).to_have_text(f"class {other}")


def test_a_network_without_a_softmax_says_what_its_shares_suppose(maps):
    page = maps.open("?network=resnet20_cifar&seed=3&sample=chelsea").page
    expect(page.get_by_text(re.compile("^No softmax at its end: "))).to_be_visible()
    maps.open("?model=digits")
    expect(maps.classes()).to_be_visible()
    expect(page.get_by_text(re.compile("^No softmax at its end: "))).to_have_count(0)
