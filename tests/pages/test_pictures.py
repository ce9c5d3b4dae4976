"""Pictures: uploaded, filtered, compared pixel by pixel with what REST answers."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.settings import ROOT

SOBEL = "Edges: Sobel x, y"


def photograph(mode: str, size: tuple[int, int]) -> tuple[bytes, np.ndarray]:
    """A PNG, and its pixels as [C, H, W]."""
    image = Image.open(ROOT / "static" / "pictures" / "still-life.png").convert(mode).resize(size)
    file = io.BytesIO()
    image.save(file, "PNG")
    pixels = np.asarray(image)
    return file.getvalue(), pixels[None] if mode == "L" else pixels.transpose(2, 0, 1)


def upload(explore, png: bytes, name: str = "photograph.png") -> None:
    explore.page.get_by_label("Picture file").set_input_files({"name": name, "mimeType": "image/png", "buffer": png})


def open_preset(explore, title: str) -> None:
    explore.open()
    explore.choose_example(title)
    expect(picture(explore, "Input 1")).to_be_visible()


def picture(explore, label: str):
    return explore.page.get_by_role("application", name=f"{label}, picture of")


def read(explore, label: str, row: int, column: int) -> float:
    """Walk the cursor to a pixel with the keyboard and read the number under it."""
    canvas = picture(explore, label)
    canvas.focus()
    readout = explore.page.get_by_label(f"{label}, value under the cursor")
    for _ in range(400):
        words = readout.inner_text().replace(",", "").replace(":", "").split()
        at = (int(words[1]), int(words[3]))
        if at == (row, column):
            return float(words[4].replace("−", "-"))
        for axis, (less, more) in ((0, ("ArrowUp", "ArrowDown")), (1, ("ArrowLeft", "ArrowRight"))):
            way = (row, column)[axis] - at[axis]
            if way:
                far = "Shift+" if abs(way) >= 10 else ""
                explore.page.keyboard.press(far + (more if way > 0 else less))
                break
    raise AssertionError("the cursor does not get there")


def test_sobel_on_an_uploaded_photograph_is_what_rest_answers(explore, rest):
    png, pixels = photograph("L", (120, 90))
    open_preset(explore, SOBEL)
    upload(explore, png)
    expect(explore.page.get_by_text("90×120 + padding")).to_be_visible()
    preset = rest.get("/api/v1/presets/sobel").json()
    body = {"input": pixels.tolist(), "weight": preset["weight"], "padding": "same", "padding_mode": "replicate"}
    expected = np.array(rest.post("/api/v1/conv2d", json=body).json()["output"])
    for row, column in [(0, 0), (45, 60), (30, 41), (70, 99), (89, 119)]:
        assert read(explore, "Output, filter 1 of 2", row, column) == expected[0, row, column]
    assert_painted(explore, "Output, filter 1 of 2", expected[0])
    explore.page.get_by_role("radio", name="Filter 2").click()
    assert_painted(explore, "Output, filter 2 of 2", expected[1])


def test_filters_of_a_trained_network_look_at_a_photograph_in_colour(explore, rest):
    page = explore.open().page
    explore.choose_example("EfficientNet-Lite0, first layer")
    for channel in "RGB":
        expect(picture(explore, f"Input {channel}")).to_be_visible()
    expect(page.get_by_role("combobox", name="Colour")).to_have_value("3")
    expect(explore.button("Reset")).to_have_count(0)  # nothing has been changed
    preset = rest.get("/api/v1/presets/trained-efficientnet-lite0").json()
    body = {key: preset[key] for key in ("weight", "bias", "stride", "padding")}
    channels = [[[read(explore, f"Input {c}", i, j) for j in range(3)] for i in range(3)] for c in "RGB"]
    (first,) = np.array(rest.post("/api/v1/conv2d", json=body | {"input": channels}).json()["output"])[0]
    assert read(explore, "Output, filter 1 of 4", 0, 0) == pytest.approx(first[0], rel=1e-4)
    page.goto("/?preset=trained-efficientnet-lite0")
    expect(picture(explore, "Input B")).to_be_visible()


def test_a_picture_of_ones_own_is_in_colour_where_the_filters_are(explore):
    open_preset(explore, SOBEL)
    png, _ = photograph("RGB", (60, 40))
    upload(explore, png)
    explore.choose("Colour", "Grey, 1 channel")
    explore.choose_example("EfficientNet-Lite0, first layer")
    for channel in "RGB":
        expect(picture(explore, f"Input {channel}")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "size"), [("astronaut", "256×256"), ("chelsea", "170×256"), ("coffee", "171×256"), ("rocket", "171×256")]
)
def test_photographs_are_among_the_samples_in_their_own_proportions(explore, name, size):
    open_preset(explore, SOBEL)
    explore.choose("Source of the input", f"Picture: {name}")
    expect(explore.page.get_by_text(f"{size} + padding")).to_be_visible()


def assert_painted(explore, label: str, expected: np.ndarray) -> None:
    """Every pixel on the canvas has the sign and strength of its number: purple below zero, green above."""
    canvas = picture(explore, label)
    explore.page.mouse.move(5, 5)
    rows, columns = expected.shape
    rgb = np.array(
        canvas.evaluate(
            """(canvas, [rows, columns]) => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height);
              const context = copy.getContext("2d", { willReadFrequently: true });
              context.drawImage(canvas, 0, 0);
              const at = (i, n, size) => Math.floor(((i + 0.5) / n) * size);
              const pixel = (r, c) =>
                context.getImageData(at(c, columns, canvas.width), at(r, rows, canvas.height), 1, 1).data;
              const across = [...Array(columns).keys()];
              return [...Array(rows).keys()].map(r => across.map(c => [...pixel(r, c).slice(0, 3)]));
            }""",
            [rows, columns],
        ),
        dtype=float,
    )
    away_from_the_window = np.ones_like(expected, dtype=bool)
    away_from_the_window[rows // 2 - 4 : rows // 2 + 5, columns // 2 - 4 : columns // 2 + 5] = False
    greener = (rgb[..., 1] - rgb[..., 0])[away_from_the_window]
    value = expected[away_from_the_window]
    assert (greener[value > 60] > 0).all()
    assert (greener[value < -60] < 0).all()
    assert np.corrcoef(greener, value)[0, 1] > 0.98


def test_in_colour_the_filter_sees_all_three_channels(explore, rest):
    png, pixels = photograph("RGB", (40, 30))
    open_preset(explore, SOBEL)
    upload(explore, png)
    explore.choose("Colour", "RGB, 3 channels")
    expect(picture(explore, "Input G")).to_be_visible()
    weight = [[f[0]] * 3 for f in rest.get("/api/v1/presets/sobel").json()["weight"]]
    body = {"input": pixels.tolist(), "weight": weight, "padding": "same", "padding_mode": "replicate"}
    expected = rest.post("/api/v1/conv2d", json=body).json()["output"]
    for row, column in [(3, 5), (20, 30)]:
        assert read(explore, "Output, filter 1 of 2", row, column) == expected[0][row][column]


def test_the_largest_picture_plays_through(explore):
    png, _ = photograph("RGB", (1024, 1024))
    open_preset(explore, SOBEL)
    upload(explore, png, "large.png")
    explore.choose("Colour", "RGB, 3 channels")
    expect(explore.page.get_by_text("1024×1024 + padding").first).to_be_visible(timeout=30_000)
    explore.set_slider("Speed", 100)
    explore.button("First unit").click()
    explore.button("Play").click()
    frames = explore.page.evaluate(
        """() => new Promise(done => {
          let frames = 0;
          const start = performance.now();
          const count = () => {
            frames++;
            if (performance.now() - start < 2000) requestAnimationFrame(count);
            else done(frames / 2);
          };
          requestAnimationFrame(count);
        })"""
    )
    explore.button("Pause").click()
    assert frames > 5  # a picture that stands still would give none; how many there are is for benchmarks
    assert int(explore.slider("Output unit").input_value()) > 1024


def test_zooming_in_shows_numbers_and_a_pixel_can_be_edited(explore):
    open_preset(explore, "Identity")
    before = read(explore, "Output, filter 1 of 1", 128, 128)
    assert read(explore, "Input 1", 128, 128) == before
    field = explore.page.get_by_role("textbox", name="Input 1, row 128, column 128")
    field.fill("7")
    field.press("Enter")
    expect(explore.page.get_by_role("textbox", name="Input 1, row 128, column 128")).to_have_value("7")
    expect(explore.page.get_by_label("Input 1, value under the cursor")).to_have_text("row 128, column 128: 7")
    assert read(explore, "Output, filter 1 of 1", 128, 128) == 7
    zoom = explore.page.get_by_role("group", name="Zoom Input 1")
    whole = picture(explore, "Input 1").screenshot()
    for _ in range(6):
        zoom.get_by_role("button", name="Zoom in").click()
    assert picture(explore, "Input 1").screenshot() != whole
    zoom.get_by_role("button", name="Whole picture").click()


def test_a_file_that_is_no_picture_is_refused_beside_the_control(explore):
    open_preset(explore, SOBEL)
    upload(explore, b"not a picture", "notes.txt")
    expect(explore.page.get_by_role("alert").filter(has_text="notes.txt is not a picture")).to_be_visible()
    expect(picture(explore, "Input 1")).to_be_visible()


def test_a_link_to_an_uploaded_picture_asks_for_it(explore):
    png, _ = photograph("L", (64, 48))
    open_preset(explore, SOBEL)
    upload(explore, png, "mine.png")
    expect(explore.page.get_by_text("48×64 + padding")).to_be_visible()
    explore.page.reload()
    expect(explore.page.get_by_text("made with a picture, “mine.png”")).to_be_visible()
    with explore.page.expect_file_chooser() as chooser:
        explore.button("Choose the picture…").click()
    chooser.value.set_files({"name": "mine.png", "mimeType": "image/png", "buffer": png})
    expect(explore.page.get_by_text("48×64 + padding")).to_be_visible()
    expect(explore.page.get_by_text("made with a picture")).to_be_hidden()


def test_the_webcam_gives_one_frame(explore):
    open_preset(explore, SOBEL)
    explore.choose("Source of the input", "Webcam…")
    dialog = explore.page.get_by_role("dialog", name="Webcam")
    dialog.get_by_role("button", name="Take the picture").click()
    expect(dialog).to_be_hidden()
    expect(explore.page.get_by_role("combobox", name="Source of the input")).to_have_value("upload")


@pytest.mark.parametrize("title", ["Laplacian", "Blur (Gaussian)", "Sharpen", "Emboss", "Identity"])
def test_every_picture_preset_opens(explore, title):
    open_preset(explore, title)
    expect(picture(explore, "Output, filter 1 of 1")).to_be_visible()
