"""The Feature maps page: draw, look, go down to one number, ask why."""

import io
import re
from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from app.settings import ROOT
from tests.pages.explore import REFUSED, number
from tests.pages.looks import assert_looks

#: Milliseconds for what takes seconds by itself, on a machine that has other things to do.
LONG = 40_000


class FeatureMaps:
    """What one does on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[dict[str, Any]] = []
        page.on("request", self._note)

    def _note(self, request) -> None:
        if request.method == "POST" and re.search(r"/(models/\w+|networks)/maps$", request.url):
            self.asked.append({"path": request.url.partition("/api/")[2], "body": request.post_data_json})

    def open(self, query: str = "") -> "FeatureMaps":
        self.page.goto(f"/feature-maps{query}")
        expect(self.page.get_by_role("list", name="The network, layer by layer")).to_be_visible(timeout=LONG)
        return self

    def draw(self, *points: tuple[float, float]) -> None:
        """Draw a line through points, as parts of the pad's width and height."""
        box = self.page.get_by_role("img", name="Drawing pad").bounding_box()
        assert box
        mouse = self.page.mouse
        for i, (x, y) in enumerate(points):
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=1 if i == 0 else 8)
            if i == 0:
                mouse.down()
        mouse.up()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def classes(self) -> Locator:
        return self.page.get_by_role("table", name=re.compile("classes$"))

    def share(self, label: str) -> Locator:
        row = self.classes().get_by_role("row").filter(has=self.button(label))
        return row.get_by_role("cell").first

    def best(self) -> Locator:
        return self.classes().locator(".best").get_by_role("button")

    def expect_best(self, label: str) -> None:
        expect(self.best()).to_have_text(label, timeout=LONG)

    def heading(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", level=3, name=text)

    def last_asked(self) -> dict[str, Any]:
        """Give what was asked last without maps: the question that the bars answer."""
        return next(asked for asked in reversed(self.asked) if asked["body"]["top"] == 10)


@pytest.fixture
def maps(page):
    return FeatureMaps(page)


def percent(text: str) -> float:
    return 0 if text.startswith("<") else float(text.removesuffix("%").strip()) / 100


# drawing


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


# from the network to one number


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


def test_the_camera_is_seen_live_until_a_picture_is_kept(maps):
    page = maps.open("?model=digits").page
    maps.button("Webcam").click()
    expect(page.get_by_label("Live picture")).to_be_visible()
    expect(page.get_by_text(re.compile(r"scaled to 28×28\."))).to_be_visible()
    maps.button("Keep this picture").click()
    expect(page.get_by_label("Live picture")).to_be_hidden()
    expect(page).to_have_url(re.compile("upload=webcam"))


# asking why


def test_a_filter_that_is_off_changes_what_it_says_until_it_is_on_again(maps, rest):
    page = maps.open("?node=relu2").page
    before = maps.share("3").inner_text()
    logit = maps.classes().get_by_role("row").filter(has=maps.button("3")).get_by_role("cell").last
    plain = logit.inner_text()
    page.get_by_role("checkbox", name="Map 4 of relu2 is on").uncheck()
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


# by hand


def test_layers_are_composed_by_hand_and_every_number_is_ones_own(maps, rest):
    page = maps.open().page
    page.get_by_role("combobox", name="Network").select_option(label="3×3 after 3×3")
    expect(page.get_by_text("This network ends in maps, not in classes.")).to_be_visible()
    page.get_by_role("button", name="conv2, map 0").click()
    kernel = page.get_by_role("group", name="Kernel for channel 0")
    middle = kernel.get_by_role("textbox", name="row 1, column 1")
    expect(middle).to_have_value("0")
    middle.fill("5")
    middle.press("Enter")
    page.get_by_role("spinbutton", name="Row").fill("13")
    page.get_by_role("spinbutton", name="Column").fill("12")
    maps.button("Show this unit").click()
    heading = maps.heading(re.compile(r"conv2, map 0, unit \(13, 12\)"))
    expect(heading).to_be_visible()
    # the same by two calls of /conv2d: a blur, then Sobel's kernel with a 5 in its middle
    x = maps.last_asked()["body"]["input"]
    for weight in (
        [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]],
        [[-1, 0, 1], [-2, 5, 2], [-1, 0, 1]],
    ):
        x = rest.post("/api/v1/conv2d", json={"input": x, "weight": [[weight]], "padding": "same"}).json()["output"]
    shown = number(heading.inner_text().partition(" = ")[2])
    assert shown == pytest.approx(x[0][13][12], rel=1e-5)
    page.reload()
    expect(middle).to_have_value("5")
    expect(heading).to_be_visible()


def test_a_kernel_is_laid_in_by_its_name_and_a_slip_changes_nothing(maps):
    page = maps.open().page
    page.get_by_role("combobox", name="Network").select_option(label="Convolution, ReLU, pooling")
    expect(page.get_by_text("This network ends in maps, not in classes.")).to_be_visible()
    page.get_by_role("button", name="conv1, map 1").click()
    kernel = page.get_by_role("group", name="Kernel for channel 0")
    page.get_by_role("combobox", name="Lay a known kernel into channel 0").select_option(label="Laplacian")
    expect(kernel.get_by_role("textbox", name="row 1, column 1")).to_have_value("−4")
    corner = kernel.get_by_role("textbox", name="row 0, column 0")
    corner.fill("much")
    corner.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="“much” is not a number: 0 stays.")).to_be_visible()
    expect(corner).to_have_value("0")


def test_layers_of_ones_own_are_changed_and_weights_that_fit_stay(maps):
    page = maps.open().page
    page.allowed_messages.append(REFUSED)
    page.get_by_role("combobox", name="Network").select_option(label="Depthwise, then pointwise")
    expect(page.get_by_role("button", name="pointwise, map 0")).to_be_visible()
    maps.button("Change the layers").click()
    page.get_by_role("combobox", name="New layer").select_option("relu")
    maps.button("Add at the end").click()
    expect(page.get_by_role("button", name=re.compile("^relu.*, map 0$"))).to_be_visible()
    page.get_by_role("button", name="depthwise, map 1").click()
    blurred = page.get_by_role("group", name="Kernel for channel 0").get_by_role("textbox", name="row 1, column 1")
    expect(blurred).to_have_value("0.25")
    # a layer that does not fit is refused at its place, and what stood there stays
    editor = page.get_by_role("region", name="Layers", exact=True)
    editor.get_by_role("button", name=re.compile("depthwise conv out")).click()
    editor.get_by_label("groups").fill("3")
    editor.get_by_label("groups").press("Enter")
    expect(editor.get_by_role("alert").filter(has_text="groups")).to_be_visible()
    expect(blurred).to_have_value("0.25")


def test_any_network_of_the_zoo_is_shown_with_weights_of_a_seed(maps):
    page = maps.open("?network=resnet20_cifar&seed=3&sample=chelsea").page
    expect(page.get_by_text("Its weights are drawn from the seed 3: it has learned nothing.")).to_be_visible()
    expect(maps.classes()).to_be_visible()


# ImageNet


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


# what is not there


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


# looks


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
