"""How fast the stage reacts, in a real browser: frames while it plays, a changed control, a slider that is dragged.

``python -m benchmarks.stage`` prints what the page itself measured (static/src/shared/timing.ts): scripts, styles,
layout and paint of each frame, and the time from a change to the picture of what came of it.
"""

from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page, sync_playwright

from scripts.chromium import launch
from scripts.serving import serving

OBSERVE = """() => {
  window.measured = { frame: [], change: [] };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) window.measured[name]?.push(duration);
  }).observe({ type: "measure" });
}"""
GAPS = """(seconds) => new Promise((done) => {
  const times = [];
  const onFrame = (now) => {
    times.push(now);
    if (now - times[0] < 1000 * seconds) requestAnimationFrame(onFrame);
    else done(times.slice(1).map((time, i) => time - times[i]));
  };
  requestAnimationFrame(onFrame);
})"""


def line(title: str, values: Sequence[float], goal: float) -> None:
    """Print the median and the 95th percentile beside the goal for the latter."""
    median, most = np.percentile(values, [50, 95])
    verdict = "met" if most <= goal else "not met"
    print(f"{title:62} median {median:5.1f} ms   95% {most:5.1f} ms   goal {goal:g}: {verdict} ({len(values)})")


def opened(page: Page, query: str) -> None:
    """Open Explore and begin to listen to its measures."""
    page.goto(f"/{query}")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.wait_for_timeout(500)
    page.evaluate(OBSERVE)


def playing(page: Page, title: str, query: str, speed: int, seconds: float = 6) -> None:
    """Print what each frame costs, and the time from frame to frame."""
    opened(page, query)
    page.get_by_role("slider", name="Speed", exact=True).fill(str(speed))
    page.get_by_role("button", name="Play", exact=True).click()
    gaps = page.evaluate(GAPS, seconds)
    line(f"{title}: scripts, layout and paint of a frame", page.evaluate("window.measured.frame"), goal=8)
    line(f"{title}: from frame to frame", gaps, goal=17.5)


def changing(page: Page, title: str, query: str, slider: str, values: Sequence[int]) -> None:
    """Print the time from a control's change to its picture."""
    opened(page, query)
    for value in values:
        page.get_by_role("slider", name=slider, exact=True).fill(str(value))
        page.wait_for_timeout(200)
    line(f"{title}: from change to picture", page.evaluate("window.measured.change"), goal=50)


def dragging(page: Page) -> None:
    """Print how long after the last of many changes in one second the last picture comes."""
    opened(page, "?preset=worked-example&step=1")
    page.evaluate(
        """() => new Promise((done) => {
          const slider = document.querySelector("#padding");
          let i = 0;
          const timer = setInterval(() => {
            slider.value = String(i % 10);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            if (++i === 60) { clearInterval(timer); done(); }
          }, 16);
        })"""
    )
    page.wait_for_timeout(500)
    changes = page.evaluate("window.measured.change")
    line(f"a slider dragged for a second, {len(changes)} pictures of 60 changes", changes[-1:], goal=50)


def main() -> None:
    """Measure everything."""
    with serving() as url, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}).new_page()
        playing(page, "worked example, beat by beat", "?preset=worked-example", speed=15)
        playing(page, "worked example, gliding", "?preset=worked-example", speed=40)
        playing(page, "worked example, fast", "?preset=worked-example", speed=60, seconds=2)
        picture = "?preset=sobel&side=1024&whole=0&step=1"
        playing(page, "picture of 1024×1024, fastest", picture, speed=100)
        changing(page, "worked example, padding", "?preset=worked-example&step=1", "Amount", [0, 1, 2, 3, 2, 1, 0, 1])
        changing(page, "picture of 64×64, stride", "?preset=sobel&side=64", "Stride", [2, 3, 1, 2, 3, 1])
        dragging(page)
        browser.close()


if __name__ == "__main__":
    main()
