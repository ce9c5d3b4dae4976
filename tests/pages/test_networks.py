"""The Networks page: the gallery, one network layer by layer, CSV, and how all of it looks."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.pages.looks import assert_looks


def table(page):
    return page.get_by_role("table", name="Layers")


def test_open_resnet_50_unfold_a_stage_and_read_a_layer(page, rest):
    page.goto("/networks")
    page.get_by_role("link", name="ResNet-50 2015").click()
    network = page.get_by_role("region", name="ResNet-50")
    expect(network).to_contain_text("25,557,032")
    page.get_by_role("button", name="stage 2").click()
    answer = rest.get("/api/v1/networks/resnet50").json()
    node = next(node for node in answer["nodes"] if node["stage"] == "stage 2" and node["operation"] == "conv")
    row = table(page).get_by_role("row", name=node["name"], exact=False).first
    cells = row.get_by_role("cell").all_inner_texts()
    shape = "×".join(map(str, node["output_shape"]))
    field = "×".join(map(str, node["receptive_field"]["size"]))
    assert cells == [shape, *(f"{n:,}" for n in (node["parameters"]["total"], node["macs"], node["flops"])), field]
    page.get_by_role("button", name="stage 2").click()
    expect(row).to_be_hidden()


def test_sort_by_a_column(page, rest):
    page.goto("/networks?network=vgg16")
    page.get_by_role("button", name="Parameters").click()
    largest = max(rest.get("/api/v1/networks/vgg16").json()["nodes"], key=lambda node: node["parameters"]["total"])
    first = table(page).get_by_role("row").nth(1)
    expect(first).to_contain_text(largest["name"])
    expect(first).to_contain_text(f"{largest['parameters']['total']:,}")
    page.get_by_role("button", name="Parameters").click()
    expect(first).to_contain_text("0")
    page.get_by_role("button", name="By stage").click()
    expect(page.get_by_role("button", name="stage 1")).to_be_visible()


def test_export_csv(page, rest):
    page.goto("/networks?network=resnet50")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    assert download.value.suggested_filename == "resnet50.csv"
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    nodes = rest.get("/api/v1/networks/resnet50").json()["nodes"]
    assert [row["name"] for row in rows] == [node["name"] for node in nodes]
    assert sum(int(row["parameters"]) for row in rows) == 25_557_032


def test_input_size_and_classes_are_in_the_link(page):
    page.goto("/networks?network=vgg16")
    field = page.get_by_role("spinbutton", name="Classes")
    field.fill("10")
    field.press("Enter")
    expect(page.get_by_role("region", name="VGG-16")).to_contain_text("134,301,514")
    page.reload()
    expect(page.get_by_role("spinbutton", name="Classes")).to_have_value("10")
    page.go_back()
    expect(page.get_by_role("region", name="VGG-16")).to_contain_text("138,357,544")


def test_a_network_that_is_another_one_at_this_size_says_so(page):
    page.goto("/networks?network=lenet5")
    lenet = page.get_by_role("region", name="LeNet-5")
    field = page.get_by_role("spinbutton", name="Input size")
    field.fill("28")
    field.press("Enter")
    expect(lenet).to_contain_text("At 28×28 the linear layers are not those of 32×32: 44,426 parameters")
    page.goto("/networks?network=lenet5_padded")
    expect(page.get_by_role("region", name="LeNet-5 for 28×28")).to_contain_text("61,706")
    expect(page.get_by_text("the linear layers are not those")).to_have_count(0)


def test_networks_of_one_axis_and_of_none_are_said_in_words(page):
    for text, shape, words in (
        ("nn.Sequential(nn.Conv1d(2, 4, 3, padding=1), nn.MaxPool1d(2))", "4×1024", "sees cells 511–513 of the input"),
        ("nn.Sequential(nn.Linear(4, 8), nn.ReLU())", "8", ""),
    ):
        page.goto("/networks")
        page.get_by_role("button", name="Paste a model").click()
        page.get_by_role("textbox", name="Text of the network").fill(text)
        page.get_by_role("button", name="Read it").click()
        layer = page.get_by_role("table").get_by_role("button").filter(has_text="0").last
        expect(page.get_by_role("table")).to_contain_text(shape)
        layer.click()
        if words:
            expect(page.get_by_text(words)).to_be_visible()


def test_a_network_that_does_not_fit_is_explained_and_the_last_stays(page):
    page.allowed_messages += ["status of 422", "status of 404"]
    page.goto("/networks?network=lenet5")
    field = page.get_by_role("spinbutton", name="Input size")
    field.fill("3")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("the effective kernel is 5×5 but the padded input only 3×3")
    expect(page.get_by_role("region", name="LeNet-5")).to_contain_text("61,706")
    page.goto("/networks?network=nope")
    expect(page.get_by_role("alert")).to_contain_text("there is no network named 'nope'")
    expect(page.get_by_role("link", name="VGG-16 2014")).to_be_visible()


def test_read_a_layers_numbers_and_open_it_in_explore(page, rest):
    page.goto("/networks?network=resnet50")
    page.get_by_role("button", name="stage 2").click()
    page.get_by_role("button", name="conv13", exact=True).click()
    layer = page.get_by_role("region", name="Layer conv13")
    node = next(n for n in rest.get("/api/v1/networks/resnet50").json()["nodes"] if n["name"] == "conv13")
    expect(layer).to_contain_text("128×56×56 → 128×28×28")
    expect(layer).to_contain_text(f"{node['parameters']['total']:,} parameters")
    expect(layer).to_contain_text(f"{node['macs']:,} multiply-accumulates")
    expect(layer.get_by_role("group", name="Output size")).to_contain_text("28")
    body = {"network": {"name": "resnet50"}, "node": "conv13"}
    seen = rest.post("/api/v1/networks/receptive-field", json=body).json()
    (first, last), (left, right) = seen["nodes"][0]["rows"], seen["nodes"][0]["columns"]
    expect(layer).to_contain_text(f"sees rows {first}–{last}, columns {left}–{right} of the input")
    layer.get_by_role("link", name="Open in Explore").click()
    expect(page.get_by_role("slider", name="Stride")).to_have_value("2")
    expect(page.get_by_role("group", name="Formula").first).to_contain_text("2")


def test_see_a_layers_field_on_its_page(page):
    page.goto("/networks?network=alexnet")
    page.get_by_role("button", name="conv3", exact=True).click()
    page.get_by_role("link", name="See its field").click()
    unit = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="conv3", exact=True))
    expect(unit).to_contain_text("99×99")
    expect(unit).to_contain_text("the unit in row 6, column 6")
    page.goto("/receptive-field?network=resnet152&node=conv50&unit=3,4")  # one of many that are left out otherwise
    unit = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="conv50", exact=True))
    expect(unit).to_contain_text("the unit in row 3, column 4")


def test_explore_opens_with_the_layers_own_window(page):
    page.goto("/networks?network=alexnet")
    page.get_by_role("button", name="conv1", exact=True).click()
    page.get_by_role("link", name="Open in Explore").click()
    expect(page.get_by_role("slider", name="Kernel")).to_have_value("11")
    expect(page.get_by_role("slider", name="Stride")).to_have_value("4")
    expect(page.get_by_role("slider", name="Amount")).to_have_value("2")
    expect(page.get_by_role("combobox", name="Operation")).to_have_value("conv")


def unfolded(page):
    page.goto("/networks?network=resnet152")
    page.get_by_role("button", name="stage 3").click()
    page.get_by_role("button", name="conv50", exact=True).click()
    expect(page.get_by_role("link", name="Open in Explore")).to_be_visible()


def broken(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Build your own").click()
    page.get_by_role("button", name="Move up pool1").click()
    page.get_by_role("button", name="pool1 max pool").click()
    field = page.get_by_role("textbox", name="kernel size")
    field.fill("99")
    field.press("Enter")
    expect(page.get_by_text("the effective kernel is 99×99")).to_be_visible()


def side_by_side(page):
    page.goto("/networks?network=vgg16&with_network=resnet50")
    expect(page.get_by_role("table", name="Totals")).to_be_visible()


def lab(page):
    page.goto("/networks?residual_lab=10,batch,2,0")
    expect(page.get_by_role("grid", name="H(x)")).to_be_visible()
    expect(page.get_by_text("On its way back")).to_be_visible()


def code(page):
    page.goto("/networks?network=vgg16")
    page.get_by_role("button", name="Code").click()
    expect(page.get_by_role("dialog")).to_contain_text("nn.Sequential")


@pytest.mark.parametrize("state", [unfolded, broken, side_by_side, lab, code])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_is_cut_off(page, state, width):
    page.set_viewport_size({"width": width, "height": 900})
    state(page)
    assert_looks(page)
