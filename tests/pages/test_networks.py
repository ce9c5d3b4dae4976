"""The Networks page: the gallery, one network layer by layer, CSV."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.pages.test_looks import violations


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
    assert cells == [shape, f"{node['parameters']['total']:,}", f"{node['macs']:,}", field]
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
    expect(page.get_by_role("link", name="VGG-16")).to_be_visible()


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


def test_explore_opens_with_the_layers_own_window(page):
    page.goto("/networks?network=alexnet")
    page.get_by_role("button", name="conv1", exact=True).click()
    page.get_by_role("link", name="Open in Explore").click()
    expect(page.get_by_role("slider", name="Kernel")).to_have_value("11")
    expect(page.get_by_role("slider", name="Stride")).to_have_value("4")
    expect(page.get_by_role("slider", name="Amount")).to_have_value("2")
    expect(page.get_by_role("combobox", name="Operation")).to_have_value("conv")


def add(page, operation):
    page.get_by_role("combobox", name="New layer").select_option(operation)
    page.get_by_role("button", name="Add at the end").click()


def total(page):
    return page.locator(".totals dd").first


def test_build_a_network_break_it_mend_it_and_share_it(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Build your own").click()
    add(page, "flatten")
    add(page, "linear")
    # conv 3→8 of 3×3 with padding 1, ReLU, pooling to 16×16, flatten, linear 2048→10
    conv, linear = 8 * 3 * 9 + 8, 2048 * 10 + 10
    expect(total(page)).to_have_text(f"{conv + linear:,}")
    rows = page.get_by_role("list").filter(has=page.get_by_role("button", name="Remove conv1")).get_by_role("listitem")
    expect(rows).to_have_count(5)

    page.get_by_role("button", name="Remove flatten1").click()
    broken = rows.filter(has_text="linear1")
    expect(broken.get_by_role("alert")).to_contain_text("a linear layer needs numbers in a row, not [8, 16, 16]")
    expect(total(page)).to_have_text(f"{conv + linear:,}")  # the last good one stays
    page.reload()  # the link holds the broken draft too
    expect(broken.get_by_role("alert")).to_contain_text("flatten first")

    page.get_by_role("combobox", name="New layer").select_option("flatten")
    page.get_by_role("button", name="Add after pool1").click()
    expect(total(page)).to_have_text(f"{conv + linear:,}")
    expect(page.get_by_text("a linear layer needs numbers")).to_have_count(0)

    page.get_by_role("button", name="conv1 conv").click()
    field = page.get_by_role("textbox", name="kernel size")
    field.fill("40")
    field.press("Enter")
    expect(rows.first.get_by_role("alert")).to_contain_text("the effective kernel is 40×40")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("5, 3")
    field.press("Enter")
    padding = page.get_by_role("textbox", name="padding")
    padding.fill("2, 1")
    padding.press("Enter")
    expect(total(page)).to_have_text(f"{8 * 3 * 15 + 8 + linear:,}")

    page.get_by_role("button", name="Move up pool1").click()
    expect(rows.nth(1)).to_contain_text("pool1")
    page.goto(page.url)
    expect(rows.nth(1)).to_contain_text("pool1")
    expect(total(page)).to_have_text(f"{8 * 3 * 15 + 8 + linear:,}")


def test_a_change_against_the_original(page):
    page.goto("/networks?network=lenet5")
    page.get_by_role("button", name="Change a copy").click()
    expect(page.get_by_role("region", name="LeNet-5, changed")).to_be_visible()
    page.get_by_role("button", name="conv1 conv").click()
    field = page.get_by_role("textbox", name="out channels")
    field.fill("12")
    field.press("Enter")
    page.get_by_role("button", name="Compare with the original").click()
    sides = page.get_by_role("table", name="Layers side by side")
    first = sides.get_by_role("row").filter(has_text="conv1")
    expect(first).to_contain_text("changed")
    expect(first).to_contain_text("156")
    expect(first).to_contain_text("312")
    page.get_by_role("checkbox", name="Differences only").check()
    expect(sides.get_by_role("row").filter(has_text="linear3")).to_have_count(0)


def test_compare_vgg_with_resnet(page, rest):
    page.goto("/networks?network=vgg16")
    page.get_by_role("combobox", name="Compare with").select_option("ResNet-50")
    totals = page.get_by_role("table", name="Totals")
    body = {"left": {"name": "vgg16"}, "right": {"name": "resnet50"}}
    answer = rest.post("/api/v1/networks/compare", json=body).json()
    parameters = totals.get_by_role("row").filter(has_text="Parameters")
    expect(parameters).to_contain_text("138,357,544")
    expect(parameters).to_contain_text("25,557,032")
    expect(parameters).to_contain_text(f"×{answer['ratios']['parameters']:.3f}")
    sides = page.get_by_role("table", name="Layers side by side")
    expect(sides.locator("tbody tr")).to_have_count(len(answer["rows"]))
    page.reload()
    expect(parameters).to_contain_text("138,357,544")
    page.get_by_role("button", name="ResNet-50 alone").click()
    expect(page.get_by_role("region", name="ResNet-50")).to_contain_text("25,557,032")


def test_import_and_export(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Import PyTorch").click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_role("textbox", name="PyTorch text")
    text.fill("nn.Sequential(nn.Conv2d(3, open('x'), 3))")
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("line 1: \"open('x')\" is not a number")
    text.fill("nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 28 * 28, 10))")
    dialog.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("region", name="Imported network")).to_contain_text("62,810")  # 80 + 62,730
    expect(page.get_by_role("status")).to_contain_text("how large the input is: 1×28×28 was taken")
    page.get_by_role("button", name="Code").click()
    expect(dialog.get_by_role("group", name="Code")).to_contain_text("nn.Conv2d(1, 8, 3, padding=1)")
    dialog.get_by_role("button", name="Keras").click()
    expect(dialog.get_by_role("group", name="Code")).to_contain_text("keras.Input((28, 28, 1))")
    dialog.get_by_role("button", name="JSON").click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    exported = Path(download.value.path()).read_text(encoding="utf-8")
    dialog.get_by_role("button", name="Close").click()
    page.goto("/networks")
    page.get_by_role("button", name="Import PyTorch").click()
    text.fill(exported)
    dialog.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("region", name="Imported network")).to_contain_text("62,810")


def test_residual_lab(page, rest):
    page.goto("/networks")
    page.get_by_role("button", name="Residual lab").click()
    lab = page.get_by_role("region", name="Residual lab")
    blocks = lab.get_by_role("spinbutton", name="Blocks")
    blocks.fill("50")
    blocks.press("Enter")
    answer = rest.post("/api/v1/networks/residual-lab", json={"blocks": 50}).json()
    expect(lab).to_contain_text(f"{answer['residual']['gradients'][0]:.2f}")
    page.reload()
    expect(blocks).to_have_value("50")
    expect(lab).to_contain_text(f"{answer['residual']['gradients'][0]:.2f}")
    page.allowed_messages += ["status of 422"]
    blocks.fill("500")
    blocks.press("Enter")
    expect(lab.get_by_role("alert").filter(has_text="200")).to_be_visible()
    expect(lab).to_contain_text(f"{answer['residual']['gradients'][0]:.2f}")  # the last good one stays


def test_one_residual_block_in_numbers(page):
    page.goto("/networks?residual_lab=10,batch,2,0")
    block = page.get_by_role("region", name="One block in numbers")
    block.get_by_role("button", name="Nothing to learn").click()
    residual = block.get_by_role("grid", name="F(x)").get_by_role("gridcell")
    expect(residual).to_have_text(["0"] * 16)
    x = block.get_by_role("grid", name="x", exact=True).get_by_role("gridcell").all_inner_texts()
    expect(block.get_by_role("grid", name="H(x)").get_by_role("gridcell")).to_have_text(x)

    for kernel, middle in (("second convolution", "2"), ("first convolution", "1")):
        block.get_by_role("grid", name=kernel).get_by_role("gridcell").nth(4).click()
        page.keyboard.press("Enter")
        page.keyboard.type(middle)
        page.keyboard.press("Enter")
    # the first passes x on, the second doubles it: H(x) = 2x + x
    expect(block.get_by_role("grid", name="H(x)").get_by_role("gridcell")).to_have_text([str(3 * int(n)) for n in x])


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


def test_what_is_being_typed_stays_while_an_answer_arrives(page):
    page.goto("/networks")
    page.get_by_role("button", name="Build your own").click()
    page.get_by_role("button", name="conv1 conv").click()
    field = page.get_by_role("textbox", name="out channels")
    field.fill("12")
    with page.expect_response("**/networks/analyze"):
        page.get_by_role("button", name="Move up pool1").click()
        page.get_by_role("textbox", name="name", exact=True).fill("stem")
    expect(page.get_by_role("listitem").filter(has_text="pool1")).to_contain_text("12×16×16")
    expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value("stem")


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
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_is_cut_off(page, state, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    state(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
