"""Every operation and view plays: stepped to the end, each output cell compared with REST."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.presets import answer_of, request_of


def region(explore, name):
    return explore.page.get_by_role("region", name=name, exact=True)


def step_through(explore, label: str, expected: np.ndarray) -> None:
    """Step to the end with the keyboard; each step shows one number more, and it is REST's."""
    rows, columns = expected.shape
    for unit in range(1, rows * columns + 1):
        explore.page.keyboard.press("Shift+ArrowRight")
        explore.expect_step(unit, of=rows * columns)
        row, column = divmod(unit - 1, columns)
        shown = explore.numbers(label)
        np.testing.assert_allclose(shown[row][column], expected[row, column], atol=5e-4)
        assert sum(value is not None for line in shown for value in line) == unit


def test_max_pooling_marks_the_winner(explore, rest):
    answer = answer_of(rest, "max-pooling")
    explore.open("?preset=max-pooling")
    expected = np.array(answer["output"])
    for row in range(4):
        for column in range(4):
            explore.unit_forward()
            r, c = answer["argmax"][0][row][column]
            expect(region(explore, "Input R")).to_contain_text(f"Largest, at ({r}, {c})")
            winner = explore.grid("window, channel R").locator("td.current")
            assert float(winner.inner_text()) == expected[0, row, column]
            assert explore.numbers("Output, channel 1 of 3")[row][column] == expected[0, row, column]
    for channel in (2, 3):
        explore.page.get_by_role("radio", name=f"Channel {channel}").click()
        expect(explore.status()).to_contain_text(f"Channel {channel}, row 3, column 3")
        assert explore.numbers(f"Output, channel {channel} of 3") == expected[channel - 1].tolist()


def test_the_border_of_max_pooling_can_never_win(explore):
    explore.open("?preset=max-pooling&padding=1,1,1,1")
    border = explore.grid("Input R").get_by_role("gridcell", name="−∞, padding").first
    expect(border).to_have_text("−∞")
    explore.beat_forward()
    expect(explore.grid("window, channel R").get_by_role("gridcell").first).to_have_text("−∞")


def test_average_pooling_shows_its_divisor(explore, rest):
    explore.open("?preset=average-pooling")
    answer = answer_of(rest, "average-pooling")
    expect(region(explore, "Input R")).to_contain_text("Mean, divided by 4")
    step_through(explore, "Output, channel 1 of 3", np.array(answer["output"])[0])
    explore.page.get_by_role("checkbox", name="Count padding in the divisor").uncheck()
    without = answer_of(rest, "average-pooling", count_include_pad=False)
    explore.button("First unit").click()
    explore.button("First unit").click()
    expect(region(explore, "Input R")).to_contain_text(f"Mean, divided by {without['divisor'][0][0]}")
    explore.page.get_by_role("checkbox", name="Round up (ceil_mode)").check()
    rounded = answer_of(rest, "average-pooling", count_include_pad=False, ceil_mode=True)
    size = "×".join(map(str, rounded["geometry"]["output"][1:]))
    expect(region(explore, "Output, channel 1 of 3")).to_contain_text(size)


@pytest.mark.parametrize("name", ["relu", "gelu"])
def test_an_activation_shows_its_curve(explore, rest, name):
    explore.open(f"?preset={name}")
    step_through(explore, "Output, channel 1 of 1", np.array(answer_of(rest, name)["output"])[0])
    expect(explore.page.get_by_role("img", name="The curve, with the point from")).to_be_visible()
    for other in ("Leaky ReLU", "Sigmoid", "tanh", "SiLU"):
        explore.choose("Activation", other)
        expect(explore.page.get_by_role("img", name="The curve, with the point from")).to_be_visible()


def test_a_transposed_convolution_grows_stamp_by_stamp(explore, rest):
    _, body = request_of(rest, "transposed")
    answer = answer_of(rest, "transposed")
    explore.open("?preset=transposed")
    label = "Output, filter 1 of 1"
    for row in range(4):
        stamps = rest.post("/api/v1/conv-transpose2d/row", json=body | {"row": [0, row]}).json()
        for column in range(4):
            explore.unit_forward()
            explore.expect_step(row * 4 + column + 1, of=16)
            expect(explore.grid("stamp, channel 1").get_by_role("gridcell").first).not_to_have_text("")
            assert explore.numbers("stamp, channel 1") == stamps["stamps"][column][0]
            assert explore.numbers(label) == stamps["partial"][column]
    assert explore.numbers(label) == answer["output"][0]


def test_overlaps_are_counted_and_traced(explore, rest):
    explore.open("?preset=checkerboard")
    explore.button("Show all").click()
    explore.page.get_by_text("Overlaps: uneven").click()
    counts = rest.post("/api/v1/conv-transpose2d/stamps", json={"input_size": 5, "kernel_size": 3, "stride": 2}).json()[
        "overlap"
    ]
    assert explore.numbers("Overlaps of Output, filter 1 of 1") == counts
    # ones in and ones as weights: the output is the overlap itself
    assert explore.numbers("Output, filter 1 of 1") == counts
    explore.cell("Output, filter 1 of 1", 2, 2).hover()
    expect(explore.page.get_by_text("4 stamps of each input channel reach output (2, 2).")).to_be_visible()
    assert explore.grid("Input 1").locator("td.lit").count() == 4


