"""Feature maps: a network that knows ImageNet."""

import io
import re
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from app.settings import ROOT
from tests.pages.explore import number
from tests.pages.feature_maps import LONG, percent


def chelsea() -> FilePayload:
    image = Image.open(ROOT / "static" / "photographs" / "chelsea.png").convert("RGB")
    file = io.BytesIO()
    image.save(file, "PNG")
    return {"name": "my cat.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_a_photograph_of_ones_own_is_an_egyptian_cat(maps):
    page = maps.open("?model=efficientnet_lite0&sample=coffee").page
    maps.expect_best("espresso")
    page.get_by_label("Your picture").set_input_files(chelsea())
    maps.expect_best("Egyptian cat")
    expect(page.get_by_text("The middle 300×300 of 451×300 pixels, scaled to 224×224.")).to_be_visible()
    page.get_by_role("combobox", name="Fit").select_option("all of it, stretched")
    expect(page.get_by_text("451×300 pixels, stretched to 224×224.")).to_be_visible(timeout=LONG)
    # PyTorch says 0.771 of the same weights and the picture scaled with bicubic interpolation
    expect(maps.share("Egyptian cat")).not_to_have_text("")
    assert percent(maps.share("Egyptian cat").inner_text()) == pytest.approx(0.771, abs=0.05)
    page.reload()
    expect(page.get_by_text("“my cat.png”, which is not in the link")).to_be_visible(timeout=LONG)


def test_a_unit_deep_in_a_large_network(maps, rest):
    page = maps.open("?model=efficientnet_lite0&node=conv48&map=7").page
    expect(page.get_by_text("16 of 1,152 maps that go into it")).to_be_visible()
    page.get_by_label("Row").fill("3")
    maps.button("Show this unit").click()
    heading = maps.heading(re.compile(r"conv48, map 7, unit \(3, 3\)"))
    expect(heading).to_be_visible(timeout=LONG)
    body = maps.last_asked()["body"]
    unit = rest.post(
        "/api/v1/models/efficientnet_lite0/unit", json={"input": body["input"], "node": "conv48", "unit": [7, 3, 3]}
    ).json()
    assert number(heading.inner_text().partition(" = ")[2]) == pytest.approx(unit["output"], rel=1e-5)
    expect(page.get_by_text("On stage: the 16 of 1,152 channels with the largest sums.")).to_be_visible(timeout=LONG)


def test_filters_are_pictures_in_colour_where_they_read_colours(maps, rest):
    page = maps.open("?model=efficientnet_lite0&node=conv1").page
    expect(page.get_by_role("img", name=re.compile("^Filter ")).first).to_be_visible(timeout=LONG)
    expect(page.get_by_role("img", name=re.compile("^Filter "))).to_have_count(32)
    tensor = rest.get("/api/v1/models/efficientnet_lite0/weights", params={"nodes": "conv1"}).json()["tensors"]
    weight = np.frombuffer(b64decode(tensor["conv1.weight"]["base64"]), "<f4").reshape(32, 3, 3, 3)[5]
    canvas = page.get_by_role("img", name="Filter 5 of conv1").locator("canvas")
    pixels = canvas.evaluate("canvas => [...canvas.getContext('2d').getImageData(0, 0, 3, 3).data]")
    shades = 255 * (weight - weight.min()) / (weight.max() - weight.min())
    np.testing.assert_allclose(np.array(pixels).reshape(3, 3, 4)[..., :3], shades.transpose(1, 2, 0), atol=1)
