"""Feature maps: from the network to a layer, a map, one number."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.explore import number


def test_down_to_a_unit_whose_arithmetic_is_that_of_rest(maps, rest):
    page = maps.open().page
    page.get_by_role("button", name="conv2, map 5").click()
    expect(maps.heading("conv2, map 5")).to_be_visible()
    parts = page.get_by_role("list", name="What goes into it").get_by_role("listitem")
    expect(parts).to_have_count(8)
    page.get_by_label("Row").fill("6")
    page.get_by_label("Column").fill("7")
    maps.button("Show this unit").click()
    expect(maps.heading(re.compile(r"conv2, map 5, unit \(6, 7\)"))).to_be_visible()
    body = maps.last_asked()["body"]
    unit = rest.post(
        "/api/v1/models/digits/unit", json={"input": body["input"], "node": "conv2", "unit": [5, 6, 7]}
    ).json()
    shown = maps.heading(re.compile("conv2, map 5, unit")).inner_text().partition(" = ")[2]
    assert number(shown) == pytest.approx(unit["output"], rel=1e-6)
    # played to its end, the stage has the same number
    stage = page.get_by_role("group", name="Stage")
    expect(stage).to_be_visible()
    for _ in range(5):
        maps.button("Beat forward").click()
    cell = page.get_by_role("grid", name="Output, filter 1 of 1").get_by_role("gridcell").first
    expect(cell).to_have_attribute("title", re.compile(r": .*\d"))
    assert number((cell.get_attribute("title") or "").split(": ")[1]) == pytest.approx(unit["output"], rel=1e-5)
    # 14×14 units of 5×5 after a pooling of 2 and another 5×5: 4·2 + 2 + 4 = 14 pixels
    expect(page.get_by_text("Framed: the 14×14 pixels that the unit sees.")).to_be_visible()


def test_a_class_is_traced_to_the_cells_that_speak_for_it(maps, rest):
    page = maps.open().page
    maps.button("3").click()
    table = page.get_by_role("table", name="The largest contributions")
    body = maps.last_asked()["body"]
    unit = rest.post("/api/v1/models/digits/unit", json={"input": body["input"], "node": "linear1", "unit": [3]}).json()
    first = unit["contributions"][0]
    name = f"{first['node']} ({', '.join(map(str, first['unit']))})"
    expect(table.get_by_role("row").nth(1).get_by_role("button")).to_have_text(name)
    total = table.get_by_role("row").last.get_by_role("cell").last.inner_text()
    assert number(total) == pytest.approx(unit["output"], rel=1e-5)
    table.get_by_role("button", name=name).click()
    channel, row, column = first["unit"]
    expect(maps.heading(re.compile(rf"max_pool2, map {channel}, unit \({row}, {column}\)"))).to_be_visible()


@pytest.mark.parametrize(
    ("place", "heading"),
    [
        ("node=conv1", "conv1: conv, 8 maps of 28×28"),
        ("node=relu2&map=3", "relu2, map 3"),
        ("node=max_pool1&map=2&unit=4,5", re.compile(r"max_pool1, map 2, unit \(4, 5\) = ")),
        ("node=flatten1&map=100", re.compile("flatten1, number 100 = ")),
        ("node=linear1&map=3", re.compile("linear1, number 3 = ")),
        ("node=softmax1&map=3", re.compile("softmax1, number 3 = ")),
    ],
)
def test_every_depth_has_a_link(maps, place, heading):
    page = maps.open(f"?{place}").page
    expect(maps.heading(heading)).to_be_visible()
    page.reload()
    expect(maps.heading(heading)).to_be_visible()
    page.get_by_role("navigation", name="Place").get_by_role("button", name="All layers").click()
    expect(maps.heading(heading)).to_be_hidden()
    page.go_back()
    expect(maps.heading(heading)).to_be_visible()


def test_a_layer_shows_its_maps_in_two_orders(maps):
    page = maps.open("?node=relu2").page
    view = page.get_by_role("region", name="Layer relu2")
    tiles = view.get_by_role("button", name=re.compile("^Map "))
    expect(tiles).to_have_count(16)
    expect(tiles.first).to_have_accessible_name("Map 0 of relu2")
    asked = maps.asked[-1]["body"]
    assert asked["nodes"] == ["relu2"]
    view.get_by_role("combobox", name="Order").select_option("those that answer most first")
    means = page.request.post("/api/v1/models/digits/maps", data=asked | {"maps_dtype": "float32"}).json()
    strongest = means["channels"]["relu2"]
    expect(tiles.first).to_have_accessible_name(f"Map {strongest[0]} of relu2")


def test_a_vector_has_nothing_to_switch_off(maps):
    page = maps.open("?node=relu2").page
    expect(page.get_by_role("switch")).to_have_count(16)
    page.goto("/feature-maps?node=flatten1")
    expect(maps.heading(re.compile("^flatten1: flatten"))).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(0)


def test_a_batch_norm_is_told_with_its_numbers(maps):
    page = maps.open("?network=resnet20_cifar&seed=3&sample=chelsea&node=batch_norm1&map=2&unit=3,4").page
    expect(page.get_by_text(re.compile("^Batch norm: mean .* taken from this picture, since"))).to_be_visible()
    expect(page.get_by_text(re.compile(r" · 1 \+ 0 = "))).to_be_visible()
