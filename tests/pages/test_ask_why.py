"""Feature maps: what an answer is due to."""

import re

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