@pytest.mark.parametrize(
    ("query", "evenness"),
    [
        ("?preset=no-checkerboard", "even inside, fewer at the border"),
        ("?preset=no-checkerboard&padding=2,2,2,2", "even"),
        ("?preset=transposed", "uneven"),
    ],
)
def test_overlaps_that_only_the_border_lacks_are_even_inside(explore, query, evenness):
    explore.open(query)
    expect(explore.page.get_by_text(f"Overlaps: {evenness}", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?padding=0,0,0,0", "There is no padding: a corner is read once, the middle 9 times."),
        ("", "Without padding a corner is read once and the middle 9 times; as it is, the corner 4 times."),
        ("?stride=2,2", "a corner is read once and the middle 1 to 4 times; as it is, the corner once."),
        ("?stride=3,3", "a corner is read once and the middle once; as it is, the corner once."),
    ],
)
def test_why_padding_is_told_with_true_counts(explore, query, said):
    page = explore.open(query).page
    page.get_by_text("Why padding?").click()
    expect(page.get_by_text(said)).to_be_visible()
    turns = page.get_by_text("With a stride, neighbours are read more and less often in turn")
    expect(turns).to_have_count(1 if "stride=2" in query else 0)


def test_backward_to_the_input(explore, rest):
    _, body = request_of(rest, "backward-input")
    body.pop("activation")
    gradient = rest.post("/api/v1/conv2d/gradient", json=body).json()
    explore.open("?preset=backward-input")
    explore.unit_forward(9)
    explore.button("Last unit").click()
    for channel in (1, 2):
        explore.page.get_by_role("radio", name=f"Channel {channel}").click()
        expect(explore.grid(f"grad_input, channel {channel} of 2").get_by_role("gridcell").first).not_to_have_text("")
        assert explore.numbers(f"grad_input, channel {channel} of 2") == gradient["grad_input"][channel - 1]
    bias = ", ".join(f"{value:g}" for value in gradient["grad_bias"])
    expect(explore.page.get_by_text("grad_bias, the sums of grad_output")).to_contain_text(bias)
    # what flows in is edited in place
    explore.cell("grad_output 1", 0, 0).focus()
    explore.page.keyboard.type("5")
    explore.page.keyboard.press("Enter")
    expect(explore.cell("grad_output 1", 0, 0)).to_have_text("5")
    edited = np.ones((2, 3, 3))
    edited[0, 0, 0] = 5
    changed = rest.post("/api/v1/conv2d/gradient", json=body | {"grad_output": edited.tolist()}).json()
    explore.button("Show all").click()
    assert explore.numbers("grad_input, channel 2 of 2") == changed["grad_input"][1]


def test_backward_to_the_weights(explore, rest):
    _, body = request_of(rest, "backward-weights")
    body.pop("activation")
    gradient = np.array(rest.post("/api/v1/conv2d/gradient", json=body).json()["grad_weight"])
    explore.open("?preset=backward-weights")
    step_through(explore, "grad_weight, plane 1 of 4", gradient[0, 0])
    planes = [gradient[o, c] for c in range(2) for o in range(2)]
    explore.button("Show all").click()
    for i, plane in enumerate(planes, start=1):
        explore.page.get_by_role("radio", name=f"Plane {i}").click()
        assert explore.numbers(f"grad_weight, plane {i} of 4") == plane.tolist()


def test_backward_of_a_strided_padded_dilated_convolution(explore, rest):
    changes = {"stride": [2, 1], "padding": [[1, 0], [1, 1]], "dilation": [1, 2]}
    _, body = request_of(rest, "worked-example", **changes)
    body.pop("activation")
    gradient = rest.post("/api/v1/conv2d/gradient", json=body).json()
    options = "&stride=2,1&padding=1,0,1,1&dilation=1,2"
    explore.open(f"?preset=worked-example&view=grad_input{options}")
    explore.button("Show all").click()
    assert explore.numbers_of("grad_input, channel 1") == gradient["grad_input"][0]
    explore.open(f"?preset=worked-example&view=grad_weight{options}")
    explore.button("Show all").click()
    assert explore.numbers_of("grad_weight, plane 1 of") == gradient["grad_weight"][0][0]


