"""The Explore page as a person meets it: by role and label."""

import re

from playwright.sync_api import Locator, Page, expect

REFUSED = "status of 422"  # Chromium itself notes every refused request in the console


class Explore:
    """What one does on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, query: str = "") -> "Explore":
        self.page.goto(f"/{query}")
        expect(self.button("Play")).to_be_visible()
        # a number may take another face, and with it another size, until the fonts are here
        self.page.evaluate("document.fonts.ready.then(() => undefined)")
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True)

    def set_slider(self, name: str, value: int) -> None:
        self.slider(name).fill(str(value))

    def choose(self, name: str, option: str) -> None:
        self.page.get_by_role("combobox", name=name, exact=True).select_option(label=option)

    def example(self) -> Locator:
        """The control that names the example on stage, and opens the picker."""
        return self.page.get_by_role("button", name=re.compile("^Example "))

    def expect_example(self, title: str) -> None:
        expect(self.example()).to_have_accessible_name(f"Example {title}")

    def choose_example(self, title: str) -> None:
        self.example().click()
        self.page.get_by_role("dialog", name="Examples").get_by_role("button", name=title, exact=True).click()

    def grid(self, name: str) -> Locator:
        return self.page.get_by_role("grid", name=name, exact=True)

    def cell(self, grid: str, row: int, column: int) -> Locator:
        """A cell of a table of numbers, counted with its padding."""
        return self.grid(grid).get_by_role("row").nth(row).get_by_role("gridcell").nth(column)

    def output(self, filter: int, of: int) -> list[list[float | None]]:
        """Every number of an output table; None where it has not been computed."""
        return self.numbers(f"Output, filter {filter} of {of}")

    def numbers(self, grid: str) -> list[list[float | None]]:
        return self._numbers(self.grid(grid))

    def numbers_of(self, start: str) -> list[list[float | None]]:
        """Every number of the first table whose name starts so."""
        return self._numbers(self.page.get_by_role("grid", name=re.compile(f"^{start}")).first)

    def _numbers(self, grid: Locator) -> list[list[float | None]]:
        """Every number with all its digits, as one reads it on a cell that shows fewer; None where there is none."""
        rows = grid.evaluate(
            "grid => [...grid.querySelectorAll('tr')].map(row => [...row.cells].map(cell => cell.title.split(': ')[1]))"
        )
        return [[None if text in ("not computed yet", "your turn") else number(text) for text in row] for row in rows]

    def unit_forward(self, times: int = 1) -> None:
        for _ in range(times):
            self.button("Unit forward").click()

    def beat_forward(self, times: int = 1) -> None:
        for _ in range(times):
            self.button("Beat forward").click()

    def expect_step(self, step: int, of: int) -> None:
        expect(self.page.get_by_text(f"{step:,} / {of:,}", exact=True)).to_be_visible()

    def expect_beat(self, beat: int, of: int) -> None:
        """Of the unit's beats, how many have been seen."""
        expect(self.page.get_by_role("group", name="Animation")).to_contain_text(f"Beat {beat} of {of}:")

    def places(self) -> list[tuple[str, float, float]]:
        """Where each table of numbers and each picture lies, in whole pixels: its name, from the left, from the top."""
        places: list[tuple[str, float, float]] = self.page.evaluate(
            """() => [...document.querySelectorAll('[role=grid], [role=application]')]
              .filter((plane) => plane.checkVisibility())
              .map((plane) => {
                const { left, top } = plane.getBoundingClientRect();
                return [plane.ariaLabel, Math.round(left + scrollX), Math.round(top + scrollY)];
              })"""
        )
        return places

    def region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def total(self, region: str) -> str:
        """The number that comes about in a region: a channel's sum, or the unit's."""
        return self.region(region).get_by_role("strong").last.inner_text()

    def thumbnail(self, name: str) -> int:
        """How many cells of an output's small picture have been computed."""
        picture = self.page.get_by_role("radio", name=name, exact=True).locator("canvas")
        count: int = picture.evaluate(
            """(canvas) => {
              const { width, height } = canvas;
              const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              return copy.getImageData(0, 0, width, height).data.filter((value, i) => i % 4 === 3 && value > 0).length;
            }"""
        )
        return count

    def status(self) -> Locator:
        """What a screen reader is told of the current step."""
        return self.page.get_by_role("status").filter(has_text=re.compile(r"^\s*(Filter|Channel|Plane) \d"))


def short(value: float) -> str:
    """A number as a cell has it, if it has few digits."""
    return f"{value:g}".replace("-", "−")


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("∞", "inf"))
