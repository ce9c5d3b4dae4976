"""The Networks page: a network of one's own, import and export, two side by side, the residual lab."""

from pathlib import Path

from playwright.sync_api import expect


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
    expect(broken.get_by_role("alert")).to_contain_text("a linear layer needs a vector, not [8, 16, 16]")
    expect(total(page)).to_have_text(f"{conv + linear:,}")  # the last good one stays
    page.reload()  # the link holds the broken draft too
    expect(broken.get_by_role("alert")).to_contain_text("flatten first")

    page.get_by_role("combobox", name="New layer").select_option("flatten")
    page.get_by_role("button", name="Add after pool1").click()
    expect(total(page)).to_have_text(f"{conv + linear:,}")
    expect(page.get_by_text("a linear layer needs a vector")).to_have_count(0)

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


LOOPED = """import torch.nn as nn


class Net(nn.Module):
    def __init__(self, depth=3):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.blocks = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(depth)])

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = x + block(x).relu()
        return x.mean([2, 3])
"""


def test_a_model_with_a_loop_and_a_skip_is_pasted_and_a_broken_one_is_told_at_its_line(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Paste a model").click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_role("textbox", name="Text of the network")
    text.fill(LOOPED.replace("nn.Conv2d(8, 8, 3, padding=1)", "nn.Conv2d(8, 8, 3)"))
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("line 13: ")
    text.fill(LOOPED)
    dialog.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("region", name="Imported network")).to_contain_text("1,976")  # 224 + 3 · 584


def test_a_print_is_taken_one_after_the_other_when_a_person_says_so(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Paste a model").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Text of the network").fill(
        "Net(\n  (conv): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n  (act): ReLU()\n)"
    )
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("the print does not say how Net connects its children")
    dialog.get_by_role("checkbox", name="take the parts of unknown classes one after the other").check()
    dialog.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("region", name="Imported network")).to_contain_text("224")
    expect(page.get_by_role("status")).to_contain_text("Guess: the children of Net are taken one after the other")


def test_import_and_export(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Paste a model").click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_role("textbox", name="Text of the network")
    text.fill("nn.Sequential(nn.Conv2d(3, open('x'), 3))")
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("line 1: name 'open' is not defined")
    text.fill("nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 28 * 28, 10))")
    dialog.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("region", name="Imported network")).to_contain_text("62,810")  # 80 + 62,730
    expect(page.get_by_role("status")).to_contain_text("how large the input is; 1×28×28 was taken")
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
    page.get_by_role("button", name="Paste a model").click()
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