def test_as_a_matrix_product(explore, rest):
    call, body = request_of(rest, "matrix-product")
    lowered = rest.post(f"/api/v1/{call}/lowering", json=body).json()
    output = np.array(answer_of(rest, "matrix-product")["output"])
    explore.open("?preset=matrix-product")
    card = region(explore, "As a matrix product")
    expect(card).to_contain_text("row 1 times column 1")
    expect(card).to_contain_text("72 numbers where the input has 32: 2.25 times the memory")
    assert explore.numbers("Windows, 8×9") == lowered["columns"]
    assert explore.numbers("Filters, 2×8") == lowered["matrix"]
    assert explore.numbers("Output, 2×9") == [[None] * 9] * 2
    step_through(explore, "Output, filter 1 of 2", output[0])
    assert explore.numbers("Output, 2×9") == [output[0].ravel().tolist(), [None] * 9]
    explore.beat_forward()
    expect(card).to_contain_text("row 2 times column 1")
    explore.button("Last unit").click()
    assert explore.numbers("Output, 2×9") == output.reshape(2, 9).tolist()
    explore.choose("Activation", "ReLU")
    expect(card).to_contain_text("before its bias and activation")
    card.get_by_text("The whole convolution as one sparse matrix").click()
    expect(explore.page.get_by_role("application", name="Toeplitz matrix, picture of 18 by 32")).to_be_visible()


def test_flipping_the_kernels_turns_correlation_into_convolution(explore, rest, worked_example):
    page = explore.open().page
    explore.button("Show all").click()
    expect(page.get_by_text("which deep-learning libraries call convolution")).to_be_visible()
    page.get_by_role("checkbox", name="Flip the kernels").check()
    expect(page.get_by_text("the convolution of mathematics")).to_be_visible()
    flipped = np.array(worked_example["weight"])[:, :, ::-1, ::-1].tolist()
    expected = rest.post("/api/v1/conv2d", json=worked_example | {"weight": flipped}).json()["output"]
    expect(explore.cell("filter 1, channel R", 0, 0)).to_have_text(f"{flipped[0][0][0][0]:g}".replace("-", "−"))
    assert explore.output(1, of=3) == expected[0]
    page.get_by_role("checkbox", name="Flip the kernels").uncheck()
    expect(explore.cell("filter 1, channel R", 0, 0)).to_have_text("1")


def test_a_padded_cell_says_what_it_copies(explore):
    explore.open("?preset=reflect")
    corner = explore.cell("Input R", 0, 0)
    corner.hover()
    assert corner.get_attribute("title").startswith("row -2, column -2, copies row 2, column 2")
    source = explore.grid("Input R").locator("td.source")
    expect(source).to_have_count(1)
    expect(source).to_have_attribute("title", "row 2, column 2: 0")
    expect(explore.page.get_by_role("gridcell", name="padding copied from row 2, column 2").first).to_be_visible()


@pytest.mark.parametrize("name", ["signal", "causal", "causal-stack-1", "causal-stack-2", "causal-stack-3"])
def test_a_signal_is_shown_as_a_signal(explore, rest, name):
    explore.open(f"?preset={name}")
    expect(explore.page.get_by_role("img", name="Signal of 12 numbers")).to_have_count(2)
    output = np.array(answer_of(rest, name)["output"])
    step_through(explore, f"Output, filter 1 of {len(output)}", output[0])


@pytest.mark.parametrize(
    ("name", "label"),
    [("signal-transposed", "Output, filter 1 of 1"), ("signal-pooled", "Output, channel 1 of 1")],
)
def test_other_operations_in_one_dimension(explore, rest, name, label):
    explore.open(f"?preset={name}")
    explore.button("Last unit").click()
    expected = answer_of(rest, name)["output"][0]
    expect(explore.grid(label).get_by_role("gridcell").last).not_to_have_text("")
    assert explore.numbers(label) == expected


def test_switching_operations_back_and_forth(explore):
    """In a hurry: a step may still be one through what was on stage before, so each starts from the first unit."""
    explore.open()
    for operation in ("Max pooling", "Transposed convolution", "Activation", "Average pooling", "Convolution"):
        explore.button("First unit").click()
        explore.choose("Operation", operation)
        explore.button("Unit forward").click()
        expect(explore.status()).to_be_attached()
    for view in ("As a matrix product", "Backward, to the input", "Backward, to the weights", "Forward"):
        explore.button("First unit").click()
        explore.choose("View", view)
        explore.button("Unit forward").click()
    expect(region(explore, "Output, filter 1 of 3")).to_be_visible()
    explore.page.reload()
    expect(region(explore, "Output, filter 1 of 3")).to_be_visible()


def test_a_window_that_holds_padding_only_is_explained(explore):
    explore.page.allowed_messages.append("status of 422")
    explore.open("?preset=max-pooling")
    explore.set_slider("Amount", 2)
    alert = explore.page.get_by_role("alert").filter(has_text="window 0 along the height holds padding only")
    expect(alert).to_be_visible()
    expect(region(explore, "Output, channel 1 of 3")).to_contain_text("4×4")


def test_pooling_a_picture(explore):
    explore.open("?preset=sobel&operation=max_pool&stride=4,4")
    expect(explore.page.get_by_role("application", name="Output, channel 1 of 1, picture of")).to_be_visible()
    explore.open("?preset=blur&operation=conv_transpose&stride=2,2&side=64&picture=house")
    expect(explore.page.get_by_role("application", name="Output, filter 1 of 1, picture of")).to_be_visible()
