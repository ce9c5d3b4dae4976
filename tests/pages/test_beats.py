"""A unit's number comes about beat by beat: what is seen at each, what is not yet, and what a screen reader hears."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.pages.explore import Explore, short
from tests.presets import answer_of, request_of

#: What is seen: from which beat on, where one looks, and what stands there then.
Seen = dict[str, tuple[int, Callable[[], Any], Any]]


def expect_beats(explore: Explore, where: str, sentences: Sequence[str], seen: Seen) -> None:
    """Step through the first unit; nothing is seen before its beat, and all of it from then on."""
    heard = [f"{where}: nothing has been computed yet.", *(f"{where}: {sentence}." for sentence in sentences)]
    for beat, sentence in enumerate(heard):
        if beat > 0:
            explore.beat_forward()
        explore.expect_beat(beat, of=len(sentences))
        expect(explore.status()).to_have_text(sentence)
        for what, (since, look, whole) in seen.items():
            assert look() == (whole if beat >= since else blank(whole)), f"{what} at beat {beat}"


def blank(whole: Any) -> Any:
    """What stands there before: empty cells, no text, none of what is counted."""
    if isinstance(whole, list):
        return [blank(part) if isinstance(part, list | str) else None for part in whole]
    return type(whole)()


def only_first(output: Any) -> list[list[float | None]]:
    """An output plane of which the first cell has been computed."""
    rows, columns = np.shape(output)
    return [
        [float(output[0][0]) if (row, column) == (0, 0) else None for column in range(columns)] for row in range(rows)
    ]


def read(numbers: Any) -> str:
    return ", ".join(short(value) for value in np.ravel(numbers))


def by_channel(numbers: Any, names: str) -> str:
    return "; ".join(f"{name}: {read(part)}" for name, part in zip(names, numbers, strict=True))


def terms(explore: Explore, region: str) -> list[str]:
    """What is added up in a region; empty until it is its turn."""
    return explore.region(region).locator(".term").all_inner_texts()


def table(explore: Explore, name: str) -> Callable[[], Any]:
    return lambda: explore.numbers(name)


def outcome(explore: Explore, region: str) -> Callable[[], Any]:
    return lambda: explore.total(region)


def floats(numbers: Any) -> list[list[float]]:
    rows: list[list[float]] = np.array(numbers, float).tolist()
    return rows


def convolved(explore: Explore, unit: dict[str, Any], output: Any, names: str, beats: int) -> Seen:
    """What a convolution shows of its first unit."""
    label = f"Output, filter 1 of {len(output)}"
    seen: Seen = {
        "output": (beats, table(explore, label), only_first(output[0])),
        "thumbnail": (beats, lambda: explore.thumbnail("Filter 1"), 1),
    }
    for i, name in enumerate(names):
        seen |= {
            f"values {name}": (1, table(explore, f"window, channel {name}"), floats(unit["values"][i])),
            f"products {name}": (2, table(explore, f"products, channel {name}"), floats(unit["products"][i])),
            f"sum {name}": (3, outcome(explore, f"Input {name}"), short(unit["channel_sums"][i])),
        }
    return seen


def test_the_worked_example(explore, rest, worked_example):
    unit = rest.post("/api/v1/conv2d/unit", json=worked_example | {"unit": [0, 0, 0]}).json()
    output = rest.post("/api/v1/conv2d", json=worked_example).json()["output"]
    explore.open()
    sums = [short(value) for value in unit["channel_sums"]]
    bias, total = short(unit["bias"]), short(unit["sum"])
    seen = convolved(explore, unit, output, "RGB", 5)
    seen["sum"] = (4, outcome(explore, "Output, filter 1 of 3"), total)
    seen["terms"] = (4, lambda: terms(explore, "Output, filter 1 of 3")[:3], sums)
    sentences = [
        f"the window holds {by_channel(unit['values'], 'RGB')}",
        f"products {by_channel(unit['products'], 'RGB')}",
        f"sums {by_channel(unit['channel_sums'], 'RGB')}",
        f"{' + '.join(sums)} and bias {bias} make {total}",
        f"sums of 3 channels {', '.join(sums)}; bias {bias}; total {total}",
    ]
    expect_beats(explore, "Filter 1, row 0, column 0", sentences, seen)


def test_an_activation_bends_the_sum_on_its_curve(explore, rest, worked_example):
    body = worked_example | {"bias": [-5, 0, 1], "activation": "relu"}
    unit = rest.post("/api/v1/conv2d/unit", json=body | {"unit": [0, 0, 0]}).json()
    output = rest.post("/api/v1/conv2d", json=body).json()["output"]
    assert (unit["sum"], unit["output"]) == (-4, 0)
    explore.open("?preset=worked-example&bias=-5,0,1&activation=relu")
    seen = convolved(explore, unit, output, "RGB", 6)
    seen["bent"] = (5, outcome(explore, "Output, filter 1 of 3"), "0")
    sums = [short(value) for value in unit["channel_sums"]]
    sentences = [
        f"the window holds {by_channel(unit['values'], 'RGB')}",
        f"products {by_channel(unit['products'], 'RGB')}",
        f"sums {by_channel(unit['channel_sums'], 'RGB')}",
        f"{' + '.join(sums)} and bias −5 make −4",
        "ReLU of −4 is 0",
        f"sums of 3 channels {', '.join(sums)}; bias −5; total −4; ReLU gives 0",
    ]
    curve = explore.page.get_by_role("img", name="The curve, with the point")
    expect(curve).to_have_count(0)
    expect_beats(explore, "Filter 1, row 0, column 0", sentences, seen)
    expect(explore.page.get_by_role("img", name="The curve, with the point from −4 to 0")).to_be_visible()
    explore.button("Beat back").click()
    explore.button("Beat back").click()
    expect(explore.page.get_by_role("img", name="The curve, with the point on its way")).to_be_visible()
    explore.button("Beat back").click()
    expect(curve).to_have_count(0)


def test_a_single_channel_without_bias_is_the_sum_itself(explore, rest):
    call, body = request_of(rest, "signal")
    unit = rest.post(f"/api/v1/{call}/unit", json=body | {"bias": None, "unit": [0, 0, 0]}).json()
    output = answer_of(rest, "signal")["output"]
    explore.open("?preset=signal")
    seen = convolved(explore, unit, output, "1", 4)
    seen["sum"] = (3, outcome(explore, "Output, filter 1 of 2"), short(unit["sum"]))
    seen["term"] = (3, lambda: terms(explore, "Output, filter 1 of 2"), [short(unit["sum"])])
    sentences = [
        f"the window holds {read(unit['values'])}",
        f"products {read(unit['products'])}",
        f"sum {read(unit['channel_sums'])}",
        f"sum {read(unit['channel_sums'])}; total {short(unit['sum'])}",
    ]
    expect_beats(explore, "Filter 1, row 0, column 0", sentences, seen)
    expect(explore.page.get_by_role("img", name="Signal of 12 numbers, 1 of them computed")).to_be_visible()


def test_max_pooling(explore, rest):
    _, body = request_of(rest, "max-pooling")
    answer = answer_of(rest, "max-pooling")
    window = np.array(body["input"])[1, :2, :2]
    row, column = answer["argmax"][1][0][0]
    largest = short(answer["output"][1][0][0])
    explore.open("?preset=max-pooling")
    explore.page.get_by_role("radio", name="Channel 2").click()
    grid = explore.grid("window, channel G")
    seen: Seen = {
        "values": (1, table(explore, "window, channel G"), floats(window)),
        "largest": (2, outcome(explore, "Input G"), largest),
        "winner": (2, lambda: len(grid.locator("td.current").all()), 1),
        "losers": (2, lambda: len(grid.locator("td.lost").all()), 3),
        "output": (3, table(explore, "Output, channel 2 of 3"), only_first(answer["output"][1])),
        "thumbnail": (3, lambda: explore.thumbnail("Channel 2"), 1),
    }
    sentences = [
        f"the window holds {read(window)}",
        f"Largest, at ({row}, {column}): {largest}",
        f"largest {largest}, at row {row}, column {column}",
    ]
    expect_beats(explore, "Channel 2, row 0, column 0", sentences, seen)


def test_average_pooling(explore, rest):
    _, body = request_of(rest, "average-pooling")
    answer = answer_of(rest, "average-pooling")
    first = body["input"][1][0][0]
    mean = short(answer["output"][1][0][0])
    explore.open("?preset=average-pooling")
    explore.page.get_by_role("radio", name="Channel 2").click()
    line = explore.region("Input G").get_by_text("/ 4")
    seen: Seen = {
        "values": (1, table(explore, "window, channel G"), [[0, 0], [0, first]]),
        "mean": (3, outcome(explore, "Input G"), mean),
        "output": (4, table(explore, "Output, channel 2 of 3"), only_first(answer["output"][1])),
        "thumbnail": (4, lambda: explore.thumbnail("Channel 2"), 1),
    }
    expect(line).to_have_text("(…) / 4")
    sentences = [
        f"the window holds 0, 0, 0, {first:g}",
        f"the values {first:g}",
        f"Mean, divided by 4: {mean}",
        f"mean {mean}, divided by 4",
    ]
    expect_beats(explore, "Channel 2, row 0, column 0", sentences, seen)
    expect(line).to_have_text(f"({first:g}) / 4")


def test_an_activation_alone(explore, rest):
    _, body = request_of(rest, "relu")
    output = answer_of(rest, "relu")["output"]
    first = short(body["input"][0][0][0])
    explore.open("?preset=relu")
    curve = explore.region("Input 1").get_by_role("img", name="The curve")
    expect(curve).to_have_attribute("aria-label", "The curve")
    seen: Seen = {
        "becomes": (2, outcome(explore, "Input 1"), short(output[0][0][0])),
        "output": (3, table(explore, "Output, channel 1 of 1"), only_first(output[0])),
        "thumbnail": (3, lambda: explore.thumbnail("Channel 1"), 1),
    }
    sentences = [f"the cell holds {first}", f"{first} becomes 0", f"{first} becomes 0"]
    expect_beats(explore, "Channel 1, row 0, column 0", sentences, seen)
    expect(curve).to_have_attribute("aria-label", f"The curve, with the point from {first} to 0")


def test_a_transposed_convolution(explore, rest):
    _, body = request_of(rest, "transposed")
    row = rest.post("/api/v1/conv-transpose2d/row", json=body | {"row": [0, 0]}).json()
    stamp, cell = row["stamps"][0][0], short(row["values"][0][0])
    explore.open("?preset=transposed")
    seen: Seen = {
        "cell": (1, table(explore, "cell, channel 1"), floats([row["values"][0]])),
        "stamp": (2, table(explore, "stamp, channel 1"), floats(stamp)),
        "output": (3, table(explore, "Output, filter 1 of 1"), floats(row["partial"][0])),
        "thumbnail": (3, lambda: explore.thumbnail("Filter 1"), np.size(row["partial"][0])),
    }
    sentences = [f"the cell holds {cell}", f"the stamp holds {read(stamp)}", f"the stamp adds {read(row['sums'][0])}"]
    expect_beats(explore, "Filter 1, row 0, column 0", sentences, seen)
    explore.beat_forward(2)  # the next stamp is made, and has not landed
    assert explore.numbers("Output, filter 1 of 1") == row["partial"][0]
    explore.beat_forward()
    expect(explore.status()).to_have_text(f"Filter 1, row 0, column 1: the stamp adds {read(row['sums'][1])}.")
    assert explore.numbers("Output, filter 1 of 1") == row["partial"][1]


def test_an_activated_transposed_convolution_ends_with_what_rest_says(explore, rest):
    explore.open("?preset=transposed&activation=relu&bias=-4")
    explore.button("Last unit").click()
    output = answer_of(rest, "transposed", activation="relu", bias=[-4])["output"]
    expect(explore.cell("Output, filter 1 of 1", 0, 0)).to_have_text(short(output[0][0][0]))
    assert explore.numbers("Output, filter 1 of 1") == output[0]


def test_backward_to_the_input(explore, rest):
    _, body = request_of(rest, "backward-input")
    weight = np.array(body["weight"])[:, 0]  # grad_output is all ones: each stamp is the kernel
    explore.open("?preset=backward-input")
    landed: list[list[float]] = np.zeros((4, 4)).tolist()
    for i, j in np.ndindex(2, 2):
        landed[i][j] = float(weight.sum(0)[i, j])
    seen: Seen = {
        **{f"cell {c}": (1, table(explore, f"cell, channel {c}"), [[1]]) for c in (1, 2)},
        **{f"stamp {c}": (2, table(explore, f"stamp, channel {c}"), floats(weight[c - 1])) for c in (1, 2)},
        "added": (3, table(explore, "added to the output"), floats(weight.sum(0))),
        "output": (4, table(explore, "grad_input, channel 1 of 2"), landed),
    }
    sentences = [
        "the cell holds 1: 1; 2: 1",
        f"the stamp holds {by_channel(weight, '12')}",
        f"the channels' stamps add up to {read(weight.sum(0))}",
        f"the stamp adds {read(weight.sum(0))}",
    ]
    expect_beats(explore, "Channel 1, row 0, column 0", sentences, seen)


def test_backward_to_the_weights(explore, rest):
    _, body = request_of(rest, "backward-weights")
    body.pop("activation")
    gradient = np.array(rest.post("/api/v1/conv2d/gradient", json=body).json()["grad_weight"])[0, 0]
    window = np.array(body["input"])[0, :3, :3]  # grad_output is all ones: the products are the window
    explore.open("?preset=backward-weights")
    seen: Seen = {
        "values": (1, table(explore, "window, channel 1"), floats(window)),
        "products": (2, table(explore, "products, channel 1"), floats(window)),
        "sum": (3, outcome(explore, "Input 1"), short(gradient[0, 0])),
        "unit": (3, outcome(explore, "grad_weight, plane 1 of 4"), short(gradient[0, 0])),
        "output": (4, table(explore, "grad_weight, plane 1 of 4"), only_first(gradient)),
        "thumbnail": (4, lambda: explore.thumbnail("Plane 1"), 1),
    }
    total = short(gradient[0, 0])
    sentences = [
        f"the window holds {read(window)}",
        f"products {read(window)}",
        f"sum {total}",
        f"sum {total}; total {total}",
    ]
    expect_beats(explore, "Plane 1, row 0, column 0", sentences, seen)


def test_the_matrix_product(explore, rest):
    call, body = request_of(rest, "matrix-product")
    unit = rest.post(f"/api/v1/{call}/unit", json=body | {"unit": [0, 0, 0]}).json()
    output = answer_of(rest, "matrix-product")["output"]
    explore.open("?preset=matrix-product")
    seen = convolved(explore, unit, output, "12", 5)
    product = only_first(np.reshape(output, (2, 9)))
    seen["product"] = (5, table(explore, "Output, 2×9"), product)
    sums = [short(value) for value in unit["channel_sums"]]
    sentences = [
        f"the window holds {by_channel(unit['values'], '12')}",
        f"products {by_channel(unit['products'], '12')}",
        f"sums {by_channel(unit['channel_sums'], '12')}",
        f"{' + '.join(sums)} and bias 0 make {short(unit['sum'])}",
        f"sums of 2 channels {', '.join(sums)}; bias 0; total {short(unit['sum'])}",
    ]
    expect_beats(explore, "Filter 1, row 0, column 0", sentences, seen)


@pytest.mark.moving
def test_row_and_column_run_along_each_other(explore):
    page = explore.page
    page.clock.install()
    explore.open("?preset=matrix-product&beat=1")
    expect(explore.status()).to_contain_text("the window holds")
    page.clock.pause_at("2100-01-01")
    explore.beat_forward()
    filters, windows = explore.grid("Filters, 2×8"), explore.grid("Windows, 8×9")
    lit_in_row: list[int] = []
    for _ in range(80):
        page.clock.run_for(20)
        entries = lit(filters)
        # the row's entry meets the column's
        assert lit(windows) == [(i, 0) for _, i in entries]
        assert all(row == 0 for row, _ in entries)
        lit_in_row += [i for _, i in entries if i not in lit_in_row]
    assert lit_in_row == list(range(8))
    assert lit(filters) == []


def lit(grid) -> list[tuple[int, int]]:
    cells = grid.evaluate(
        "grid => [...grid.querySelectorAll('td.met')].map(cell => [cell.parentElement.rowIndex, cell.cellIndex])"
    )
    return [tuple(cell) for cell in cells]


def test_a_link_holds_unit_and_beat(explore):
    page = explore.open().page
    explore.unit_forward(2)
    explore.beat_forward(3)
    heard = explore.status().inner_text()
    assert heard.startswith("Filter 1, row 0, column 2: sums R: ")
    page.reload()
    explore.expect_step(3, of=49)
    explore.expect_beat(3, of=5)
    expect(explore.status()).to_have_text(heard)
    explore.button("Beat back").click()
    page.reload()
    explore.expect_beat(2, of=5)
    explore.beat_forward(3)
    page.reload()  # of a unit that is whole, all beats
    explore.expect_step(3, of=49)
    explore.expect_beat(5, of=5)
    explore.button("First unit").click()
    page.reload()
    explore.expect_beat(0, of=5)
    assert explore.thumbnail("Filter 1") == 0


def test_back_is_the_unit_and_the_beat_that_were_left(explore):
    page = explore.open().page
    explore.unit_forward(2)
    explore.beat_forward(3)
    heard = explore.status().inner_text()
    explore.set_slider("Stride", 2)
    expect(explore.region("Output, filter 1 of 3")).to_contain_text("4×4")
    explore.expect_beat(3, of=5)
    explore.unit_forward(4)
    explore.expect_step(6, of=16)
    page.go_back()
    explore.expect_step(3, of=49)
    explore.expect_beat(3, of=5)
    expect(explore.status()).to_have_text(heard)


def test_what_was_whole_stays_whole_when_beats_change(explore):
    explore.open()
    explore.unit_forward()
    explore.choose("Activation", "ReLU")
    explore.expect_beat(6, of=6)
    explore.choose("Activation", "None (identity)")
    explore.expect_beat(5, of=5)
    explore.beat_forward(4)  # the next unit's sum
    explore.expect_beat(4, of=5)
    explore.choose("Operation", "Max pooling")
    explore.expect_beat(2, of=3)
    assert explore.thumbnail("Channel 1") == 1  # it has not landed with fewer beats
